"""A ledger in memory and the same one on PostgreSQL, both with a clock that the test turns and effects that only take notes."""

import asyncio
from collections.abc import AsyncIterator, Collection, Generator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, Protocol, TypeVar
from uuid import uuid4

from sqlalchemy import text

from services.session.database import Asked, Database, UnitOfWork
from services.session.prepared import Prepared
from services.session.tasks.domain import LAPSES_BEFORE_ALONE, Lane, Rules, Task, TaskState
from services.session.tasks.ledger import Appetite, Ledger
from services.session.tasks.store import SqlTaskStore, TaskStore

T = TypeVar("T")
METHOD = "viva.test.v1.TestService.Work"


class Clock:
    """The time, which only the test moves."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)

    def turn(self, by: timedelta) -> None:
        """Lets time pass."""
        self.now += by


@dataclass
class Notes:
    """What effects were told, by task."""

    done: dict[str, list[bytes]] = field(default_factory=dict)
    fell_back: dict[str, int] = field(default_factory=dict)
    retried: dict[str, int] = field(default_factory=dict)


class NotingEffect:
    """An Effect that takes notes."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes

    async def lock(self, work: Any, task: Task) -> None:
        """There is nothing to lock."""

    async def fill(self, work: Any, task: Task) -> bytes:
        """The request as it is."""
        return task.request

    async def done(self, work: Any, task: Task, result: bytes) -> None:
        """Notes the result."""
        self._notes.done.setdefault(task.task_id, []).append(result)

    async def retried(self, work: Any, task: Task) -> None:
        """Notes that another attempt follows."""
        self._notes.retried[task.task_id] = self._notes.retried.get(task.task_id, 0) + 1

    async def fell_back(self, work: Any, task: Task) -> None:
        """Notes the fallback."""
        self._notes.fell_back[task.task_id] = self._notes.fell_back.get(task.task_id, 0) + 1


class Rig(Protocol):
    """A ledger to be tested."""

    clock: Clock
    notes: Notes
    ledger: Ledger[Any]

    def work(self) -> AbstractAsyncContextManager[Any]:
        """Opens a unit of work."""

    def store(self, work: Any) -> TaskStore:
        """The tasks, through that unit of work."""


class Answer(Generic[T]):
    """What was asked for and is known already; as with a real unit of work, nobody has to wait for it."""

    def __init__(self, value: T) -> None:
        self._value = value

    def __await__(self) -> Generator[None, None, T]:
        yield from ()
        return self._value


class FakeWork:
    """A unit of work over a dictionary."""

    def __init__(self, tasks: dict[str, Task], clock: Clock) -> None:
        self.tasks = tasks
        self._clock = clock

    def now(self) -> Answer[datetime]:
        """What the test's clock shows."""
        return Answer(self._clock.now)

    def hurry(self) -> None:
        """Nobody holds a lock here."""

    def may_be_lost(self) -> None:
        """Nothing is."""

    def wake(self, topic: str) -> None:
        """Nobody sleeps here."""


