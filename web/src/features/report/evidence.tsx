/** The way from a score to the words it rests on, and back. */

import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from "react";
import type { Citation } from "../../api/contract";
import { useWords } from "../../words/language";
import { distinct, keyOf } from "./citations";

interface Evidence {
  shown: Citation | undefined;
  show: (citation: Citation, from: HTMLElement) => void;
  goBack: () => void;
}

const EvidenceContext = createContext<Evidence>({ shown: undefined, show: () => undefined, goBack: () => undefined });

export function EvidenceProvider({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<Citation>();
  const origin = useRef<HTMLElement>(undefined);
  const show = useCallback((citation: Citation, from: HTMLElement) => {
    origin.current = from;
    setShown({ ...citation });
  }, []);
  const goBack = useCallback(() => {
    setShown(undefined);
    origin.current?.scrollIntoView({ block: "center" });
    origin.current?.focus({ preventScroll: true });
  }, []);
  const evidence = useMemo(() => ({ shown, show, goBack }), [shown, show, goBack]);
  return <EvidenceContext value={evidence}>{children}</EvidenceContext>;
}

export function useEvidence(): Evidence {
  return useContext(EvidenceContext);
}

/** The words that something rests on; each leads to its line. */
export function Citations({ citations }: { citations: readonly Citation[] }) {
  const words = useWords().report;
  const { show } = useEvidence();
  if (citations.length === 0) return null;
  return (
    <ul className="citations" aria-label={words.evidence}>
      {distinct(citations).map((citation) => (
        <li key={keyOf(citation)}>
          <button
            type="button"
            className="citation"
            aria-label={words.openEvidence(citation.text)}
            onClick={(event) => show(citation, event.currentTarget)}
          >
            “{citation.text}”
          </button>
        </li>
      ))}
    </ul>
  );
}
