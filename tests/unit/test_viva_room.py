"""What is typed while things happen: `Room` over a Viva and a keyboard that are made up here."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from types import SimpleNamespace
from typing import Any

import pytest
from google.protobuf.duration_pb2 import Duration
from viva.interview.v1.transcript_pb2 import ANSWER_KIND_TIMED_OUT, SPEAKER_CANDIDATE, TranscriptLine
from viva.llm.v1.llm_service_pb2 import AskDelta, AskResponse
from viva.session.v1.interview_event_pb2 import (
    AnswerAccepted,
    AnswerTimeWarned,
    InterviewEnded,
    InterviewEvent,
    InterviewPaused,
    QuestionAsked,
    QuestionRetried,
)
from viva.session.v1.interview_pb2 import Interview, InterviewState, Question
from viva.session.v1.interview_service_pb2 import AddLineRequest, SubmitAnswerResponse
from viva_client import FailedPrecondition
from viva_client.command.interview.room import Room
from viva_client.command.interview.screen import Screen
from viva_client.command.interview.wording import ENGLISH


class MadeUpViva:
    """An interview with one open question; what happens next, a test puts into `events`."""

    def __init__(self) -> None:
        """Nobody has said anything."""
        self.interviews = self
        self.events: asyncio.Queue[InterviewEvent | None] = asyncio.Queue()
        self.asked = [question(1)]
        self.said: list[TranscriptLine] = []
        self.kept: list[tuple[str, str]] = []
        self.handed_in: list[str] = []
        self.closed: set[str] = set()

    def stub(self, kind: object) -> Any:
        return SimpleNamespace(AddLine=self.add_line)

    async def start(self, interview_id: str) -> None:
        """It is live already."""

    async def get(self, interview_id: str) -> Interview:
        return Interview(state=InterviewState(open_question_id=self.asked[-1].question_id))

    async def questions_of(self, interview_id: str) -> Sequence[Question]:
        return self.asked

    async def transcript(self, interview_id: str) -> AsyncIterator[TranscriptLine]:
        for line in self.said:
            yield line

    async def present(self, question: Question) -> InterviewState:
        return InterviewState(open_question_id=question.question_id)

    async def watch(self, interview_id: str, after_sequence: int) -> AsyncGenerator[InterviewEvent, None]:
        while (event := await self.events.get()) is not None:
            yield event

    async def add_line(self, request: AddLineRequest) -> None:
        if request.question_id in self.closed:
            raise FailedPrecondition("It is closed.", reason="QUESTION_CLOSED")
        self.kept.append((request.question_id, request.text))

    async def answer(self, question: Question, text: str, *, claim: bool, request_id: str) -> SubmitAnswerResponse:
        self.handed_in.append(question.question_id)
        return SubmitAnswerResponse(ticket="t")

    async def words(self, reply: SubmitAnswerResponse) -> AsyncGenerator[AskResponse, None]:
        yield AskResponse(delta=AskDelta(text="Question 2"))
        self.happens(question_asked=QuestionAsked(question=question(2)))

    def happens(self, **payload: Any) -> None:
        self.events.put_nowait(InterviewEvent(**payload))


class MadeUpKeyboard:
    """Gives what a test types; `prompted` is set while somebody is asked."""

    def __init__(self) -> None:
        """Nothing was typed."""
        self.typed: asyncio.Queue[str | None] = asyncio.Queue()
        self.prompted = asyncio.Event()

    async def line(self, prompt: Callable[[], str]) -> str | None:
        self.prompted.set()
        try:
            return await self.typed.get()
        finally:
            self.prompted.clear()


def question(number: int) -> Question:
    return Question(question_id=f"q{number}", interview_id="i", number=number, text=f"Question {number}?")


def closed(number: int, kind: int = 0) -> dict[str, Any]:
    return {"answer_accepted": AnswerAccepted(question_id=f"q{number}", answer_kind=kind)}  # type: ignore[arg-type]


OVER: dict[str, Any] = {"ended": InterviewEnded(report_follows=True)}


class Scene:
    """A person in a room."""

    def __init__(self) -> None:
        """The door is open."""
        self.viva, self.keyboard = MadeUpViva(), MadeUpKeyboard()
        self.room = Room(self.viva, self.keyboard, Screen(), ENGLISH, patience=0)  # type: ignore[arg-type]

    async def hold(self, *steps: Callable[[], Any]) -> bool:
        """Goes in, does each step when there is a prompt again, and stays to the end."""
        holding = asyncio.create_task(self.room.hold(Interview(interview_id="i")))
        async with asyncio.timeout(60):
            for step in steps:
                await self.keyboard.prompted.wait()
                self.keyboard.prompted.clear()
                step()
            return await holding

    def type(self, line: str | None) -> Callable[[], None]:
        return lambda: self.keyboard.typed.put_nowait(line)

    def happens(self, *payloads: dict[str, Any]) -> Callable[[], None]:
        def step() -> None:
            for payload in payloads:
                self.viva.happens(**payload)

        return step

    def ends(self) -> None:
        self.viva.happens(**OVER)
        self.viva.events.put_nowait(None)


@pytest.fixture
async def scene() -> Scene:
    return Scene()


async def test_every_line_is_kept_as_it_is_typed_and_an_empty_one_hands_in(scene: Scene, capsys: pytest.CaptureFixture[str]) -> None:
    assert await scene.hold(scene.type("one"), scene.type("two"), scene.type(""), scene.ends)
    assert scene.viva.kept == [("q1", "one"), ("q1", "two")]
    assert scene.viva.handed_in == ["q1"]
    assert capsys.readouterr().out.count("Question 2?") == 1


async def test_what_comes_after_time_is_up_lands_in_the_next_answer_only_when_that_is_asked_for(
    scene: Scene, capsys: pytest.CaptureFixture[str]
) -> None:
    """F23: late words landed in the next answer."""
    timed_out, asked = closed(1, ANSWER_KIND_TIMED_OUT), {"question_asked": QuestionAsked(question=question(2))}
    assert await scene.hold(scene.type("in time"), scene.happens(timed_out, asked), scene.type("for the second"), scene.ends)
    assert scene.viva.kept == [("q1", "in time"), ("q2", "for the second")]
    assert ENGLISH.time_is_up in capsys.readouterr().out


async def test_a_line_that_viva_refuses_is_told_to_be_too_late_and_kept_nowhere(scene: Scene, capsys: pytest.CaptureFixture[str]) -> None:
    """F23, as it is when the clock and the person finish at the same moment."""
    scene.viva.closed.add("q1")
    assert await scene.hold(scene.type("too late"), scene.ends)
    assert scene.viva.kept == []
    assert ENGLISH.too_late in capsys.readouterr().out


async def test_a_line_that_ends_in_the_moment_in_which_the_question_closes_is_told_to_be_too_late(
    scene: Scene, capsys: pytest.CaptureFixture[str]
) -> None:
    def at_once() -> None:
        scene.viva.happens(**closed(1))
        scene.keyboard.typed.put_nowait("too late")
        scene.ends()

    assert await scene.hold(at_once)
    assert scene.viva.kept == []
    assert ENGLISH.too_late in capsys.readouterr().out


async def test_who_comes_back_is_shown_what_they_said_and_may_hand_it_in(scene: Scene, capsys: pytest.CaptureFixture[str]) -> None:
    """F32: a reload lost what was there."""
    scene.viva.said = [TranscriptLine(question_id="q1", speaker=SPEAKER_CANDIDATE, text="said before")]
    assert await scene.hold(scene.type(""), scene.ends)
    assert scene.viva.handed_in == ["q1"]
    assert f"{ENGLISH.kept_before}\nsaid before\n" in capsys.readouterr().out


@pytest.mark.parametrize("last", [":quit", None], ids=["quit", "end of input"])
async def test_leaving_hands_nothing_in(scene: Scene, last: str | None) -> None:
    assert not await scene.hold(scene.type("half"), scene.type(last))
    assert scene.viva.kept == [("q1", "half")]
    assert scene.viva.handed_in == []


async def test_what_happens_meanwhile_is_told(scene: Scene, capsys: pytest.CaptureFixture[str]) -> None:
    happenings: list[dict[str, Any]] = [
        {"answer_time_warned": AnswerTimeWarned(time_left=Duration(seconds=30))},
        {"paused": InterviewPaused(by_absence=True)},
        {"question_retried": QuestionRetried(attempt=2)},
    ]
    scene.happens(*happenings)()
    assert await scene.hold(scene.ends)
    shown = capsys.readouterr().out
    for words in ("0:30 left.", ENGLISH.paused_by_absence, ENGLISH.written_anew, ENGLISH.ended):
        assert words in shown
