"""The ledger's table. Knows SQL and nothing about what tasks are for."""

from collections.abc import Awaitable, Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    all_,
    and_,
    bindparam,
    func,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY, UUID

from services.session.database import Asked, UnitOfWork, metadata
from services.session.prepared import Prepared, Row, adding, among, changing
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

    def add(self, task: Task) -> Awaitable[bool]:
        """Writes a new task, awaited or not. False when one with its dedupe_key exists, which then stands."""

    def save(self, task: Task) -> None:
        """Writes a task back that was read under its lock."""

    def lock(self, task_id: str) -> Awaitable[Task | None]:
        """Reads a task and keeps others from changing it until the unit of work ends."""

    def lock_by_token(self, token: str) -> Awaitable[Task | None]:
        """The same for the task that was last handed out under this lease token."""

    def lock_by_ticket(self, ticket: str) -> Awaitable[Task | None]:
        """The same for the task that this ticket stands for."""

    def find(self, task_id: str) -> Awaitable[Task | None]:
        """Reads a task without a lock."""

    def find_by_token(self, token: str) -> Awaitable[Task | None]:
        """Reads the task that was last handed out under this lease token, without a lock."""

    def take(
        self, methods: Sequence[str], lane: Lane, *, now: datetime, waiting_since: datetime, worker_is_idle: bool
    ) -> Awaitable[Task | None]:
        """Locks the oldest task that may be handed out and was made before `waiting_since`, passing over locked ones."""

    def next_due_time(
        self, methods: Sequence[str], lanes: Collection[Lane], *, now: datetime, worker_is_idle: bool
    ) -> Awaitable[datetime | None]:
        """When the next of the tasks that `take` would find in these lanes may be handed out."""

    def overdue(self, now: datetime, *, limit: int) -> Awaitable[list[str]]:
        """Ids of tasks whose lease or time has run out, in no order: those that nobody can look at must not hide the others."""

    def orphaned(self, known: Collection[str], now: datetime, *, limit: int) -> Awaitable[list[str]]:
        """Ids of tasks of no known method that were never handed out, and whose time would be over had it begun with their making."""

    def open_of(self, resource_id: str, method: str) -> Awaitable[list[str]]:
        """Ids of a resource's tasks of one method that still have to be done."""


