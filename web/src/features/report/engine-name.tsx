/** Which program, model and rubric something comes from; that no model ran is said in so many words. */

import type { EngineStamp } from "../../api/contract";
import { useWords } from "../../words/language";

export function EngineName({ stamp }: { stamp: EngineStamp | undefined }) {
  const words = useWords().report;
  if (!stamp) return null;
  const model = stamp.model ? words.model([stamp.model, stamp.modelVersion].filter(Boolean).join(" ")) : words.noModel;
  const parts = [
    words.engine(words.engines[stamp.engine] ?? stamp.engine),
    model,
    stamp.rubricVersion && words.rubric(stamp.rubricVersion),
  ];
  return <p className="muted small engine">{parts.filter(Boolean).join(" · ")}</p>;
}
