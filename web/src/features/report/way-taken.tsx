/** Which way through the stages the interview took, who chose it, and what was found about a change of career. */

import { type Interview, ScenarioVariant, VariantChoice } from "../../api/contract";
import { CareerReasons } from "../../ui/career-reasons";
import { useWords } from "../../words/language";

export function WayTaken({ interview: { state, career, variantChoice } }: { interview: Interview }) {
  const words = useWords().career;
  if (!career || !state || state.variant === ScenarioVariant.UNSPECIFIED) return null;
  const isChosen = variantChoice !== VariantChoice.FOUND;
  return (
    <details className="card">
      <summary>{isChosen ? words.chosen(words.ways[state.variant]) : words.taken(words.ways[state.variant])}</summary>
      <CareerReasons judgement={career} />
    </details>
  );
}
