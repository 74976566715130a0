"""The parts of `viva interview` that need no Viva: what is shown, what is kept, and how long it keeps trying."""

import asyncio
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

import pytest
from google.protobuf.duration_pb2 import Duration
from viva.interview.v1.evaluation_pb2 import Citation, CriterionScore, Evaluation, Unavailable
from viva.interview.v1.language_pb2 import LANGUAGE_ENGLISH, LANGUAGE_KOREAN
from viva.interview.v1.report_pb2 import AreaScore, Recommendation, Report
from viva.interview.v1.stage_pb2 import AREA_MOTIVATION, STAGE_MOTIVATION, Area, Stage
from viva.resume.v1.resume_state_pb2 import ResumeFailure, ResumeState
from viva.session.v1.interview_event_pb2 import InterviewEvent, QuestionAsked
from viva.session.v1.interview_pb2 import MODE_TEXT, MODE_VOICE, NEXT_ACTION_WAIT, Interview, InterviewState, Question
from viva_client import Unavailable as Unreachable
from viva_client.command.interview.beginning import Wish
from viva_client.command.interview.persistence import Persistence
from viva_client.command.interview.screen import Screen, clock
from viva_client.command.interview.standing import Standing
from viva_client.command.interview.telling import lines_of
from viva_client.command.interview.wording import ENGLISH, KOREAN, Wording, wording_for
from viva_client.command.tail import document, line

ENUMS: Sequence[tuple[str, Any]] = (
    ("resume_states", ResumeState),
    ("resume_failures", ResumeFailure),
    ("stages", Stage),
    ("areas", Area),
    ("unavailable", Unavailable),
    ("recommendations", Recommendation),
)


@pytest.mark.parametrize("wording", [ENGLISH, KOREAN], ids=["en", "ko"])
@pytest.mark.parametrize(("field", "enum"), ENUMS, ids=[name for name, _ in ENUMS])
def test_there_is_a_word_for_every_value_of_the_contract(wording: Wording, field: str, enum: Any) -> None:
    assert set(getattr(wording, field)) == set(enum.values()) - {0}


def test_both_languages_fill_in_the_same_things() -> None:
    def holes(text: str) -> set[str]:
        return {part.partition("}")[0] for part in text.split("{")[1:]}

    plain = [field.name for field in fields(Wording) if isinstance(getattr(ENGLISH, field.name), str)]
    assert {name: holes(getattr(KOREAN, name)) for name in plain} == {name: holes(getattr(ENGLISH, name)) for name in plain}


@pytest.mark.parametrize(("locale", "wording"), [("ko_KR.UTF-8", KOREAN), ("en_US.UTF-8", ENGLISH), ("de_DE", ENGLISH), ("", ENGLISH)])
def test_the_terminal_speaks_korean_where_its_locale_does(locale: str, wording: Wording) -> None:
    assert wording_for(locale) is wording


# ---- a question on the screen ----


def test_a_streamed_question_is_completed_and_not_printed_again(capsys: pytest.CaptureFixture[str]) -> None:
    screen = Screen()
    screen.stream(0, "What did you ")
    screen.stream(13, "do ")
    screen.question("What did you do then?")
    assert capsys.readouterr().out == "What did you do then?\n"


def test_a_question_that_came_otherwise_than_it_was_streamed_is_printed_whole(capsys: pytest.CaptureFixture[str]) -> None:
    screen = Screen()
    screen.stream(0, "What did")
    screen.question("Why did you leave?")
    assert capsys.readouterr().out == "What did\nWhy did you leave?\n"


def test_an_attempt_that_begins_anew_begins_on_its_own_line(capsys: pytest.CaptureFixture[str]) -> None:
    screen = Screen()
    screen.stream(0, "What di")
    screen.stream(0, "Which one?")
    screen.question("Which one?")
    assert capsys.readouterr().out == "What di\nWhich one?\n"


def test_what_is_said_in_between_does_not_run_into_the_question(capsys: pytest.CaptureFixture[str]) -> None:
    screen = Screen()
    screen.stream(0, "What")
    screen.say("30 seconds left.")
    screen.question("What else?")
    assert capsys.readouterr().out == "What\n30 seconds left.\nWhat else?\n"


