"""A watch gives each event once and in order, whatever happens to the streams it is made of, and ends with the interview."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing

import grpc
import pytest
from google.protobuf.message import Message
from viva.interview.v1.report_pb2 import Report
from viva.llm.v1.llm_service_pb2 import AskDelta, AskResponse, AskResult, AskStarted
from viva.session.v1 import interview_event_pb2 as events
from viva.session.v1 import interview_service_pb2 as pb
from viva.session.v1.interview_pb2 import (
    INTERVIEW_STATUS_COMPLETED,
    INTERVIEW_STATUS_LIVE,
    PHASE_ANSWER,
    PHASE_COMPLETE,
    Interview,
    InterviewState,
    Question,
)
from viva.session.v1.report_service_pb2 import GetReportResponse
from viva_client import FailedPrecondition, NotFound, OutOfRange, Unauthenticated, Unavailable, VivaError

from mesh import refusal
from tests.partners.fakes import CLEANLY, Broken, FakeStream, FakeViva, TokenExpired, serving

ID = "1a6e9d1e-0000-4000-8000-000000000001"
CUT = Broken(grpc.StatusCode.INTERNAL, "Received RST_STREAM with error code 2")


class Moved(refusal.Unavailable):
    """This replica drains; watch again."""

    reason = "MOVED"


class InterviewUnknown(refusal.NotFound):
    """There is no such interview."""

    reason = "INTERVIEW_UNKNOWN"


class SequenceAhead(refusal.Refusal):
    """That has not happened."""

    status = refusal.Status.OUT_OF_RANGE
    reason = "SEQUENCE_AHEAD"


class ReportNotReady(refusal.Refusal):
    """There is no report yet."""

    reason = "REPORT_NOT_READY"


class EngineBusy(refusal.Exhausted):
    """No slot is free."""

    reason = "ENGINE_BUSY"


@pytest.fixture
async def fake() -> AsyncIterator[FakeViva]:
    """A Viva that does as it is told."""
    async with serving() as fake:
        yield fake


def event(sequence: int, phase: int = PHASE_ANSWER, **payload: Message) -> pb.WatchInterviewResponse:
    state = InterviewState(sequence=sequence, phase=phase)  # type: ignore[arg-type]  # one of the enum's numbers
    happened = events.InterviewEvent(sequence=sequence, state=state, **payload)  # type: ignore[arg-type]  # an arm of the payload
    return pb.WatchInterviewResponse(event=happened, through_sequence=sequence)


def heartbeat(through: int) -> pb.WatchInterviewResponse:
    return pb.WatchInterviewResponse(through_sequence=through)


def over(sequence: int) -> pb.GetInterviewResponse:
    return pb.GetInterviewResponse(interview=Interview(state=InterviewState(phase=PHASE_COMPLETE, sequence=sequence)))


def last(sequence: int) -> pb.WatchInterviewResponse:
    return event(sequence, PHASE_COMPLETE)


async def watched(fake: FakeViva, after: int = 0, **options: object) -> list[int]:
    async with fake.client(**options) as viva:
        return [one.sequence async for one in viva.interviews.watch(ID, after)]


def asked_after(stream: FakeStream) -> list[int]:
    return [call.request.after_sequence for call in stream.seen]


@pytest.mark.parametrize("end", [Moved(), CUT, Broken(), CLEANLY, Broken(grpc.StatusCode.CANCELLED)], ids=lambda end: type(end).__name__)
async def test_a_stream_that_ends_is_taken_up_where_it_was(fake: FakeViva, end: Message | refusal.Refusal | Broken) -> None:
    """F37: a started stream stayed on a dead backend; L3: a watcher that comes back gets exactly what it missed."""
    fake.on("GetInterview", over(5))
    stream = fake.streaming("WatchInterview", ([event(1), event(2)], end), ([event(3), heartbeat(4)], end), ([last(5)], None))
    assert await watched(fake) == [1, 2, 3, 5]
    assert asked_after(stream) == [0, 2, 4]


async def test_what_was_sent_already_is_not_told_again(fake: FakeViva) -> None:
    fake.on("GetInterview", over(3))
    fake.streaming("WatchInterview", ([event(1), event(2)], Broken()), ([event(1), event(2), last(3)], None))
    assert await watched(fake) == [1, 2, 3]


async def test_it_ends_only_when_nothing_follows(fake: FakeViva) -> None:
    """A report that is written anew makes events after the interview was complete."""
    fake.on("GetInterview", over(4))
    fake.streaming("WatchInterview", ([event(1), last(2), last(3), last(4)], None))
    assert await watched(fake) == [1, 2, 3, 4]


async def test_who_has_seen_the_end_is_not_kept_waiting(fake: FakeViva) -> None:
    fake.on("GetInterview", over(4))
    stream = fake.streaming("WatchInterview")
    assert await watched(fake, after=4) == []
    assert stream.seen == []


@pytest.mark.parametrize(("end", "error"), [(InterviewUnknown(), NotFound), (SequenceAhead(), OutOfRange)])
async def test_a_refusal_that_stays_is_raised_at_once(fake: FakeViva, end: refusal.Refusal, error: type[VivaError]) -> None:
    stream = fake.streaming("WatchInterview", ([], end))
    with pytest.raises(error):
        await watched(fake)
    assert len(stream.seen) == 1


async def test_a_token_that_ends_in_the_middle_is_replaced(fake: FakeViva) -> None:
    """The contract: a stream ends at its token's end."""
    fake.on("GetInterview", over(2))
    stream = fake.streaming("WatchInterview", ([event(1)], TokenExpired()), ([last(2)], None))
    assert await watched(fake) == [1, 2]
    assert [call.token for call in stream.seen] == ["token-1", "token-2"]


