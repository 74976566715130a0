"""The one way to PostgreSQL: an engine, and a unit of work that spans all of session's nouns.

A store takes the unit of work and speaks SQL through it; a use case opens it, and leaving it without an exception is the
only commit there is:

    async with database.work() as work:
        locked, clock = InterviewStore(work).lock(interview_id), work.now()
        record, now = await locked, await clock
        ...

What a store returns to be awaited goes to the database with whatever else was asked by then, in one trip and in the order
of asking; what is only written goes with the next question or with the commit.

Nothing waits on the network or on a model inside a unit of work.
"""

import select
from collections.abc import AsyncIterator, Callable, Generator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from typing import Any, Generic, TypeVar

import psycopg
from psycopg.adapt import Loader
from psycopg.errors import LockNotAvailable
from psycopg.pq import ConnStatus, PipelineStatus
from psycopg.rows import dict_row
from sqlalchemy import Executable, MetaData, event, text
from sqlalchemy.exc import DBAPIError, DisconnectionError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from mesh.refusal import Unavailable
from services.session.prepared import Prepared, Row

CHANNEL = "viva"
"""The LISTEN/NOTIFY channel. A notice is a hint: whoever misses it finds the same rows by looking."""

metadata = MetaData()
"""Every store declares its tables here; migrations create them."""


class DatabaseUnavailable(Unavailable):
    """The database cannot be reached now; try again in a moment."""

    reason = "DATABASE_UNAVAILABLE"


class RowHeld(DatabaseUnavailable):
    """Somebody else holds what this needs; try again in a moment."""


T = TypeVar("T")
Sending = tuple[bytes, dict[str, Any] | None]
BEGIN: Sending = (b"BEGIN", None)
COMMIT: Sending = (b"COMMIT", None)
Cursor = psycopg.AsyncCursor[dict[str, Any]]
Driver = psycopg.AsyncConnection[Any]


class Asked(Generic[T]):
    """What was asked of the database and has perhaps not gone there yet. Awaiting it sends all that was asked by then."""

    def __init__(self, work: "UnitOfWork", read: Callable[[list[dict[str, Any]], int], T]) -> None:
        self._work = work
        self._read = read
        self._rows: list[dict[str, Any]] | None = None
        self._count = 0

    def __await__(self) -> Generator[Any, Any, T]:
        if self._rows is None:
            yield from self._work.send().__await__()
        assert self._rows is not None, "what failed is not asked again"
        return self._read(self._rows, self._count)

    def answer(self, rows: list[dict[str, Any]], count: int) -> None:
        """Takes what the database answered: the rows, and how many were touched."""
        self._rows, self._count = rows, count


