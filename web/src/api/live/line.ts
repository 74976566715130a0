/**
 * One candidate's line to a live interview: connects, signs in, follows, and comes back by itself with the last sequence it saw.
 *
 * Commands wait for the line where it is down. One whose reply got lost is sent again on the next socket: every command is either
 * harmless to repeat or carries a request_id that makes it so.
 */

import { backoff } from "../backoff";
import { CONNECTION_LOST, Failure } from "../failure";
import { device } from "../transport";
import type { Command } from "./commands";
import { type Frame, readFrame } from "./frames";

export type LineStatus = "connecting" | "open" | "lost" | "closed";

/** Close codes after which coming back does not help; see services/gateway/live/closing.py. */
const FINAL_CODES = new Set([4400, 4403, 4404]);
const TOKEN_CODE = 4401;
/** Two heartbeats and a half: a socket silent for so long hangs on something dead. */
const SILENCE_MS = 25_000;
/** A token that ends within this time is replaced on the open socket. */
const RENEW_MS = 60_000;

/** Refusals that pass by themselves, such as while a service restarts; nobody needs to be bothered with them. */
const PASSING = new Set([
  "PEER_UNAVAILABLE",
  "UNAVAILABLE",
  "DATABASE_UNAVAILABLE",
  "DEADLINE_EXCEEDED",
  "DRAINING",
  "MOVED",
  "BUSY",
]);

interface Pending {
  command: Command;
  tries: number;
  resolve: () => void;
  reject: (failure: Failure) => void;
}

export interface LineListener {
  frame: (frame: Frame) => void;
  status: (status: LineStatus) => void;
  /** The line is down for good. */
  ended: (failure: Failure) => void;
}

export class Line {
  readonly #interviewId: string;
  readonly #listener: LineListener;
  readonly #end = new AbortController();
  readonly #pending = new Map<number, Pending>();
  #socket: WebSocket | undefined;
  #isIn = false;
  /** The token that the last socket was refused with. */
  #stale = "";
  #through = 0n;
  #lastId = 0;

  constructor(interviewId: string, listener: LineListener) {
    this.#interviewId = interviewId;
    this.#listener = listener;
  }

  /** Runs until closed, or until it makes no sense any more. */
  async run(): Promise<void> {
    for (let lost = 0; !this.#end.signal.aborted; ) {
      this.#listener.status(lost === 0 ? "connecting" : "lost");
      const closed = await this.#connect();
      if (this.#end.signal.aborted) return;
      if (closed.final) {
        this.#give(closed.final);
        return;
      }
      lost = closed.wasIn ? 0 : lost + 1;
      this.#listener.status("lost");
      await backoff(lost, this.#end.signal);
    }
  }

  /** Sends a command now or as soon as there is a line; resolves when it is done, rejects with the Failure that refused it. */
  send(command: Command): Promise<void> {
    return new Promise((resolve, reject) => {
      const id = ++this.#lastId;
      this.#pending.set(id, { command, tries: 0, resolve, reject });
      if (this.#isIn) this.#write(id, command);
    });
  }

  close(): void {
    this.#end.abort();
    this.#socket?.close(1000);
    this.#listener.status("closed");
  }

  /** One socket from its opening to its end. */
  async #connect(): Promise<{ wasIn: boolean; final?: Failure }> {
    let token: string;
    try {
      token = await (this.#stale ? device.renew(this.#stale) : device.accessToken(RENEW_MS));
    } catch (error) {
      const signedOut = error instanceof Failure && !error.mayRetry;
      return { wasIn: false, ...(signedOut ? { final: error } : {}) };
    }
    return new Promise((resolve) => {
      const socket = new WebSocket(`/ws/interviews/${this.#interviewId}?after_sequence=${this.#through}`, "viva.live.v1");
      const watchdog = new Watchdog(SILENCE_MS, () => socket.close());
      const renewal = setInterval(() => void this.#renew(socket), RENEW_MS / 2);
      let refusal: Failure | undefined;
      let wasIn = false;
      this.#socket = socket;
      // The token goes in the first message and not in the address or a header, where proxies would write it down.
      socket.onopen = () => socket.send(JSON.stringify({ token }));
      socket.onmessage = ({ data }) => {
        watchdog.pat();
        const frame = readFrame(String(data));
        if (frame?.type === "hello") wasIn = true;
        if (frame?.type === "error" && frame.id === undefined) refusal = frame.failure;
        if (frame) this.#take(frame);
      };
      socket.onclose = ({ code, reason }) => {
        watchdog.stop();
        clearInterval(renewal);
        this.#isIn = false;
        this.#stale = code === TOKEN_CODE ? token : "";
        const final = refusal ?? new Failure({ reason: reason || CONNECTION_LOST, mayRetry: false });
        resolve({ wasIn, ...(FINAL_CODES.has(code) ? { final } : {}) });
      };
    });
  }

  #take(frame: Frame): void {
    switch (frame.type) {
      case "hello":
        this.#isIn = true;
        this.#listener.status("open");
        this.#listener.frame(frame);
        for (const [id, { command }] of this.#pending) this.#write(id, command);
        return;
      case "event":
      case "heartbeat":
        this.#listener.frame(frame);
        this.#through = frame.through;
        return;
      case "reply":
        this.#listener.frame(frame);
        this.#settle(frame.id)?.resolve();
        return;
      case "error":
        if (frame.id !== undefined) void this.#refused(frame.id, frame.failure);
        return;
      default:
        this.#listener.frame(frame);
    }
  }

  async #refused(id: number, failure: Failure): Promise<void> {
    const pending = this.#pending.get(id);
    if (!pending || !PASSING.has(failure.reason)) {
      this.#settle(id)?.reject(failure);
      return;
    }
    await backoff(++pending.tries, this.#end.signal);
    if (this.#isIn && this.#pending.has(id)) this.#write(id, pending.command);
  }

  #settle(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
  }

  #write(id: number, command: Command): void {
    this.#socket?.send(JSON.stringify({ id, ...command }));
  }

  async #renew(socket: WebSocket): Promise<void> {
    if (!this.#isIn || device.accessExpires - Date.now() > RENEW_MS) return;
    try {
      const token = await device.accessToken(RENEW_MS);
      socket.send(JSON.stringify({ type: "token", token }));
    } catch {
      // The socket ends with the old token, and coming back tells why.
    }
  }

  /** What is pending stays so: nobody knows whether it arrived, and the page that comes next sends it again. */
  #give(failure: Failure): void {
    this.#listener.status("closed");
    this.#listener.ended(failure);
  }
}

/** Barks when nothing has come for a while. */
class Watchdog {
  readonly #ms: number;
  readonly #bark: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(ms: number, bark: () => void) {
    this.#ms = ms;
    this.#bark = bark;
    this.pat();
  }

  pat(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#bark, this.#ms);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
