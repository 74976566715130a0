/** Something that is read when a screen opens: there, on its way, or failed; read again on demand. */

import { useCallback, useEffect, useState } from "react";
import { type Failure, failureOf, isAborted } from "../api/failure";

export interface Loaded<T> {
  value: T | undefined;
  failure: Failure | undefined;
  isLoading: boolean;
  reload: () => void;
}

/** Reads with `read`, which has to be stable (useCallback): another one reads again. The old value stays until the new one is there. */
export function useLoaded<T>(read: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  const [result, setResult] = useState<{ value?: T; failure?: Failure; isLoading: boolean }>({ isLoading: true });
  const [round, setRound] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round reads again
  useEffect(() => {
    const end = new AbortController();
    setResult(({ value }) => ({ ...(value === undefined ? {} : { value }), isLoading: true }));
    read(end.signal).then(
      (value) => {
        if (!end.signal.aborted) setResult({ value, isLoading: false });
      },
      (error: unknown) => {
        if (!end.signal.aborted && !isAborted(error)) setResult({ failure: failureOf(error), isLoading: false });
      },
    );
    return () => end.abort();
  }, [read, round]);
  const reload = useCallback(() => setRound((before) => before + 1), []);
  return { value: result.value, failure: result.failure, isLoading: result.isLoading, reload };
}
