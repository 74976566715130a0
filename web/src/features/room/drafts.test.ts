import { beforeEach, expect, test } from "vitest";
import { MemoryStorage } from "../../testing/memory-storage";
import { Drafts } from "./drafts";

const QUESTION = "q-1";
let storage: Storage;
let now: number;

beforeEach(() => {
  storage = new MemoryStorage();
  now = 1_000;
});

/** A page: each that is loaded has a name of its own. */
const page = (name: string) => new Drafts(storage, "interview", name, () => now++);

test("a page that is loaded again goes on with what was typed (F32)", () => {
  page("before").keep(QUESTION, "I once");
  expect(page("after").open(QUESTION).text).toBe("I once");
});

test("what was on its way keeps its request_id over a crash, so that sending it again doubles nothing", () => {
  page("before").keep(QUESTION, "I once", "request-1");
  expect(page("after").open(QUESTION)).toMatchObject({ text: "I once", requestId: "request-1" });
});

test("two tabs never overwrite each other", () => {
  const [one, other] = [page("one"), page("other")];
  one.keep(QUESTION, "mine");
  other.keep(QUESTION, "yours");
  expect(one.open(QUESTION).text).toBe("mine");
  expect(other.open(QUESTION).text).toBe("yours");
});

test("a new page begins with the newest draft of all", () => {
  page("one").keep(QUESTION, "older");
  page("other").keep(QUESTION, "newer");
  expect(page("third").open(QUESTION).text).toBe("newer");
});

test("an answer that arrived leaves neither draft nor note", () => {
  const drafts = page("one");
  drafts.keep(QUESTION, "I once led a team.\n", "request-1");
  drafts.close(QUESTION, "Tell me", "I once led a team.");
  expect(drafts.notes()).toEqual([]);
  expect(storage).toHaveLength(0);
});

test("what another tab had typed stays as a note when the question is answered here", () => {
  const [one, other] = [page("one"), page("other")];
  one.keep(QUESTION, "mine");
  other.keep(QUESTION, "something else");
  one.close(QUESTION, "Tell me", "mine");
  expect(other.notes()).toMatchObject([{ questionText: "Tell me", text: "something else" }]);
  expect(other.open(QUESTION).text).toBe("");
});

test("both tabs see the question end, and make one note of it", () => {
  const [one, other] = [page("one"), page("other")];
  other.keep(QUESTION, "something else");
  one.close(QUESTION, "Tell me", "mine");
  other.close(QUESTION, "Tell me", "mine");
  expect(one.notes()).toHaveLength(1);
});

test("an older version of what was sent is no note", () => {
  page("before").keep(QUESTION, "I once");
  const after = page("after");
  after.keep(QUESTION, "I once led a team.");
  after.close(QUESTION, "Tell me", "I once led a team.");
  expect(after.notes()).toEqual([]);
});

test("Hangul that is written in parts counts as the same words", () => {
  const drafts = page("one");
  drafts.keep(QUESTION, "제가 했습니다".normalize("NFD"));
  drafts.close(QUESTION, "질문", "제가 했습니다".normalize("NFC"));
  expect(drafts.notes()).toEqual([]);
});

test("when time ran out, what was typed stays", () => {
  const drafts = page("one");
  drafts.keep(QUESTION, "too late");
  drafts.close(QUESTION, "Tell me", "");
  expect(drafts.notes()).toMatchObject([{ text: "too late" }]);
});

test("a discarded note is gone, and another interview's are not touched", () => {
  const [drafts, others] = [page("one"), new Drafts(storage, "another", "one")];
  for (const each of [drafts, others]) {
    each.keep(QUESTION, "kept");
    each.close(QUESTION, "Tell me", "");
  }
  for (const note of drafts.notes()) drafts.discard(note);
  expect(drafts.notes()).toEqual([]);
  expect(others.notes()).toHaveLength(1);
});

test("what nobody came back for is forgotten after a month", () => {
  page("old").keep(QUESTION, "long ago");
  now += 31 * 24 * 3600 * 1000;
  expect(page("new").open(QUESTION).text).toBe("");
});

test("a record that is no draft counts as none", () => {
  storage.setItem(`viva.draft.interview.${QUESTION}.old`, "{broken");
  expect(page("new").open(QUESTION).text).toBe("");
});
