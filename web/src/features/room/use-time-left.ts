/** Counts down what the server said is left, by this machine's monotonic clock and never by its date. */

import { useEffect, useState } from "react";
import { type Clock, leftAt } from "./room";

const TICK_MS = 250;

/** Milliseconds left now; undefined while no clock was started. */
export function useTimeLeft(clock: Clock | undefined): number | undefined {
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    setNow(performance.now());
    if (!clock?.isRunning) return;
    const timer = setInterval(() => setNow(performance.now()), TICK_MS);
    return () => clearInterval(timer);
  }, [clock]);
  return clock && leftAt(clock, Math.max(now, clock.at));
}
