/** Follows a server stream over its ends: a server that moves, a line that breaks, a token that runs out. */

import { backoff } from "./backoff";
import { failureOf, isAborted } from "./failure";

/** One message of a watch. */
interface Watched {
  throughSequence: bigint;
}

/** Refusals that come again however often one tries. */
const FINAL = new Set(["RESUME_UNKNOWN", "INTERVIEW_UNKNOWN", "PERMISSION_DENIED", "NOT_FOUND", "SIGNED_OUT", "INVALID_REQUEST"]);

/** Yields the messages of all streams that `open` makes, each beginning after the last one seen; throws what will not pass. */
export async function* following<T extends Watched>(
  open: (after: bigint) => AsyncIterable<T>,
  signal: AbortSignal,
): AsyncGenerator<T> {
  let through = 0n;
  for (let lost = 0; !signal.aborted; ) {
    try {
      for await (const message of open(through)) {
        through = message.throughSequence;
        lost = 0;
        yield message;
      }
    } catch (error) {
      if (signal.aborted || isAborted(error)) return;
      const failure = failureOf(error);
      if (FINAL.has(failure.reason)) throw failure;
    }
    await backoff(lost++, signal);
  }
}
