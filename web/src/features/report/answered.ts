/** Which question each evaluation is about: the one whose answer it cites, or else the next of its stage. */

import type { Evaluation, Question, TranscriptLine } from "../../api/contract";

/** By answer id; an evaluation whose question cannot be told is left out. */
export function questionsByAnswer(
  evaluations: readonly Evaluation[],
  questions: readonly Question[],
  lines: readonly TranscriptLine[],
): ReadonlyMap<string, Question> {
  const lineOf = new Map(lines.map((line) => [line.lineId, line]));
  const left = new Map(questions.map((question) => [question.questionId, question]));
  const found = new Map<string, Question>();
  const claim = (evaluation: Evaluation, question: Question | undefined) => {
    if (!question) return;
    found.set(evaluation.answerId, question);
    left.delete(question.questionId);
  };
  for (const evaluation of evaluations) claim(evaluation, left.get(lineOf.get(citedLine(evaluation))?.questionId ?? ""));
  for (const evaluation of evaluations) {
    if (found.has(evaluation.answerId)) continue;
    claim(
      evaluation,
      [...left.values()].find(({ stage }) => stage === evaluation.stage),
    );
  }
  return found;
}

function citedLine({ criteria, strengths, weaknesses }: Evaluation): string {
  const [first] = [...criteria, ...strengths, ...weaknesses].flatMap(({ citations }) => citations);
  return first?.lineId ?? "";
}
