/** Where an answer is written and sent. Keyed by its question, so that no word ever lands under another one. */

import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { Question } from "../../api/contract";
import type { Command } from "../../api/live/commands";
import { BusyButton } from "../../ui/button";
import { Confirm } from "../../ui/dialog";
import { FailureDialog } from "../../ui/failure-note";
import { useWords } from "../../words/language";
import type { Drafts } from "./drafts";
import type { Clock } from "./room";
import { useAnswer } from "./use-answer";
import { useTimeLeft } from "./use-time-left";

/** What one answer may have; the server counts for itself. */
const LIMIT = 20_000;
const SHOW_COUNT_FROM = LIMIT * 0.8;
/** An answer that is not sent by now would be handed over empty. */
const HAND_IN_MS = 1500;

interface Props {
  question: Question;
  drafts: Drafts;
  clock: Clock | undefined;
  isConnected: boolean;
  send: (command: Command) => Promise<void>;
}

export function AnswerBox({ question, drafts, clock, isConnected, send }: Props) {
  const words = useWords();
  const answer = useAnswer(question.questionId, drafts, send);
  const [asksEmpty, askEmpty] = useState(false);
  const box = useFocusOnArrival();
  useHandIn(answer, clock);
  const submit = () => (answer.text.trim() ? answer.submit() : askEmpty(true));
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.nativeEvent.isComposing) submit();
  };
  return (
    <form
      className="answer"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <label htmlFor="answer">{words.room.answer}</label>
      <textarea
        id="answer"
        ref={box}
        rows={8}
        maxLength={LIMIT}
        aria-describedby="answer-hint"
        value={answer.text}
        readOnly={answer.isSending}
        onChange={(event) => answer.type(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <div className="answer-foot">
        <span id="answer-hint" className="hint">
          {answer.text ? words.room.draftKept : words.room.answerHint}
          {answer.text.length >= SHOW_COUNT_FROM && ` · ${words.room.characters(answer.text.length, LIMIT)}`}
        </span>
        <BusyButton
          kind="main"
          type="submit"
          isBusy={answer.isSending}
          busyText={isConnected ? words.room.sending : words.room.sendingOffline}
        >
          {words.room.send}
        </BusyButton>
      </div>
      {asksEmpty && (
        <Confirm
          title={words.room.sendEmptyTitle}
          text={words.room.sendEmptyText}
          confirm={words.room.sendEmptyConfirm}
          onConfirm={answer.submit}
          close={() => askEmpty(false)}
        />
      )}
      <FailureDialog failure={answer.failure} retry={answer.submit} close={answer.clear} />
    </form>
  );
}

/** Sends what is written just before the time ends, because the server knows nothing of a draft. */
function useHandIn(answer: ReturnType<typeof useAnswer>, clock: Clock | undefined): void {
  const left = useTimeLeft(clock);
  const isDue =
    left !== undefined && clock?.isRunning === true && left <= HAND_IN_MS && answer.text.trim() !== "" && !answer.isSending;
  const wasTried = useRef(false);
  useEffect(() => {
    if (isDue && !wasTried.current) {
      wasTried.current = true;
      answer.submit();
    }
  });
}

/** Puts the cursor into a new box, unless somebody is busy elsewhere or would only get a keyboard over the question. */
function useFocusOnArrival() {
  const box = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    const isFree = document.activeElement === document.body || document.activeElement === null;
    // A draft goes on where it ended.
    box.current?.setSelectionRange(box.current.value.length, box.current.value.length);
    if (isFree && matchMedia("(pointer: fine)").matches) box.current?.focus({ preventScroll: true });
  }, []);
  return box;
}
