/** A list that is read page by page. */

import { useCallback, useEffect, useState } from "react";
import type { Page } from "../api/contract";
import { type Failure, failureOf, isAborted } from "../api/failure";

export interface Pages<T> {
  items: T[];
  hasMore: boolean;
  isLoading: boolean;
  failure: Failure | undefined;
  /** Reads the next page, or the failed one again. */
  more: () => void;
  /** Reads anew from the first page. */
  reload: () => void;
  /** Changes what is there, where it is known better than the server would say. */
  change: (change: (items: T[]) => T[]) => void;
}

interface Read<T> {
  items: T[];
  /** Undefined until the first page is there; empty after the last. */
  nextToken: string | undefined;
  failure: Failure | undefined;
}

/** Reads with `read`, which has to be stable (useCallback): another one begins anew. */
export function usePages<T>(read: (token: string, signal: AbortSignal) => Promise<Page<T>>): Pages<T> {
  const [list, setList] = useState<Read<T>>({ items: [], nextToken: undefined, failure: undefined });
  const [wanted, want] = useState({ token: "", round: 0 });
  const [isLoading, setLoading] = useState(true);
  useEffect(() => {
    const end = new AbortController();
    setLoading(true);
    read(wanted.token, end.signal)
      .then(({ items, nextToken }) =>
        setList((before) => ({ items: wanted.token ? [...before.items, ...items] : items, nextToken, failure: undefined })),
      )
      .catch((error: unknown) => {
        if (!end.signal.aborted && !isAborted(error)) setList((before) => ({ ...before, failure: failureOf(error) }));
      })
      .finally(() => {
        if (!end.signal.aborted) setLoading(false);
      });
    return () => end.abort();
  }, [read, wanted]);
  const more = () => want(({ round }) => ({ token: list.nextToken ?? "", round: round + 1 }));
  const reload = useCallback(() => want(({ round }) => ({ token: "", round: round + 1 })), []);
  const change = useCallback(
    (changed: (items: T[]) => T[]) => setList((before) => ({ ...before, items: changed(before.items) })),
    [],
  );
  return { items: list.items, hasMore: Boolean(list.nextToken), isLoading, failure: list.failure, more, reload, change };
}
