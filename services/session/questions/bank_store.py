"""The table of the question bank."""

from collections.abc import Mapping, Sequence
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
    Float,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    TableClause,
    case,
    delete,
    exists,
    func,
    or_,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR, UUID
from sqlalchemy.dialects.postgresql import insert as upsert

from interviewing.likeness import text_key
from services.session.database import Asked, UnitOfWork, metadata
from services.session.prepared import Prepared, Row
from services.session.search.bigrams import indexed
from services.session.search.vectors import vector_table

PROPOSED, ACTIVE, RETIRED = 1, 2, 3
"""viva.session.v1.BankQuestionStatus."""
SHIPPED, WRITTEN, GENERATED = 1, 2, 3
"""viva.session.v1.BankQuestionOrigin."""

bank_questions = Table(
    "bank_questions",
    metadata,
    Column("question_id", UUID(as_uuid=False), primary_key=True),
    Column("company_id", UUID(as_uuid=False)),
    Column("text", String, nullable=False),
    Column("text_key", String, nullable=False),
    Column("category", SmallInteger, nullable=False),
    Column("difficulty", SmallInteger, nullable=False),
    Column("stage", SmallInteger, nullable=False),
    Column("follow_up_of", UUID(as_uuid=False)),
    Column("rubric", LargeBinary, nullable=False),
    Column("industry", String, nullable=False),
    Column("position", String, nullable=False),
    Column("language", SmallInteger, nullable=False),
    Column("is_ice_breaker", Boolean, nullable=False),
    Column("variant", SmallInteger, nullable=False),
    Column("tags", ARRAY(String), nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("origin", SmallInteger, nullable=False),
    Column("usage_count", Integer, nullable=False),
    Column("points_count", Integer, nullable=False),
    Column("points_sum", BigInteger, nullable=False),
    Column("mean_points", Float),
    Column("words", TSVECTOR, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("create_time", DateTime(timezone=True), nullable=False),
    Column("update_time", DateTime(timezone=True), nullable=False),
)
bank_question_vectors = vector_table("bank_question_vectors", "question_id")

_asked = TableClause("asked_questions", ColumnClause("bank_question_id", UUID(as_uuid=False)))
_HAS_VECTOR = exists().where(bank_question_vectors.c.question_id == bank_questions.c.question_id).label("has_vector")
_QUESTIONS = select(bank_questions, _HAS_VECTOR)

Words = dict[str, Any]
"""What people write about a question, by column."""


@dataclass(frozen=True)
class BankFilter:
    """Which questions a list shows. None, 0 and empty mean any; `company_id` None shows the installation's alone."""

    company_id: str | None = None
    own_only: bool = False
    status: int = 0
    stage: int = 0
    category: int = 0
    language: int = 0
    positions: Sequence[str] | None = None


def question_text(row: Row | Words) -> str:
    """What a question is found by."""
    return "\n".join(part for part in (row["text"], row["position"], row["industry"], " ".join(row["tags"])) if part)


def says(row: Row, words: Words) -> bool:
    """Whether a question says just this already."""
    return all((bytes(row[name]) if name == "rubric" else row[name]) == value for name, value in words.items())


class BankQuestions:
    """Reads and writes the bank for those who keep it."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

    async def add(self, question_id: str, company_id: str | None, words: Words, *, status: int, origin: int, at: datetime) -> bool:
        """Writes a new question. False when the same words are there for the same stage."""
        row = {"question_id": question_id, "company_id": company_id, **_columns(words), "status": status, "origin": origin}
        row |= _new(at)
        taken = ["company_id", "stage", "text_key"]
        return await self._work.run(upsert(bank_questions).values(row).on_conflict_do_nothing(index_elements=taken)) == 1

    async def put_shipped(self, shipped: Mapping[str, Words], *, at: datetime) -> list[str]:
        """Writes questions that come with Viva, or what a release changed in them. Returns the ids of those with new words.

        What an installation made of them stays: counts, that somebody retired one, and whatever a person wrote, be it the same words.
        """
        taken = await self._taken_words()
        rows = [
            {"question_id": question_id, "company_id": None, **_columns(words), "status": ACTIVE, "origin": SHIPPED, **_new(at)}
            for question_id, words in shipped.items()
            if taken.get((words["stage"], text_key(words["text"])), question_id) == question_id
        ]
        if not rows:
            return []
        statement = upsert(bank_questions).values(rows)
        newest = {name: statement.excluded[name] for name in _columns(next(iter(shipped.values())))}
        upserted = statement.on_conflict_do_update(
            index_elements=["question_id"],
            set_={**newest, "version": bank_questions.c.version + 1, "update_time": at},
            where=bank_questions.c.origin == SHIPPED,
        )
        return [row["question_id"] for row in await self._work.all(upserted.returning(bank_questions.c.question_id))]

    async def _taken_words(self) -> dict[tuple[int, str], str]:
        """Whose words are whose, by stage, among the questions of no one company."""
        columns = (bank_questions.c.stage, bank_questions.c.text_key, bank_questions.c.question_id)
        rows = await self._work.all(select(*columns).where(bank_questions.c.company_id.is_(None)))
        return {(row["stage"], row["text_key"]): row["question_id"] for row in rows}

    async def change(self, question_id: str, words: Words, *, at: datetime) -> None:
        """Writes what a person changed in its words; the caller holds the lock. A shipped one is theirs from then on."""
        origin = case((bank_questions.c.origin == SHIPPED, WRITTEN), else_=bank_questions.c.origin)
        row = {**_columns(words), "origin": origin, "version": bank_questions.c.version + 1, "update_time": at}
        await self._work.run(update(bank_questions).where(bank_questions.c.question_id == question_id).values(row))

    async def set_status(self, question_id: str, status: int, *, at: datetime) -> None:
        """Moves it in its life; the caller holds the lock."""
        row = {"status": status, "version": bank_questions.c.version + 1, "update_time": at}
        await self._work.run(update(bank_questions).where(bank_questions.c.question_id == question_id).values(row))

    async def find(self, question_id: str) -> Row | None:
        """A question and whether it has a vector."""
        return await self._work.one(_QUESTIONS.where(bank_questions.c.question_id == question_id))

    async def find_all(self, question_ids: Sequence[str]) -> dict[str, Row]:
        """Questions by id."""
        rows = await self._work.all(_QUESTIONS.where(bank_questions.c.question_id.in_(question_ids)))
        return {row["question_id"]: row for row in rows}

    async def lock(self, question_id: str) -> Row | None:
        """As `find`, and keeps others from changing it until the unit of work ends."""
        return await self._work.one(_QUESTIONS.where(bank_questions.c.question_id == question_id).with_for_update(of=bank_questions))

    async def reserve_words(self, text: str) -> None:
        """Has those who want the same words take turns until the unit of work ends."""
        await self._work.run(select(func.pg_advisory_xact_lock(func.hashtextextended(f"question {text_key(text)}", 0))))

    async def same(self, company_id: str | None, stage: int, text: str) -> Row | None:
        """The question with the same words for the same stage that the company would meet: its own, or the installation's."""
        own_first = bank_questions.c.company_id.is_(None)
        query = _QUESTIONS.where(
            bank_questions.c.stage == stage, bank_questions.c.text_key == text_key(text), belongs_to(company_id)
        ).order_by(own_first)
        return await self._work.one(query.limit(1))

    async def is_used(self, question_id: str) -> bool:
        """Whether an interview asked it, or another question follows up on it."""
        asked = exists().where(_asked.c.bank_question_id == question_id)
        followed = exists().where(bank_questions.c.follow_up_of == question_id)
        return bool(await self._work.scalar(select(asked | followed)))

    async def delete(self, question_id: str) -> None:
        """Removes a question with its vector."""
        await self._work.run(delete(bank_questions).where(bank_questions.c.question_id == question_id))

    def positions(self) -> Asked[list[str]]:
        """Every job that some question is for."""
        return self._work.ask(_POSITIONS, lambda rows, _: [row["position"] for row in rows], {})

    async def page(self, wanted: BankFilter, *, before: tuple[datetime, str] | None, limit: int) -> Sequence[Row]:
        """Questions, newest first, older than the (create_time, id) of the last one seen."""
        own = bank_questions.c.company_id == wanted.company_id
        query = _QUESTIONS.where(own if wanted.own_only and wanted.company_id else belongs_to(wanted.company_id))
        for name in ("status", "stage", "category", "language"):
            query = query.where(bank_questions.c[name] == value) if (value := getattr(wanted, name)) else query
        if wanted.positions is not None:
            query = query.where(bank_questions.c.position.in_(["", *wanted.positions]))
        if before:
            query = query.where(tuple_(bank_questions.c.create_time, bank_questions.c.question_id) < before)
        return await self._work.all(query.order_by(bank_questions.c.create_time.desc(), bank_questions.c.question_id.desc()).limit(limit))


_POSITIONS = Prepared(
    text("""
        WITH RECURSIVE jobs AS (
            SELECT min(position) AS position FROM bank_questions
            UNION ALL
            SELECT (SELECT min(q.position) FROM bank_questions q WHERE q.position > jobs.position) FROM jobs WHERE jobs.position IS NOT NULL
        )
        SELECT position FROM jobs WHERE position IS NOT NULL
    """)
)
"""From each name to the next along the index: a DISTINCT reads every question, and there may be many thousands."""


def belongs_to(company_id: str | None) -> ColumnElement[bool]:
    """Holds for questions that a company may use: everybody's, and its own."""
    everybodys = bank_questions.c.company_id.is_(None)
    return everybodys if company_id is None else or_(everybodys, bank_questions.c.company_id == company_id)


def _new(at: datetime) -> dict[str, Any]:
    return {"usage_count": 0, "points_count": 0, "points_sum": 0, "version": 1, "create_time": at, "update_time": at}


def _columns(words: Words) -> dict[str, Any]:
    return {**words, "text_key": text_key(words["text"]), "words": indexed(question_text(words))}
