/** A score out of a hundred, or why there is none. There is no silent default. */

import type { Unavailable } from "../../api/contract";
import { useWords } from "../../words/language";

interface Props {
  points: number | undefined;
  unavailable?: Unavailable;
  /** Says beside the number what it is out of. */
  isOutOfShown?: boolean;
}

export function Score({ points, unavailable, isOutOfShown = false }: Props) {
  const words = useWords();
  if (points === undefined) {
    return (
      <span className="no-score">
        {words.report.noScore}
        {unavailable ? <span className="muted small"> · {words.unavailable[unavailable]}</span> : null}
      </span>
    );
  }
  const rounded = Math.round(points);
  return (
    <span className="score">
      <strong aria-hidden="true">{rounded}</strong>
      {isOutOfShown && (
        <span className="muted" aria-hidden="true">
          {words.report.ofHundred}
        </span>
      )}
      <span className="visually-hidden">{words.report.outOf(rounded)}</span>
      <meter min={0} max={100} value={rounded} aria-hidden="true" />
    </span>
  );
}
