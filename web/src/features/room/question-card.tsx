/** The question: its words as they are written, then as it was asked. */

import { useEffect } from "react";
import type { Question } from "../../api/contract";
import type { Command } from "../../api/live/commands";
import { useWords } from "../../words/language";
import { isFallback, type Room } from "./room";

/** The open question. Read out when it is there; seeing it starts its clock. */
export function QuestionCard({ question, send }: { question: Question; send: (command: Command) => Promise<void> }) {
  const words = useWords().room;
  usePresented(question.questionId, send);
  return (
    <section className="question" aria-label={words.question}>
      <div aria-live="polite">
        <p className="question-text">{question.text}</p>
        {isFallback(question) && <p className="muted small">{words.fallback}</p>}
      </div>
    </section>
  );
}

/** The question that is being written. Screen readers wait until it is there. */
export function QuestionInWriting({ room }: { room: Room }) {
  const words = useWords().room;
  const attempt = room.state?.attempt ?? 0;
  return (
    <section className="question" aria-label={words.question}>
      <p role="status" className="muted small">
        {attempt > 1 ? words.retrying(attempt) : words.waitingForQuestion}
      </p>
      <p className="question-text" aria-busy="true" aria-hidden="true" data-testid="question-in-writing">
        {room.writing.text}
        <span className="caret" />
      </p>
    </section>
  );
}

/** Tells the server that the question is on the screen, as soon as somebody can look at it. */
function usePresented(questionId: string, send: (command: Command) => Promise<void>): void {
  useEffect(() => {
    let isTold = false;
    const tell = () => {
      if (isTold || document.visibilityState !== "visible") return;
      isTold = true;
      // Refused only where the question is over by now, and then nothing is lost: the room moves on by itself.
      send({ type: "present", question_id: questionId }).catch(() => undefined);
    };
    tell();
    document.addEventListener("visibilitychange", tell);
    return () => document.removeEventListener("visibilitychange", tell);
  }, [questionId, send]);
}
