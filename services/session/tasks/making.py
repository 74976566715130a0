"""Writes new tasks, in the transaction of the change that needs them. The request's type names the task and its rules."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

from google.protobuf.message import Message
from opentelemetry.propagate import inject

from mesh.contract import method_of
from services.session.database import UnitOfWork
from services.session.tasks.domain import Lane, Rules, Task, Ticket
from services.session.tasks.ledger import topic_of
from services.session.tasks.store import SqlTaskStore


def rules_of(request: type[Message]) -> Rules:
    """What the contract says about tasks of this request. LookupError when its method is no task."""
    method = method_of(request)
    if method.task is None:
        raise LookupError(f"{method.full_name} is no task")
    return Rules(
        lane=Lane(method.task.lane),
        attempts=method.task.attempts,
        attempt_time=method.task.attempt_deadline.ToTimedelta(),
        overall_time=method.task.overall_deadline.ToTimedelta(),
        fallback=method.task.fallback,
    )


def make_task(
    work: UnitOfWork,
    request: Message,
    *,
    resource_id: str | None = None,
    task_id: str | None = None,
    dedupe_key: str | None = None,
    ticket: Ticket | None = None,
    at: datetime,
    after: timedelta = timedelta(),
) -> None:
    """Writes a task; its workers hear of it on commit. Where one with its dedupe_key exists, that one stands.

    `resource_id`: the one interview, résumé or row that the task's lease gives a right to. `ticket`: keeps the task back
    for whoever opens it. `at`: the time now. `after`: how long it is put off, so that what is more urgent goes
    first; workers look by themselves then.
    """
    method = method_of(type(request))
    task = Task.new(
        task_id or str(uuid4()),
        method.full_name,
        request.SerializeToString(),
        rules_of(type(request)),
        at=at,
        resource_id=resource_id,
        dedupe_key=dedupe_key,
        traceparent=_traceparent(),
    )
    if after:
        task = replace(task, not_before_time=at + after)
    if ticket:
        task = task.ticketed(ticket, now=at)
    SqlTaskStore(work).add(task)
    if not ticket and not after:
        work.wake(topic_of(task.method))


def _traceparent() -> str:
    carrier: dict[str, str] = {}
    inject(carrier)
    return carrier.get("traceparent", "")


async def cancel_tasks(work: UnitOfWork, resource_id: str, method: str, *, at: datetime) -> None:
    """Ends a resource's open tasks of one method. The caller holds the resource's lock."""
    store = SqlTaskStore(work)
    for task_id in await store.open_of(resource_id, method):
        task = await store.lock(task_id)
        if task:
            store.save(task.cancelled(now=at))


async def remake_task(work: UnitOfWork, dead: Task) -> Task:
    """Writes a new task for what a dead one could not do, by the rules that the dead one was made with."""
    now = await work.now()
    again = Task.new(str(uuid4()), dead.method, dead.request, dead.rules, at=now, resource_id=dead.resource_id, traceparent=_traceparent())
    SqlTaskStore(work).add(again)
    work.wake(topic_of(again.method))
    return again
