/** What one answer was found to show. */

import type { CriterionScore, Evaluation, Question, Remark } from "../../api/contract";
import { useWords } from "../../words/language";
import { EngineName } from "./engine-name";
import { Citations } from "./evidence";
import { Score } from "./score";

interface Props {
  evaluation: Evaluation;
  question: Question | undefined;
  isOpen: boolean;
}

/** Its stage and score are always in sight; what they rest on opens. */
export function EvaluationItem({ evaluation, question, isOpen }: Props) {
  const words = useWords();
  return (
    <li>
      <details className="card evaluation" open={isOpen}>
        <summary>
          <span className="evaluation-head">
            <span className="evaluation-stage">{words.stage[evaluation.stage]}</span>
            <Score points={evaluation.points} unavailable={evaluation.unavailable} />
          </span>
          {question && <span className="muted">{question.text}</span>}
        </summary>
        {evaluation.needsPerson && <p className="note">{words.report.needsPerson}</p>}
        {evaluation.feedback && <p>{evaluation.feedback}</p>}
        <Remarks title={words.report.strengths} remarks={evaluation.strengths} />
        <Remarks title={words.report.improvements} remarks={evaluation.weaknesses} />
        <Criteria criteria={evaluation.criteria} />
        <EngineName stamp={evaluation.stamp} />
      </details>
    </li>
  );
}

function Criteria({ criteria }: { criteria: readonly CriterionScore[] }) {
  const words = useWords().report;
  if (criteria.length === 0) return null;
  return (
    <div>
      <h3>{words.criteria}</h3>
      <ul className="criteria">
        {criteria.map((criterion) => (
          <Criterion key={criterion.criterionId} criterion={criterion} />
        ))}
      </ul>
    </div>
  );
}

function Criterion({ criterion }: { criterion: CriterionScore }) {
  return (
    <li>
      <div className="evaluation-head">
        <strong>{criterion.name}</strong>
        <Score points={criterion.points} unavailable={criterion.unavailable} />
      </div>
      {criterion.anchor && <p className="muted small">{criterion.anchor}</p>}
      <Citations citations={criterion.citations} />
    </li>
  );
}

export function Remarks({ title, remarks, level = 3 }: { title: string; remarks: readonly Remark[]; level?: 2 | 3 }) {
  const Heading = level === 2 ? "h2" : "h3";
  if (remarks.length === 0) return null;
  return (
    <div>
      <Heading>{title}</Heading>
      <ul className="remarks">
        {remarks.map((remark) => (
          <li key={remark.text}>
            {remark.text}
            <Citations citations={remark.citations} />
          </li>
        ))}
      </ul>
    </div>
  );
}
