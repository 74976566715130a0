/** What tabs of one browser share, for tests: a storage that tells the others, locks, and caches. */

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
  vi.stubGlobal("caches", memoryCaches());
  return storage;
}

/** As much of CacheStorage as the app's own code uses. */
function memoryCaches() {
  const all = new Map<string, Map<string, Response>>();
  return {
    open: async (name: string) => {
      const kept = all.get(name) ?? new Map<string, Response>();
      all.set(name, kept);
      return {
        match: async (key: string) => kept.get(key)?.clone(),
        put: async (key: string, value: Response) => void kept.set(key, value),
      };
    },
    delete: async (name: string) => all.delete(name),
  };
}
