"""The one way to PostgreSQL: an engine, and a unit of work that spans all of session's nouns.

A store takes the unit of work and speaks SQL through it; a use case opens it, and leaving it without an exception is the
only commit there is:

    async with database.work() as work:
        row = await InterviewStore(work).lock(interview_id)
        now = await work.now()
        ...

Nothing waits on the network or on a model inside a unit of work.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from psycopg.errors import LockNotAvailable
from sqlalchemy import Executable, MetaData, RowMapping, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from mesh.refusal import Unavailable

CHANNEL = "viva"
"""The LISTEN/NOTIFY channel. A notice is a hint: whoever misses it finds the same rows by looking."""

metadata = MetaData()
"""Every store declares its tables here; migrations create them."""


class DatabaseUnavailable(Unavailable):
    """The database cannot be reached now; try again in a moment."""

    reason = "DATABASE_UNAVAILABLE"


class RowHeld(DatabaseUnavailable):
    """Somebody else holds what this needs; try again in a moment."""


class UnitOfWork:
    """One transaction. All that is written through it happens together, or not at all."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection
        self._woken: dict[str, None] = {}

    async def now(self) -> datetime:
        """The time now, in UTC. Read it after the locks are held: a transaction's own start lies before them."""
        time: datetime = (await self.connection.execute(_CLOCK)).scalar_one()
        return time

    async def hurry(self) -> None:
        """Waits for no lock longer than a moment from here on, for work that has others to look after; raises RowHeld then."""
        await self.connection.execute(_HURRY)

    async def run(self, statement: Executable, parameters: Any = None) -> int:
        """Executes a statement for its effect; returns how many rows it touched."""
        return (await self.connection.execute(statement, parameters, execution_options=_COUNTED)).rowcount

    async def one(self, statement: Executable, parameters: Any = None) -> RowMapping | None:
        """The one row of the result, or None."""
        return (await self.connection.execute(statement, parameters)).mappings().one_or_none()

    async def all(self, statement: Executable, parameters: Any = None) -> Sequence[RowMapping]:
        """Every row of the result."""
        return (await self.connection.execute(statement, parameters)).mappings().all()

    async def scalar(self, statement: Executable, parameters: Any = None) -> Any:
        """The first column of the first row, or None."""
        return (await self.connection.execute(statement, parameters)).scalar()

    def wake(self, topic: str) -> None:
        """Has those who wait on a topic look again once this is committed. Repeating a topic costs nothing."""
        self._woken[topic] = None

    async def announce(self) -> None:
        """Sends what `wake` collected, in as few notices as fit into PostgreSQL's 8,000 bytes each. Called before the commit."""
        topics = list(self._woken)
        for start in range(0, len(topics), 100):
            await self.connection.execute(_NOTIFY, {"channel": CHANNEL, "topics": " ".join(topics[start : start + 100])})


class Database:
    """The engine, shared by all of a process."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    @classmethod
    def connect(cls, url: str, *, pool_size: int = 8) -> "Database":
        """Prepares a pool; connects on first use. `url`: `postgresql+psycopg://user:password@host:port/name`."""
        return cls(
            create_async_engine(
                url,
                pool_size=pool_size,
                max_overflow=pool_size,
                pool_timeout=10,
                pool_pre_ping=True,
                # A complaint of the database goes to the log, and what people wrote must not.
                hide_parameters=True,
                connect_args={
                    "connect_timeout": 5,
                    # A server that vanished without a word is noticed; otherwise whoever waits for it waits for ever.
                    "keepalives_idle": 10,
                    "keepalives_interval": 5,
                    "keepalives_count": 3,
                    "tcp_user_timeout": 25_000,
                    "options": "-c timezone=UTC -c lock_timeout=10s -c idle_in_transaction_session_timeout=30s",
                },
            )
        )

    @asynccontextmanager
    async def work(self) -> AsyncIterator[UnitOfWork]:
        """Opens a unit of work; commits it when the block ends well, rolls it back when it does not.

        Raises DatabaseUnavailable when the connection is lost or none is free, RowHeld when a lock is not to be had in
        time. The caller cannot know then whether a commit that was under way took effect, which is what request ids are for.
        """
        try:
            async with self._engine.begin() as connection:
                work = UnitOfWork(connection)
                yield work
                await work.announce()
        except PoolTimeout as error:
            raise DatabaseUnavailable from error
        except DBAPIError as error:
            if isinstance(error.orig, LockNotAvailable):
                raise RowHeld from error
            if error.connection_invalidated or isinstance(error, OperationalError):
                raise DatabaseUnavailable from error
            raise

    async def is_alive(self) -> bool:
        """Whether a trivial query is answered now."""
        try:
            async with self.work() as work:
                await work.now()
        except DatabaseUnavailable:
            return False
        return True

    async def close(self) -> None:
        """Closes every connection."""
        await self._engine.dispose()


# Without it an INSERT reports -1, whatever it did.
_COUNTED = {"preserve_rowcount": True}
_HURRY = text("SET LOCAL lock_timeout = '250ms'")
_CLOCK = text("SELECT clock_timestamp()")
_NOTIFY = text("SELECT pg_notify(:channel, :topics)")