class FakeTaskStore:
    """TaskStore over a dictionary."""

    def __init__(self, work: FakeWork) -> None:
        self._tasks = work.tasks

    async def add(self, task: Task) -> bool:
        """See TaskStore."""
        if task.dedupe_key and any(t.dedupe_key == task.dedupe_key for t in self._tasks.values()):
            return False
        self._tasks[task.task_id] = task
        return True

    def save(self, task: Task) -> None:
        """See TaskStore."""
        self._tasks[task.task_id] = task

    def lock(self, task_id: str) -> Answer[Task | None]:
        """See TaskStore."""
        return Answer(self._tasks.get(task_id))

    def find(self, task_id: str) -> Answer[Task | None]:
        """See TaskStore."""
        return Answer(self._tasks.get(task_id))

    def lock_by_token(self, token: str) -> Answer[Task | None]:
        """See TaskStore."""
        return self.find_by_token(token)

    def lock_by_ticket(self, ticket: str) -> Answer[Task | None]:
        """See TaskStore."""
        return Answer(next((t for t in self._tasks.values() if t.ticket and t.ticket.token == ticket), None))

    def find_by_token(self, token: str) -> Answer[Task | None]:
        """See TaskStore."""
        return Answer(next((t for t in self._tasks.values() if t.lease and t.lease.token == token), None))

    async def take(
        self, methods: Sequence[str], lane: Lane, *, now: datetime, waiting_since: datetime, worker_is_idle: bool
    ) -> Task | None:
        """See TaskStore."""
        fit = self._fitting(methods, lane, now=now, worker_is_idle=worker_is_idle)
        fit = [t for t in fit if t.not_before_time <= now and t.create_time <= waiting_since]
        return min(fit, key=lambda t: t.create_time, default=None)

    async def next_due_time(
        self, methods: Sequence[str], lanes: Collection[Lane], *, now: datetime, worker_is_idle: bool
    ) -> datetime | None:
        """See TaskStore."""
        fit = (t for lane in lanes for t in self._fitting(methods, lane, now=now, worker_is_idle=worker_is_idle))
        return min((t.not_before_time for t in fit), default=None)

    def _fitting(self, methods: Sequence[str], lane: Lane, *, now: datetime, worker_is_idle: bool) -> list[Task]:
        ready = (t for t in self._tasks.values() if t.state is TaskState.READY and t.rules.lane is lane and t.method in methods)
        return [t for t in ready if not t.is_spent(now) and (worker_is_idle or t.lapses < LAPSES_BEFORE_ALONE)]

    async def overdue(self, now: datetime, *, limit: int) -> list[str]:
        """See TaskStore."""
        lapsed = [
            t.task_id
            for t in self._tasks.values()
            if not t.is_put_off(now)
            and (t.is_spent(now) or (t.state is TaskState.LEASED and t.lease is not None and t.lease.expire_time <= now))
        ]
        return lapsed[:limit]

    async def orphaned(self, known: Collection[str], now: datetime, *, limit: int) -> list[str]:
        """See TaskStore."""
        never_begun = (t for t in self._tasks.values() if t.state is TaskState.READY and t.overall_expire_time is None)
        return [
            t.task_id
            for t in never_begun
            if t.method not in known and not t.is_put_off(now) and t.create_time + t.rules.overall_time <= now
        ][:limit]

    async def open_of(self, resource_id: str, method: str) -> list[str]:
        """See TaskStore."""
        return [t.task_id for t in self._tasks.values() if t.resource_id == resource_id and t.method == method and t.is_open]


class FakeRig:
    """The ledger in memory: one unit of work at a time, undone when it raises."""

    def __init__(self) -> None:
        self.clock, self.notes = Clock(), Notes()
        self._tasks: dict[str, Task] = {}
        self._lock = asyncio.Lock()
        effect = NotingEffect(self.notes)
        self.ledger: Ledger[FakeWork] = Ledger(self.work, FakeTaskStore, {METHOD: effect}, {1: effect})

    @asynccontextmanager
    async def work(self) -> AsyncIterator[FakeWork]:
        """See Rig."""
        async with self._lock:
            before = dict(self._tasks)
            try:
                yield FakeWork(self._tasks, self.clock)
            except BaseException:
                self._tasks.clear()
                self._tasks.update(before)
                raise

    def store(self, work: FakeWork) -> TaskStore:
        """See Rig."""
        return FakeTaskStore(work)


class ClockedWork(UnitOfWork):
    """A real unit of work whose time the test moves."""

    clock: Clock

    def now(self) -> Asked[datetime]:
        """What the test's clock shows."""
        return self.ask(_NOTHING, lambda *_: self.clock.now, {})


_NOTHING = Prepared(text("SELECT"))


class SqlRig:
    """The ledger on PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self.clock, self.notes = Clock(), Notes()
        self._database = database
        effect = NotingEffect(self.notes)
        self.ledger: Ledger[UnitOfWork] = Ledger(self.work, SqlTaskStore, {METHOD: effect}, {1: effect})

    @asynccontextmanager
    async def work(self) -> AsyncIterator[UnitOfWork]:
        """See Rig."""
        async with self._database.work() as work:
            await work.now()  # the transaction has begun
            clocked = ClockedWork(work.connection)
            clocked.clock = self.clock
            yield clocked
            await clocked.commit()

    def store(self, work: UnitOfWork) -> TaskStore:
        """See Rig."""
        return SqlTaskStore(work)


def rules(lane: Lane = Lane.INTERACTIVE, *, attempts: int = 3, attempt: float = 30, overall: float = 180) -> Rules:
    """Rules of a task, in seconds."""
    return Rules(lane, attempts, timedelta(seconds=attempt), timedelta(seconds=overall), fallback=1)


async def put(rig: Rig, its: Rules | None = None, **more: Any) -> Task:
    """Writes a new task."""
    async with rig.work() as work:
        task = Task.new(str(uuid4()), METHOD, b"request", its or rules(), at=rig.clock.now, **more)
        await rig.store(work).add(task)
        return task


async def read(rig: Rig, task_id: str) -> Task:
    """The task as it is."""
    async with rig.work() as work:
        task = await rig.store(work).find(task_id)
        assert task is not None
        return task


def appetite(*, batch: bool = True, overtake: bool = False, idle: bool = True) -> Appetite:
    """A worker with free slots."""
    return Appetite([METHOD], str(uuid4()), interactive=True, batch=batch, batch_may_overtake=overtake, is_idle=idle)
