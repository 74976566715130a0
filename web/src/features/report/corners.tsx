/** The six corners, each with its words and what they rest on. */

import type { AxisScore } from "../../api/contract";
import { useWords } from "../../words/language";
import { Citations } from "./evidence";
import { Score } from "./score";

export function Corners({ axes }: { axes: readonly AxisScore[] }) {
  const words = useWords();
  if (axes.length === 0) return null;
  return (
    <section className="card">
      <h2>{words.report.corners}</h2>
      <ul className="corners">
        {axes.map((axis) => (
          <li key={axis.axis}>
            <div className="evaluation-head">
              <strong>{words.axis[axis.axis]}</strong>
              <Score points={axis.points} />
            </div>
            {axis.feedback && <p className="muted">{axis.feedback}</p>}
            <Citations citations={axis.citations} />
          </li>
        ))}
      </ul>
    </section>
  );
}
