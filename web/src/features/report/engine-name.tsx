/** Which program, model and rubric something comes from; that no model ran is said in so many words. */

import type { EngineStamp } from "../../api/contract";
import { useWords } from "../../words/language";

interface Props {
  stamp: EngineStamp | undefined;
  /** Names the version of the rubric, too. */
  isWhole?: boolean;
}

export function EngineName({ stamp, isWhole = false }: Props) {
  const words = useWords().report;
  if (!stamp) return null;
  const model = stamp.model ? words.model([stamp.model, stamp.modelVersion].filter(Boolean).join(" ")) : words.noModel;
  const parts = [
    words.engine(words.engines[stamp.engine] ?? stamp.engine),
    model,
    isWhole && stamp.rubricVersion && words.rubric(stamp.rubricVersion),
  ];
  return <p className="muted small engine">{parts.filter(Boolean).join(" · ")}</p>;
}
