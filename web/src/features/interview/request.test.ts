import { expect, test } from "vitest";
import { MemoryStorage } from "../../testing/memory-storage";
import { forgetRequest, requestIdFor } from "./request";

test("F32: the same wish has the same id until it is granted, over a reload too", () => {
  const storage = new MemoryStorage();
  expect(requestIdFor(storage, "backend")).toBe(requestIdFor(storage, "backend"));
});

test("another wish has another id, and so has the same one again once it was granted", () => {
  const storage = new MemoryStorage();
  const first = requestIdFor(storage, "backend");
  expect(requestIdFor(storage, "frontend")).not.toBe(first);
  const second = requestIdFor(storage, "backend");
  forgetRequest(storage);
  expect(requestIdFor(storage, "backend")).not.toBe(second);
});
