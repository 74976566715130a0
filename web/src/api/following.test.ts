import { Code, ConnectError } from "@connectrpc/connect";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Failure } from "./failure";
import { following } from "./following";

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("window", new EventTarget());
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A stream of these sequences, and then its end. */
async function* stream(sequences: number[], end?: Error) {
  for (const sequence of sequences) yield { throughSequence: BigInt(sequence) };
  if (end) throw end;
}

async function collected(open: (after: bigint) => AsyncIterable<{ throughSequence: bigint }>, wanted: number): Promise<bigint[]> {
  const end = new AbortController();
  const seen: bigint[] = [];
  const all = (async () => {
    for await (const { throughSequence } of following(open, end.signal)) {
      seen.push(throughSequence);
      if (seen.length === wanted) return;
    }
  })();
  await vi.advanceTimersByTimeAsync(60_000);
  await all;
  return seen;
}

test("a stream that ends goes on after the last sequence that was seen", async () => {
  const open = vi.fn((after: bigint) => stream(after === 0n ? [1, 2] : [3, 4]));
  expect(await collected(open, 4)).toEqual([1n, 2n, 3n, 4n]);
  expect(open.mock.calls).toEqual([[0n], [2n]]);
});

test("a server that moves is followed", async () => {
  const moved = new ConnectError("moved", Code.Unavailable);
  const open = vi.fn((after: bigint) => stream(after === 0n ? [1] : [2], after === 0n ? moved : undefined));
  expect(await collected(open, 2)).toEqual([1n, 2n]);
});

test("what will not pass is thrown", async () => {
  const open = () => stream([], new Failure({ reason: "RESUME_UNKNOWN", mayRetry: false }));
  const first = following(open, new AbortController().signal).next();
  await expect(first).rejects.toMatchObject({ reason: "RESUME_UNKNOWN" });
});
