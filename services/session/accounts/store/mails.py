"""The table of mails to people: that one must go out, and what became of it. Its words are made when it is sent."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, DateTime, SmallInteger, String, Table, func, insert, select, update
from sqlalchemy.dialects.postgresql import UUID

from services.session.database import UnitOfWork, metadata

WAITING, SENT, UNDELIVERED = "WAITING", "SENT", "UNDELIVERED"

mails = Table(
    "mails",
    metadata,
    Column("mail_id", UUID(as_uuid=False), primary_key=True),
    Column("account_id", UUID(as_uuid=False), nullable=False),
    Column("kind", SmallInteger, nullable=False),
    Column("state", String, nullable=False),
    Column("create_time", DateTime(timezone=True), nullable=False),
    Column("end_time", DateTime(timezone=True)),
)


@dataclass(frozen=True)
class Mail:
    """A mail to a person."""

    mail_id: str
    account_id: str
    kind: int
    """viva.gateway.v1.MailKind."""
    is_newest: bool
    """Whether no later mail of its kind was written to the person."""


class MailStore:
    """Reads and writes mails."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

    async def add(self, mail_id: str, account_id: str, kind: int, *, at: datetime) -> None:
        """Writes that a mail must go out."""
        row = {"mail_id": mail_id, "account_id": account_id, "kind": kind, "state": WAITING, "create_time": at}
        await self._work.run(insert(mails).values(row))

    async def find(self, mail_id: str) -> Mail | None:
        """Reads a mail; None when its person is gone."""
        later = mails.alias("later")
        same = later.c.account_id == mails.c.account_id, later.c.kind == mails.c.kind, later.c.create_time > mails.c.create_time
        is_newest = ~select(later.c.mail_id).where(*same).exists()
        row = await self._work.one(
            select(mails.c.mail_id, mails.c.account_id, mails.c.kind, is_newest.label("is_newest")).where(mails.c.mail_id == mail_id)
        )
        return Mail(**row) if row else None

    async def ids_of(self, account_id: str) -> list[str]:
        """Ids of a person's mails."""
        rows = await self._work.all(select(mails.c.mail_id).where(mails.c.account_id == account_id))
        return [row["mail_id"] for row in rows]

    async def count_of(self, account_id: str) -> int:
        """How many mails were written to a person."""
        count: int = await self._work.scalar(select(func.count()).where(mails.c.account_id == account_id))
        return count

    async def end(self, mail_id: str, state: str, *, at: datetime) -> None:
        """Writes what became of a mail."""
        await self._work.run(update(mails).where(mails.c.mail_id == mail_id).values(state=state, end_time=at))
