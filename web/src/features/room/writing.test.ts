import { expect, test } from "vitest";
import { NOTHING_WRITTEN, withDelta } from "./writing";

const piece = (text: string, offset: number, attempt = 1, taskId = "task") => ({ taskId, attempt, offset, text });

test("pieces add up to the question", () => {
  const writing = [piece("Tell ", 0), piece("me", 5), piece(" more.", 7)].reduce(withDelta, NOTHING_WRITTEN);
  expect(writing.text).toBe("Tell me more.");
});

test("offsets count code points, so that an emoji is one place and not two", () => {
  const writing = [piece("👍🏽 좋", 0), piece("아요", 4)].reduce(withDelta, NOTHING_WRITTEN);
  expect(writing.text).toBe("👍🏽 좋아요");
});

test("a piece that comes twice stands once", () => {
  const writing = [piece("Tell ", 0), piece("me", 5), piece("me", 5)].reduce(withDelta, NOTHING_WRITTEN);
  expect(writing.text).toBe("Tell me");
});

test("a newer attempt begins again, and a late piece of the older one is not wanted", () => {
  const writing = [piece("Old words", 0), piece("New", 0, 2), piece(" late", 9), piece(" words", 3, 2)].reduce(
    withDelta,
    NOTHING_WRITTEN,
  );
  expect(writing.text).toBe("New words");
});
