"""The tables of blobs and their bytes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

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
    TableClause,
    column,
    delete,
    exists,
    func,
    insert,
    select,
)
from sqlalchemy.dialects.postgresql import UUID
from viva.contract.v1.options_pb2 import KIND_BLOB

from services.session.accounts.domain.audit import Object
from services.session.blobs.domain import PIECE_BYTES, BlobPurpose, Gathered
from services.session.database import UnitOfWork, metadata
from services.session.prepared import Row

READ_AT_ONCE = 16
"""Pieces; a megabyte of a blob is in memory per reader."""

blobs = Table(
    "blobs",
    metadata,
    Column("blob_id", UUID(as_uuid=False), primary_key=True),
    Column("purpose", SmallInteger, nullable=False),
    Column("account_id", UUID(as_uuid=False)),
    Column("client_id", UUID(as_uuid=False)),
    Column("resource_id", UUID(as_uuid=False)),
    Column("file_name", String, nullable=False),
    Column("media_type", String, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("sha256", LargeBinary, nullable=False),
    Column("create_time", DateTime(timezone=True), nullable=False),
)
pieces = Table(
    "blob_pieces",
    metadata,
    Column("blob_id", UUID(as_uuid=False), primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)
_resumes = TableClause("resumes", *(column(name, UUID(as_uuid=False)) for name in ("blob_id", "candidate_id")))


@dataclass(frozen=True)
class Owner:
    """Whom a blob is stored for: a person, a partner client, or the resource of a task's lease."""

    account_id: str | None = None
    client_id: str | None = None
    resource_id: str | None = None

    @property
    def subject_id(self) -> str:
        """The one of the three that it is."""
        return self.account_id or self.client_id or self.resource_id or ""


class BlobStore:
    """Reads and writes blobs."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

    async def add(self, blob_id: str, owner: Owner, purpose: BlobPurpose, file_name: str, blob: Gathered, *, at: datetime) -> None:
        """Writes a blob with all its bytes."""
        row = {"blob_id": blob_id, **vars(owner), "purpose": int(purpose), "file_name": file_name, "media_type": blob.media_type}
        row |= {"size_bytes": blob.size_bytes, "sha256": blob.sha256, "create_time": at}
        await self._work.run(insert(blobs).values(row))
        await self._work.run(
            insert(pieces), [{"blob_id": blob_id, "ordinal": n, "content": piece} for n, piece in enumerate(blob.pieces())]
        )

    async def find(self, blob_id: str) -> Row | None:
        """What a blob is, without its bytes."""
        return await self._work.one(select(blobs).where(blobs.c.blob_id == blob_id))

    async def data_of(self, blob_id: str) -> Object:
        """Whose data a blob is: of whoever stored it, or of whose résumé it is the original."""
        person = func.coalesce(blobs.c.account_id, _resumes.c.candidate_id)
        owned = select(person).select_from(blobs.outerjoin(_resumes, _resumes.c.blob_id == blobs.c.blob_id))
        return Object(KIND_BLOB, blob_id, await self._work.scalar(owned.where(blobs.c.blob_id == blob_id)))

    async def lock(self, blob_id: str) -> Row | None:
        """As `find`, and keeps others from attaching or removing it until the unit of work ends."""
        return await self._work.one(select(blobs).where(blobs.c.blob_id == blob_id).with_for_update())

    async def read(self, blob_id: str, offset: int) -> Sequence[bytes]:
        """The next bytes from an offset on, in pieces; none at the end."""
        first = offset // PIECE_BYTES
        rows = await self._work.all(
            select(pieces.c.ordinal, pieces.c.content)
            .where(pieces.c.blob_id == blob_id, pieces.c.ordinal >= first, pieces.c.ordinal < first + READ_AT_ONCE)
            .order_by(pieces.c.ordinal)
        )
        skipped = offset % PIECE_BYTES
        return [bytes(row["content"])[skipped if row["ordinal"] == first else 0 :] for row in rows]

    async def delete(self, blob_id: str) -> None:
        """Removes a blob with its bytes. Whatever refers to it must have let go of it."""
        await self._work.run(delete(blobs).where(blobs.c.blob_id == blob_id))

    async def delete_of(self, owner: ColumnElement[bool]) -> int:
        """Removes an owner's blobs that nothing refers to. Returns how many."""
        return await self._work.run(delete(blobs).where(owner, ~_is_attached()))

    async def delete_unattached(self, before: datetime) -> int:
        """Removes blobs that were stored before a moment and that nothing refers to. Returns how many."""
        return await self.delete_of(blobs.c.create_time < before)


def _is_attached() -> ColumnElement[bool]:
    return exists().where(_resumes.c.blob_id == blobs.c.blob_id)
