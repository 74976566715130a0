/** A WebSocket whose other end is a test. */

export class FakeSocket {
  static readonly all: FakeSocket[] = [];

  /** The socket that was opened last. */
  static get last(): FakeSocket {
    const socket = FakeSocket.all.at(-1);
    if (!socket) throw new Error("no socket was opened");
    return socket;
  }

  readonly sent: Record<string, unknown>[] = [];
  readonly url: string;
  onopen?: () => void;
  onmessage?: (message: { data: string }) => void;
  onclose?: (end: { code: number; reason: string }) => void;

  constructor(url: string) {
    this.url = url;
    FakeSocket.all.push(this);
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  close(code = 1006): void {
    this.end(code);
  }

  /** The server lets the browser in. */
  letIn(): void {
    this.onopen?.();
    this.say({ type: "hello", interview: { interview_id: "i" } });
  }

  /** The server sends a frame. */
  say(frame: object): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  /** The server, or the line, ends it. */
  end(code = 1006, reason = ""): void {
    this.onclose?.({ code, reason });
  }

  /** Commands without the token that goes first. */
  get commands(): Record<string, unknown>[] {
    return this.sent.filter((frame) => "id" in frame);
  }
}
