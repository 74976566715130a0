/** People's accounts: signing up, in and out, the own profile. */

import { createClient } from "@connectrpc/connect";
import type { Language } from "../gen/viva/interview/v1/language_pb";
import type { Account } from "../gen/viva/session/v1/account_pb";
import { AccountService } from "../gen/viva/session/v1/account_service_pb";
import { AuthService } from "../gen/viva/session/v1/auth_service_pb";
import { Failure, UNEXPECTED } from "./failure";
import { device, tokenPair, transport } from "./transport";

const accounts = createClient(AccountService, transport);
const auth = createClient(AuthService, transport);

export interface NewAccount {
  requestId: string;
  email: string;
  username: string;
  fullName: string;
  password: string;
  language: Language;
}

export async function signUp(account: NewAccount): Promise<void> {
  await accounts.register(account);
}

export interface Credentials {
  username: string;
  password: string;
  /** Empty where none is asked for. */
  oneTimeCode: string;
}

export async function signIn(password: Credentials): Promise<void> {
  const { tokens } = await auth.logIn({ proof: { case: "password", value: password } });
  device.signIn(tokenPair(tokens));
}

/** Signs this device out. Its tokens are forgotten even if the server cannot be told. */
export async function signOut(): Promise<void> {
  try {
    await auth.logOut({});
  } finally {
    device.leave();
  }
}

export async function readMe(signal: AbortSignal): Promise<Account> {
  return present((await accounts.getMe({}, { signal })).account);
}

export interface ProfileChange {
  etag: string;
  fullName: string;
  phone: string;
  birthDate: string;
  desiredPositions: string[];
  desiredCompanyTypes: string[];
  language: Language;
}

export async function changeProfile({ desiredPositions, desiredCompanyTypes, ...change }: ProfileChange): Promise<Account> {
  const wishes = { desiredPositions: { values: desiredPositions }, desiredCompanyTypes: { values: desiredCompanyTypes } };
  return present((await accounts.updateMe({ ...change, ...wishes })).account);
}

/** Returns how many other devices were signed out by it. */
export async function changePassword(oldPassword: string, newPassword: string): Promise<number> {
  return (await accounts.changePassword({ oldPassword, newPassword })).signedOutDevices;
}

export async function askForReset(email: string): Promise<void> {
  await accounts.requestPasswordReset({ email });
}

export async function resetPassword(resetToken: string, newPassword: string): Promise<void> {
  await accounts.resetPassword({ resetToken, newPassword });
}

/** What a response must hold by the contract. */
export function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Failure({ reason: UNEXPECTED, mayRetry: false });
  return value;
}
