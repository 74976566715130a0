"""The table of what was tried how often, and from where."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from sqlalchemy import Column, DateTime, Integer, String, Table, delete, select, update
from sqlalchemy.dialects.postgresql import UUID, insert

from services.session.accounts.domain.throttle import Count
from services.session.database import UnitOfWork, metadata

SIGN_IN = "SIGN_IN"

throttles = Table(
    "throttles",
    metadata,
    Column("subject_id", UUID(as_uuid=False), primary_key=True),
    Column("action", String, primary_key=True),
    Column("address", String, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("first_time", DateTime(timezone=True)),
    Column("last_time", DateTime(timezone=True)),
    Column("wait_expire_time", DateTime(timezone=True)),
)


class ThrottleStore(Protocol):
    """Where attempts are counted. The fake in tests/ and the table pass one suite."""

    async def lock(self, subject_id: str, action: str, address: str) -> Count:
        """Reads a count, the zero when nobody has tried, and keeps others from counting until the unit of work ends."""
        ...

    async def save(self, subject_id: str, action: str, address: str, count: Count) -> None:
        """Writes a count back that was read under its lock."""
        ...

    async def forget(self, subject_id: str, actions: Sequence[str], address: str | None = None) -> None:
        """Removes a subject's counts of these actions: those of one address, or all."""
        ...

    async def forget_before(self, time: datetime) -> None:
        """Removes counts that nobody has added to since."""
        ...


class SqlThrottleStore:
    """ThrottleStore on PostgreSQL."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

    async def lock(self, subject_id: str, action: str, address: str) -> Count:
        """See ThrottleStore."""
        key = {"subject_id": subject_id, "action": action, "address": address}
        await self._work.run(insert(throttles).values(**key, number=0).on_conflict_do_nothing())
        columns = throttles.c.number, throttles.c.first_time, throttles.c.last_time, throttles.c.wait_expire_time
        row = await self._work.one(select(*columns).filter_by(**key).with_for_update())
        return Count(**row) if row else Count()

    async def save(self, subject_id: str, action: str, address: str, count: Count) -> None:
        """See ThrottleStore."""
        row = {
            "number": count.number,
            "first_time": count.first_time,
            "last_time": count.last_time,
            "wait_expire_time": count.wait_expire_time,
        }
        await self._work.run(update(throttles).filter_by(subject_id=subject_id, action=action, address=address).values(row))

    async def forget(self, subject_id: str, actions: Sequence[str], address: str | None = None) -> None:
        """See ThrottleStore."""
        statement = delete(throttles).where(throttles.c.subject_id == subject_id, throttles.c.action.in_(actions))
        await self._work.run(statement.where(throttles.c.address == address) if address is not None else statement)

    async def forget_before(self, time: datetime) -> None:
        """See ThrottleStore."""
        await self._work.run(delete(throttles).where(throttles.c.last_time < time))
