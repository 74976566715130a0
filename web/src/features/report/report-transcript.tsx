/** The transcript beside a report; the words that are being looked at are marked. */

import { useEffect, useRef } from "react";
import { type Citation, Speaker, type TranscriptLine } from "../../api/contract";
import { Button } from "../../ui/button";
import { useWords } from "../../words/language";
import { partsOf } from "./citations";
import { useEvidence } from "./evidence";

export function ReportTranscript({ lines }: { lines: readonly TranscriptLine[] }) {
  const words = useWords();
  const { shown } = useEvidence();
  return (
    <section className="report-transcript" aria-labelledby="transcript">
      <h2 id="transcript">{words.report.transcript}</h2>
      <ol className="turns">
        {lines.map((line) => (
          <Line key={line.lineId} line={line} shown={shown?.lineId === line.lineId ? shown : undefined} />
        ))}
      </ol>
    </section>
  );
}

function Line({ line, shown }: { line: TranscriptLine; shown: Citation | undefined }) {
  const words = useWords();
  const { goBack } = useEvidence();
  const element = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (!shown) return;
    element.current?.scrollIntoView({ block: "center" });
    element.current?.focus({ preventScroll: true });
  }, [shown]);
  const isQuestion = line.speaker === Speaker.INTERVIEWER;
  return (
    <li ref={element} id={`line-${line.lineId}`} tabIndex={-1} className={isQuestion ? "turn turn-question" : "turn turn-answer"}>
      <span className="turn-who">
        {isQuestion ? words.room.interviewer : words.room.you}
        {isQuestion && <span className="muted"> · {words.stage[line.stage]}</span>}
      </span>
      <p>{shown ? <Marked text={line.text} shown={shown} /> : line.text}</p>
      {shown && (
        <Button kind="quiet" onClick={goBack}>
          {words.report.backToScore}
        </Button>
      )}
    </li>
  );
}

function Marked({ text, shown }: { text: string; shown: Citation }) {
  const [before, cited, after] = partsOf(text, shown);
  return (
    <>
      {before}
      <mark>{cited}</mark>
      {after}
    </>
  );
}
