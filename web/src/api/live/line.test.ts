import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FakeSocket } from "../../testing/fake-socket";
import { Failure, SIGNED_OUT } from "../failure";
import { Line } from "./line";

const device = vi.hoisted(() => ({ accessToken: vi.fn(), renew: vi.fn(), accessExpires: 0 }));
vi.mock("../transport", () => ({ device }));

const listener = { frame: vi.fn(), status: vi.fn(), ended: vi.fn() };
let line: Line;

const LONG_MS = 15_000;
const soon = () => vi.advanceTimersByTimeAsync(0);
const later = () => vi.advanceTimersByTimeAsync(LONG_MS);
const statuses = () => listener.status.mock.calls.map(([status]) => status);

beforeEach(async () => {
  vi.useFakeTimers();
  vi.stubGlobal("window", new EventTarget());
  vi.stubGlobal("WebSocket", FakeSocket);
  FakeSocket.all.length = 0;
  device.accessToken.mockResolvedValue("token-1");
  device.renew.mockResolvedValue("token-2");
  device.accessExpires = Date.now() + 900_000;
  line = new Line("interview-1", listener);
  void line.run();
  await soon();
});

afterEach(() => {
  line.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.clearAllMocks();
});

test("the token goes in the first message, and never in the address", () => {
  FakeSocket.last.letIn();
  expect(FakeSocket.last.sent[0]).toEqual({ token: "token-1" });
  expect(FakeSocket.last.url).toBe("/ws/interviews/interview-1?after_sequence=0");
});

test("a line that comes back asks for what was missed, and for nothing else", async () => {
  FakeSocket.last.letIn();
  FakeSocket.last.say({ type: "event", event: { sequence: "7" }, through_sequence: "7" });
  FakeSocket.last.say({ type: "heartbeat", through_sequence: "9" });
  FakeSocket.last.end();
  await later();
  expect(FakeSocket.last.url).toContain("after_sequence=9");
  FakeSocket.last.letIn();
  expect(statuses()).toEqual(["connecting", "open", "lost", "connecting", "open"]);
});

test("what is sent while the line is down goes when it is back", async () => {
  void line.send({ type: "pause" });
  expect(FakeSocket.last.commands).toEqual([]);
  FakeSocket.last.letIn();
  expect(FakeSocket.last.commands).toMatchObject([{ type: "pause" }]);
});

test("an answer whose reply got lost is sent again, word for word, and is done once", async () => {
  const done = vi.fn();
  FakeSocket.last.letIn();
  void line.send({ type: "answer", question_id: "q", request_id: "r", text: "Hello" }).then(done);
  const [first] = FakeSocket.last.commands;
  FakeSocket.last.end();
  await later();
  FakeSocket.last.letIn();
  expect(FakeSocket.last.commands).toEqual([first]);
  FakeSocket.last.say({ type: "reply", id: first?.id, to: "answer" });
  await soon();
  expect(done).toHaveBeenCalledTimes(1);
  FakeSocket.last.end();
  await later();
  FakeSocket.last.letIn();
  expect(FakeSocket.last.commands).toEqual([]);
});

test("a refusal reaches whoever sent the command", async () => {
  FakeSocket.last.letIn();
  const sent = line.send({ type: "present", question_id: "q" });
  FakeSocket.last.say({ type: "error", id: 1, error_code: "QUESTION_CLOSED", error_message: "…", retry_available: false });
  await expect(sent).rejects.toMatchObject({ reason: "QUESTION_CLOSED" });
});

test("a service that restarts is waited for, and nobody is bothered", async () => {
  const [done, refused] = [vi.fn(), vi.fn()];
  FakeSocket.last.letIn();
  line.send({ type: "answer", question_id: "q", request_id: "r", text: "Hello" }).then(done, refused);
  FakeSocket.last.say({ type: "error", id: 1, error_code: "PEER_UNAVAILABLE", error_message: "…", retry_available: true });
  await later();
  expect(FakeSocket.last.commands).toHaveLength(2);
  FakeSocket.last.say({ type: "reply", id: 1, to: "answer" });
  await soon();
  expect([done.mock.calls.length, refused.mock.calls.length]).toEqual([1, 0]);
});

test("a socket that says nothing for long is given up and opened anew", async () => {
  FakeSocket.last.letIn();
  await vi.advanceTimersByTimeAsync(30_000);
  expect(FakeSocket.all.length).toBeGreaterThan(1);
});

test("a socket that hears heartbeats is kept", async () => {
  FakeSocket.last.letIn();
  for (let beat = 1; beat <= 6; beat++) {
    await vi.advanceTimersByTimeAsync(10_000);
    FakeSocket.last.say({ type: "heartbeat", through_sequence: "0" });
  }
  expect(FakeSocket.all).toHaveLength(1);
});

test("an interview that is not to be seen is not asked for again", async () => {
  FakeSocket.last.onopen?.();
  FakeSocket.last.say({ type: "error", error_code: "INTERVIEW_UNKNOWN", error_message: "…", retry_available: false });
  FakeSocket.last.end(4404, "INTERVIEW_UNKNOWN");
  await later();
  expect(FakeSocket.all).toHaveLength(1);
  expect(listener.ended.mock.calls[0]?.[0]).toMatchObject({ reason: "INTERVIEW_UNKNOWN" });
});

test("a token that is refused is replaced before the next socket", async () => {
  FakeSocket.last.letIn();
  FakeSocket.last.end(4401, "TOKEN_EXPIRED");
  await later();
  expect(device.renew).toHaveBeenCalledWith("token-1");
  FakeSocket.last.letIn();
  expect(FakeSocket.last.sent[0]).toEqual({ token: "token-2" });
});

test("a token that nears its end is replaced on the open socket", async () => {
  FakeSocket.last.letIn();
  device.accessExpires = Date.now() + 50_000;
  device.accessToken.mockResolvedValue("token-3");
  for (let beat = 0; beat < 4; beat++) {
    await vi.advanceTimersByTimeAsync(10_000);
    FakeSocket.last.say({ type: "heartbeat", through_sequence: "0" });
  }
  expect(FakeSocket.last.sent.at(-1)).toEqual({ type: "token", token: "token-3" });
  expect(FakeSocket.all).toHaveLength(1);
});

test("somebody who is signed out is told, and the line rests", async () => {
  device.accessToken.mockRejectedValue(new Failure({ reason: SIGNED_OUT, mayRetry: false }));
  FakeSocket.last.end();
  await later();
  expect(listener.ended.mock.calls[0]?.[0]).toMatchObject({ reason: SIGNED_OUT });
  expect(FakeSocket.all).toHaveLength(1);
});

test("a frame of a kind that this page does not know is passed over", () => {
  FakeSocket.last.letIn();
  listener.frame.mockClear();
  FakeSocket.last.say({ type: "from_the_future" });
  expect(listener.frame).not.toHaveBeenCalled();
});
