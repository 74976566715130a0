/**
 * The tokens of this device: kept over reloads, shared by all tabs, and exchanged by one tab at a time.
 *
 * Both tokens lie in one record of localStorage. The refresh token has to survive a reload, and the server sets no cookies,
 * because partners' programs and this page sign in the same way. Keeping the access token out of that record would protect
 * nothing, as whoever can read the record can exchange the one for the other; having it there spares an exchange on every
 * reload, and an exchange whose answer gets lost in a reload costs the sign-in. What guards the record is the gateway's
 * content security policy: no script runs here that is not ours, and nothing can be sent elsewhere.
 *
 * A refresh token is good once, and using it twice ends the device. Hence a lock that all tabs share: who gets it looks first
 * whether another tab has been there, in the record and in what the lock's last owner left (last-trade.ts).
 */

import { Failure, SIGNED_OUT } from "./failure";
import { forgetTrade, gotFor, keepTrade } from "./last-trade";
import { readStored } from "./stored";

export interface TokenPair {
  access: string;
  /** Milliseconds of Date.now(). */
  accessExpires: number;
  refresh: string;
}

/** Trades a refresh token for new tokens. */
export type Exchange = (refresh: string) => Promise<TokenPair>;

const RECORD = "viva.device";
const LOCK = "viva.device";
/** A token that ends within this time is renewed before it is used. */
const SPARE_MS = 30_000;
/** The device is over; every other failure of an exchange may pass. */
const OVER = new Set(["REFRESH_REUSED", "REFRESH_EXPIRED", "REFRESH_UNKNOWN", "TOKEN_REVOKED", "INVALID_REQUEST"]);

export class Device {
  readonly #exchange: Exchange;
  readonly #listeners = new Set<() => void>();
  /** The person wanted to go, in this tab; otherwise the device was signed out by the server or in another tab. */
  wasLeft = false;

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
    window.addEventListener("storage", (event) => {
      if (event.key === RECORD || event.key === null) this.#tell();
    });
  }

  get isSignedIn(): boolean {
    return read() !== undefined;
  }

  /** When the access token ends, in milliseconds of Date.now(); 0 without one. */
  get accessExpires(): number {
    return read()?.accessExpires ?? 0;
  }

  signIn(tokens: TokenPair): void {
    this.wasLeft = false;
    localStorage.setItem(RECORD, JSON.stringify(tokens));
    this.#tell();
  }

  /** The person goes. */
  leave(): void {
    this.wasLeft = true;
    this.signOut();
  }

  signOut(): void {
    localStorage.removeItem(RECORD);
    void forgetTrade();
    this.#tell();
  }

  /** Calls `listener` whenever tokens came, changed or went, in whichever tab. Returns what ends that. */
  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** A token that is good for a while; throws Failure SIGNED_OUT when there is none to be had. */
  async accessToken(goodForMs = SPARE_MS): Promise<string> {
    const tokens = read();
    if (!tokens) throw new Failure({ reason: SIGNED_OUT, mayRetry: false });
    return tokens.accessExpires - Date.now() > goodForMs ? tokens.access : this.renew(tokens.access);
  }

  /** A token other than `stale`: the one another tab has fetched meanwhile, or a new one. */
  async renew(stale: string): Promise<string> {
    return navigator.locks.request(LOCK, async () => {
      const tokens = read();
      if (!tokens) throw new Failure({ reason: SIGNED_OUT, mayRetry: false });
      if (tokens.access !== stale) return tokens.access;
      const traded = await gotFor(tokens.refresh);
      return traded ? this.#taken(traded) : this.#exchanged(tokens.refresh);
    });
  }

  /**
   * When the answer to an exchange is lost, the token may be used up or not. Trying it again is then the only way to stay signed
   * in, and costs nothing where it fails: the device would have had to sign in anyway.
   */
  async #exchanged(refresh: string): Promise<string> {
    try {
      const tokens = await this.#exchange(refresh);
      await keepTrade(refresh, tokens);
      return this.#taken(tokens);
    } catch (error) {
      if (error instanceof Failure && OVER.has(error.reason)) {
        this.signOut();
        throw new Failure({ reason: SIGNED_OUT, mayRetry: false }, error);
      }
      throw error;
    }
  }

  #taken(tokens: TokenPair): string {
    this.signIn(tokens);
    return tokens.access;
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

function read(): TokenPair | undefined {
  return readStored<TokenPair>(localStorage, RECORD);
}
