"""The table of postings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnClause,
    ColumnElement,
    DateTime,
    Select,
    SmallInteger,
    String,
    Table,
    TableClause,
    and_,
    case,
    delete,
    func,
    insert,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

from services.session.database import UnitOfWork, metadata
from services.session.hiring.company_store import companies
from services.session.hiring.domain import PostingStatus
from services.session.prepared import Row
from services.session.search.vectors import vector_table

postings = Table(
    "postings",
    metadata,
    Column("posting_id", UUID(as_uuid=False), primary_key=True),
    Column("company_id", UUID(as_uuid=False), nullable=False),
    Column("title", String, nullable=False),
    Column("position", String, nullable=False),
    Column("industry", String, nullable=False),
    Column("description", String, nullable=False),
    Column("employment_type", SmallInteger, nullable=False),
    Column("open_time", DateTime(timezone=True)),
    Column("close_time", DateTime(timezone=True)),
    Column("difficulty", SmallInteger, nullable=False),
    Column("stages", ARRAY(SmallInteger), nullable=False),
    Column("area_weights", JSONB, nullable=False),
    Column("required_documents", ARRAY(SmallInteger), nullable=False),
    Column("standard_scenario_id", UUID(as_uuid=False)),
    Column("career_changer_scenario_id", UUID(as_uuid=False)),
    Column("language", SmallInteger, nullable=False),
    Column("focus", SmallInteger, nullable=False),
    Column("purpose", SmallInteger, nullable=False),
    Column("jurisdiction", String, nullable=False),
    Column("is_blind", Boolean, nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("create_time", DateTime(timezone=True), nullable=False),
    Column("update_time", DateTime(timezone=True), nullable=False),
)
posting_vectors = vector_table("posting_vectors", "posting_id")

_interviews = TableClause("interviews", ColumnClause("interview_id", UUID(as_uuid=False)), ColumnClause("posting_id", UUID(as_uuid=False)))
_INTERVIEW_COUNT = select(func.count()).select_from(_interviews).where(_interviews.c.posting_id == postings.c.posting_id).scalar_subquery()
_POSTINGS: Select[Any] = select(
    postings,
    companies.c.name.label("company_name"),
    companies.c.ideal_candidate.label("ideal"),
    companies.c.industry.label("company_industry"),
    _INTERVIEW_COUNT.label("interview_count"),
).join(companies, companies.c.company_id == postings.c.company_id)


@dataclass(frozen=True)
class PostingBrief:
    """What an interview needs to know of its posting."""

    posting_id: str
    company_id: str
    company_name: str
    ideal: str
    """The person the company looks for (인재상), in its own words."""
    position: str
    title: str
    language: int
    purpose: int
    focus: int
    stages: tuple[int, ...]
    """Empty uses all of the scenario."""
    area_weights: dict[int, int] | None
    standard_scenario_id: str | None
    career_changer_scenario_id: str | None
    difficulty: int
    is_blind: bool


@dataclass(frozen=True)
class PostingFilter:
    """Which postings a list shows. None and empty mean any."""

    company_id: str | None = None
    statuses: Sequence[int] = ()
    contains: str = ""
    purpose: int = 0
    language: int = 0


class PostingStore:
    """Reads and writes postings."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

    async def brief(self, posting_id: str) -> PostingBrief | None:
        """What an interview needs to know of a posting."""
        row = await self.find(posting_id)
        return _brief(row) if row else None

    async def add(self, row: dict[str, Any]) -> None:
        """Writes a new posting."""
        await self._work.run(insert(postings).values(row))

    async def find(self, posting_id: str) -> Row | None:
        """A posting with its company's name, ideal candidate and industry, and how many interviews it has."""
        return await self._work.one(_POSTINGS.where(postings.c.posting_id == posting_id))

    async def lock(self, posting_id: str) -> Row | None:
        """As `find`, and keeps others from changing it until the unit of work ends."""
        return await self._work.one(_POSTINGS.where(postings.c.posting_id == posting_id).with_for_update(of=postings))

    async def change(self, posting_id: str, row: dict[str, Any], *, at: datetime) -> None:
        """Writes what changed; the caller holds the lock."""
        changed = {**row, "version": postings.c.version + 1, "update_time": at}
        await self._work.run(update(postings).where(postings.c.posting_id == posting_id).values(changed))

    async def delete(self, posting_id: str) -> None:
        """Removes a posting with its vector."""
        await self._work.run(delete(postings).where(postings.c.posting_id == posting_id))

    async def page(
        self, wanted: PostingFilter, *, at: datetime, only_open: bool, before: tuple[datetime, str] | None, limit: int
    ) -> Sequence[Row]:
        """Postings, newest first, older than the (create_time, id) of the last one seen; statuses are as of a moment."""
        query = _POSTINGS.where(*_conditions(wanted, at))
        if only_open:
            query = query.where(is_open(at))
        if before:
            query = query.where(tuple_(postings.c.create_time, postings.c.posting_id) < before)
        return await self._work.all(query.order_by(postings.c.create_time.desc(), postings.c.posting_id.desc()).limit(limit))


def is_open(at: datetime) -> ColumnElement[bool]:
    """Holds for postings that take candidates at a moment."""
    return and_(
        postings.c.status == int(PostingStatus.OPEN),
        or_(postings.c.open_time.is_(None), postings.c.open_time <= at),
        or_(postings.c.close_time.is_(None), postings.c.close_time > at),
    )


def posting_text(row: Row | dict[str, Any]) -> str:
    """What a posting is found by."""
    return "\n".join(part for part in (row["title"], row["position"], row["industry"], row["description"]) if part)


def _conditions(wanted: PostingFilter, at: datetime) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [
        postings.c[name] == value for name in ("company_id", "purpose", "language") if (value := getattr(wanted, name))
    ]
    if wanted.statuses:
        is_over = and_(postings.c.status == int(PostingStatus.OPEN), postings.c.close_time <= at)
        conditions.append(case((is_over, int(PostingStatus.CLOSED)), else_=postings.c.status).in_(wanted.statuses))
    if wanted.contains:
        shown = (postings.c.title, postings.c.position, companies.c.name)
        conditions.append(or_(*(column.icontains(wanted.contains, autoescape=True) for column in shown)))
    return conditions


def _brief(row: Row) -> PostingBrief:
    weights = {int(area): percent for area, percent in row["area_weights"].items()}
    return PostingBrief(
        posting_id=row["posting_id"],
        company_id=row["company_id"],
        company_name=row["company_name"],
        ideal=row["ideal"],
        position=row["position"],
        title=row["title"],
        language=row["language"],
        purpose=row["purpose"],
        focus=row["focus"],
        stages=tuple(row["stages"]),
        area_weights=weights or None,
        standard_scenario_id=row["standard_scenario_id"],
        career_changer_scenario_id=row["career_changer_scenario_id"],
        difficulty=row["difficulty"],
        is_blind=row["is_blind"],
    )