class SqlTaskStore:
    """TaskStore on PostgreSQL."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

    def add(self, task: Task) -> Asked[bool]:
        """See TaskStore."""
        return self._work.ask(_ADD, lambda _, count: count == 1, _encode(task))

    def save(self, task: Task) -> None:
        """See TaskStore."""
        self._work.write(_SAVE, **_standing(task), _task_id=task.task_id)

    def lock(self, task_id: str) -> Asked[Task | None]:
        """See TaskStore."""
        return self._work.row(_LOCK, _decode, task_id=task_id)

    def lock_by_token(self, token: str) -> Asked[Task | None]:
        """See TaskStore."""
        return self._work.row(_LOCK_BY_TOKEN, _decode, token=token)

    def lock_by_ticket(self, ticket: str) -> Asked[Task | None]:
        """See TaskStore."""
        return self._work.row(_LOCK_BY_TICKET, _decode, ticket=ticket)

    def find(self, task_id: str) -> Asked[Task | None]:
        """See TaskStore."""
        return self._work.row(_FIND, _decode, task_id=task_id)

    def find_by_token(self, token: str) -> Asked[Task | None]:
        """See TaskStore."""
        return self._work.row(_FIND_BY_TOKEN, _decode, token=token)

    def take(
        self, methods: Sequence[str], lane: Lane, *, now: datetime, waiting_since: datetime, worker_is_idle: bool
    ) -> Asked[Task | None]:
        """See TaskStore."""
        fits = _fitting(methods, [lane], now=now, worker_is_idle=worker_is_idle)
        return self._work.row(_TAKE, _decode, **fits, waiting_since=waiting_since)

    def next_due_time(
        self, methods: Sequence[str], lanes: Collection[Lane], *, now: datetime, worker_is_idle: bool
    ) -> Asked[datetime | None]:
        """See TaskStore."""
        fits = _fitting(methods, lanes, now=now, worker_is_idle=worker_is_idle)
        return self._work.row(_NEXT_DUE, lambda row: row["due"] if row else None, **fits)

    def overdue(self, now: datetime, *, limit: int) -> Asked[list[str]]:
        """See TaskStore."""
        return self._ids(_OVERDUE, now=now, limit=limit)

    def orphaned(self, known: Collection[str], now: datetime, *, limit: int) -> Asked[list[str]]:
        """See TaskStore."""
        return self._ids(_ORPHANED, known=list(known), now=now, limit=limit)

    def open_of(self, resource_id: str, method: str) -> Asked[list[str]]:
        """See TaskStore."""
        return self._ids(_OPEN_OF, resource_id=resource_id, method=method)

    def _ids(self, statement: Prepared, **values: Any) -> Asked[list[str]]:
        return self._work.ask(statement, lambda rows, _: [row["task_id"] for row in rows], values)


def _fitting(methods: Sequence[str], lanes: Collection[Lane], *, now: datetime, worker_is_idle: bool) -> dict[str, Any]:
    most = NO_LAPSES_ARE_TOO_MANY if worker_is_idle else LAPSES_BEFORE_ALONE
    return {"methods": list(methods), "lanes": [int(lane) for lane in lanes], "now": now, "lapses_below": most}


def _at(name: str) -> Any:
    return bindparam(name, type_=DateTime(timezone=True))


NO_LAPSES_ARE_TOO_MANY = 2**31 - 1
_IS_OPEN = tasks.c.state.in_([TaskState.READY.value, TaskState.LEASED.value])
_IS_PUT_OFF = and_(tasks.c.reason == BROKEN, tasks.c.not_before_time > _at("now"))
_FITS = and_(
    tasks.c.state == TaskState.READY.value,
    tasks.c.lane == among("lanes", SmallInteger()),
    tasks.c.method == among("methods", String()),
    tasks.c.attempt < tasks.c.max_attempts,
    or_(tasks.c.overall_expire_time.is_(None), tasks.c.overall_expire_time > _at("now")),
    tasks.c.lapses < bindparam("lapses_below", type_=Integer),
)
"""Holds for tasks that a worker could be given, now or once their pause is over."""

_ADD = Prepared(adding(tasks).on_conflict_do_nothing(index_elements=["dedupe_key"]))
_STANDING = (
    "state",
    "attempt",
    "lapses",
    "overall_expire_time",
    "not_before_time",
    "lease_token",
    "lease_holder",
    "lease_opened",
    "lease_expire_time",
    "attempt_expire_time",
    "ticket",
    "ticket_holder",
    "reason",
    "end_time",
)
"""Columns that a task's transitions change; what it is and by which rules it is done stays as it was made."""
_SAVE = Prepared(changing(tasks, "task_id", _STANDING))
_OF_ID = select(tasks).where(tasks.c.task_id == bindparam("task_id"))
_OF_TOKEN = select(tasks).where(tasks.c.lease_token == bindparam("token"))
_FIND, _LOCK = Prepared(_OF_ID), Prepared(_OF_ID.with_for_update())
_FIND_BY_TOKEN, _LOCK_BY_TOKEN = Prepared(_OF_TOKEN), Prepared(_OF_TOKEN.with_for_update())
_LOCK_BY_TICKET = Prepared(select(tasks).where(tasks.c.ticket == bindparam("ticket")).with_for_update())
_TAKE = Prepared(
    select(tasks)
    .where(_FITS, tasks.c.not_before_time <= _at("now"), tasks.c.create_time <= _at("waiting_since"))
    .order_by(tasks.c.create_time)
    .limit(1)
    .with_for_update(skip_locked=True)
)
_NEXT_DUE = Prepared(select(func.min(tasks.c.not_before_time).label("due")).where(_FITS))
_OVERDUE = Prepared(
    select(tasks.c.task_id)
    .where(
        or_(
            and_(tasks.c.state == TaskState.LEASED.value, tasks.c.lease_expire_time <= _at("now")),
            and_(_IS_OPEN, tasks.c.overall_expire_time <= _at("now")),
            and_(tasks.c.state == TaskState.READY.value, tasks.c.attempt >= tasks.c.max_attempts),
        ),
        ~_IS_PUT_OFF,
    )
    .order_by(func.random())
    .limit(bindparam("limit", type_=Integer))
)
_ORPHANED = Prepared(
    select(tasks.c.task_id)
    .where(
        and_(tasks.c.state == TaskState.READY.value, tasks.c.overall_expire_time.is_(None)),
        tasks.c.method != all_(bindparam("known", type_=ARRAY(String))),
        tasks.c.create_time + func.make_interval(0, 0, 0, 0, 0, 0, tasks.c.overall_seconds) <= _at("now"),
        ~_IS_PUT_OFF,
    )
    .limit(bindparam("limit", type_=Integer))
)
_OPEN_OF = Prepared(
    select(tasks.c.task_id).where(tasks.c.resource_id == bindparam("resource_id"), tasks.c.method == bindparam("method"), _IS_OPEN)
)


def _encode(task: Task) -> dict[str, Any]:
    rules = task.rules
    return {
        "task_id": task.task_id,
        "method": task.method,
        "request": task.request,
        "resource_id": task.resource_id,
        "lane": int(rules.lane),
        "max_attempts": rules.attempts,
        "attempt_seconds": rules.attempt_time.total_seconds(),
        "overall_seconds": rules.overall_time.total_seconds(),
        "fallback": rules.fallback,
        "create_time": task.create_time,
        "dedupe_key": task.dedupe_key,
        "traceparent": task.traceparent,
    } | _standing(task)


def _standing(task: Task) -> dict[str, Any]:
    """Where a task stands, by column: `_STANDING`."""
    lease, ticket = task.lease, task.ticket
    return {
        "state": task.state.value,
        "attempt": task.attempt,
        "lapses": task.lapses,
        "overall_expire_time": task.overall_expire_time,
        "not_before_time": task.not_before_time,
        "lease_token": lease.token if lease else None,
        "lease_holder": lease.holder if lease else None,
        "lease_opened": lease.opened if lease else False,
        "lease_expire_time": lease.expire_time if lease else None,
        "attempt_expire_time": lease.attempt_expire_time if lease else None,
        "ticket": ticket.token if ticket else None,
        "ticket_holder": ticket.holder if ticket else None,
        "reason": task.reason,
        "end_time": task.end_time,
    }


def _decode(row: Row | None) -> Task | None:
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


def _decode_lease(row: Row) -> Lease | None:
    if row["lease_token"] is None:
        return None
    return Lease(row["lease_token"], row["lease_holder"], row["lease_expire_time"], row["lease_opened"], row["attempt_expire_time"])
