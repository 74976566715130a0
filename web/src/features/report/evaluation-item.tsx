/** What one answer was found to show. */

import type { CriterionScore, Evaluation, Question, Remark } from "../../api/contract";
import { useWords } from "../../words/language";
import { EngineName } from "./engine-name";
import { Citations } from "./evidence";
import { Score } from "./score";

export function EvaluationItem({ evaluation, question }: { evaluation: Evaluation; question: Question | undefined }) {
  const words = useWords();
  return (
    <li className="card evaluation">
      <div className="evaluation-head">
        <h3>{words.stage[evaluation.stage]}</h3>
        <Score points={evaluation.points} unavailable={evaluation.unavailable} />
      </div>
      {question && <p className="muted">{question.text}</p>}
      {evaluation.needsPerson && <p className="note">{words.report.needsPerson}</p>}
      {evaluation.feedback && <p>{evaluation.feedback}</p>}
      <Remarks title={words.report.strengths} remarks={evaluation.strengths} />
      <Remarks title={words.report.improvements} remarks={evaluation.weaknesses} />
      {evaluation.criteria.length > 0 && (
        <details>
          <summary>{words.report.criteria}</summary>
          <ul className="criteria">
            {evaluation.criteria.map((criterion) => (
              <Criterion key={criterion.criterionId} criterion={criterion} />
            ))}
          </ul>
        </details>
      )}
      <EngineName stamp={evaluation.stamp} />
    </li>
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

export function Remarks({ title, remarks, level = 4 }: { title: string; remarks: readonly Remark[]; level?: 2 | 4 }) {
  const Heading = level === 2 ? "h2" : "h4";
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
