/** What a candidate can do beside answering: pause, see the question again, skip it, ask for more, end early. */

import { useState } from "react";
import { type Question, SkipReason } from "../../api/contract";
import type { Command } from "../../api/live/commands";
import { Button } from "../../ui/button";
import { Confirm } from "../../ui/dialog";
import { FailureDialog } from "../../ui/failure-note";
import { Choices } from "../../ui/field";
import { useAction } from "../../ui/use-action";
import { useWords } from "../../words/language";

type Send = (command: Command) => Promise<void>;

interface Props {
  question: Question;
  isFollowUpWanted: boolean;
  send: Send;
  onRepeat: () => void;
}

/** What concerns the open question. */
export function QuestionControls({ question, isFollowUpWanted, send, onRepeat }: Props) {
  const words = useWords().room;
  const [isSkipping, skip] = useState(false);
  const action = useAction(send);
  const question_id = question.questionId;
  const repeat = async () => {
    if (await action.run({ type: "repeat", question_id })) onRepeat();
  };
  return (
    <div className="controls">
      <Button kind="quiet" onClick={() => void repeat()}>
        {words.repeat}
      </Button>
      {question.ordinal === 1 &&
        (isFollowUpWanted ? (
          <span className="muted small">{words.followUpNoted}</span>
        ) : (
          <Button kind="quiet" onClick={() => void action.run({ type: "follow_up", question_id })}>
            {words.followUp}
          </Button>
        ))}
      <Button kind="quiet" onClick={() => skip(true)}>
        {words.skip}
      </Button>
      {isSkipping && <SkipDialog questionId={question_id} send={(command) => void action.run(command)} close={() => skip(false)} />}
      <FailureDialog failure={action.failure} close={action.clear} />
    </div>
  );
}

const REASONS = [SkipReason.DECLINED, SkipReason.NOT_APPLICABLE, SkipReason.INAPPROPRIATE, SkipReason.TECHNICAL];

function SkipDialog({ questionId, send, close }: { questionId: string; send: (command: Command) => void; close: () => void }) {
  const words = useWords().room;
  // None is chosen beforehand: a reason is put on record in the candidate's name.
  const [reason, choose] = useState<SkipReason>();
  const skip = () =>
    reason &&
    send({ type: "skip", question_id: questionId, request_id: crypto.randomUUID(), reason: `REASON_${SkipReason[reason]}` });
  return (
    <Confirm
      title={words.skipTitle}
      text={words.skipText}
      confirm={words.skipConfirm}
      isOpen={reason !== undefined}
      onConfirm={skip}
      close={close}
    >
      <Choices
        legend={words.skipReason}
        choices={REASONS.map((value) => ({ value, text: words.skipReasons[value] }))}
        value={reason}
        choose={choose}
      />
    </Confirm>
  );
}

/** What concerns the whole interview. */
export function InterviewControls({ isPaused, hasAnswers, send }: { isPaused: boolean; hasAnswers: boolean; send: Send }) {
  const words = useWords().room;
  const [isEnding, end] = useState(false);
  const action = useAction(send);
  return (
    <div className="controls">
      {!isPaused && (
        <Button kind="quiet" onClick={() => void action.run({ type: "pause" })}>
          {words.pause}
        </Button>
      )}
      <Button kind="quiet" onClick={() => end(true)}>
        {words.complete}
      </Button>
      {isEnding && (
        <Confirm
          title={words.completeTitle}
          text={hasAnswers ? words.completeText : words.completeTextNothing}
          confirm={words.completeConfirm}
          isDangerous
          onConfirm={() => void action.run({ type: "complete" })}
          close={() => end(false)}
        />
      )}
      <FailureDialog failure={action.failure} close={action.clear} />
    </div>
  );
}
