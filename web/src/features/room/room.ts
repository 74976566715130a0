/**
 * What the room knows of its interview: a fold over the frames of the socket, and nothing else.
 *
 * A page that is loaded anew replays all events from the first, so a reload, another device and a second tab all come to the same
 * room. Times are anchored where they arrive: the server says how much is left, and only how long ago that was is measured here.
 */

import {
  AnswerKind,
  type Interview,
  type InterviewEvent,
  type InterviewState,
  InterviewStatus,
  NextAction,
  Phase,
  type Question,
  QuestionSource,
  Speaker,
  type TranscriptLine,
} from "../../api/contract";
import type { Frame } from "../../api/live/frames";
import { NOTHING_WRITTEN, type Writing, withDelta } from "./writing";

/** Time left as the server saw it, and the moment (milliseconds of performance.now()) at which it said so. */
export interface Clock {
  leftMs: number;
  at: number;
  isRunning: boolean;
}

/** How a question came to its end. */
export interface Closed {
  questionId: string;
  kind: AnswerKind;
  /** What was said. Empty when nothing was. */
  text: string;
}

export interface Room {
  /** Absent until the server has said hello. */
  interview: Interview | undefined;
  state: InterviewState | undefined;
  questions: Readonly<Record<string, Question>>;
  lines: readonly TranscriptLine[];
  closed: Readonly<Record<string, Closed>>;
  writing: Writing;
  clock: Clock | undefined;
  isWarned: boolean;
  isPausedByAbsence: boolean;
  followUpFor: string;
  evaluated: number;
  toEvaluate: number;
  /** Sequence of the last event that was taken in. */
  seen: bigint;
}

export const EMPTY_ROOM: Room = {
  interview: undefined,
  state: undefined,
  questions: {},
  lines: [],
  closed: {},
  writing: NOTHING_WRITTEN,
  clock: undefined,
  isWarned: false,
  isPausedByAbsence: false,
  followUpFor: "",
  evaluated: 0,
  toEvaluate: 0,
  seen: 0n,
};

/** The room after a frame that came at `now`, in milliseconds of performance.now(). */
export function afterFrame(room: Room, frame: Frame, now: number): Room {
  switch (frame.type) {
    case "hello":
      return withState({ ...room, interview: frame.interview }, frame.interview.state, now);
    case "event":
      return withState(afterEventOnce(room, frame.event), frame.event.state, now);
    case "reply":
      return withState(room, frame.state, now);
    case "delta":
      return { ...room, writing: withDelta(room.writing, frame.delta) };
    default:
      return room;
  }
}

/** Takes a state unless a newer one is known: replies, replayed events and what is live arrive in any order. */
function withState(room: Room, state: InterviewState | undefined, now: number): Room {
  if (!state || (room.state && state.sequence < room.state.sequence)) return room;
  return { ...room, state, clock: clockOf(state, now) };
}

function clockOf(state: InterviewState, now: number): Clock | undefined {
  const left = state.answerTimeLeft;
  if (!left || !state.openQuestionId) return undefined;
  return { leftMs: Number(left.seconds) * 1000 + left.nanos / 1e6, at: now, isRunning: !state.isPaused };
}

function afterEventOnce(room: Room, event: InterviewEvent): Room {
  return event.sequence > room.seen ? { ...afterEvent(room, event), seen: event.sequence } : room;
}

function afterEvent(room: Room, { payload }: InterviewEvent): Room {
  switch (payload.case) {
    case "questionRequested":
      return { ...room, writing: NOTHING_WRITTEN };
    case "questionRetried":
      return { ...room, writing: NOTHING_WRITTEN };
    case "questionAsked":
      return withQuestion({ ...room, writing: NOTHING_WRITTEN, isWarned: false }, payload.value.question);
    case "lineAdded":
      return withLine(room, payload.value.line);
    case "answerTimeWarned":
      return { ...room, isWarned: true };
    case "answerAccepted":
      return afterAnswer(room, payload.value.questionId, payload.value.answerKind, payload.value.line);
    case "paused":
      return { ...room, isPausedByAbsence: payload.value.byAbsence };
    case "resumed":
      return { ...room, isPausedByAbsence: false };
    case "followUpRequested":
      return { ...room, followUpFor: payload.value.questionId };
    case "answerEvaluated":
      return { ...room, evaluated: room.evaluated + 1 };
    default:
      return room;
  }
}

function withQuestion(room: Room, question: Question | undefined): Room {
  return question ? { ...room, questions: { ...room.questions, [question.questionId]: question } } : room;
}

