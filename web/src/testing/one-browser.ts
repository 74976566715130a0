/** What tabs of one browser share, for tests: a storage that tells the others, and locks. */

import { vi } from "vitest";
import { MemoryStorage } from "./memory-storage";

/** Puts the globals of a browser in place. Returns the storage that all tabs share. */
export function oneBrowser(): MemoryStorage {
  const storage = new MemoryStorage();
  let queue: Promise<unknown> = Promise.resolve();
  const request = <T>(_name: string, act: () => Promise<T>): Promise<T> => {
    const turn = queue.then(act, act);
    queue = turn.catch(() => undefined);
    return turn;
  };
  vi.stubGlobal("localStorage", storage);
  vi.stubGlobal("navigator", { locks: { request } });
  vi.stubGlobal("window", new EventTarget());
  return storage;
}
