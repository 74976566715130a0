import { expect, test } from "vitest";
import {
  AnswerKind,
  type Interview,
  type InterviewEvent,
  InterviewStatus,
  NextAction,
  Phase,
  QuestionSource,
  ScenarioVariant,
  Speaker,
} from "../../api/contract";
import type { Frame } from "../../api/live/frames";
import { create, InterviewEventSchema, InterviewSchema, InterviewStateSchema } from "../../testing/messages";
import {
  afterFrame,
  EMPTY_ROOM,
  isFallback,
  isReplanned,
  lastClosed,
  leftAt,
  openQuestion,
  progressOf,
  type Room,
  screenOf,
  turnsOf,
} from "./room";

type Init = Parameters<typeof create<typeof InterviewEventSchema>>[1] & object;
type StateInit = NonNullable<Init["state"]>;

const LIVE = { status: InterviewStatus.LIVE, phase: Phase.ANSWER, nextAction: NextAction.NEXT_QUESTION };

function hello(state: StateInit): Frame {
  const interview: Interview = create(InterviewSchema, { interviewId: "i", stageCount: 15, state });
  return { type: "hello", interview };
}

function event(sequence: number, payload: Init["payload"], state: StateInit = {}): Frame {
  const made: InterviewEvent = create(InterviewEventSchema, {
    sequence: BigInt(sequence),
    state: { ...LIVE, ...state, sequence: BigInt(sequence) },
    ...(payload ? { payload } : {}),
  });
  return { type: "event", event: made, through: BigInt(sequence) };
}

const asked = (sequence: number, id: string, number: number, source = QuestionSource.TEMPLATE) =>
  event(
    sequence,
    {
      case: "questionAsked",
      value: { questionId: id, source, question: { questionId: id, number, text: `Question ${number}`, source } },
    },
    { openQuestionId: id, remaining: 15 - number },
  );

const answered = (sequence: number, id: string, text: string, answerKind = AnswerKind.ANSWER) =>
  event(
    sequence,
    {
      case: "answerAccepted",
      value: {
        questionId: id,
        answerKind,
        ...(text ? { line: { lineId: `line-${id}`, questionId: id, text, speaker: Speaker.CANDIDATE } } : {}),
      },
    },
    { phase: Phase.QUESTION, nextAction: NextAction.WAIT },
  );

const after = (...frames: Frame[]): Room => frames.reduce((room, frame) => afterFrame(room, frame, 0), EMPTY_ROOM);

test("a room that is replayed from the first event is the room that was there (F32)", () => {
  const frames = [asked(1, "a", 1), answered(2, "a", "Hello"), asked(3, "b", 2)];
  const live = after(hello({ ...LIVE, sequence: 0n }), ...frames);
  const reloaded = after(hello({ ...LIVE, sequence: 3n, openQuestionId: "b", remaining: 13 }), ...frames);
  expect(turnsOf(reloaded)).toEqual(turnsOf(live));
  expect(openQuestion(reloaded)).toEqual(openQuestion(live));
});

test("an old event that is replayed does not take the state back", () => {
  const room = after(hello({ ...LIVE, sequence: 9n, openQuestionId: "b" }), asked(1, "a", 1));
  expect(room.state?.openQuestionId).toBe("b");
});

test("an event that comes twice counts once", () => {
  const evaluated = event(5, { case: "answerEvaluated", value: { answerId: "x" } });
  expect(after(evaluated, evaluated).evaluated).toBe(1);
});

test("a reply that is older than what is known changes nothing", () => {
  const room = after(asked(5, "b", 2));
  const late: Frame = { type: "reply", id: 1, state: create(InterviewStateSchema, { ...LIVE, sequence: 2n, openQuestionId: "a" }) };
  expect(afterFrame(room, late, 0).state?.openQuestionId).toBe("b");
});

test("words in the making are replaced by the question that is committed", () => {
  const delta: Frame = { type: "delta", delta: { taskId: "b", attempt: 1, offset: 0, text: "What di" } };
  const writing = after(answered(1, "a", "Hello"), delta);
  expect(writing.writing.text).toBe("What di");
  const room = afterFrame(writing, asked(2, "b", 2), 0);
  expect(room.writing.text).toBe("");
  expect(openQuestion(room)?.text).toBe("Question 2");
});

test("words of an attempt that failed are gone when the next one begins", () => {
  const delta: Frame = { type: "delta", delta: { taskId: "b", attempt: 1, offset: 0, text: "What di" } };
  const retried = event(2, { case: "questionRetried", value: { questionId: "b", attempt: 2 } }, { attempt: 2 });
  expect(after(delta, retried).writing.text).toBe("");
});

