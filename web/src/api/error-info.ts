/** Reads `google.rpc.ErrorInfo`, which carries the reason of a refusal and what a caller may know of it. */

import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";

export interface ErrorInfo {
  reason: string;
  facts: Readonly<Record<string, string>>;
}

export const ERROR_INFO = "google.rpc.ErrorInfo";

const REASON = 1;
const METADATA = 3;
const KEY = 1;
const VALUE = 2;

/** Reads the message's three fields by hand: they have been the same since 2019, and the contract does not own them. */
export function readErrorInfo(bytes: Uint8Array): ErrorInfo {
  const reader = new BinaryReader(bytes);
  const facts: Record<string, string> = {};
  let reason = "";
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    if (field === REASON && wireType === WireType.LengthDelimited) reason = reader.string();
    else if (field === METADATA && wireType === WireType.LengthDelimited) readEntry(reader.bytes(), facts);
    else reader.skip(wireType);
  }
  return { reason, facts };
}

function readEntry(bytes: Uint8Array, into: Record<string, string>): void {
  const reader = new BinaryReader(bytes);
  let key = "";
  let value = "";
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    if (field === KEY) key = reader.string();
    else if (field === VALUE) value = reader.string();
    else reader.skip(wireType);
  }
  into[key] = value;
}
