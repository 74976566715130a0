"""What an interview does next, whatever arrives."""

from datetime import UTC, datetime, timedelta

import pytest

from services.session.interviews import happenings as h
from services.session.interviews.domain.answer_clock import PRESENTED_AT_LATEST, WARNING
from services.session.interviews.domain.interview import ANSWER_LIMIT, PAUSE_LIMIT, Accommodation, Interview
from services.session.interviews.domain.question import PlannedStage
from services.session.interviews.domain.step import Step
from services.session.interviews.progress import decode, encode, encode_plan
from services.session.interviews.refusals import (
    AnswerTooLong,
    FollowUpTaken,
    InterviewIsPaused,
    InterviewNotLive,
    InterviewOver,
    QuestionClosed,
)
from services.session.interviews.words import AnswerKind, NextAction, Phase, QuestionSource, Stage, StageKind, Status, Unavailable

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)

PLAN = (
    PlannedStage(Stage.INTRO, StageKind.TEMPLATE, 2 * MINUTE, "Who are you?"),
    PlannedStage(Stage.MOTIVATION, StageKind.TEMPLATE, 2 * MINUTE, "Why us?"),
    PlannedStage(Stage.SKILL, StageKind.GENERATED, 2 * MINUTE),
    PlannedStage(Stage.SKILL_FOLLOWUP, StageKind.FOLLOW_UP, 2 * MINUTE),
    PlannedStage(Stage.FINAL_STATEMENT, StageKind.TEMPLATE, 2 * MINUTE, "Anything else?"),
)


def interview() -> Interview:
    return Interview("i", PLAN, expire_time=NOW + timedelta(days=7))


def live() -> Interview:
    started = interview()
    started.start(at=NOW)
    return started


def opened(one: Interview) -> str:
    assert one.open is not None
    return one.open.question_id


def made(one: Interview, text: str = "What do you know?", at: datetime = NOW) -> Step:
    assert one.making is not None
    return one.question_made(one.making.question_id, text, QuestionSource.ENGINE, at=at)


def happened(step: Step) -> list[type]:
    return [type(event.happening) for event in step.events]


def held(at: datetime = NOW) -> Interview:
    """An interview in which every stage has been answered."""
    one = live()
    while one.status is Status.LIVE:
        if one.making:
            made(one, at=at)
        one.answer(opened(one), "I did that.", at=at)
    return one


def test_starting_asks_the_first_question_at_once() -> None:
    step = interview().start(at=NOW)
    assert happened(step) == [h.Started, h.QuestionAsked]
    assert step.question is not None
    assert (step.question.text, step.question.number, step.question.source) == ("Who are you?", 1, QuestionSource.TEMPLATE)


def test_f32_starting_again_changes_nothing() -> None:
    one = live()
    before = opened(one)
    assert one.start(at=NOW + MINUTE).events == []
    assert opened(one) == before


def test_an_answer_to_a_template_stage_opens_the_next_template_at_once() -> None:
    one = live()
    step = one.answer(opened(one), "I am Kim.", at=NOW)
    assert happened(step) == [h.AnswerAccepted, h.QuestionAsked]
    assert step.question is not None
    assert step.question.text == "Why us?"


def test_an_answer_before_a_generated_stage_has_a_question_made() -> None:
    one = live()
    one.answer(opened(one), "I am Kim.", at=NOW)
    step = one.answer(opened(one), "Because.", at=NOW)
    assert happened(step) == [h.AnswerAccepted, h.QuestionRequested]
    assert one.state(at=NOW).next_action is NextAction.WAIT
    assert happened(made(one)) == [h.QuestionAsked]


def test_f21_an_answer_to_a_question_that_is_closed_changes_nothing_and_tells_where_it_stands() -> None:
    one = live()
    first = opened(one)
    one.answer(first, "I am Kim.", at=NOW)
    with pytest.raises(QuestionClosed) as refusal:
        one.answer(first, "I am Kim.", at=NOW)
    assert refusal.value.facts["open_question_id"] == opened(one)
    assert one.answer_count == 1


def test_f21_a_quick_answer_is_not_a_duplicate() -> None:
    one = live()
    one.answer(opened(one), "I am Kim.", at=NOW)
    one.answer(opened(one), "Because.", at=NOW + timedelta(milliseconds=5))
    assert one.answer_count == 2


def test_the_last_answer_ends_the_interview_and_every_stage_was_asked_once() -> None:
    one = held()
    assert (one.status, one.question_count, one.answer_count) == (Status.COMPLETED, len(PLAN), len(PLAN))
    assert one.state(at=NOW).phase is Phase.EVALUATION


def test_the_last_evaluation_makes_the_report_and_no_other_does() -> None:
    one = held()
    writes = [one.evaluation_ended(str(n), None, at=NOW).write_report for n in range(len(PLAN))]
    assert writes == [False] * (len(PLAN) - 1) + [True]


def test_f26_completing_twice_reports_once() -> None:
    one = live()
    one.answer(opened(one), "", at=NOW)
    first, second = one.complete(at=NOW), one.complete(at=NOW)
    assert first.write_report
    assert second.events == []


