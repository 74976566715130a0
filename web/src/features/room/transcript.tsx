/** What has been said so far. */

import { AnswerKind, Speaker } from "../../api/contract";
import { useWords } from "../../words/language";
import { isFallback, type Turn } from "./room";

export function Transcript({ turns }: { turns: Turn[] }) {
  const words = useWords();
  if (turns.length === 0) return <p className="muted">{words.room.transcriptEmpty}</p>;
  return (
    <ol className="turns">
      {turns.map((turn) => (
        <TurnItem key={turn.id} turn={turn} />
      ))}
    </ol>
  );
}

function TurnItem({ turn }: { turn: Turn }) {
  const words = useWords();
  const isQuestion = turn.speaker === Speaker.INTERVIEWER;
  return (
    <li className={isQuestion ? "turn turn-question" : "turn turn-answer"}>
      <span className="turn-who">
        {isQuestion ? words.room.interviewer : words.room.you}
        {turn.question && <span className="muted"> · {words.stage[turn.question.stage]}</span>}
      </span>
      {turn.text ? <p>{turn.text}</p> : <p className="muted">{silence(turn, words.room.noAnswer)}</p>}
      {turn.question && isFallback(turn.question) && <p className="muted small">{words.room.fallback}</p>}
    </li>
  );
}

function silence(turn: Turn, words: { skipped: string; empty: string; timedOut: string }): string {
  if (turn.closed?.kind === AnswerKind.SKIPPED) return words.skipped;
  return turn.closed?.kind === AnswerKind.TIMED_OUT ? words.timedOut : words.empty;
}