test.each([
  ["ready", { status: InterviewStatus.SCHEDULED, phase: Phase.INTRO, nextAction: NextAction.NEXT_QUESTION }],
  ["question", LIVE],
  ["paused", { ...LIVE, nextAction: NextAction.RETRY, isPaused: true }],
  ["question", { ...LIVE, nextAction: NextAction.RETRY }],
  ["preparing", { ...LIVE, phase: Phase.QUESTION, nextAction: NextAction.WAIT }],
  ["evaluating", { status: InterviewStatus.COMPLETED, phase: Phase.EVALUATION, nextAction: NextAction.WAIT }],
  ["ended", { status: InterviewStatus.CANCELLED, phase: Phase.COMPLETE, nextAction: NextAction.END }],
  ["report", { status: InterviewStatus.COMPLETED, phase: Phase.COMPLETE, nextAction: NextAction.SHOW_REPORT }],
  ["connecting", { nextAction: NextAction.UNSPECIFIED }],
] as const)("the next action alone chooses the screen: %s", (screen, state) => {
  expect(screenOf(after(hello(state)).state)).toBe(screen);
});

test("nothing is shown as a state before the server has said one", () => {
  expect(screenOf(undefined)).toBe("connecting");
});

test("time is counted from when the server said it, and stands still in a pause", () => {
  const left = { answerTimeLeft: { seconds: 90n, nanos: 500_000_000 }, openQuestionId: "a" };
  const leftLater = (state: { isPaused?: boolean }, now: number) => {
    const { clock } = afterFrame(EMPTY_ROOM, hello({ ...LIVE, ...left, ...state }), 10_000);
    return clock && leftAt(clock, now);
  };
  expect(leftLater({}, 11_000)).toBe(89_500);
  expect(leftLater({}, 999_999)).toBe(0);
  expect(leftLater({ isPaused: true }, 60_000)).toBe(90_500);
});

test("no clock runs before the question was presented", () => {
  expect(after(asked(1, "a", 1)).clock).toBeUndefined();
});

test("the warning goes with its question", () => {
  const warned = after(asked(1, "a", 1), event(2, { case: "answerTimeWarned", value: { questionId: "a" } }));
  expect(warned.isWarned).toBe(true);
  expect(afterFrame(warned, asked(3, "b", 2), 0).isWarned).toBe(false);
});

test("questions are counted as they are asked", () => {
  expect(progressOf(after(hello({ ...LIVE, sequence: 0n }), asked(1, "a", 1)))).toEqual({ number: 1, total: 15 });
});

test("a follow-up that was asked for makes one question more", () => {
  const room = after(hello({ ...LIVE, sequence: 0n }), asked(1, "a", 1), answered(2, "a", "Hello"));
  const followUp = event(
    3,
    { case: "questionAsked", value: { questionId: "a2", question: { questionId: "a2", number: 2, ordinal: 2 } } },
    { openQuestionId: "a2", remaining: 14 },
  );
  expect(progressOf(afterFrame(room, followUp, 0))).toEqual({ number: 2, total: 16 });
});

test("the open question is not among what was said, and silence is said as such", () => {
  const room = after(asked(1, "a", 1), answered(2, "a", "", AnswerKind.SKIPPED), asked(3, "b", 2));
  expect(turnsOf(room).map(({ text, closed }) => [text, closed?.kind])).toEqual([
    ["Question 1", AnswerKind.SKIPPED],
    ["", AnswerKind.SKIPPED],
  ]);
});

test("how the last question ended is known, so that a time-out is told", () => {
  const room = after(asked(1, "a", 1), answered(2, "a", "", AnswerKind.TIMED_OUT), asked(3, "b", 2));
  expect(lastClosed(room)?.kind).toBe(AnswerKind.TIMED_OUT);
});

test("only answers that are read count towards the waiting room's progress", () => {
  const room = after(
    asked(1, "a", 1),
    answered(2, "a", "Hello"),
    asked(3, "b", 2),
    answered(4, "b", "", AnswerKind.SKIPPED),
    asked(5, "c", 3),
    answered(6, "c", "until th", AnswerKind.TIMED_OUT),
    event(7, { case: "answerEvaluated", value: { answerId: "x" } }),
  );
  expect([room.evaluated, room.toEvaluate]).toEqual([1, 2]);
});

test("a question from the bank because writing one failed is known as such", () => {
  const fallback = openQuestion(after(asked(1, "a", 1, QuestionSource.FALLBACK)));
  expect(fallback && isFallback(fallback)).toBe(true);
});

test("an interview that took another way since it was read has to be read again, once", () => {
  const ready = { status: InterviewStatus.SCHEDULED, variant: ScenarioVariant.STANDARD };
  const before = afterFrame(EMPTY_ROOM, hello(ready), 0);
  expect(isReplanned(EMPTY_ROOM) || isReplanned(before)).toBe(false);

  const changed = { ...ready, variant: ScenarioVariant.CAREER_CHANGER };
  const chosen = afterFrame(before, event(1, { case: "variantChosen", value: { variant: changed.variant } }, changed), 0);
  expect(isReplanned(chosen)).toBe(true);
  expect(isReplanned(afterFrame(chosen, hello({ ...changed, sequence: 1n }), 0))).toBe(false);
});
