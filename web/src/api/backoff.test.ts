import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { backoff, pauseMs } from "./backoff";

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("window", new EventTarget());
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("each try waits longer than the one before, up to ten seconds", () => {
  const pauses = [0, 1, 2, 3, 10, 1000].map((lost) => pauseMs(lost, 1));
  expect(pauses).toEqual([300, 600, 1200, 2400, 10_000, 10_000]);
});

test("two that lost their line at the same instant do not come back at the same instant", () => {
  expect(pauseMs(3, 0)).toBe(1200);
  expect(pauseMs(3, 0.5)).toBe(1800);
});

test("a network that comes back is used at once", async () => {
  const done = vi.fn();
  void backoff(20, new AbortController().signal).then(done);
  window.dispatchEvent(new Event("online"));
  await vi.advanceTimersByTimeAsync(0);
  expect(done).toHaveBeenCalled();
});

test("nobody waits for what is given up", async () => {
  const end = new AbortController();
  const done = vi.fn();
  void backoff(20, end.signal).then(done);
  end.abort();
  await vi.advanceTimersByTimeAsync(0);
  expect(done).toHaveBeenCalled();
});
