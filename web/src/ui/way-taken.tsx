/** Which way through the stages an interview takes, who chose it, and what was found about a change of career. */

import type { ReactNode } from "react";
import { type Interview, ScenarioVariant, VariantChoice } from "../api/contract";
import { useWords } from "../words/language";
import { CareerReasons } from "./career-reasons";

interface Props {
  interview: Interview;
  /** What can be done about it. */
  children?: ReactNode;
}

export function WayTaken({ interview: { state, career, variantChoice }, children }: Props) {
  const words = useWords().career;
  if (!career || !state || state.variant === ScenarioVariant.UNSPECIFIED) return null;
  const isChosen = variantChoice !== VariantChoice.FOUND;
  return (
    <details className="card way-taken">
      <summary>{isChosen ? words.chosen(words.ways[state.variant]) : words.taken(words.ways[state.variant])}</summary>
      <CareerReasons judgement={career} />
      {children}
    </details>
  );
}
