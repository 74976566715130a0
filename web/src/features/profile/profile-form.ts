/** A profile as its form holds it, and back. */

import type { Account } from "../../api/contract";
import type { Words } from "../../words/en";

export interface ProfileValues extends Record<string, string> {
  fullName: string;
  phone: string;
  birthDate: string;
  positions: string;
  companyTypes: string;
  language: string;
}

export function profileForm(account: Account): ProfileValues {
  return {
    fullName: account.fullName,
    phone: account.phone,
    birthDate: account.birthDate,
    positions: account.desiredPositions.join(", "),
    companyTypes: account.desiredCompanyTypes.join(", "),
    language: String(account.language),
  };
}

/** What is wrong, by field. */
export function profileFaults(
  values: ProfileValues,
  rules: Words["account"]["rules"],
): Partial<Record<keyof ProfileValues, string>> {
  const faults: Partial<Record<keyof ProfileValues, string>> = {};
  if (!values.fullName.trim()) faults.fullName = rules.required;
  if (values.phone && !/^\+[1-9][0-9]{6,14}$/.test(values.phone)) faults.phone = rules.phone;
  if (values.birthDate && values.birthDate >= new Date().toISOString().slice(0, 10)) faults.birthDate = rules.pastDate;
  return faults;
}

/** What somebody lists, once each. */
export function wishes(text: string): string[] {
  return [...new Set(text.split(/[,、，\n]/).map((wish) => wish.trim().slice(0, 60)))].filter(Boolean).slice(0, 10);
}