def test_completing_waits_for_evaluations_that_are_open() -> None:
    one = live()
    one.answer(opened(one), "I am Kim.", at=NOW)
    assert not one.complete(at=NOW).write_report
    assert one.evaluation_ended("a", Unavailable.ENGINE_FAILED, at=NOW).write_report


def test_completing_before_any_answer_ends_without_a_report() -> None:
    one = live()
    step = one.complete(at=NOW)
    assert not step.write_report
    assert one.state(at=NOW).next_action is NextAction.END


def test_a_question_that_comes_after_the_end_does_nothing() -> None:
    one = live()
    one.answer(opened(one), "I am Kim.", at=NOW)
    one.answer(opened(one), "Because.", at=NOW)
    assert one.making is not None
    late = one.making.question_id
    assert one.complete(at=NOW).cancel_making
    assert one.question_made(late, "Late?", QuestionSource.ENGINE, at=NOW).events == []


def test_a_question_made_twice_is_asked_once() -> None:
    one = live()
    for text in ("I am Kim.", "Because."):
        one.answer(opened(one), text, at=NOW)
    assert one.making is not None
    question_id = one.making.question_id
    made(one)
    assert one.question_made(question_id, "Again?", QuestionSource.FALLBACK, at=NOW).events == []


def test_f22_a_question_that_nobody_can_make_is_passed_over_and_the_interview_goes_on() -> None:
    one = live()
    for text in ("I am Kim.", "Because."):
        one.answer(opened(one), text, at=NOW)
    assert one.making is not None
    given_up = one.making.question_id
    step = one.making_given_up(given_up, at=NOW)
    assert happened(step) == [h.QuestionRequested]
    assert one.making.stage is Stage.SKILL_FOLLOWUP
    assert one.making_given_up(given_up, at=NOW).events == []
    assert one.question_made(given_up, "Late?", QuestionSource.ENGINE, at=NOW).events == []


def test_an_interview_whose_last_question_nobody_can_make_ends_with_a_report() -> None:
    one = Interview("i", PLAN[:3], expire_time=NOW + timedelta(days=7))
    one.start(at=NOW)
    for text in ("I am Kim.", "Because."):
        one.answer(opened(one), text, at=NOW)
    assert one.making is not None
    assert happened(one.making_given_up(one.making.question_id, at=NOW)) == [h.Ended]
    assert (one.status, one.report_follows) == (Status.COMPLETED, True)


def test_an_empty_answer_is_kept_as_empty_and_nobody_reads_it() -> None:
    one = live()
    answer = one.answer(opened(one), "   ", at=NOW).answer
    assert answer is not None
    assert (answer.kind, answer.to_evaluate) == (AnswerKind.EMPTY, False)


def test_lines_kept_before_are_an_answer_by_themselves() -> None:
    one = live()
    one.add_line(opened(one), "line", "I am Kim.", at=NOW)
    answer = one.answer(opened(one), "", at=NOW).answer
    assert answer is not None
    assert (answer.kind, answer.to_evaluate) == (AnswerKind.ANSWER, True)


def test_f23_a_late_line_does_not_land_in_the_next_answer() -> None:
    one = live()
    first = opened(one)
    one.answer(first, "I am Kim.", at=NOW)
    with pytest.raises(QuestionClosed):
        one.add_line(first, "line", "and I like tea", at=NOW)


def test_an_answer_longer_than_an_answer_may_be_is_refused() -> None:
    one = live()
    one.add_line(opened(one), "line", "x" * ANSWER_LIMIT, at=NOW)
    with pytest.raises(AnswerTooLong):
        one.answer(opened(one), "y", at=NOW)


def test_a_follow_up_that_was_asked_for_comes_next_in_the_same_stage_and_only_once() -> None:
    one = live()
    one.request_follow_up(opened(one), at=NOW)
    assert one.request_follow_up(opened(one), at=NOW).events == []
    step = one.answer(opened(one), "I am Kim.", at=NOW)
    assert step.make is not None
    assert (step.make.stage, step.make.ordinal) == (Stage.INTRO, 2)
    made(one)
    with pytest.raises(FollowUpTaken):
        one.request_follow_up(opened(one), at=NOW)
    assert one.answer(opened(one), "Seoul.", at=NOW).question is not None
    assert one.open is not None
    assert one.open.stage is Stage.MOTIVATION


def test_skipping_moves_on_and_nobody_reads_it() -> None:
    one = live()
    answer = one.skip(opened(one), at=NOW).answer
    assert answer is not None
    assert (answer.kind, answer.to_evaluate) == (AnswerKind.SKIPPED, False)


def test_the_clock_runs_from_the_presentation() -> None:
    one = live()
    one.present(opened(one), at=NOW + 10 * timedelta(seconds=1))
    assert one.state(at=NOW + timedelta(seconds=40)).answer_time_left == timedelta(seconds=90)
    assert one.present(opened(one), at=NOW + MINUTE).events == []


def test_a_question_that_nobody_presents_is_presented_by_the_clock() -> None:
    one = live()
    assert one.due_time() == NOW + PRESENTED_AT_LATEST
    assert happened(one.tick(at=NOW + PRESENTED_AT_LATEST)) == [h.QuestionPresented]