function withLine(room: Room, line: TranscriptLine | undefined): Room {
  return line && !room.lines.some(({ lineId }) => lineId === line.lineId) ? { ...room, lines: [...room.lines, line] } : room;
}

const READ_KINDS = new Set([AnswerKind.ANSWER, AnswerKind.REFUSAL, AnswerKind.QUESTION_BACK]);

function afterAnswer(room: Room, questionId: string, kind: AnswerKind, line: TranscriptLine | undefined): Room {
  const closed = { ...room.closed, [questionId]: { questionId, kind, text: line?.text ?? "" } };
  const isRead = READ_KINDS.has(kind) || (kind === AnswerKind.TIMED_OUT && line !== undefined);
  return withLine({ ...room, closed, toEvaluate: room.toEvaluate + Number(isRead) }, line);
}

/** Whether the interview was planned anew since it was read: with how many stages is told by reading it again. */
export function isReplanned({ interview, state }: Room): boolean {
  return Boolean(interview?.state && state && interview.state.variant !== state.variant);
}

/** The screens of the room. */
export type Screen = "connecting" | "ready" | "question" | "paused" | "preparing" | "evaluating" | "ended" | "report";

/** The screen to show. `next_action` alone chooses it; the phase says what is being waited for. */
export function screenOf(state: InterviewState | undefined): Screen {
  switch (state?.nextAction) {
    case NextAction.NEXT_QUESTION:
      return state.status === InterviewStatus.SCHEDULED ? "ready" : "question";
    case NextAction.RETRY:
      return state.isPaused ? "paused" : "question";
    case NextAction.WAIT:
      return state.phase === Phase.EVALUATION ? "evaluating" : "preparing";
    case NextAction.END:
      return "ended";
    case NextAction.SHOW_REPORT:
      return "report";
    default:
      return "connecting";
  }
}

/** The question that takes an answer now. */
export function openQuestion(room: Room): Question | undefined {
  return room.state?.openQuestionId ? room.questions[room.state.openQuestionId] : undefined;
}

/** Place of the open question among all that will be asked, as far as that is known: a follow-up may add one. */
export function progressOf(room: Room): { number: number; total: number } | undefined {
  const { interview, state } = room;
  if (!interview || !state || interview.stageCount === 0) return undefined;
  const done = interview.stageCount - state.remaining;
  const asked = Object.keys(room.questions).length;
  const number = openQuestion(room)?.number ?? asked + 1;
  return { number, total: Math.max(number, interview.stageCount + Math.max(0, number - done)) };
}

/** Milliseconds left at `now`; never less than none. */
export function leftAt(clock: Clock, now: number): number {
  return Math.max(0, clock.isRunning ? clock.leftMs - (now - clock.at) : clock.leftMs);
}

/** Whether a question was taken from the bank because writing one failed, which is said openly. */
export function isFallback(question: Question): boolean {
  return question.source === QuestionSource.FALLBACK;
}

/** How the question before the one that is open, or being made, came to its end. */
export function lastClosed(room: Room): Closed | undefined {
  const over = Object.values(room.questions).filter(({ questionId }) => room.closed[questionId]);
  const last = over.sort((one, other) => other.number - one.number)[0];
  return last && room.closed[last.questionId];
}

/** What has been said, with each question in its place. */
export interface Turn {
  id: string;
  speaker: Speaker;
  text: string;
  question: Question | undefined;
  closed: Closed | undefined;
}

/** All turns that are over, oldest first; the open question is not among them. */
export function turnsOf(room: Room): Turn[] {
  const asked = Object.values(room.questions).sort((one, other) => one.number - other.number);
  return asked
    .filter(({ questionId }) => questionId !== room.state?.openQuestionId)
    .flatMap((question) => turnsAbout(room, question));
}

function turnsAbout(room: Room, question: Question): Turn[] {
  const closed = room.closed[question.questionId];
  const said = room.lines.filter(({ questionId, speaker }) => questionId === question.questionId && speaker === Speaker.CANDIDATE);
  const answers = said.map(({ lineId, speaker, text }) => ({ id: lineId, speaker, text, question: undefined, closed }));
  const silence = { id: `${question.questionId}-silence`, speaker: Speaker.CANDIDATE, text: "", question: undefined, closed };
  const asked = { id: question.questionId, speaker: Speaker.INTERVIEWER, text: question.text, question, closed };
  return [asked, ...(answers.length ? answers : closed ? [silence] : [])];
}
