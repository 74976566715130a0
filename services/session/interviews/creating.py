"""Makes interviews: finds the way through the stages, has it planned, and writes down the plan that the interview will follow."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Column, DateTime, Table, insert, select
from sqlalchemy.dialects.postgresql import UUID
from viva.interview.v1 import stage_pb2
from viva.session.v1 import interview_event_pb2 as event_pb
from viva.session.v1 import interview_pb2
from viva.session.v1 import interview_service_pb2 as pb

from mesh.refusal import InvalidArgument
from services.session.careers.encoding import stored, variant_of
from services.session.database import Database, UnitOfWork, metadata
from services.session.hiring.store import PostingBrief, PostingStore
from services.session.interviews import happenings as h
from services.session.interviews.choosing import judged
from services.session.interviews.domain.interview import Interview
from services.session.interviews.domain.step import Event, Step
from services.session.interviews.encoding import encode_interview
from services.session.interviews.planning import plan
from services.session.interviews.refusals import CandidateUnknown, InterviewUnknown, LanguageMissing, PositionMissing
from services.session.interviews.store import InterviewStore, Record
from services.session.interviews.writing import StepWriter
from services.session.requests import Requests
from services.session.resumes.store import ResumeStore

LATE = timedelta(hours=24)
"""How long after its scheduled time an interview may still be started."""

UNSCHEDULED = timedelta(days=7)
"""How long an interview without a scheduled time may be started."""

FARTHEST = timedelta(days=366)

guests = Table(
    "guests",
    metadata,
    Column("guest_id", UUID(as_uuid=False), primary_key=True),
    Column("client_id", UUID(as_uuid=False), nullable=False),
    Column("create_time", DateTime(timezone=True), nullable=False),
)


class ScheduledTooFar(InvalidArgument):
    """An interview can be scheduled from now on until a year ahead."""

    reason = "SCHEDULED_TIME_WRONG"


@dataclass(frozen=True)
class Creator:
    """Who makes an interview: a candidate for themselves, or a client for a guest."""

    actor: event_pb.Actor
    caller_id: str
    client_id: str | None = None


class InterviewMaker:
    """Makes interviews."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(self, request: pb.CreateInterviewRequest, creator: Creator) -> str:
        """Makes an interview and returns its id; repeated with the same request_id it returns the same.

        Raises PositionMissing, LanguageMissing, CandidateUnknown, ScheduledTooFar.
        """
        content = pb.CreateInterviewRequest()
        content.CopyFrom(request)
        content.ClearField("request_id")
        stable, method = content.SerializeToString(deterministic=True), request.DESCRIPTOR.full_name
        async with self._database.work() as work:
            requests = Requests(work)
            before = await requests.outcome(creator.caller_id, request.request_id, method, stable)
            if before is not None:
                return before.decode()
            interview_id = str(uuid4())
            if not await requests.remember(creator.caller_id, request.request_id, method, stable, interview_id.encode()):
                faster = await requests.outcome(creator.caller_id, request.request_id, method, stable)
                return (faster or b"").decode()
            await self._write(work, request, creator, interview_id)
            return interview_id

    async def made(self, interview_id: str) -> interview_pb2.Interview:
        """The interview as whoever made it is shown it."""
        async with self._database.work() as work:
            record = await InterviewStore(work).read(interview_id)
            if record is None:
                raise InterviewUnknown
            return encode_interview(record, at=await work.now())

    async def _write(self, work: UnitOfWork, request: pb.CreateInterviewRequest, creator: Creator, interview_id: str) -> None:
        now = await work.now()
        posting = await PostingStore(work).brief(request.posting_id) if request.posting_id else None
        resume = await ResumeStore(work).brief(request.resume_id) if request.resume_id else None
        facts = await self._facts(work, request, creator, posting, now)
        judgement = judged(resume, facts["position"])
        variant = request.variant or variant_of(judgement)
        choice = interview_pb2.VARIANT_CHOICE_CREATOR if request.variant else interview_pb2.VARIANT_CHOICE_FOUND
        made = await plan(work, facts, posting, resume, variant=variant)
        interview = Interview(interview_id, made.stages, _expire_time(facts, now))
        facts |= {"variant": variant, "variant_choice": choice, "career": stored(judgement), "weights": made.weights}
        record = await InterviewStore(work).add(interview, facts, made.rows)
        await self._tell(work, record, creator, now)

    async def _facts(
        self, work: UnitOfWork, request: pb.CreateInterviewRequest, creator: Creator, posting: PostingBrief | None, now: datetime
    ) -> dict[str, Any]:
        position = request.position.strip() or (posting.position if posting else "")
        language = request.language or (posting.language if posting else 0)
        if not position:
            raise PositionMissing
        if not language:
            raise LanguageMissing
        scheduled = request.scheduled_time.ToDatetime(now.tzinfo) if request.HasField("scheduled_time") else None
        if scheduled and not now - timedelta(minutes=5) <= scheduled <= now + FARTHEST:
            raise ScheduledTooFar
        return {
            "candidate_id": await self._candidate(work, request, creator, now),
            "client_id": creator.client_id,
            "posting_id": posting.posting_id if posting else None,
            "company_id": posting.company_id if posting else None,
            "resume_id": request.resume_id or None,
            "position": position,
            "language": language,
            "mode": request.mode or interview_pb2.MODE_TEXT,
            "purpose": posting.purpose if posting else stage_pb2.PURPOSE_PRACTICE,
            "focus": request.focus or (posting.focus if posting else 0) or stage_pb2.FOCUS_COMPREHENSIVE,
            "create_time": now,
            "scheduled_time": scheduled,
        }

    async def _candidate(self, work: UnitOfWork, request: pb.CreateInterviewRequest, creator: Creator, now: datetime) -> str:
        if creator.client_id is None:
            return creator.caller_id
        if request.candidate_id:
            known = select(guests.c.guest_id).where(guests.c.guest_id == request.candidate_id, guests.c.client_id == creator.client_id)
            if await work.scalar(known) is None:
                raise CandidateUnknown
            return request.candidate_id
        guest_id = str(uuid4())
        await work.run(insert(guests).values(guest_id=guest_id, client_id=creator.client_id, create_time=now))
        return guest_id

    async def _tell(self, work: UnitOfWork, record: Record, creator: Creator, now: datetime) -> None:
        step = Step(events=[Event(h.Created(), record.interview.state(at=now))])
        await StepWriter(work).write(record, step, at=now, actor=creator.actor)


def _expire_time(facts: dict[str, Any], now: datetime) -> datetime:
    scheduled: datetime | None = facts["scheduled_time"]
    return scheduled + LATE if scheduled else now + UNSCHEDULED
