/** The interview room. What the server calls the next action chooses what is shown. */

import { useState } from "react";
import { Link, Navigate, useParams } from "react-router";
import { AnswerKind } from "../../api/contract";
import { FailureDialog } from "../../ui/failure-note";
import { Loading, Page } from "../../ui/page";
import { useWords } from "../../words/language";
import { AnswerBox } from "./answer-box";
import { InterviewControls, QuestionControls } from "./controls";
import { Notes } from "./notes";
import { QuestionCard, QuestionInWriting } from "./question-card";
import { lastClosed, openQuestion, progressOf, type Room, type Screen, screenOf, turnsOf } from "./room";
import "./room.css";
import { Ended, Evaluating, Paused, Ready } from "./screens";
import { TimeLeft } from "./time-left";
import { Transcript } from "./transcript";
import { type DraftsAndNotes, useDrafts } from "./use-drafts";
import { type LiveRoom, useRoom } from "./use-room";

const UNDER_WAY: Screen[] = ["question", "paused", "preparing"];

export function RoomPage() {
  const { interviewId = "" } = useParams();
  return <RoomOf key={interviewId} interviewId={interviewId} />;
}

function RoomOf({ interviewId }: { interviewId: string }) {
  const words = useWords();
  const live = useRoom(interviewId);
  const kept = useDrafts(interviewId, live.room);
  const [isEndRead, readEnd] = useState(false);
  const screen = screenOf(live.room.state);
  if (screen === "report" && kept.notes.length === 0) return <Navigate to={`/interviews/${interviewId}/report`} replace />;
  return (
    <Page title={words.room.title} actions={<Link to="/">{words.room.leave}</Link>}>
      <Connection live={live} />
      <Notes notes={kept.notes} discard={kept.discard} />
      {UNDER_WAY.includes(screen) ? (
        <UnderWay screen={screen} live={live} kept={kept} />
      ) : (
        <Otherwise screen={screen} live={live} />
      )}
      {!isEndRead && <FailureDialog failure={live.ended} close={() => readEnd(true)} />}
    </Page>
  );
}

/** Says how the line is; quietly when it is well. */
function Connection({ live }: { live: LiveRoom }) {
  const words = useWords().room;
  const isLost = live.status === "lost";
  return (
    <p role="status" className={`connection connection-${live.status}`}>
      {words.connection[live.status]}
      {isLost && <span> {words.connectionLostHint}</span>}
    </p>
  );
}

function Otherwise({ screen, live: { room, send } }: { screen: Screen; live: LiveRoom }) {
  if (!room.interview || !room.state) return <Loading />;
  if (screen === "ready") return <Ready interview={room.interview} send={send} />;
  if (screen === "evaluating") return <Evaluating room={room} />;
  if (screen === "report") return <ReportReady interviewId={room.interview.interviewId} />;
  return <Ended status={room.state.status} />;
}

/** Shown instead of the report itself only while there are notes to be taken care of. */
function ReportReady({ interviewId }: { interviewId: string }) {
  const words = useWords().room;
  return (
    <section className="card centred">
      <h2>{words.reportReady}</h2>
      <Link className="button button-main" to={`/interviews/${interviewId}/report`}>
        {words.readReport}
      </Link>
    </section>
  );
}

function UnderWay({ screen, live, kept }: { screen: Screen; live: LiveRoom; kept: DraftsAndNotes }) {
  const words = useWords().room;
  const { room, send } = live;
  const [isLong] = useState(() => matchMedia("(min-width: 60rem)").matches);
  const question = openQuestion(room);
  const isPaused = screen === "paused";
  return (
    <div className="room">
      <div className="room-main">
        <Progress room={room} />
        <div role="status">
          {lastClosed(room)?.kind === AnswerKind.TIMED_OUT && <p className="note note-warn">{words.timedOut}</p>}
        </div>
        {isPaused && <Paused byAbsence={room.isPausedByAbsence} send={send} />}
        {question ? <Asked question={question} isPaused={isPaused} live={live} kept={kept} /> : <QuestionInWriting room={room} />}
        <InterviewControls isPaused={isPaused} hasAnswers={Object.keys(room.closed).length > 0} send={send} />
      </div>
      <details className="room-side" open={isLong}>
        <summary>{words.transcript}</summary>
        <Transcript turns={turnsOf(room)} />
      </details>
    </div>
  );
}

interface AskedProps {
  question: NonNullable<ReturnType<typeof openQuestion>>;
  isPaused: boolean;
  live: LiveRoom;
  kept: DraftsAndNotes;
}

function Asked({ question, isPaused, live: { room, status, send }, kept }: AskedProps) {
  const words = useWords().room;
  const [repeated, repeat] = useState(0);
  return (
    <>
      <QuestionCard key={question.questionId} question={question} send={send} />
      <TimeLeft clock={room.clock} limitMs={Number(question.timeLimit?.seconds ?? 0n) * 1000} />
      <div role="status">
        {room.isWarned && !isPaused && <p className="note note-warn">{words.timeNearlyUp}</p>}
        {repeated > 0 && (
          <p key={repeated} className="visually-hidden">
            {words.repeated(question.text)}
          </p>
        )}
      </div>
      {!isPaused && (
        <AnswerBox
          key={`answer-${question.questionId}`}
          question={question}
          drafts={kept.drafts}
          clock={room.clock}
          isConnected={status === "open"}
          send={send}
        />
      )}
      {!isPaused && (
        <QuestionControls
          question={question}
          isFollowUpWanted={room.followUpFor === question.questionId}
          send={send}
          onRepeat={() => repeat((before) => before + 1)}
        />
      )}
    </>
  );
}

function Progress({ room }: { room: Room }) {
  const words = useWords();
  const progress = progressOf(room);
  if (!progress || !room.state) return null;
  return (
    <div className="room-progress">
      <div>
        <strong>{words.room.progress(progress.number, progress.total)}</strong>
        <span className="stage">{words.stage[room.state.stage]}</span>
      </div>
      <span className="muted small">{words.room.remaining(room.state.remaining)}</span>
      <progress aria-hidden="true" max={progress.total} value={progress.number - 1} />
    </div>
  );
}