async def test_who_is_not_let_in_with_a_new_token_either_is_told(fake: FakeViva) -> None:
    fake.streaming("WatchInterview", ([event(1)], TokenExpired()), ([], TokenExpired()))
    with pytest.raises(Unauthenticated):
        await watched(fake)


async def test_what_stays_away_for_too_long_is_an_error(fake: FakeViva) -> None:
    fake.streaming("WatchInterview", *[([], Broken())] * 100)
    with pytest.raises(Unavailable, match="connection reset"):
        await watched(fake, patience=0.3)


async def test_streams_that_end_before_they_begin_are_an_error_in_the_end(fake: FakeViva) -> None:
    fake.streaming("WatchInterview", *[([], CLEANLY)] * 100)
    with pytest.raises(Unavailable) as raised:
        await watched(fake, patience=0.3)
    assert raised.value.reason == "ENDED"


async def test_a_stream_that_is_silent_is_given_up(fake: FakeViva) -> None:
    """F37: a call hung on something dead, for ever."""
    stream = fake.streaming("WatchInterview", *[([], None)] * 100)
    with pytest.raises(Unavailable) as raised:
        await watched(fake, patience=0.2)
    assert raised.value.reason == "SILENT"
    await asyncio.wait_for(stream.left.wait(), 10)


async def test_who_leaves_early_leaves_nothing_running(fake: FakeViva) -> None:
    """F38: a client dropped its stream and the work went on for nobody."""
    stream = fake.streaming("WatchInterview", ([event(1)], None))
    async with fake.client() as viva, aclosing(viva.interviews.watch(ID)) as happening:
        async for _ in happening:
            break
        await happening.aclose()
        await asyncio.wait_for(stream.left.wait(), 10)


async def test_questions_begin_with_the_open_one_and_end_with_the_interview(fake: FakeViva) -> None:
    state = InterviewState(open_question_id="q2", sequence=7, status=INTERVIEW_STATUS_LIVE)
    fake.on("GetInterview", pb.GetInterviewResponse(interview=Interview(state=state)))
    fake.on("ListQuestions", pb.ListQuestionsResponse(questions=[Question(question_id=f"q{number}") for number in (1, 2)]))
    asked = events.QuestionAsked(question_id="q3", question=Question(question_id="q3"))
    stream = fake.streaming("WatchInterview", ([event(8), event(9, question_asked=asked), event(10, ended=events.InterviewEnded())], None))
    async with fake.client() as viva:
        assert [question.question_id async for question in viva.interviews.questions(ID)] == ["q2", "q3"]
    assert asked_after(stream) == [7]


async def test_an_interview_that_is_over_has_no_more_questions(fake: FakeViva) -> None:
    fake.on("GetInterview", pb.GetInterviewResponse(interview=Interview(state=InterviewState(status=INTERVIEW_STATUS_COMPLETED))))
    async with fake.client() as viva:
        assert [question async for question in viva.interviews.questions(ID)] == []


async def test_a_report_that_is_not_ready_is_waited_for_by_watching(fake: FakeViva) -> None:
    """L3: nobody polls."""
    fake.on("GetInterview", over(2))
    fake.streaming("WatchInterview", ([event(1), last(2)], None))
    script = fake.on("GetReport", ReportNotReady(), GetReportResponse(report=Report(report_id="r")))
    async with fake.client() as viva:
        assert (await viva.reports.wait(ID)).report_id == "r"
    assert len(script.seen) == 2


async def test_an_interview_that_ends_without_a_report_says_so(fake: FakeViva) -> None:
    fake.on("GetInterview", over(1))
    fake.streaming("WatchInterview", ([last(1)], None))
    fake.on("GetReport", ReportNotReady())
    async with fake.client() as viva:
        with pytest.raises(FailedPrecondition) as raised:
            await viva.reports.wait(ID)
    assert raised.value.reason == "REPORT_NOT_READY"


def pieces() -> list[Message]:
    return [AskResponse(started=AskStarted(attempt=1)), AskResponse(delta=AskDelta(text="Why")), AskResponse(result=AskResult(text="Why?"))]


async def told(fake: FakeViva, ticket: str = "t" * 20) -> list[str | None]:
    async with fake.client() as viva:
        words = viva.interviews.words(pb.SubmitAnswerResponse(ticket=ticket))
        return [piece.WhichOneof("piece") async for piece in words]


async def test_the_next_question_is_told_word_by_word(fake: FakeViva) -> None:
    stream = fake.streaming("Ask", (pieces(), CLEANLY))
    assert await told(fake) == ["started", "delta", "result"]
    assert stream.seen[0].request.ticket == "t" * 20


@pytest.mark.parametrize("end", [Broken(), CUT, EngineBusy()], ids=["lost", "cut", "busy"])
async def test_words_that_are_lost_are_no_error_because_the_question_comes_all_the_same(
    fake: FakeViva, end: refusal.Refusal | Broken
) -> None:
    stream = fake.streaming("Ask", (pieces()[:2], end))
    assert await told(fake) == ["started", "delta"]
    assert len(stream.seen) == 1


async def test_who_has_seen_enough_words_leaves_nothing_running(fake: FakeViva) -> None:
    stream = fake.streaming("Ask", (pieces()[:1], None))
    async with fake.client() as viva, aclosing(viva.interviews.words(pb.SubmitAnswerResponse(ticket="t" * 20))) as words:
        async for _ in words:
            break
        await words.aclose()
        await asyncio.wait_for(stream.left.wait(), 10)


async def test_a_reply_without_a_ticket_has_no_words(fake: FakeViva) -> None:
    assert await told(fake, ticket="") == []
