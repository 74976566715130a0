"""The ledger's table. Knows SQL and nothing about what tasks are for."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    RowMapping,
    SmallInteger,
    String,
    Table,
    and_,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import UUID, insert

from services.session.database import UnitOfWork, metadata
from services.session.tasks.domain import BROKEN, LAPSES_BEFORE_ALONE, Lane, Lease, Rules, Task, TaskState, Ticket

tasks = Table(
    "tasks",
    metadata,
    Column("task_id", UUID(as_uuid=False), primary_key=True),
    Column("method", String, nullable=False),
    Column("request", LargeBinary, nullable=False),
    Column("resource_id", UUID(as_uuid=False)),
    Column("lane", SmallInteger, nullable=False),
    Column("state", String, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("lapses", Integer, nullable=False),
    Column("max_attempts", Integer, nullable=False),
    Column("attempt_seconds", Float, nullable=False),
    Column("overall_seconds", Float, nullable=False),
    Column("fallback", SmallInteger, nullable=False),
    Column("create_time", DateTime(timezone=True), nullable=False),
    Column("overall_expire_time", DateTime(timezone=True)),
    Column("not_before_time", DateTime(timezone=True), nullable=False),
    Column("lease_token", String),
    Column("lease_holder", UUID(as_uuid=False)),
    Column("lease_opened", Boolean, nullable=False),
    Column("lease_expire_time", DateTime(timezone=True)),
    Column("attempt_expire_time", DateTime(timezone=True)),
    Column("ticket", String),
    Column("ticket_holder", UUID(as_uuid=False)),
    Column("dedupe_key", String),
    Column("reason", String, nullable=False),
    Column("traceparent", String, nullable=False),
    Column("end_time", DateTime(timezone=True)),
)


class TaskStore(Protocol):
    """Where tasks are kept. The fake in tests/ and the table pass one suite."""

    async def add(self, task: Task) -> bool:
        """Writes a new task. False when one with its dedupe_key exists, which then stands."""

    async def save(self, task: Task) -> None:
        """Writes a task back that was read under its lock."""

    async def lock(self, task_id: str) -> Task | None:
        """Reads a task and keeps others from changing it until the unit of work ends."""

    async def find(self, task_id: str) -> Task | None:
        """Reads a task without a lock."""

    async def find_by_token(self, token: str) -> Task | None:
        """Reads the task that was last handed out under this lease token, without a lock."""

    async def find_by_ticket(self, ticket: str) -> Task | None:
        """Reads the task that this ticket stands for, without a lock."""

    async def take(
        self, methods: Sequence[str], lane: Lane, *, now: datetime, waiting_since: datetime, worker_is_idle: bool
    ) -> Task | None:
        """Locks the oldest task that may be handed out and was made before `waiting_since`, passing over locked ones."""

    async def next_due_time(
        self, methods: Sequence[str], lanes: Collection[Lane], *, now: datetime, worker_is_idle: bool
    ) -> datetime | None:
        """When the next of the tasks that `take` would find in these lanes may be handed out."""

    async def overdue(self, now: datetime, *, limit: int) -> list[str]:
        """Ids of tasks whose lease or time has run out, in no order: those that nobody can look at must not hide the others."""

    async def orphaned(self, known: Collection[str], now: datetime, *, limit: int) -> list[str]:
        """Ids of tasks of no known method that were never handed out, and whose time would be over had it begun with their making."""

    async def open_of(self, resource_id: str, method: str) -> list[str]:
        """Ids of a resource's tasks of one method that still have to be done."""


