import { expect, test } from "vitest";
import type { Citation, Evaluation, Question, TranscriptLine } from "../../api/contract";
import { Stage } from "../../api/contract";
import { questionsByAnswer } from "./answered";
import { distinct, partsOf } from "./citations";

const citation = (lineId: string, start: number, end: number) => ({ lineId, start, end, text: "" }) as Citation;
const evaluation = (answerId: string, stage: Stage, citations: Citation[] = []) =>
  ({ answerId, stage, criteria: [{ citations }], strengths: [], weaknesses: [] }) as unknown as Evaluation;
const question = (questionId: string, stage: Stage) => ({ questionId, stage }) as Question;

test("the cited words are found by code points, past an emoji and Hangul alike", () => {
  expect(partsOf("👍 제가 했습니다.", { start: 2, end: 4 })).toEqual(["👍 ", "제가", " 했습니다."]);
});

test("the same words are shown once", () => {
  expect(distinct([citation("a", 0, 3), citation("a", 0, 3), citation("a", 4, 6)])).toHaveLength(2);
});

test("a follow-up's evaluation is shown with the follow-up, not with the stage's first question", () => {
  const lines = [
    { lineId: "l1", questionId: "q1" },
    { lineId: "l2", questionId: "q2" },
  ] as TranscriptLine[];
  const evaluations = [evaluation("second", Stage.SKILL, [citation("l2", 0, 1)]), evaluation("first", Stage.SKILL)];
  const found = questionsByAnswer(evaluations, [question("q1", Stage.SKILL), question("q2", Stage.SKILL)], lines);
  expect(found.get("second")?.questionId).toBe("q2");
  expect(found.get("first")?.questionId).toBe("q1");
});

test("an evaluation without a question of its stage shows none", () => {
  expect(questionsByAnswer([evaluation("a", Stage.GROWTH)], [question("q", Stage.INTRO)], []).size).toBe(0);
});
