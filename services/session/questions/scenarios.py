"""The table of scenarios, and which one an interview takes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnClause,
    DateTime,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    TableClause,
    delete,
    exists,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import UUID, insert
from viva.session.v1 import scenario_pb2 as pb

from mesh.refusal import NotFound
from services.session.database import UnitOfWork, metadata
from services.session.hiring.store import PostingBrief
from services.session.prepared import Row
from services.session.questions.shipped import shipped_id
from services.session.questions.stages import Focus, Language, Variant

scenarios = Table(
    "scenarios",
    metadata,
    Column("scenario_id", UUID(as_uuid=False), primary_key=True),
    Column("company_id", UUID(as_uuid=False)),
    Column("name", String, nullable=False),
    Column("variant", SmallInteger, nullable=False),
    Column("focus", SmallInteger, nullable=False),
    Column("language", SmallInteger, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("version", Integer, nullable=False),
    Column("create_time", DateTime(timezone=True), nullable=False),
    Column("update_time", DateTime(timezone=True), nullable=False),
)
_postings = TableClause(
    "postings", ColumnClause("standard_scenario_id", UUID(as_uuid=False)), ColumnClause("career_changer_scenario_id", UUID(as_uuid=False))
)


class ScenarioUnknown(NotFound):
    """There is no such scenario that you may see."""

    reason = "SCENARIO_UNKNOWN"


class ScenarioStore:
    """Reads and writes scenarios."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

    async def choose(self, posting: PostingBrief | None, *, language: int, variant: int, focus: int = 0) -> pb.ScenarioContent:
        """The scenario of an interview: the posting's own where it names one in this language, else the shipped one.

        Raises ScenarioUnknown when the shipped ones were never loaded.
        """
        own_id = _own(posting, variant)
        chosen = await self.find(own_id) if own_id else None
        if chosen is None or chosen["language"] != language:
            wanted = Focus(focus or (posting.focus if posting else 0) or Focus.COMPREHENSIVE)
            chosen = await self.find(shipped_scenario_id(Variant(variant), wanted, Language(language)))
        if chosen is None:
            raise ScenarioUnknown
        return pb.ScenarioContent.FromString(chosen["content"])

    async def put_shipped(self, scenario_id: str, content: pb.ScenarioContent, *, at: datetime) -> None:
        """Writes a scenario that comes with Viva, or what a release changed in it; writes nothing when nothing changed."""
        row = {"scenario_id": scenario_id, "company_id": None, **_columns(content), "version": 1, "create_time": at, "update_time": at}
        statement = insert(scenarios).values(row)
        newest = {name: statement.excluded[name] for name in (*_columns(content), "update_time")}
        await self._work.run(
            statement.on_conflict_do_update(
                index_elements=["scenario_id"],
                set_={**newest, "version": scenarios.c.version + 1},
                where=scenarios.c.content != statement.excluded.content,
            )
        )

    async def add(self, scenario_id: str, company_id: str, content: pb.ScenarioContent, *, at: datetime) -> None:
        """Writes a company's new scenario."""
        row = {
            "scenario_id": scenario_id,
            "company_id": company_id,
            **_columns(content),
            "version": 1,
            "create_time": at,
            "update_time": at,
        }
        await self._work.run(insert(scenarios).values(row))

    async def change(self, scenario_id: str, content: pb.ScenarioContent, *, at: datetime) -> None:
        """Writes what changed; the caller holds the lock."""
        row = {**_columns(content), "version": scenarios.c.version + 1, "update_time": at}
        await self._work.run(update(scenarios).where(scenarios.c.scenario_id == scenario_id).values(row))

    async def find(self, scenario_id: str) -> Row | None:
        """A scenario."""
        return await self._work.one(select(scenarios).where(scenarios.c.scenario_id == scenario_id))

    async def lock(self, scenario_id: str) -> Row | None:
        """As `find`, and keeps others from changing it until the unit of work ends."""
        return await self._work.one(select(scenarios).where(scenarios.c.scenario_id == scenario_id).with_for_update())

    async def is_used(self, scenario_id: str) -> bool:
        """Whether a posting names it."""
        used = or_(_postings.c.standard_scenario_id == scenario_id, _postings.c.career_changer_scenario_id == scenario_id)
        return bool(await self._work.scalar(select(exists().where(used))))

    async def delete(self, scenario_id: str) -> None:
        """Removes a scenario."""
        await self._work.run(delete(scenarios).where(scenarios.c.scenario_id == scenario_id))

    async def page(
        self, company_id: str | None, *, language: int, variant: int, after: tuple[str, str] | None, limit: int
    ) -> Sequence[Row]:
        """Those that came with Viva and a company's own, by name, after the (name, id) of the last one seen."""
        query = select(scenarios).where(or_(scenarios.c.company_id.is_(None), scenarios.c.company_id == company_id))
        for column, value in ((scenarios.c.language, language), (scenarios.c.variant, variant)):
            query = query.where(column == value) if value else query
        if after:
            query = query.where(tuple_(scenarios.c.name, scenarios.c.scenario_id) > after)
        return await self._work.all(query.order_by(scenarios.c.name, scenarios.c.scenario_id).limit(limit))


def shipped_scenario_id(variant: Variant, focus: Focus, language: Language) -> str:
    """The id of the scenario that comes with Viva."""
    return str(shipped_id("scenario", variant.name, focus.name, language.code))


def _own(posting: PostingBrief | None, variant: int) -> str | None:
    if posting is None:
        return None
    return posting.career_changer_scenario_id if variant == Variant.CAREER_CHANGER else posting.standard_scenario_id


def _columns(content: pb.ScenarioContent) -> dict[str, Any]:
    return {
        "name": content.name,
        "variant": content.variant,
        "focus": content.focus,
        "language": content.language,
        "content": content.SerializeToString(deterministic=True),
    }
