/** Turns whatever a call can throw into one thing the screens can put into words: a reason, and whether trying again helps. */

import { Code, ConnectError } from "@connectrpc/connect";
import { ERROR_INFO, type ErrorInfo, readErrorInfo } from "./error-info";
import { refusal } from "./refusals";

/** Reasons that only this side of the line can know. */
export const OFFLINE = "OFFLINE";
export const SIGNED_OUT = "SIGNED_OUT";
export const CONNECTION_LOST = "CONNECTION_LOST";
export const UNEXPECTED = "UNEXPECTED";

/** Header in which a call's trace travels back to whoever catches its error. */
export const REFERENCE = "viva-reference";

const TRANSIENT = new Set([Code.Unavailable, Code.ResourceExhausted, Code.Aborted, Code.DeadlineExceeded]);

export interface FailureParts {
  reason: string;
  mayRetry: boolean;
  facts?: Readonly<Record<string, string>>;
  /** What support finds the call by. Empty when no call was made. */
  reference?: string;
}

/** Something that could not be done, and why. */
export class Failure extends Error {
  readonly reason: string;
  readonly mayRetry: boolean;
  readonly facts: Readonly<Record<string, string>>;
  readonly reference: string;

  constructor(parts: FailureParts, cause?: unknown) {
    super(parts.reason, { cause });
    this.name = "Failure";
    this.reason = parts.reason;
    this.mayRetry = parts.mayRetry;
    this.facts = parts.facts ?? {};
    this.reference = parts.reference ?? "";
  }
}

/** The failure that a thrown thing amounts to. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof ConnectError) return error.cause instanceof Failure ? error.cause : refused(error);
  if (error instanceof TypeError && /fetch|network|load failed/i.test(error.message)) return offline(error);
  return new Failure({ reason: UNEXPECTED, mayRetry: false }, error);
}

/** Whether a call was given up because nobody waits for it any more. */
export function isAborted(error: unknown): boolean {
  if (error instanceof ConnectError) return error.code === Code.Canceled;
  return error instanceof DOMException && error.name === "AbortError";
}

/** The failure that the gateway's error body tells of; see `Failure.as_document` in services/gateway/domain/wording.py. */
export function failureInDocument(document: unknown, reference = ""): Failure {
  const { error_code: code, retry_available: mayRetry } = (document ?? {}) as { error_code?: unknown; retry_available?: unknown };
  return new Failure({ reason: typeof code === "string" ? code : UNEXPECTED, mayRetry: mayRetry === true, reference });
}

function refused(error: ConnectError): Failure {
  const reference = error.metadata.get(REFERENCE) ?? "";
  const info = errorInfoOf(error);
  if (!info) return withoutReason(error, reference);
  const mayRetry = refusal(info.reason)?.retry ?? TRANSIENT.has(error.code);
  return new Failure({ reason: info.reason, mayRetry, facts: info.facts, reference }, error);
}

/** The edge and the browser's own network give a code and no reason. */
function withoutReason(error: ConnectError, reference: string): Failure {
  if (error.code === Code.Unknown && error.cause instanceof TypeError) return offline(error, reference);
  const name = Code[error.code]?.replace(/(?<=[a-z])(?=[A-Z])/g, "_").toUpperCase() ?? UNEXPECTED;
  const reason = { RESOURCE_EXHAUSTED: "RATE_LIMITED", UNKNOWN: UNEXPECTED }[name] ?? name;
  return new Failure({ reason: refusal(reason) ? reason : UNEXPECTED, mayRetry: TRANSIENT.has(error.code), reference }, error);
}

function offline(cause: unknown, reference = ""): Failure {
  return new Failure({ reason: OFFLINE, mayRetry: true, reference }, cause);
}

function errorInfoOf(error: ConnectError): ErrorInfo | undefined {
  for (const detail of error.details) {
    if ("type" in detail && detail.type === ERROR_INFO) return readErrorInfo(detail.value as Uint8Array);
  }
  return undefined;
}
