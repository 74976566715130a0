"""What a candidate does in a live interview: every use case is one transaction under the interview's row lock."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import uuid4

from google.protobuf.message import Message
from viva.interview.v1 import transcript_pb2
from viva.session.v1 import interview_event_pb2 as event_pb
from viva.session.v1 import interview_pb2
from viva.session.v1 import interview_service_pb2 as pb

from services.session.database import Database, UnitOfWork
from services.session.interviews.conversation import CANDIDATE, Conversation
from services.session.interviews.domain.interview import Interview
from services.session.interviews.domain.step import Step
from services.session.interviews.encoding import encode_new_question, encode_question, encode_state
from services.session.interviews.refusals import HouseFull, InterviewUnknown
from services.session.interviews.store import InterviewStore, Record
from services.session.interviews.words import Status
from services.session.interviews.writing import Said, StepWriter
from services.session.requests import Requests
from services.session.tasks.domain import Ticket
from services.session.tasks.ledger import new_token
from services.session.tasks.store import SqlTaskStore

Move = Callable[[Interview, datetime], Step]
Closing = pb.SubmitAnswerRequest | pb.SkipQuestionRequest
R = TypeVar("R", pb.SubmitAnswerResponse, pb.SkipQuestionResponse)


@dataclass(frozen=True)
class Who:
    """On whose behalf a use case runs: the event's actor, and the holder that a ticket is good for."""

    actor: event_pb.Actor
    holder_id: str


