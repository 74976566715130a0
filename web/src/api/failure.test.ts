import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { Code, ConnectError } from "@connectrpc/connect";
import { expect, test } from "vitest";
import { readErrorInfo } from "./error-info";
import { Failure, failureInDocument, failureOf, isAborted, OFFLINE, REFERENCE, UNEXPECTED } from "./failure";

/** `google.rpc.ErrorInfo` as a server writes it, its domain included. */
function errorInfo(reason: string, facts: Record<string, string> = {}): Uint8Array {
  const writer = new BinaryWriter().tag(1, WireType.LengthDelimited).string(reason).tag(2, WireType.LengthDelimited).string("viva");
  for (const [key, value] of Object.entries(facts)) {
    writer.tag(3, WireType.LengthDelimited).fork();
    writer.tag(1, WireType.LengthDelimited).string(key).tag(2, WireType.LengthDelimited).string(value).join();
  }
  return writer.finish();
}

function refused(code: Code, reason: string, facts?: Record<string, string>): ConnectError {
  const error = new ConnectError("refused", code, { [REFERENCE]: "trace" });
  error.details = [{ type: "google.rpc.ErrorInfo", value: errorInfo(reason, facts) }];
  return error;
}

test("reason and facts are read out of the bytes", () => {
  expect(readErrorInfo(errorInfo("HOUSE_FULL", { limit: "3", left: "0" }))).toEqual({
    reason: "HOUSE_FULL",
    facts: { limit: "3", left: "0" },
  });
});

test("a refusal keeps its reason, its facts and its reference", () => {
  const failure = failureOf(refused(Code.ResourceExhausted, "ACCOUNT_LOCKED", { retry_after_seconds: "30" }));
  expect(failure).toMatchObject({
    reason: "ACCOUNT_LOCKED",
    mayRetry: true,
    facts: { retry_after_seconds: "30" },
    reference: "trace",
  });
});

test("the catalogue says where trying again does not help in spite of the code", () => {
  expect(failureOf(refused(Code.ResourceExhausted, "ANSWER_TOO_LONG")).mayRetry).toBe(false);
});

test("what the person must change is not offered again", () => {
  expect(failureOf(refused(Code.FailedPrecondition, "INTERVIEW_PAUSED")).mayRetry).toBe(false);
});

test("the edge's own limit has no reason, and is known by its code", () => {
  expect(failureOf(new ConnectError("", Code.ResourceExhausted))).toMatchObject({ reason: "RATE_LIMITED", mayRetry: true });
  expect(failureOf(new ConnectError("", Code.Unavailable))).toMatchObject({ reason: "UNAVAILABLE", mayRetry: true });
});

test("a network that is away is told from a server that refuses", () => {
  const lost = ConnectError.from(new TypeError("Failed to fetch"));
  expect(failureOf(lost)).toMatchObject({ reason: OFFLINE, mayRetry: true });
  expect(failureOf(new TypeError("Failed to fetch"))).toMatchObject({ reason: OFFLINE });
});

test("a mistake of ours is no network error", () => {
  expect(failureOf(new TypeError("x is not a function"))).toMatchObject({ reason: UNEXPECTED, mayRetry: false });
});

test("a failure that was wrapped on its way is the same failure", () => {
  const inner = new Failure({ reason: "SIGNED_OUT", mayRetry: false });
  expect(failureOf(ConnectError.from(inner))).toBe(inner);
});

test("the gateway's document is read as it is written", () => {
  const document = { error_code: "TOO_LARGE", error_message: "…", retry_available: false };
  expect(failureInDocument(document)).toMatchObject({ reason: "TOO_LARGE", mayRetry: false });
});

test("an answer that is no document of ours is unexpected, and no crash", () => {
  for (const document of [null, undefined, "<html>", { error: 1 }]) expect(failureInDocument(document).reason).toBe(UNEXPECTED);
});

test("what was given up is no failure", () => {
  expect(isAborted(new ConnectError("", Code.Canceled))).toBe(true);
  expect(isAborted(new DOMException("", "AbortError"))).toBe(true);
  expect(isAborted(new TypeError("Failed to fetch"))).toBe(false);
});
