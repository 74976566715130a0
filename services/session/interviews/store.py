"""Reads and writes interviews. One row per interview carries everything its next step depends on; lock that row first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnClause,
    Integer,
    Select,
    TableClause,
    and_,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import UUID
from viva.contract.v1.options_pb2 import KIND_INTERVIEW

from services.session.accounts.domain.audit import Object
from services.session.database import Asked, UnitOfWork
from services.session.events.domain import Stream, StreamKind
from services.session.interviews import progress
from services.session.interviews.domain.interview import Interview
from services.session.interviews.tables import interviews, stages
from services.session.interviews.words import Status
from services.session.prepared import Prepared, Row, among, changing, itself


@dataclass
class Record:
    """An interview and the rest of its row. `line_count` and `event_sequence` count up while the row is locked."""

    interview: Interview
    facts: Row
    line_count: int
    event_sequence: int

    @property
    def stream(self) -> Stream:
        """Where its events go."""
        return Stream(StreamKind.INTERVIEW, self.interview.interview_id)

    @property
    def data(self) -> Object:
        """Whose data it is, for the log of who reads it."""
        return _data(self.facts)


@dataclass(frozen=True)
class Filter:
    """Which interviews a list shows. None means any."""

    candidate_id: str | None = None
    client_id: str | None = None
    member_id: str | None = None
    posting_id: str | None = None
    statuses: Sequence[int] = ()


class InterviewStore:
    """Reads and writes interviews."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

    async def add(self, interview: Interview, facts: dict[str, Any], stage_rows: Sequence[dict[str, Any]]) -> Record:
        """Writes a new interview with its stages' guides and rubrics."""
        row = {**facts, **_columns(interview), "plan": progress.encode_plan(interview), "event_sequence": 0, "line_count": 0}
        await self._work.run(insert(interviews).values(interview_id=interview.interview_id, **row))
        await self._work.run(insert(stages), [{"interview_id": interview.interview_id, **stage} for stage in stage_rows])
        added = await self.lock(interview.interview_id)
        assert added is not None
        return added

    async def replan(self, interview: Interview, facts: dict[str, Any], stage_rows: Sequence[dict[str, Any]]) -> None:
        """Puts another plan in place of one that has not begun, with its stages and what of the row goes with it; the row is locked."""
        interview_id = interview.interview_id
        row = {**facts, "plan": progress.encode_plan(interview)}
        await self._work.run(update(interviews).where(interviews.c.interview_id == interview_id).values(row))
        await self._work.run(delete(stages).where(stages.c.interview_id == interview_id))
        await self._work.run(insert(stages), [{"interview_id": interview_id, **stage} for stage in stage_rows])

    def lock(self, interview_id: str) -> Asked[Record | None]:
        """Reads an interview and keeps others from changing it until the unit of work ends."""
        return self._work.row(_LOCK, _record, interview_id=interview_id)

    def read(self, interview_id: str) -> Asked[Record | None]:
        """Reads an interview as it stands."""
        return self._work.row(_READ, _record, interview_id=interview_id)

    async def data_of(self, interview_id: str) -> Object | None:
        """Whose data an interview is."""
        query = select(interviews.c.interview_id, interviews.c.candidate_id, interviews.c.posting_id)
        row = await self._work.one(query.where(interviews.c.interview_id == interview_id))
        return _data(row) if row else None

    async def read_all(self, interview_ids: Sequence[str]) -> dict[str, Record]:
        """Reads several interviews at once."""
        rows = await self._work.all(select(interviews).where(interviews.c.interview_id.in_(interview_ids)))
        return {row["interview_id"]: record for row in rows if (record := _record(row))}

    def save(self, record: Record, *, at: datetime) -> None:
        """Writes back what a step changed."""
        interview, facts = record.interview, record.facts
        began = facts["start_time"] or (at if interview.status is Status.LIVE else None)
        ended = facts["end_time"] or (at if interview.status not in (Status.SCHEDULED, Status.LIVE) else None)
        counters = {"line_count": record.line_count, "event_sequence": record.event_sequence}
        self._work.write(_SAVE, **_columns(interview), **counters, start_time=began, end_time=ended, _interview_id=interview.interview_id)

    async def page(self, wanted: Filter, *, before: tuple[datetime, str] | None, limit: int) -> Sequence[Record]:
        """Interviews, newest first, older than the (create_time, id) of the last one seen."""
        conditions = [
            interviews.c[name] == value for name in ("candidate_id", "client_id", "posting_id") if (value := getattr(wanted, name))
        ]
        if wanted.member_id:
            conditions.append(interviews.c.company_id.in_(companies_of(wanted.member_id)))
        if wanted.statuses:
            conditions.append(interviews.c.status.in_(wanted.statuses))
        if before:
            conditions.append(
                or_(
                    interviews.c.create_time < before[0],
                    and_(interviews.c.create_time == before[0], interviews.c.interview_id < before[1]),
                )
            )
        query = (
            select(interviews).where(*conditions).order_by(interviews.c.create_time.desc(), interviews.c.interview_id.desc()).limit(limit)
        )
        return [record for row in await self._work.all(query) if (record := _record(row))]

    async def due(self, *, limit: int) -> list[str]:
        """Ids of interviews whose clock has something to do, in no order: those that nobody can look at must not hide the others."""
        return [row["interview_id"] for row in await self._work.rows(_DUE, limit=limit)]

    def sequences(self, interview_ids: Sequence[str]) -> Asked[dict[str, int]]:
        """The last event of each of several interviews."""
        read = lambda rows, _: {row["interview_id"]: row["event_sequence"] for row in rows}  # noqa: E731
        return self._work.ask(_SEQUENCES, read, {"interview_ids": interview_ids})

    async def lock_places(self) -> None:
        """Keeps others from going live until the unit of work ends."""
        await self._work.run(select(func.pg_advisory_xact_lock(func.hashtextextended("places of live interviews", 0))))

    async def live_count(self) -> int:
        """How many interviews are live."""
        return int(await self._work.scalar(select(func.count()).select_from(interviews).where(interviews.c.status == int(Status.LIVE))))

    def stage(self, interview_id: str, stage: int) -> Asked[Row | None]:
        """What a stage of an interview wants to learn, and its rubric."""
        return self._work.row(_STAGE, itself, interview_id=interview_id, stage=stage)

    def stages_of(self, interview_id: str) -> Asked[Sequence[Row]]:
        """Every stage's row, in order."""
        return self._work.rows(_STAGES_OF, interview_id=interview_id)


