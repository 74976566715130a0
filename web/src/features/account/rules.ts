/** What an account's fields must look like, checked before anything is sent; the contract's rules stay the ones that count. */

import type { Words } from "../../words/en";

type Rules = Words["account"]["rules"];
export type Check = (value: string, rules: Rules) => string | undefined;

export const required: Check = (value, rules) => (value.trim() ? undefined : rules.required);

export const email: Check = (value, rules) =>
  required(value, rules) ?? (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value.trim()) ? undefined : rules.email);

export const username: Check = (value, rules) => (/^[a-z0-9_]{4,12}$/.test(value) ? undefined : rules.username);

export const newPassword: Check = (value, rules) => (Array.from(value).length >= 10 ? undefined : rules.password);
