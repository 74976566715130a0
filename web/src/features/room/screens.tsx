/** The room before and after its questions: ready, paused, being read, over. */

import { useState } from "react";
import { useNavigate } from "react-router";
import { type Interview, InterviewStatus, ScenarioVariant } from "../../api/contract";
import { cancelInterview, chooseVariant } from "../../api/interviews";
import type { Command } from "../../api/live/commands";
import { BusyButton, Button, ButtonLink } from "../../ui/button";
import { Confirm } from "../../ui/dialog";
import { FailureDialog } from "../../ui/failure-note";
import { useAction } from "../../ui/use-action";
import { WayTaken } from "../../ui/way-taken";
import { useWords } from "../../words/language";
import type { Room } from "./room";

type Send = (command: Command) => Promise<void>;

export function Ready({ interview, send }: { interview: Interview; send: Send }) {
  const words = useWords().room.ready;
  const start = useAction(() => send({ type: "start" }));
  return (
    <section className="card centred">
      <h2>{words.title}</h2>
      {interview.position && <p>{words.aboutJob(interview.position)}</p>}
      <ul>
        {words.lines(interview.stageCount).map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <Way interview={interview} />
      <BusyButton kind="main" isBusy={start.isBusy} busyText={words.starting} onClick={() => void start.run()}>
        {words.start}
      </BusyButton>
      <CancelButton interviewId={interview.interviewId} />
      <FailureDialog failure={start.failure} retry={() => void start.run()} close={start.clear} />
    </section>
  );
}

/** The way that was found or chosen, and the other one for as long as nothing has been asked. */
function Way({ interview }: { interview: Interview }) {
  const words = useWords().career;
  const other =
    interview.state?.variant === ScenarioVariant.CAREER_CHANGER ? ScenarioVariant.STANDARD : ScenarioVariant.CAREER_CHANGER;
  const choose = useAction(() => chooseVariant(interview.interviewId, other));
  return (
    <WayTaken interview={interview}>
      <BusyButton isBusy={choose.isBusy} busyText={words.taking} onClick={() => void choose.run()}>
        {words.takeOther(words.ways[other])}
      </BusyButton>
      <FailureDialog failure={choose.failure} retry={() => void choose.run()} close={choose.clear} />
    </WayTaken>
  );
}

function CancelButton({ interviewId }: { interviewId: string }) {
  const words = useWords().room.ready;
  const navigate = useNavigate();
  const [isAsking, ask] = useState(false);
  const cancel = useAction(async () => {
    await cancelInterview(interviewId);
    await navigate("/");
  });
  return (
    <>
      <Button kind="quiet" onClick={() => ask(true)}>
        {words.cancel}
      </Button>
      {isAsking && (
        <Confirm
          title={words.cancelTitle}
          text={words.cancelText}
          confirm={words.cancelConfirm}
          isDangerous
          onConfirm={() => void cancel.run()}
          close={() => ask(false)}
        />
      )}
      <FailureDialog failure={cancel.failure} retry={() => void cancel.run()} close={cancel.clear} />
    </>
  );
}

export function Paused({ byAbsence, send }: { byAbsence: boolean; send: Send }) {
  const words = useWords().room;
  const resume = useAction(() => send({ type: "resume" }));
  return (
    <section className="card note" aria-label={words.pausedTitle}>
      <div role="status">
        <h2>{words.pausedTitle}</h2>
        <p>{byAbsence ? words.pausedByAbsence : words.pausedText}</p>
      </div>
      <BusyButton kind="main" isBusy={resume.isBusy} busyText={words.resume} onClick={() => void resume.run()}>
        {words.resume}
      </BusyButton>
      <FailureDialog failure={resume.failure} retry={() => void resume.run()} close={resume.clear} />
    </section>
  );
}

/** The waiting room: how many answers have been read, counted by what the server tells. */
export function Evaluating({ room }: { room: Room }) {
  const words = useWords().room.evaluating;
  const isWriting = room.evaluated >= room.toEvaluate;
  const label = isWriting ? words.writing : words.progress(room.evaluated, room.toEvaluate);
  return (
    <section className="card centred">
      <h2>{words.title}</h2>
      <progress aria-label={words.title} max={room.toEvaluate + 1} value={Math.min(room.evaluated, room.toEvaluate)} />
      <p role="status">{label}</p>
      <p className="muted">{words.text}</p>
    </section>
  );
}

export function Ended({ status }: { status: InterviewStatus }) {
  const words = useWords().room.ended;
  const why =
    status === InterviewStatus.CANCELLED ? words.cancelled : status === InterviewStatus.EXPIRED ? words.expired : words.nothing;
  return (
    <section className="card centred">
      <h2>{words.title}</h2>
      <p role="status">{why}</p>
      <ButtonLink kind="main" to="/">
        {words.home}
      </ButtonLink>
    </section>
  );
}
