"""Moves one interview from question to question.

Pure: time and ids come in, and what should be written comes out as a Step. An answer names its question, so whatever does
not fit the open question changes nothing; that is what makes double clicks, retries and late messages harmless.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

from services.session.interviews import happenings as h
from services.session.interviews.domain.answer_clock import AnswerClock, Demand
from services.session.interviews.domain.question import Making, OpenQuestion, PlannedStage
from services.session.interviews.domain.step import Event, NewAnswer, NewQuestion, State, Step
from services.session.interviews.refusals import (
    AnswerTooLong,
    FollowUpTaken,
    InterviewIsPaused,
    InterviewNotLive,
    InterviewOver,
    QuestionClosed,
)
from services.session.interviews.words import AnswerKind, NextAction, Phase, QuestionSource, Stage, StageKind, Status, Unavailable

ABSENT_AFTER = 2
"""After so many questions in a row without a word, the interview pauses itself."""

PAUSE_LIMIT = timedelta(minutes=30)
"""A pause longer than this ends the interview as abandoned."""

ANSWER_LIMIT = 20_000
"""Characters that one answer may have, over all its lines."""

SPOKEN = (AnswerKind.ANSWER, AnswerKind.REFUSAL, AnswerKind.QUESTION_BACK)


@dataclass(frozen=True)
class Accommodation:
    """What makes an interview fair for this candidate."""

    time_percent: int = 100
    text_only: bool = False
    captions: bool = False


def _new_id() -> str:
    return str(uuid4())


@dataclass
class Interview:
    """What has been asked and answered so far, and therefore what comes next."""

    interview_id: str
    plan: tuple[PlannedStage, ...]
    expire_time: datetime
    status: Status = Status.SCHEDULED
    position: int = 0
    open: OpenQuestion | None = None
    making: Making | None = None
    paused_time: datetime | None = None
    silent_questions: int = 0
    question_count: int = 0
    answer_count: int = 0
    open_evaluations: int = 0
    report_follows: bool = False
    report_id: str | None = None
    accommodation: Accommodation = Accommodation()
    new_id: Callable[[], str] = field(default=_new_id, repr=False, compare=False)

    # --- what a candidate does -------------------------------------------------------------------------------------

    def start(self, *, at: datetime) -> Step:
        """Goes live and asks the first question. Starting again changes nothing. Raises InterviewOver."""
        if self.status is Status.LIVE:
            return Step()
        if self.status is not Status.SCHEDULED:
            raise InterviewOver(status=self.status)
        step = Step()
        self.status = Status.LIVE
        self._record(step, h.Started(), at)
        self._ask_next(step, at)
        return step

    def present(self, question_id: str, *, at: datetime) -> Step:
        """Starts the clock of the open question, once. Raises QuestionClosed."""
        step = Step()
        question = self._require_open(question_id)
        if not question.clock.is_presented:
            self._present(step, question, at)
        return step

    def answer(self, question_id: str, text: str, *, at: datetime) -> Step:
        """Answers the open question and moves on. Raises QuestionClosed, InterviewIsPaused, InterviewNotLive, AnswerTooLong."""
        question = self._require_answerable(question_id, len(text))
        said_something = bool(text.strip()) or question.characters > 0
        return self._close(question, AnswerKind.ANSWER if said_something else AnswerKind.EMPTY, at, present=True)

    def skip(self, question_id: str, *, at: datetime) -> Step:
        """Passes over the open question. Raises as `answer` does."""
        return self._close(self._require_answerable(question_id, 0), AnswerKind.SKIPPED, at, present=True)

    def add_line(self, question_id: str, line_id: str, text: str, *, at: datetime) -> Step:
        """Keeps something that was said. Raises as `answer` does."""
        question = self._require_answerable(question_id, len(text))
        question.characters += len(text)
        step = Step()
        self._record(step, h.LineAdded(line_id, question_id), at)
        return step

    def repeat(self, question_id: str, *, at: datetime) -> Step:
        """Notes that the candidate wants the question again. Raises QuestionClosed."""
        step = Step()
        self._require_open(question_id)
        self._record(step, h.QuestionRepeated(question_id), at)
        return step

    def request_follow_up(self, question_id: str, *, at: datetime) -> Step:
        """Wants one more question about this one's answer. Asking again changes nothing. Raises QuestionClosed, FollowUpTaken."""
        question = self._require_open(question_id)
        if question.ordinal > 1:
            raise FollowUpTaken(question_id=question_id)
        step = Step()
        if not question.follow_up_wanted:
            question.follow_up_wanted = True
            self._record(step, h.FollowUpRequested(question_id), at)
        return step

    def pause(self, *, at: datetime) -> Step:
        """Stops the clock. Pausing again changes nothing. Raises InterviewNotLive."""
        self._require_live()
        step = Step()
        if self.paused_time is None:
            self._pause(step, at, by_absence=False)
        return step

    def resume(self, *, at: datetime) -> Step:
        """Lets the clock run on. Resuming again changes nothing. Raises InterviewNotLive."""
        self._require_live()
        step = Step()
        if self.paused_time is not None:
            self.paused_time = None
            self.silent_questions = 0
            if self.open:
                self.open.clock.run_on(at=at)
            self._record(step, h.Resumed(), at)
        return step

    def complete(self, *, at: datetime) -> Step:
        """Ends the interview; what was answered is reported on. Ending again changes nothing. Raises InterviewNotLive."""
        if self.status in (Status.COMPLETED, Status.EXPIRED):
            return Step()
        self._require_live()
        return self._end(Step(), Status.COMPLETED, at)

    def cancel(self, *, at: datetime) -> Step:
        """Calls the interview off; nothing of it is read any more. Calling it off again changes nothing. Raises InterviewOver."""
        if self.status is Status.CANCELLED:
            return Step()
        if self.status not in (Status.SCHEDULED, Status.LIVE):
            raise InterviewOver(status=self.status)
        step = Step(cancel_evaluations=self.open_evaluations > 0)
        self.open_evaluations = 0
        return self._end(step, Status.CANCELLED, at)

    def grant(self, accommodation: Accommodation, *, at: datetime) -> Step:
        """Changes the time limits, of the open answer too. Raises InterviewOver."""
        if self.status not in (Status.SCHEDULED, Status.LIVE):
            raise InterviewOver(status=self.status)
        step = Step()
        if accommodation != self.accommodation:
            self.accommodation = accommodation
            if self.open:
                self.open.clock.stretch(accommodation.time_percent, at=at)
                step.time_limit = self.open.clock.limit
            granted = h.AccommodationGranted(accommodation.time_percent, accommodation.text_only, accommodation.captions, step.time_limit)
            self._record(step, granted, at)
        return step

    # --- what workers and clocks do ----------------------------------------------------------------------------------

    def question_made(
        self, question_id: str, text: str, source: QuestionSource, *, at: datetime, bank_question_id: str | None = None
    ) -> Step:
        """Opens a question that was made. Does nothing when it is no longer wanted: the interview has ended or moved on."""
        step = Step()
        if self.status is Status.LIVE and self.making and self.making.question_id == question_id:
            made, self.making = self.making, None
            self._open(step, made.question_id, made.stage, made.ordinal, text, source, at, bank_question_id)
        return step

    def making_failed(self, question_id: str, attempt: int, *, at: datetime) -> Step:
        """Tells that the next attempt at a question begins."""
        step = Step()
        if self.status is Status.LIVE and self.making and self.making.question_id == question_id:
            self.making.attempt = attempt + 1
            self._record(step, h.QuestionRetried(question_id, attempt + 1), at)
        return step

    def making_given_up(self, question_id: str, *, at: datetime) -> Step:
        """Goes on without a question that nobody could make. Does nothing when it is no longer wanted."""
        step = Step()
        if self.status is Status.LIVE and self.making and self.making.question_id == question_id:
            self.making = None
            self.position += 1
            self._ask_next(step, at)
        return step

    def evaluation_ended(self, answer_id: str, unavailable: Unavailable | None, *, at: datetime) -> Step:
        """Counts down the evaluations that are open; the last one after the end makes the report."""
        step = Step()
        self.open_evaluations -= 1
        self._record(step, h.AnswerEvaluated(answer_id, unavailable), at)
        self._report_when_all_is_read(step)
        return step

    def report_written(self, report_id: str, version: int, *, at: datetime) -> Step:
        """The report is there."""
        step = Step()
        self.report_id = report_id
        self._record(step, h.ReportReady(report_id, version), at)
        return step

    def tick(self, *, at: datetime) -> Step:
        """Does what the clock demands by now: presents, warns, hands over, gives up."""
        step = Step()
        if self.status is Status.SCHEDULED and at >= self.expire_time:
            return self._end(step, Status.EXPIRED, at)
        if self.status is not Status.LIVE:
            return step
        if self.paused_time is not None:
            return self._end(step, Status.EXPIRED, at) if at >= self.paused_time + PAUSE_LIMIT else step
        return self._obey(step, self.open, at) if self.open else step

    def due_time(self) -> datetime | None:
        """When `tick` has something to do next, as things stand."""
        if self.status is Status.SCHEDULED:
            return self.expire_time
        if self.status is not Status.LIVE:
            return None
        if self.paused_time is not None:
            return self.paused_time + PAUSE_LIMIT
        return self.open.clock.due_time() if self.open else None

    # --- where it stands ---------------------------------------------------------------------------------------------

    def state(self, *, at: datetime) -> State:
        """Where the interview stands."""
        phase, action = self._phase_and_action()
        current = self.open or self.making
        return State(
            phase=phase,
            stage=current.stage if current else self.plan[min(self.position, len(self.plan) - 1)].stage,
            next_action=action,
            remaining=max(0, len(self.plan) - self.position - 1),
            status=self.status,
            open_question_id=self.open.question_id if self.open else "",
            answer_time_left=self.open.clock.time_left(at=at) if self.open and self.open.clock.is_presented else None,
            is_paused=self.paused_time is not None,
            attempt=self.making.attempt if self.making else 0,
        )

    def _phase_and_action(self) -> tuple[Phase, NextAction]:
        if self.status is Status.SCHEDULED:
            return Phase.INTRO, NextAction.NEXT_QUESTION
        if self.status is Status.LIVE and self.open:
            return Phase.ANSWER, NextAction.RETRY if self.paused_time else NextAction.NEXT_QUESTION
        if self.status is Status.LIVE:
            return Phase.QUESTION, NextAction.WAIT
        if self.report_id:
            return Phase.COMPLETE, NextAction.SHOW_REPORT
        return (Phase.EVALUATION, NextAction.WAIT) if self.report_follows else (Phase.COMPLETE, NextAction.END)

    # --- how it moves ------------------------------------------------------------------------------------------------

    def _close(self, question: OpenQuestion, kind: AnswerKind, at: datetime, *, present: bool) -> Step:
        """Closes the open question with an answer of a kind. `present`: somebody was there to do it."""
        step = Step()
        heard = present or question.characters > 0
        self.silent_questions = 0 if heard else self.silent_questions + 1
        to_evaluate = kind in SPOKEN or (question.characters > 0 and kind is AnswerKind.TIMED_OUT)
        step.answer = NewAnswer(self.new_id(), question.question_id, question.stage, question.ordinal, kind, to_evaluate)
        self.open, self.answer_count = None, self.answer_count + 1
        self.open_evaluations += to_evaluate
        self._record(step, h.AnswerAccepted(step.answer.answer_id, question.question_id, kind), at)
        if question.follow_up_wanted:
            self._make(step, question.stage, question.ordinal + 1, at)
        else:
            self.position += 1
            self._ask_next(step, at)
        if self.silent_questions >= ABSENT_AFTER and self.status is Status.LIVE:
            self._pause(step, at, by_absence=True)
        return step

    def _ask_next(self, step: Step, at: datetime) -> None:
        if self.position >= len(self.plan):
            self._end(step, Status.COMPLETED, at)
            return
        planned = self.plan[self.position]
        if planned.kind is StageKind.TEMPLATE:
            self._open(step, self.new_id(), planned.stage, 1, planned.text, QuestionSource.TEMPLATE, at)
        else:
            self._make(step, planned.stage, 1, at)

    def _make(self, step: Step, stage: Stage, ordinal: int, at: datetime) -> None:
        self.making = step.make = Making(self.new_id(), stage, ordinal)
        self._record(step, h.QuestionRequested(self.making.question_id, stage, ordinal), at)

    def _open(
        self,
        step: Step,
        question_id: str,
        stage: Stage,
        ordinal: int,
        text: str,
        source: QuestionSource,
        at: datetime,
        bank_question_id: str | None = None,
    ) -> None:
        clock = AnswerClock(commit_time=at, planned=self.plan[self.position].time_limit, percent=self.accommodation.time_percent)
        self.open = OpenQuestion(question_id, stage, ordinal, clock)
        self.question_count += 1
        step.question = NewQuestion(question_id, stage, ordinal, self.question_count, text, source, clock.limit, bank_question_id)
        self._record(step, h.QuestionAsked(question_id, source), at)

    def _present(self, step: Step, question: OpenQuestion, at: datetime) -> None:
        question.clock.present(at=at, is_paused=self.paused_time is not None)
        self._record(step, h.QuestionPresented(question.question_id, question.clock.limit), at)

    def _pause(self, step: Step, at: datetime, *, by_absence: bool) -> None:
        self.paused_time = at
        if self.open:
            self.open.clock.stop(at=at)
        self._record(step, h.Paused(by_absence), at)

    def _end(self, step: Step, status: Status, at: datetime) -> Step:
        self.status = status
        step.cancel_making = self.making is not None
        self.open = self.making = self.paused_time = None
        self.report_follows = status in (Status.COMPLETED, Status.EXPIRED) and self.answer_count > 0
        self._record(step, h.Ended(status, self.report_follows), at)
        self._report_when_all_is_read(step)
        return step

    def _report_when_all_is_read(self, step: Step) -> None:
        if self.report_follows and self.open_evaluations == 0 and self.report_id is None:
            step.write_report = True

    def _obey(self, step: Step, question: OpenQuestion, at: datetime) -> Step:
        """Does what the open answer's clock demands."""
        match question.clock.demand(at=at):
            case Demand.PRESENT:
                self._present(step, question, at)
            case Demand.WARN:
                question.clock.is_warned = True
                self._record(step, h.AnswerTimeWarned(question.question_id, question.clock.time_left(at=at)), at)
            case Demand.HAND_OVER:
                return self._close(question, AnswerKind.TIMED_OUT, at, present=False)
        return step

    # --- what must hold ----------------------------------------------------------------------------------------------

    def _require_live(self) -> None:
        if self.status is not Status.LIVE:
            raise InterviewNotLive(status=self.status)

    def _require_open(self, question_id: str) -> OpenQuestion:
        self._require_live()
        if self.open is None or self.open.question_id != question_id:
            phase, action = self._phase_and_action()
            raise QuestionClosed(
                question_id=question_id,
                open_question_id=self.open.question_id if self.open else None,
                phase=phase,
                next_action=action,
            )
        return self.open

    def _require_answerable(self, question_id: str, more: int) -> OpenQuestion:
        question = self._require_open(question_id)
        if self.paused_time is not None:
            raise InterviewIsPaused(question_id=question_id)
        if question.characters + more > ANSWER_LIMIT:
            raise AnswerTooLong(limit=ANSWER_LIMIT)
        return question

    def _record(self, step: Step, happening: h.Happening, at: datetime) -> None:
        step.events.append(Event(happening, self.state(at=at)))
