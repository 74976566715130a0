import { expect, test } from "vitest";
import {
  type Field,
  FieldKind,
  HiddenReason,
  type HiddenText,
  type ResumeContent,
  type Section,
  SectionKind,
} from "../../api/contract";
import { certaintyOf, factsByKind, isBeside, missingFacts, missingSections, pagesOf } from "./reading";

const fact = (kind: FieldKind, confidence = 0.8) => ({ kind, confidence }) as Field;
const on = (page: number) => ({ text: "words", region: { page } });

test("facts of one kind stand beside each other, in the order of the résumé", () => {
  const fields = [fact(FieldKind.SKILL), fact(FieldKind.PERIOD), fact(FieldKind.SKILL)];
  expect(factsByKind(fields).map(([kind, facts]) => [kind, facts.length])).toEqual([
    [FieldKind.SKILL, 2],
    [FieldKind.PERIOD, 1],
  ]);
});

test("what was looked for in an entry and is not there is named", () => {
  const fields = [fact(FieldKind.ORGANISATION), fact(FieldKind.PERIOD)];
  expect(missingFacts(SectionKind.EDUCATION, fields)).toEqual([FieldKind.DEGREE, FieldKind.MAJOR]);
});

test("nothing is missing where nothing was looked for", () => {
  expect(missingFacts(SectionKind.OTHER, [])).toEqual([]);
  expect(missingFacts(SectionKind.SELF_INTRODUCTION, [])).toEqual([]);
});

test("sections that a résumé does not have are named, and other text is none that one has to have", () => {
  const sections = [{ kind: SectionKind.HEADER }, { kind: SectionKind.SKILLS }, { kind: SectionKind.OTHER }] as Section[];
  const missing = missingSections({ sections } as ResumeContent);
  expect(missing).toContain(SectionKind.EDUCATION);
  expect(missing).not.toContain(SectionKind.SKILLS);
  expect(missing).not.toContain(SectionKind.OTHER);
  expect(missing).not.toContain(SectionKind.UNSPECIFIED);
});

test("a section names every page that it touches once, and a place without a page none", () => {
  const section = { heading: on(2), entries: [{ lines: [on(3), on(2)] }, { lines: [{ text: "lost" }, on(10)] }] };
  expect(pagesOf(section as unknown as Section)).toEqual([2, 3, 10]);
});

test("what the file says of itself, and a note without a place, stand beside the pages", () => {
  const at = (reason: HiddenReason, page: number, right: number) =>
    ({ reason, region: { page, right, bottom: right } }) as HiddenText;
  expect(isBeside(at(HiddenReason.METADATA, 1, 0))).toBe(true);
  expect(isBeside(at(HiddenReason.ANNOTATION, 1, 0))).toBe(true);
  expect(isBeside(at(HiddenReason.ANNOTATION, 2, 0))).toBe(false);
  expect(isBeside(at(HiddenReason.COLOUR, 1, 90))).toBe(false);
});

test.each([
  [0.95, "sure"],
  [0.8, "likely"],
  [0.6, "unsure"],
] as const)("a confidence of %d is said in a word: %s", (confidence, word) => {
  expect(certaintyOf(fact(FieldKind.NAME, confidence))).toBe(word);
});
