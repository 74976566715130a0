"""The log of who looked at whose personal data, or changed what somebody may do. Entries are added and, in time, removed."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy import Column, DateTime, SmallInteger, String, Table, delete, func, insert, select
from sqlalchemy.dialects.postgresql import UUID

from services.session.accounts.domain.audit import Act, Doer, Object
from services.session.database import UnitOfWork, metadata

entries = Table(
    "audit_entries",
    metadata,
    Column("entry_id", UUID(as_uuid=False), primary_key=True),
    Column("time", DateTime(timezone=True), nullable=False),
    Column("act", SmallInteger, nullable=False),
    Column("account_id", UUID(as_uuid=False)),
    Column("client_id", UUID(as_uuid=False)),
    Column("subject_id", UUID(as_uuid=False)),
    Column("method", String, nullable=False),
    Column("resource_kind", SmallInteger, nullable=False),
    Column("resource_id", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("remote_address", String, nullable=False),
)


class AuditLog:
    """Written in the transaction of what it tells about: nothing is read or changed that does not stand here.

    await AuditLog(work).record_reading(doer_of(pb.GetReportRequest, context), Object(KIND_INTERVIEW, interview_id, candidate_id))
    """

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

    async def record_reading(self, doer: Doer, *objects: Object) -> None:
        """Writes down whose data somebody read. What is one's own, or read by session itself, is not written down."""
        await self.record(doer, Act.READ, *(thing for thing in objects if doer.is_foreign_to(thing)))

    async def record(self, doer: Doer, act: Act, *objects: Object, reason: str = "") -> None:
        """Writes down who did what to whose data; one entry per object. `reason`: why, in the words of whoever did it."""
        if not objects:
            return
        now = await self._work.now()
        rows = [
            {
                "entry_id": str(uuid4()),
                "time": now,
                "act": int(act),
                "account_id": doer.account_id,
                "client_id": doer.client_id,
                "subject_id": thing.subject_id,
                "method": doer.method,
                "resource_kind": thing.kind,
                "resource_id": thing.resource_id,
                "reason": reason or thing.cause,
                "remote_address": doer.remote_address,
            }
            for thing in objects
        ]
        await self._work.run(insert(entries), rows)

    async def count_about(self, account_id: str) -> int:
        """How many entries tell of a person's data."""
        count: int = await self._work.scalar(select(func.count()).where(entries.c.subject_id == account_id))
        return count

    async def delete_before(self, time: datetime) -> int:
        """Removes entries whose time is over."""
        return await self._work.run(delete(entries).where(entries.c.time < time))