class UnitOfWork:
    """One transaction. All that is written through it happens together, or not at all."""

    def __init__(self, connection: AsyncConnection, *, begins: bool = False) -> None:
        """`begins`: opens a transaction with the first thing that is asked; else each statement is its own, or somebody's."""
        self.connection = connection
        self._driver = _driver_of(connection)
        self._asked: list[tuple[bytes, dict[str, Any], Asked[Any]]] = []
        self._woken: dict[str, None] = {}
        self._may_be_lost = False
        self._has_begun = not begins

    @property
    def database(self) -> tuple[str | None, int | None, str | None]:
        """Which database this is, for those who remember something of it."""
        url = self.connection.engine.url
        return url.host, url.port, url.database

    # ---- prepared statements, which go together ----

    def rows(self, statement: Prepared, **values: Any) -> Asked[Sequence[Row]]:
        """Asks for every row of the result."""
        return self.ask(statement, lambda rows, _: rows, values)

    def row(self, statement: Prepared, read: Callable[[Row | None], T], **values: Any) -> Asked[T]:
        """Asks for the one row of the result, or None, and for what `read` makes of it."""
        return self.ask(statement, lambda rows, _: read(_only(rows)), values)

    def write(self, statement: Prepared, **values: Any) -> Asked[int]:
        """Executes a statement for its effect; awaited, says how many rows it touched."""
        return self.ask(statement, lambda _, count: count, values)

    def ask(self, statement: Prepared, read: Callable[[list[dict[str, Any]], int], T], values: dict[str, Any]) -> Asked[T]:
        """Asks; `read` makes of rows and touched rows what the answer is."""
        asked = Asked(self, read)
        self._asked.append((statement.sql, statement.bound(values), asked))
        return asked

    def now(self) -> Asked[datetime]:
        """The time now, in UTC. Ask for it after the locks: a transaction's own start lies before them."""
        return self.ask(_CLOCK, lambda rows, _: rows[0]["now"], {})

    def hurry(self) -> None:
        """Waits for no lock longer than a moment from here on, for work that has others to look after; raises RowHeld then."""
        self.write(_HURRY)

    def may_be_lost(self) -> None:
        """Lets the commit return before it is on the disk, unless something is written that `must_last`.

        For what is made good by itself when a crash of the database takes it along: a task whose hand-out is forgotten is READY.
        """
        self._may_be_lost = True

    def must_last(self) -> None:
        """Has the commit wait for the disk, whatever else it holds: somebody outside will have seen this."""
        self._may_be_lost = False

    async def send(self, *, commit: bool = False) -> None:
        """Sends all that was asked and not yet sent, in one trip; with `commit` that is the transaction's end."""
        asked, self._asked = self._asked, []
        if not asked:
            return
        begins = not self._has_begun
        statements: list[Sending] = [BEGIN] if begins else []
        statements += [(sql, values) for sql, values, _ in asked]
        statements += [COMMIT] if commit else []
        try:
            cursors = await self._sent(statements)
            for (*_, one), cursor in zip(asked, cursors[begins:], strict=False):
                # `cursor.description` would say it, too, and make an object for every column.
                has_rows = cursor.pgresult is not None and cursor.pgresult.nfields
                one.answer(await cursor.fetchall() if has_rows else [], cursor.rowcount)
        except psycopg.Error:
            if self._driver.info.pipeline_status is not PipelineStatus.OFF:
                await self.connection.invalidate()
            raise
        except BaseException:
            # Left in the middle of a trip: what else is on the line is nobody's any more.
            await self.connection.invalidate()
            raise
        self._has_begun = True

    async def _sent(self, statements: Sequence[Sending]) -> list[Cursor]:
        """The cursors of statements that went together. Plain statements all of them, BEGIN and COMMIT, too: psycopg waits for its own."""
        if len(statements) == 1:
            return [await self._executing(*statements[0])]
        async with self._driver.pipeline():
            return [await self._executing(sql, values) for sql, values in statements]

    async def _executing(self, sql: bytes, values: dict[str, Any] | None) -> Cursor:
        return await self._driver.cursor(row_factory=dict_row).execute(sql, values)

    # ---- statements that are built where they are needed ----

    async def run(self, statement: Executable, parameters: Any = None) -> int:
        """Executes a statement for its effect; returns how many rows it touched."""
        return (await self._executed(statement, parameters, execution_options=_COUNTED)).rowcount  # type: ignore[no-any-return]

    async def one(self, statement: Executable, parameters: Any = None) -> Row | None:
        """The one row of the result, or None."""
        return (await self._executed(statement, parameters)).mappings().one_or_none()  # type: ignore[no-any-return]

    async def all(self, statement: Executable, parameters: Any = None) -> Sequence[Row]:
        """Every row of the result."""
        return (await self._executed(statement, parameters)).mappings().all()  # type: ignore[no-any-return]

    async def scalar(self, statement: Executable, parameters: Any = None) -> Any:
        """The first column of the first row, or None."""
        return (await self._executed(statement, parameters)).scalar()

    async def _executed(self, statement: Executable, parameters: Any, **options: Any) -> Any:
        if not self._has_begun and not self._asked:
            await self._executing(*BEGIN)
            self._has_begun = True
        await self.send()
        return await self.connection.execute(statement, parameters, **options)

    # ---- the end ----

    def wake(self, topic: str) -> None:
        """Has those who wait on a topic look again once this is committed. Repeating a topic costs nothing."""
        self._woken[topic] = None

    async def commit(self) -> None:
        """Ends the transaction well, with what is still to be sent. What `wake` collected goes in as few notices as fit into
        PostgreSQL's 8,000 bytes each."""
        topics = list(self._woken)
        for start in range(0, len(topics), 100):
            self.write(_NOTIFY, channel=CHANNEL, topics=" ".join(topics[start : start + 100]))
        if self._may_be_lost and (self._has_begun or self._asked):
            self.write(_UNSYNCED)
        await self.send(commit=True)