class LiveInterviews:
    """Moves live interviews."""

    def __init__(self, database: Database, *, max_live: int) -> None:
        """`max_live`: how many interviews may be live at once."""
        self._database = database
        self._max_live = max_live

    async def start(self, interview_id: str, who: Who) -> tuple[interview_pb2.InterviewState, interview_pb2.Question | None]:
        """Goes live. Raises HouseFull when all places are taken, InterviewOver."""
        async with self._database.work() as work:
            record, now = await _lock(work, interview_id)
            if await self._requires_room(work, record):
                now = await work.now()
            step = record.interview.start(at=now)
            await StepWriter(work).write(record, step, at=now, actor=who.actor)
            return encode_state(record, record.interview.state(at=now)), await _open_question(work, record)

    async def move(self, interview_id: str, move: Move, who: Who) -> interview_pb2.InterviewState:
        """Applies a move that has no more to say than the state after it."""
        async with self._database.work() as work:
            record, now = await _lock(work, interview_id)
            await StepWriter(work).write(record, move(record.interview, now), at=now, actor=who.actor)
            return encode_state(record, record.interview.state(at=now))

    async def repeat(
        self, interview_id: str, question_id: str, who: Who
    ) -> tuple[interview_pb2.InterviewState, interview_pb2.Question | None]:
        """Notes that the candidate wants the open question again, and returns it."""
        async with self._database.work() as work:
            record, now = await _lock(work, interview_id)
            await StepWriter(work).write(record, record.interview.repeat(question_id, at=now), at=now, actor=who.actor)
            return encode_state(record, record.interview.state(at=now)), await _open_question(work, record)

    async def submit(self, request: pb.SubmitAnswerRequest, who: Who) -> pb.SubmitAnswerResponse:
        """Answers the open question; repeated with the same request_id it returns what it did."""
        said = Said(text=request.text)
        content = pb.SubmitAnswerRequest(interview_id=request.interview_id, question_id=request.question_id, text=request.text)
        move: Move = lambda interview, now: interview.answer(request.question_id, request.text, at=now)  # noqa: E731
        return await self._close(request, content, move, said, who, pb.SubmitAnswerResponse())

    async def skip(self, request: pb.SkipQuestionRequest, who: Who) -> pb.SkipQuestionResponse:
        """Passes over the open question; repeated with the same request_id it returns what it did."""
        said = Said(skip_reason=request.reason)
        content = pb.SkipQuestionRequest(interview_id=request.interview_id, question_id=request.question_id, reason=request.reason)
        move: Move = lambda interview, now: interview.skip(request.question_id, at=now)  # noqa: E731
        return await self._close(request, content, move, said, who, pb.SkipQuestionResponse())

    async def add_line(self, request: pb.AddLineRequest, who: Who) -> str:
        """Keeps something that was said; returns the line's id. Repeated with the same request_id it keeps nothing twice."""
        content = pb.AddLineRequest()
        content.CopyFrom(request)
        content.ClearField("request_id")
        async with self._database.work() as work:
            locked, requests, method = InterviewStore(work).lock(request.interview_id), Requests(work), type(request).DESCRIPTOR.full_name
            past, clock = requests.outcome(request.interview_id, request.request_id, method, _stable(content)), work.now()
            record, before, now = _known(await locked), await past, await clock
            if before is not None:
                return before.decode()
            line_id = str(uuid4())
            step = record.interview.add_line(request.question_id, line_id, request.text, at=now)
            words = transcript_pb2.TranscriptLine(words=request.words).SerializeToString()
            Conversation(work).add_line(record, line_id, request.question_id, CANDIDATE, request.text, at=now, words=words)
            await StepWriter(work).write(record, step, at=now, actor=who.actor)
            requests.remember(request.interview_id, request.request_id, method, _stable(content), line_id.encode())
            return line_id

    async def _close(self, request: Closing, content: Message, move: Move, said: Said, who: Who, response: R) -> R:
        """Closes the open question by a move, once per request_id."""
        async with self._database.work() as work:
            locked, requests, method = InterviewStore(work).lock(request.interview_id), Requests(work), type(request).DESCRIPTOR.full_name
            past, clock = requests.outcome(request.interview_id, request.request_id, method, _stable(content)), work.now()
            record, before, now = _known(await locked), await past, await clock
            if before is not None:
                response.ParseFromString(before)
                return await self._repeated(work, response, request.claim, who)
            step = move(record.interview, now)
            ticket = Ticket(new_token(), who.holder_id) if request.claim and step.make else None
            await StepWriter(work).write(record, step, at=now, actor=who.actor, said=said, ticket=ticket)
            response.state.CopyFrom(encode_state(record, record.interview.state(at=now)))
            response.answer_id = step.answer.answer_id if step.answer else ""
            response.task_id = step.make.question_id if step.make else ""
            if step.question:
                response.question.question_id = step.question.question_id
            outcome = response.SerializeToString()
            requests.remember(request.interview_id, request.request_id, method, _stable(content), outcome)
            response.ticket = ticket.token if ticket else ""
            if step.question:
                response.question.CopyFrom(encode_new_question(request.interview_id, step.question, at=now))
            return response

    async def _repeated(self, work: UnitOfWork, response: R, claim: bool, who: Who) -> R:
        """What the first call returned; with a fresh ticket if it is wanted and the first was never opened."""
        if claim and response.task_id:
            store = SqlTaskStore(work)
            task = await store.lock(response.task_id)
            if task and task.can_be_ticketed_again:
                ticket = Ticket(new_token(), who.holder_id)
                store.save(task.ticketed(ticket, now=await work.now()))
                response.ticket = ticket.token
        return await _with_question(work, response)

    async def _requires_room(self, work: UnitOfWork, record: Record) -> bool:
        """Whether the interview takes a place; it then waited for its turn. Raises HouseFull."""
        if record.interview.status is not Status.SCHEDULED:
            return False
        # Those who start at once take turns, or all of them would be given the last place.
        await InterviewStore(work).lock_places()
        if await InterviewStore(work).live_count() >= self._max_live:
            raise HouseFull(limit=self._max_live)
        return True


async def _lock(work: UnitOfWork, interview_id: str) -> tuple[Record, datetime]:
    """The interview, and the time since when it is locked."""
    locked, clock = InterviewStore(work).lock(interview_id), work.now()
    return _known(await locked), await clock


def _known(record: Record | None) -> Record:
    if record is None:
        raise InterviewUnknown
    return record


async def _open_question(work: UnitOfWork, record: Record) -> interview_pb2.Question | None:
    if record.interview.open is None:
        return None
    row = await Conversation(work).question(record.interview.open.question_id)
    return encode_question(row) if row else None


async def _with_question(work: UnitOfWork, response: R) -> R:
    """Fills in the words of the question that the response names: they are not remembered with it."""
    if response.HasField("question"):
        row = await Conversation(work).question(response.question.question_id)
        if row:
            response.question.CopyFrom(encode_question(row))
    return response


def _stable(message: Message) -> bytes:
    return message.SerializeToString(deterministic=True)
