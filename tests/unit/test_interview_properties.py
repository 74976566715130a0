"""Whatever is done to an interview in whatever order, it asks each stage once, counts each answer once, and ends."""

from datetime import UTC, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from mesh.refusal import Refusal
from services.session.interviews import happenings as h
from services.session.interviews.domain.interview import Interview
from services.session.interviews.domain.question import PlannedStage
from services.session.interviews.domain.step import Step
from services.session.interviews.progress import decode, encode, encode_plan
from services.session.interviews.words import QuestionSource, Stage, StageKind, Status

START = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
KINDS = {Stage.INTRO: StageKind.TEMPLATE, Stage.MOTIVATION: StageKind.TEMPLATE, Stage.FINAL_STATEMENT: StageKind.TEMPLATE}


class InterviewMachine(RuleBasedStateMachine):
    """Candidates, partners, workers and clocks, all at once and twice over."""

    @initialize(stages=st.lists(st.sampled_from(list(Stage)), min_size=5, max_size=15, unique=True))
    def begin(self, stages: list[Stage]) -> None:
        plan = tuple(PlannedStage(s, KINDS.get(s, StageKind.GENERATED), timedelta(minutes=2), "Well?") for s in stages)
        self.interview = Interview("i", plan, expire_time=START + timedelta(days=1))
        self.now = START
        self.asked: list[tuple[Stage, int]] = []
        self.question_ids: list[str] = ["unknown"]
        self.requested: list[str] = ["unknown"]
        self.answers: dict[str, bool] = {}
        self.answered_questions: list[str] = []
        self.reports = 0
        self.ended: Status | None = None

    @rule()
    def start(self) -> None:
        self._do(lambda: self.interview.start(at=self.now))

    @rule(data=st.data(), text=st.sampled_from(["", "I did that."]))
    def answer(self, data: st.DataObject, text: str) -> None:
        question_id = data.draw(st.sampled_from(self.question_ids))
        self._do(lambda: self.interview.answer(question_id, text, at=self.now))

    @rule(data=st.data())
    def skip_or_repeat_or_follow_up(self, data: st.DataObject) -> None:
        question_id = data.draw(st.sampled_from(self.question_ids))
        act = data.draw(st.sampled_from(["skip", "repeat", "request_follow_up", "present"]))
        self._do(lambda: getattr(self.interview, act)(question_id, at=self.now))

    @rule(data=st.data())
    def make_question(self, data: st.DataObject) -> None:
        question_id = data.draw(st.sampled_from(self.requested))
        self._do(lambda: self.interview.question_made(question_id, "What then?", QuestionSource.ENGINE, at=self.now))

    @rule(data=st.data())
    def read_answer(self, data: st.DataObject) -> None:
        unread = [answer_id for answer_id, to_read in self.answers.items() if to_read]
        if unread:
            answer_id = data.draw(st.sampled_from(unread))
            self.answers[answer_id] = False
            self._do(lambda: self.interview.evaluation_ended(answer_id, None, at=self.now))

    @rule(act=st.sampled_from(["pause", "resume", "complete", "cancel"]))
    def act(self, act: str) -> None:
        self._do(lambda: getattr(self.interview, act)(at=self.now))

    @rule(seconds=st.integers(1, 3600))
    def pass_time(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)
        self._do(lambda: self.interview.tick(at=self.now))

    @rule()
    def store(self) -> None:
        one = self.interview
        self.interview = decode("i", encode_plan(one), encode(one), status=int(one.status), report_id=one.report_id)
        assert self.interview == one

    @invariant()
    def no_stage_is_asked_twice(self) -> None:
        assert len(set(self.asked)) == len(self.asked)
        assert all(ordinal in {1, 2} for _, ordinal in self.asked)

    @invariant()
    def stages_come_in_order_and_none_is_left_out(self) -> None:
        own = [stage for stage, ordinal in self.asked if ordinal == 1]
        assert own == [planned.stage for planned in self.interview.plan][: len(own)]

    @invariant()
    def no_question_has_two_answers(self) -> None:
        assert len(set(self.answered_questions)) == len(self.answered_questions)
        assert len(self.answered_questions) == self.interview.answer_count

    @invariant()
    def open_evaluations_are_counted(self) -> None:
        assert self.interview.open_evaluations == sum(self.answers.values())

    @invariant()
    def there_is_one_report_at_most_and_it_comes_when_all_is_read(self) -> None:
        assert self.reports <= 1
        one = self.interview
        due = one.status in (Status.COMPLETED, Status.EXPIRED) and one.answer_count > 0 and one.open_evaluations == 0
        assert self.reports == (1 if due else 0)

    @invariant()
    def a_live_interview_waits_for_something(self) -> None:
        one = self.interview
        if one.status is Status.LIVE:
            assert (one.open is None) != (one.making is None)
            assert one.making is not None or one.due_time() is not None

    def _do(self, act) -> None:  # type: ignore[no-untyped-def]
        try:
            step: Step = act()
        except Refusal:
            return
        self._note(step)

    def _note(self, step: Step) -> None:
        assert self.ended is None or all(isinstance(e.happening, h.AnswerEvaluated | h.ReportReady) for e in step.events)
        if step.question:
            self.asked.append((step.question.stage, step.question.ordinal))
            self.question_ids.append(step.question.question_id)
        if step.make:
            self.requested.append(step.make.question_id)
        if step.answer:
            self.answers[step.answer.answer_id] = step.answer.to_evaluate
            self.answered_questions.append(step.answer.question_id)
        self.reports += step.write_report
        if step.cancel_evaluations:
            self.answers = dict.fromkeys(self.answers, False)
        ended = [e.happening.status for e in step.events if isinstance(e.happening, h.Ended)]
        self.ended = ended[0] if ended else self.ended


InterviewMachine.TestCase.settings = settings(max_examples=150, stateful_step_count=60, deadline=None)
TestInterview = InterviewMachine.TestCase