_members = TableClause("company_members", ColumnClause("company_id", UUID(as_uuid=False)), ColumnClause("account_id", UUID(as_uuid=False)))
_STORED = ("progress", "status", "event_sequence", "line_count", "report_id", "start_time", "end_time", "due_time")
"""Columns of an interview that a step may change."""
_INTERVIEW = select(interviews).where(interviews.c.interview_id == bindparam("interview_id"))
_LOCK, _READ = Prepared(_INTERVIEW.with_for_update()), Prepared(_INTERVIEW)
_SEQUENCES = Prepared(
    select(interviews.c.interview_id, interviews.c.event_sequence).where(
        interviews.c.interview_id == among("interview_ids", UUID(as_uuid=False))
    )
)
_SAVE = Prepared(changing(interviews, "interview_id", _STORED))
_DUE = Prepared(
    select(interviews.c.interview_id)
    .where(interviews.c.due_time <= func.statement_timestamp())
    .order_by(func.random())
    .limit(bindparam("limit", type_=Integer))
)
_STAGES = select(stages).where(stages.c.interview_id == bindparam("interview_id"))
_STAGE = Prepared(_STAGES.where(stages.c.stage == bindparam("stage")))
_STAGES_OF = Prepared(_STAGES.order_by(stages.c.stage))


def companies_of(member_id: str) -> Select[tuple[str]]:
    """The ids of the companies that an account is a member of, as a subquery."""
    return select(_members.c.company_id).where(_members.c.account_id == member_id)


def _columns(interview: Interview) -> dict[str, Any]:
    return {
        "status": int(interview.status),
        "progress": progress.encode(interview),
        "report_id": interview.report_id,
        "due_time": interview.due_time(),
    }


def _data(facts: Row) -> Object:
    return Object(KIND_INTERVIEW, facts["interview_id"], facts["candidate_id"], cause=facts["posting_id"] or "")


def _record(row: Row | None) -> Record | None:
    if row is None:
        return None
    interview = progress.decode(row["interview_id"], row["plan"], row["progress"], status=row["status"], report_id=row["report_id"])
    return Record(interview, row, row["line_count"], row["event_sequence"])
