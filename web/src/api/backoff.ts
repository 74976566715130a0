/** How long to wait before the next try: longer each time, up to a limit, and never at the same instant as everybody else. */

const FIRST_MS = 300;
const LONGEST_MS = 10_000;

/** Milliseconds before the try after `lost` ones were lost; `chance` is 0 to 1. */
export function pauseMs(lost: number, chance: number): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(lost, 20));
  return full * (0.5 + chance / 2);
}

/** Waits that long, but no longer than until the network is back or nobody waits any more. */
export function backoff(lost: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      window.removeEventListener("online", done);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, pauseMs(lost, Math.random()));
    window.addEventListener("online", done);
    signal.addEventListener("abort", done);
    if (signal.aborted) done();
  });
}