class Database:
    """The engine, shared by all of a process."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    @classmethod
    def connect(cls, url: str, *, pool_size: int = 8) -> "Database":
        """Prepares a pool; connects on first use. `url`: `postgresql+psycopg://user:password@host:port/name`.

        `pool_size`: connections that there are at most; more units of work at once wait for one. What is there stays: a connection
        costs far more to open than to keep.
        """
        engine = create_async_engine(
            url,
            pool_size=pool_size,
            # The one used last is taken first: its process is still warm, and so many do the work, and grow caches, as work there is.
            pool_use_lifo=True,
            max_overflow=0,
            pool_timeout=10,
            # Transactions are begun by units of work: the driver would wait for each BEGIN by itself.
            isolation_level="AUTOCOMMIT",
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
        event.listen(engine.sync_engine, "connect", _read_ids_as_text)
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
                work = UnitOfWork(connection, begins=True)
                yield work
                await work.commit()

    @asynccontextmanager
    async def look(self) -> AsyncIterator[UnitOfWork]:
        """Opens a unit that only reads: each statement sees what is committed by then, and is one trip instead of three.

        Raises what `work` raises.
        """
        with _told_apart():
            async with self._engine.connect() as connection:
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
    except LockNotAvailable as error:
        raise RowHeld from error
    except psycopg.OperationalError as error:
        raise DatabaseUnavailable from error
    except DBAPIError as error:
        if isinstance(error.orig, LockNotAvailable):
            raise RowHeld from error
        if error.connection_invalidated or isinstance(error, OperationalError):
            raise DatabaseUnavailable from error
        raise


class _IdLoader(Loader):
    """Reads a UUID as the text it is."""

    def load(self, data: Any) -> str:
        return bytes(data).decode()


def _read_ids_as_text(connection: Any, record: object) -> None:
    """Has ids read as text, as every table here declares them: an object each would be made only to be turned into text again."""
    connection.driver_connection.adapters.register_loader("uuid", _IdLoader)


def _driver_of(connection: AsyncConnection) -> Driver:
    assert connection.sync_connection is not None, "not connected"
    driver: Driver = connection.sync_connection.connection.driver_connection  # type: ignore[assignment]  # the engine is psycopg's
    return driver


def _only(rows: list[dict[str, Any]]) -> Row | None:
    """The one row there may be."""
    if len(rows) > 1:
        raise LookupError("one row was expected and there are more")
    return rows[0] if rows else None


def _refuse_the_dead(connection: Any, record: object, proxy: object) -> None:
    """Has the pool replace a connection whose server has gone: it says so by itself, which an idle one that lives never does.

    Asking it would cost a trip for each transaction.
    """
    line = connection.driver_connection.pgconn
    if line.status != ConnStatus.OK or select.select([line.socket], [], [], 0)[0]:
        raise DisconnectionError


# Without it an INSERT reports -1, whatever it did.
_COUNTED = {"preserve_rowcount": True}
_HURRY = Prepared(text("SET LOCAL lock_timeout = '250ms'"))
_UNSYNCED = Prepared(text("SET LOCAL synchronous_commit = off"))
_CLOCK = Prepared(text("SELECT clock_timestamp() AS now"))
_NOTIFY = Prepared(text("SELECT pg_notify(:channel, :topics)"))
