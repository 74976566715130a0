"""The one way to PostgreSQL: an engine, and a unit of work that spans all of session's nouns.

A store takes the unit of work and speaks SQL through it; a use case opens it, and leaving it without an exception is the
only commit there is:

    async with database.work() as work:
        row = await InterviewStore(work).lock(interview_id)
        now = await work.now()
        ...

Nothing waits on the network or on a model inside a unit of work.
"""

import select
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from typing import Any

from psycopg.errors import LockNotAvailable
from psycopg.pq import ConnStatus
from sqlalchemy import Executable, MetaData, RowMapping, event, text
from sqlalchemy.exc import DBAPIError, DisconnectionError, OperationalError
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
        self._reading = engine.execution_options(isolation_level="AUTOCOMMIT")

    @classmethod
    def connect(cls, url: str, *, pool_size: int = 8) -> "Database":
        """Prepares a pool; connects on first use. `url`: `postgresql+psycopg://user:password@host:port/name`."""
        engine = create_async_engine(
            url,
            # Twice as many under load, and then they stay: a connection costs far more to open than to keep.
            pool_size=2 * pool_size,
            max_overflow=0,
            pool_timeout=10,
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
        event.listen(engine.sync_engine, "checkout", _refuse_the_dead)
        return cls(engine)

    @asynccontextmanager
    async def work(self) -> AsyncIterator[UnitOfWork]:
        """Opens a unit of work; commits it when the block ends well, rolls it back when it does not.

        Raises DatabaseUnavailable when the connection is lost or none is free, RowHeld when a lock is not to be had in
        time. The caller cannot know then whether a commit that was under way took effect, which is what request ids are for.
        """
        with _told_apart():
            async with self._engine.begin() as connection:
                work = UnitOfWork(connection)
                yield work
                await work.announce()

    @asynccontextmanager
    async def look(self) -> AsyncIterator[UnitOfWork]:
        """Opens a unit that only reads: each statement sees what is committed by then, and is one trip instead of three.

        Raises what `work` raises.
        """
        with _told_apart():
            async with self._reading.connect() as connection:
                yield UnitOfWork(connection)

    async def is_alive(self) -> bool:
        """Whether a trivial query is answered now."""
        try:
            async with self.look() as work:
                await work.now()
        except DatabaseUnavailable:
            return False
        return True

    async def close(self) -> None:
        """Closes every connection."""
        await self._engine.dispose()


@contextmanager
def _told_apart() -> Iterator[None]:
    """Tells a database that is gone, and a row that is held, from a mistake of ours."""
    try:
        yield
    except PoolTimeout as error:
        raise DatabaseUnavailable from error
    except DBAPIError as error:
        if isinstance(error.orig, LockNotAvailable):
            raise RowHeld from error
        if error.connection_invalidated or isinstance(error, OperationalError):
            raise DatabaseUnavailable from error
        raise


def _refuse_the_dead(connection: Any, record: object, proxy: object) -> None:
    """Has the pool replace a connection whose server has gone: it says so by itself, which an idle one that lives never does.

    Asking it would cost a trip for each transaction.
    """
    line = connection.driver_connection.pgconn
    if line.status != ConnStatus.OK or select.select([line.socket], [], [], 0)[0]:
        raise DisconnectionError


# Without it an INSERT reports -1, whatever it did.
_COUNTED = {"preserve_rowcount": True}
_HURRY = text("SET LOCAL lock_timeout = '250ms'")
_CLOCK = text("SELECT clock_timestamp()")
_NOTIFY = text("SELECT pg_notify(:channel, :topics)")
