"""The tables of résumés and of the passages that can be found in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    DateTime,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    bindparam,
    delete,
    func,
    insert,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import TSVECTOR, UUID

from services.session.careers.domain.judging import Background
from services.session.database import Asked, UnitOfWork, metadata
from services.session.events.domain import Stream, StreamKind
from services.session.prepared import Prepared, Row, itself
from services.session.resumes.domain import ResumeState
from services.session.resumes.reading import background_of
from services.session.search.vectors import vector_table

resumes = Table(
    "resumes",
    metadata,
    Column("resume_id", UUID(as_uuid=False), primary_key=True),
    Column("candidate_id", UUID(as_uuid=False)),
    Column("client_id", UUID(as_uuid=False)),
    Column("blob_id", UUID(as_uuid=False)),
    Column("file_name", String, nullable=False),
    Column("document_type", SmallInteger, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("sha256", LargeBinary, nullable=False),
    Column("state", SmallInteger, nullable=False),
    Column("failure", SmallInteger, nullable=False),
    Column("language", SmallInteger, nullable=False),
    Column("target_role", String, nullable=False),
    Column("major", String, nullable=False),
    Column("career", String, nullable=False),
    Column("skills", String, nullable=False),
    Column("content", LargeBinary),
    Column("revision", Integer, nullable=False),
    Column("page_count", Integer, nullable=False),
    Column("passage_count", Integer, nullable=False),
    Column("event_sequence", BigInteger, nullable=False),
    Column("create_time", DateTime(timezone=True), nullable=False),
    Column("read_time", DateTime(timezone=True)),
    Column("delete_time", DateTime(timezone=True)),
)
passages = Table(
    "resume_passages",
    metadata,
    Column("resume_id", UUID(as_uuid=False), primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("section", SmallInteger, nullable=False),
    Column("text", String, nullable=False),
    Column("regions", LargeBinary, nullable=False),
    Column("words", TSVECTOR, nullable=False),
)
passage_vectors = vector_table("resume_passage_vectors", "resume_id", "ordinal")

EMPTY: dict[str, Any] = {
    "language": 0,
    "target_role": "",
    "major": "",
    "career": "",
    "skills": "",
    "content": None,
    "page_count": 0,
    "passage_count": 0,
}
"""The columns of what was read, of a résumé in which nothing was."""


@dataclass(frozen=True)
class ResumeBrief:
    """What an interview needs to know of its résumé. Empty where the résumé does not say."""

    state: int
    target_role: str
    major: str
    career: str
    """The last employment, in a few words."""
    skills: str
    """The first few."""
    background: Background
    """What the candidate studied and as what they worked."""


class ResumeStore:
    """Reads and writes résumés. A deleted one is found by `lock` and `read` alone, for its last event."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

    async def brief(self, resume_id: str) -> ResumeBrief | None:
        """What an interview needs to know of a résumé; None when it was deleted."""
        row = await self.find(resume_id)
        if row is None:
            return None
        background = background_of(row["content"]) if row["content"] else Background()
        return ResumeBrief(row["state"], row["target_role"], row["major"], row["career"], row["skills"], background)

    async def add(self, row: dict[str, Any]) -> None:
        """Writes a new résumé that nobody has begun to read."""
        unread = {"state": int(ResumeState.PENDING), "failure": 0, "revision": 0, "event_sequence": 0, **EMPTY}
        await self._work.run(insert(resumes).values({**unread, **row}))

    async def find(self, resume_id: str) -> Row | None:
        """A résumé that is there."""
        return await self._work.one(select(resumes).where(resumes.c.resume_id == resume_id, resumes.c.delete_time.is_(None)))

    async def read(self, resume_id: str) -> Row | None:
        """A résumé, or what is left of one."""
        return await self._work.one(select(resumes).where(resumes.c.resume_id == resume_id))

    def lock(self, resume_id: str) -> Asked[Row | None]:
        """As `read`, and keeps others from changing it until the unit of work ends."""
        return self._work.row(_LOCK, itself, resume_id=resume_id)

    async def lock_if_free(self, resume_id: str) -> Row | None:
        """As `lock`, without waiting: None when somebody else has it."""
        query = select(resumes).where(resumes.c.resume_id == resume_id)
        return await self._work.one(query.with_for_update(skip_locked=True))

    async def find_by_blob(self, blob_id: str) -> Row | None:
        """The résumé whose original a blob is."""
        return await self._work.one(select(resumes).where(resumes.c.blob_id == blob_id))

    async def change(self, resume_id: str, **row: Any) -> None:
        """Writes what changed; the caller holds the lock."""
        await self._work.run(update(resumes).where(resumes.c.resume_id == resume_id).values(row))

    async def count_of(self, owner: ColumnElement[bool]) -> int:
        """How many résumés an owner keeps."""
        query = select(func.count()).select_from(resumes).where(owner, resumes.c.delete_time.is_(None))
        return int(await self._work.scalar(query))

    async def page(self, owner: ColumnElement[bool], *, state: int, before: tuple[datetime, str] | None, limit: int) -> Sequence[Row]:
        """Résumés, newest first, older than the (create_time, id) of the last one seen."""
        query = select(resumes).where(owner, resumes.c.delete_time.is_(None))
        if state:
            query = query.where(resumes.c.state == state)
        if before:
            query = query.where(tuple_(resumes.c.create_time, resumes.c.resume_id) < before)
        return await self._work.all(query.order_by(resumes.c.create_time.desc(), resumes.c.resume_id.desc()).limit(limit))

    async def clear(self, resume_id: str) -> None:
        """Removes the passages and, with them, their vectors; the caller holds the lock."""
        await self._work.run(delete(passages).where(passages.c.resume_id == resume_id))


def stream_of(resume_id: str) -> Stream:
    """Where a résumé's events go."""
    return Stream(StreamKind.RESUME, resume_id)


_LOCK = Prepared(select(resumes).where(resumes.c.resume_id == bindparam("resume_id")).with_for_update())
