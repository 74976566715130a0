/** Which way through the stages an interview takes: what was found in the résumé, why, and the choice to take the other. */

import { useCallback, useDeferredValue } from "react";
import { ScenarioVariant } from "../../api/contract";
import { judgeCareer } from "../../api/interviews";
import { CareerReasons } from "../../ui/career-reasons";
import { Choices } from "../../ui/field";
import { useLoaded } from "../../ui/use-loaded";
import { useWords } from "../../words/language";
import type { Wish } from "./use-new-interview";

interface Props {
  wish: Wish;
  resumeId: string;
  choose: (variant: ScenarioVariant) => void;
}

export function WayField({ wish, resumeId, choose }: Props) {
  const words = useWords().career;
  const position = useDeferredValue(wish.about === "position" ? wish.position.trim() : "");
  const postingId = wish.about === "posting" ? wish.postingId : "";
  const isKnown = Boolean(resumeId && (position || postingId));
  const read = useCallback(
    (signal: AbortSignal) => (isKnown ? judgeCareer({ position, postingId, resumeId }, signal) : Promise.resolve(undefined)),
    [isKnown, position, postingId, resumeId],
  );
  // What cannot be told here is told again, or refused, when the interview is made: nothing hangs on this.
  const { value: judgement } = useLoaded(read);
  const found = judgement ? words.found(words.ways[judgement.variant]) : words.foundLater;
  return (
    <div className="way">
      <Choices
        legend={words.legend}
        choices={[
          { value: ScenarioVariant.UNSPECIFIED, text: found },
          { value: ScenarioVariant.STANDARD, text: words.ways[ScenarioVariant.STANDARD] },
          { value: ScenarioVariant.CAREER_CHANGER, text: words.ways[ScenarioVariant.CAREER_CHANGER] },
        ]}
        value={wish.variant}
        choose={choose}
      />
      <div aria-live="polite">{judgement && <CareerReasons judgement={judgement} />}</div>
    </div>
  );
}
