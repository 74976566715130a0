/** Something a person sets going: one at a time, with what went wrong. */

import { useCallback, useRef, useState } from "react";
import { type Failure, failureOf } from "../api/failure";

export interface Action<A extends unknown[]> {
  run: (...args: A) => Promise<boolean>;
  isBusy: boolean;
  failure: Failure | undefined;
  clear: () => void;
}

/** Wraps `act`. A second call while the first runs does nothing, so that a double click is one click. `run` tells whether it worked. */
export function useAction<A extends unknown[]>(act: (...args: A) => Promise<unknown>): Action<A> {
  const running = useRef(false);
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const run = async (...args: A) => {
    if (running.current) return false;
    running.current = true;
    setBusy(true);
    setFailure(undefined);
    try {
      await act(...args);
      return true;
    } catch (error) {
      setFailure(failureOf(error));
      return false;
    } finally {
      running.current = false;
      setBusy(false);
    }
  };
  const clear = useCallback(() => setFailure(undefined), []);
  return { run, isBusy, failure, clear };
}