class SqlTaskStore:
    """TaskStore on PostgreSQL."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

    async def add(self, task: Task) -> bool:
        """See TaskStore."""
        statement = insert(tasks).values(_encode(task)).on_conflict_do_nothing(index_elements=["dedupe_key"])
        return await self._work.run(statement) == 1

    async def save(self, task: Task) -> None:
        """See TaskStore."""
        row = _encode(task)
        await self._work.run(update(tasks).where(tasks.c.task_id == task.task_id).values(row))

    async def lock(self, task_id: str) -> Task | None:
        """See TaskStore."""
        return _decode(await self._work.one(select(tasks).where(tasks.c.task_id == task_id).with_for_update()))

    async def find(self, task_id: str) -> Task | None:
        """See TaskStore."""
        return _decode(await self._work.one(select(tasks).where(tasks.c.task_id == task_id)))

    async def find_by_token(self, token: str) -> Task | None:
        """See TaskStore."""
        return _decode(await self._work.one(select(tasks).where(tasks.c.lease_token == token)))

    async def find_by_ticket(self, ticket: str) -> Task | None:
        """See TaskStore."""
        return _decode(await self._work.one(select(tasks).where(tasks.c.ticket == ticket)))

    async def take(
        self, methods: Sequence[str], lane: Lane, *, now: datetime, waiting_since: datetime, worker_is_idle: bool
    ) -> Task | None:
        """See TaskStore."""
        fits = _fits(methods, [lane], now=now, worker_is_idle=worker_is_idle)
        may_begin = and_(tasks.c.not_before_time <= now, tasks.c.create_time <= waiting_since)
        query = select(tasks).where(fits, may_begin).order_by(tasks.c.create_time).limit(1).with_for_update(skip_locked=True)
        return _decode(await self._work.one(query))

    async def next_due_time(
        self, methods: Sequence[str], lanes: Collection[Lane], *, now: datetime, worker_is_idle: bool
    ) -> datetime | None:
        """See TaskStore."""
        query = select(func.min(tasks.c.not_before_time)).where(_fits(methods, lanes, now=now, worker_is_idle=worker_is_idle))
        due: datetime | None = await self._work.scalar(query)
        return due

    async def overdue(self, now: datetime, *, limit: int) -> list[str]:
        """See TaskStore."""
        lapsed = and_(tasks.c.state == TaskState.LEASED.value, tasks.c.lease_expire_time <= now)
        out_of_time = and_(tasks.c.state.in_([TaskState.READY.value, TaskState.LEASED.value]), tasks.c.overall_expire_time <= now)
        out_of_attempts = and_(tasks.c.state == TaskState.READY.value, tasks.c.attempt >= tasks.c.max_attempts)
        overdue = select(tasks.c.task_id).where(or_(lapsed, out_of_time, out_of_attempts), ~_put_off(now))
        rows = await self._work.all(overdue.order_by(func.random()).limit(limit))
        return [row["task_id"] for row in rows]

    async def orphaned(self, known: Collection[str], now: datetime, *, limit: int) -> list[str]:
        """See TaskStore."""
        over = tasks.c.create_time + func.make_interval(0, 0, 0, 0, 0, 0, tasks.c.overall_seconds) <= now
        unbegun = and_(tasks.c.state == TaskState.READY.value, tasks.c.overall_expire_time.is_(None))
        rows = await self._work.all(select(tasks.c.task_id).where(unbegun, tasks.c.method.not_in(known), over, ~_put_off(now)).limit(limit))
        return [row["task_id"] for row in rows]

    async def open_of(self, resource_id: str, method: str) -> list[str]:
        """See TaskStore."""
        rows = await self._work.all(
            select(tasks.c.task_id).where(
                tasks.c.resource_id == resource_id,
                tasks.c.method == method,
                tasks.c.state.in_([TaskState.READY.value, TaskState.LEASED.value]),
            )
        )
        return [row["task_id"] for row in rows]


def _fits(methods: Sequence[str], lanes: Collection[Lane], *, now: datetime, worker_is_idle: bool) -> ColumnElement[bool]:
    """Holds for tasks that a worker could be given, now or once their pause is over."""
    conditions = [
        tasks.c.state == TaskState.READY.value,
        tasks.c.lane.in_([int(lane) for lane in lanes]),
        tasks.c.method.in_(methods),
        tasks.c.attempt < tasks.c.max_attempts,
        or_(tasks.c.overall_expire_time.is_(None), tasks.c.overall_expire_time > now),
    ]
    if not worker_is_idle:
        conditions.append(tasks.c.lapses < LAPSES_BEFORE_ALONE)
    return and_(*conditions)


def _put_off(now: datetime) -> ColumnElement[bool]:
    return and_(tasks.c.reason == BROKEN, tasks.c.not_before_time > now)


def _encode(task: Task) -> dict[str, Any]:
    lease, ticket, rules = task.lease, task.ticket, task.rules
    return {
        "task_id": task.task_id,
        "method": task.method,
        "request": task.request,
        "resource_id": task.resource_id,
        "lane": int(rules.lane),
        "state": task.state.value,
        "attempt": task.attempt,
        "lapses": task.lapses,
        "max_attempts": rules.attempts,
        "attempt_seconds": rules.attempt_time.total_seconds(),
        "overall_seconds": rules.overall_time.total_seconds(),
        "fallback": rules.fallback,
        "create_time": task.create_time,
        "overall_expire_time": task.overall_expire_time,
        "not_before_time": task.not_before_time,
        "lease_token": lease.token if lease else None,
        "lease_holder": lease.holder if lease else None,
        "lease_opened": lease.opened if lease else False,
        "lease_expire_time": lease.expire_time if lease else None,
        "attempt_expire_time": lease.attempt_expire_time if lease else None,
        "ticket": ticket.token if ticket else None,
        "ticket_holder": ticket.holder if ticket else None,
        "dedupe_key": task.dedupe_key,
        "reason": task.reason,
        "traceparent": task.traceparent,
        "end_time": task.end_time,
    }


def _decode(row: RowMapping | None) -> Task | None:
    if row is None:
        return None
    rules = Rules(
        lane=Lane(row["lane"]),
        attempts=row["max_attempts"],
        attempt_time=timedelta(seconds=row["attempt_seconds"]),
        overall_time=timedelta(seconds=row["overall_seconds"]),
        fallback=row["fallback"],
    )
    return Task(
        task_id=row["task_id"],
        method=row["method"],
        request=bytes(row["request"]),
        rules=rules,
        create_time=row["create_time"],
        not_before_time=row["not_before_time"],
        resource_id=row["resource_id"],
        state=TaskState(row["state"]),
        attempt=row["attempt"],
        lapses=row["lapses"],
        lease=_decode_lease(row),
        ticket=Ticket(row["ticket"], row["ticket_holder"]) if row["ticket"] else None,
        overall_expire_time=row["overall_expire_time"],
        dedupe_key=row["dedupe_key"],
        reason=row["reason"],
        traceparent=row["traceparent"],
        end_time=row["end_time"],
    )


def _decode_lease(row: RowMapping) -> Lease | None:
    if row["lease_token"] is None:
        return None
    return Lease(row["lease_token"], row["lease_holder"], row["lease_expire_time"], row["lease_opened"], row["attempt_expire_time"])
