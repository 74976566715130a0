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
  const [wanted, want] = useState({ of: read, token: "", round: 0 });
  const [isLoading, setLoading] = useState(true);
  useEffect(() => {
    const end = new AbortController();
    // A token of another list means nothing in this one.
    const isOther = wanted.of !== read;
    const token = isOther ? "" : wanted.token;
    setLoading(true);
    if (isOther) setList({ items: [], nextToken: undefined, failure: undefined });
    read(token, end.signal)
      .then(({ items, nextToken }) => {
        if (end.signal.aborted) return;
        setList((before) => ({ items: token ? [...before.items, ...items] : items, nextToken, failure: undefined }));
      })
      .catch((error: unknown) => {
        if (!end.signal.aborted && !isAborted(error)) setList((before) => ({ ...before, failure: failureOf(error) }));
      })
      .finally(() => {
        if (!end.signal.aborted) setLoading(false);
      });
    return () => end.abort();
  }, [read, wanted]);
  const more = () => want(({ round }) => ({ of: read, token: list.nextToken ?? "", round: round + 1 }));
  const reload = useCallback(() => want(({ round }) => ({ of: read, token: "", round: round + 1 })), [read]);
  const change = useCallback(
    (changed: (items: T[]) => T[]) => setList((before) => ({ ...before, items: changed(before.items) })),
    [],
  );
  return { items: list.items, hasMore: Boolean(list.nextToken), isLoading, failure: list.failure, more, reload, change };
}