def test_an_answer_is_warned_once_and_then_handed_over_with_what_was_said() -> None:
    one = live()
    one.present(opened(one), at=NOW)
    one.add_line(opened(one), "line", "I am", at=NOW)
    assert one.due_time() == NOW + 2 * MINUTE - WARNING
    assert happened(one.tick(at=NOW + 2 * MINUTE - WARNING)) == [h.AnswerTimeWarned]
    assert one.tick(at=NOW + 2 * MINUTE - WARNING).events == []
    answer = one.tick(at=NOW + 2 * MINUTE).answer
    assert answer is not None
    assert (answer.kind, answer.to_evaluate) == (AnswerKind.TIMED_OUT, True)


def test_extra_time_lengthens_the_open_answer_too() -> None:
    one = live()
    one.present(opened(one), at=NOW)
    one.grant(Accommodation(time_percent=200), at=NOW)
    assert one.state(at=NOW).answer_time_left == 4 * MINUTE


def test_extra_time_changes_the_limit_of_the_open_question_as_its_clock_keeps_it() -> None:
    one = live()
    one.present(opened(one), at=NOW)
    step = one.grant(Accommodation(time_percent=150), at=NOW + MINUTE)
    (event,) = step.events
    assert isinstance(event.happening, h.AccommodationGranted)
    assert step.time_limit == event.happening.time_limit == 3 * MINUTE
    assert event.state.answer_time_left == 2 * MINUTE


def test_extra_time_between_two_questions_changes_no_limit_yet() -> None:
    one = live()
    one.answer(opened(one), "I am Kim.", at=NOW)
    one.answer(opened(one), "Because.", at=NOW)
    assert one.grant(Accommodation(time_percent=150), at=NOW).time_limit is None
    step = made(one)
    assert step.question is not None
    assert step.question.time_limit == 3 * MINUTE


def test_extra_time_after_the_warning_is_warned_of_again() -> None:
    one = live()
    one.present(opened(one), at=NOW)
    one.tick(at=NOW + 2 * MINUTE - WARNING)
    one.grant(Accommodation(time_percent=200), at=NOW + 2 * MINUTE - WARNING)
    assert one.due_time() == NOW + 4 * MINUTE - WARNING
    assert happened(one.tick(at=NOW + 4 * MINUTE - WARNING)) == [h.AnswerTimeWarned]


def test_a_pause_stops_the_clock_and_resuming_lets_it_run_on() -> None:
    one = live()
    one.present(opened(one), at=NOW)
    one.pause(at=NOW + MINUTE)
    assert one.state(at=NOW + 9 * MINUTE).answer_time_left == MINUTE
    assert one.state(at=NOW).next_action is NextAction.RETRY
    with pytest.raises(InterviewIsPaused):
        one.answer(opened(one), "hello", at=NOW + 2 * MINUTE)
    one.resume(at=NOW + 10 * MINUTE)
    assert one.state(at=NOW + 10.5 * MINUTE).answer_time_left == MINUTE / 2


def test_f26_an_interview_that_nobody_answers_pauses_itself_and_then_expires_with_a_report_of_what_there_is() -> None:
    one, at = live(), NOW
    one.answer(opened(one), "I am Kim.", at=at)
    while one.status is Status.LIVE:
        due = one.due_time()
        if one.making:
            made(one, at=at)
            continue
        assert due is not None
        at = due
        one.tick(at=at)
    assert one.status is Status.EXPIRED
    assert one.report_follows
    assert one.answer_count == 3


def test_a_pause_that_is_too_long_expires() -> None:
    one = live()
    one.pause(at=NOW)
    assert one.tick(at=NOW + PAUSE_LIMIT - MINUTE).events == []
    one.tick(at=NOW + PAUSE_LIMIT)
    assert one.status is Status.EXPIRED


def test_an_interview_that_nobody_starts_expires_without_a_report() -> None:
    one = interview()
    one.tick(at=one.expire_time)
    assert (one.status, one.report_follows) == (Status.EXPIRED, False)
    with pytest.raises(InterviewOver):
        one.start(at=one.expire_time)


def test_a_cancelled_interview_has_no_report_and_takes_no_answer() -> None:
    one = live()
    question = opened(one)
    one.answer(question, "I am Kim.", at=NOW)
    called_off = one.cancel(at=NOW)
    assert not called_off.write_report
    assert called_off.cancel_evaluations and one.open_evaluations == 0
    with pytest.raises(InterviewNotLive):
        one.answer(question, "again", at=NOW)


def test_an_interview_is_the_same_after_it_was_stored_at_any_point() -> None:
    one = live()
    for _ in range(3):
        stored = decode("i", encode_plan(one), encode(one), status=int(one.status), report_id=one.report_id)
        assert stored == one
        if one.making:
            made(one)
        one.present(opened(one), at=NOW)
        one.answer(opened(one), "I did.", at=NOW)
    one.pause(at=NOW)
    assert decode("i", encode_plan(one), encode(one), status=int(one.status), report_id=None) == one
