/**
 * The last exchange of this device's tokens, told by one tab to the next that holds their lock.
 *
 * localStorage would be the place, but a browser copies it between the processes of its tabs when it gets to it, and a lock may
 * change hands sooner. The Cache API lies in one process for all tabs: what was put there before a lock is let go is there for
 * whoever gets it. It is asked by the refresh token that was spent, so a trade of an earlier sign-in is never mistaken for one of this.
 */

import type { TokenPair } from "./device";

const CACHE = "viva-device";
const KEY = "/last-trade";

interface Trade {
  spent: string;
  got: TokenPair;
}

/** What the refresh token was exchanged for. Undefined where it was not, as far as this browser knows. */
export function gotFor(refresh: string): Promise<TokenPair | undefined> {
  return whereAllowed(async () => {
    const kept = await (await caches.open(CACHE)).match(KEY);
    const trade = (await kept?.json()) as Trade | undefined;
    return trade?.spent === refresh ? trade.got : undefined;
  });
}

export function keepTrade(spent: string, got: TokenPair): Promise<void> {
  return whereAllowed(async () =>
    (await caches.open(CACHE)).put(KEY, new Response(JSON.stringify({ spent, got } satisfies Trade))),
  );
}

export function forgetTrade(): Promise<boolean | undefined> {
  return whereAllowed(() => caches.delete(CACHE));
}

/** A browser may forbid the cache, as some do in private windows; tabs then know what localStorage tells them. */
async function whereAllowed<T>(act: () => Promise<T>): Promise<T | undefined> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof DOMException) return undefined;
    throw error;
  }
}