@pytest.mark.parametrize(("seconds", "shown"), [(0, "0:00"), (5.4, "0:05"), (65, "1:05"), (600, "10:00"), (-3, "0:00")])
def test_a_clock_shows_minutes_and_seconds(seconds: float, shown: str) -> None:
    assert clock(seconds) == shown


# ---- where it stands ----


async def test_an_older_state_does_not_replace_a_newer_one() -> None:
    standing = Standing()
    standing.now(InterviewState(sequence=7, remaining=3, answer_time_left=Duration(seconds=90)))
    standing.now(InterviewState(sequence=6, remaining=4))
    assert standing.state.remaining == 3
    assert standing.prompt() == "1:30 › "


async def test_a_paused_clock_is_not_shown_as_running() -> None:
    standing = Standing()
    standing.now(InterviewState(sequence=1, is_paused=True, answer_time_left=Duration(seconds=90)))
    assert standing.prompt() == "› "


async def test_a_question_closes_once_and_another_ones_end_leaves_it_open() -> None:
    standing = Standing()
    standing.open(Question(question_id="a", number=3))
    standing.close("b")
    assert standing.question is not None
    standing.close("a")
    assert standing.question is None


@pytest.mark.parametrize(
    ("interview", "fits"),
    [
        (Interview(mode=MODE_TEXT, position="cook", language=LANGUAGE_KOREAN), True),
        (Interview(mode=MODE_TEXT, position="baker", language=LANGUAGE_KOREAN), False),
        (Interview(mode=MODE_TEXT, position="cook", language=LANGUAGE_ENGLISH), False),
        (Interview(mode=MODE_VOICE, position="cook", language=LANGUAGE_KOREAN), False),
    ],
)
def test_only_what_the_same_command_made_is_gone_on_with(interview: Interview, *, fits: bool) -> None:
    """F32: a reload made a second interview."""
    assert Wish(None, "cook", LANGUAGE_KOREAN).fits(interview) is fits


# ---- a lost connection ----


async def test_it_tries_again_until_viva_is_back_and_says_so_once(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("viva_client.command.interview.persistence.PAUSE_SECONDS", 0)
    failures = [Unreachable("gone", retryable=True)] * 3

    async def call() -> str:
        if failures:
            raise failures.pop()
        return "kept"

    assert await Persistence(Screen(), ENGLISH, patience=60)(call) == "kept"
    assert capsys.readouterr().out == f"{ENGLISH.lost}\n{ENGLISH.back}\n"


async def test_it_does_not_try_for_ever() -> None:
    async def call() -> str:
        await asyncio.sleep(0)
        raise Unreachable("gone", retryable=True)

    with pytest.raises(Unreachable):
        await Persistence(Screen(), ENGLISH, patience=0)(call)


# ---- the report ----


def test_every_score_is_told_with_its_meaning_and_the_words_it_rests_on() -> None:
    citation = Citation(text="I fixed\nit myself")
    criterion = CriterionScore(name="Ownership", points=70, anchor="Says what was their own part.", citations=[citation])
    report = Report(
        overall=61.6,
        areas=[AreaScore(area=AREA_MOTIVATION, weight_percent=15, unavailable=Unavailable.UNAVAILABLE_NOT_ANSWERED)],
        evaluations=[Evaluation(stage=STAGE_MOTIVATION, points=70, criteria=[criterion])],
        fallback_questions=2,
        is_partial=True,
    )
    told = list(lines_of(report, ENGLISH))
    assert "Overall: 62 / 100" in told
    assert "  Motivation and fit: no score: not answered  (15 % of the whole)" in told
    assert "    Ownership: 70 — Says what was their own part." in told
    assert told[told.index("    Ownership: 70 — Says what was their own part.") + 1] == "      “I fixed it myself”"
    assert "This report is partial." in told
    assert "2 questions came from the bank because asking failed." in told


# ---- tail ----


def test_an_event_is_a_line_for_people_and_an_object_for_programs() -> None:
    asked = QuestionAsked(question=Question(text="What\nelse?"))
    event = InterviewEvent(sequence=12, question_asked=asked, state=InterviewState(next_action=NEXT_ACTION_WAIT))
    assert line(event).split() == ["12", "00:00:00", "question_asked", "wait", "What", "else?"]
    assert document(event)["sequence"] == 12
    assert document(event)["question_asked"]["question"]["text"] == "What\nelse?"
