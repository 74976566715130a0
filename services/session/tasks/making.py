"""Writes new tasks, in the transaction of the change that needs them. The request's type names the task and its rules."""

from datetime import datetime
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


async def make_task(
    work: UnitOfWork,
    request: Message,
    *,
    resource_id: str | None = None,
    task_id: str | None = None,
    dedupe_key: str | None = None,
    ticket: Ticket | None = None,
    at: datetime | None = None,
    quietly: bool = False,
) -> Task | None:
    """Writes a task; its workers hear of it on commit. None when one with its dedupe_key exists, which then stands.

    `resource_id`: the one interview, résumé or row that the task's lease gives a right to. `ticket`: keeps the task back
    for whoever opens it. `at`: the time now, when the caller has just read it. `quietly`: wakes nobody, so that what is
    more urgent goes first; a worker that looks by itself finds it within a second.
    """
    now = at or await work.now()
    method = method_of(type(request))
    task = Task.new(
        task_id or str(uuid4()),
        method.full_name,
        request.SerializeToString(),
        rules_of(type(request)),
        at=now,
        resource_id=resource_id,
        dedupe_key=dedupe_key,
        traceparent=_traceparent(),
    )
    if ticket:
        task = task.ticketed(ticket, now=now)
    if not await SqlTaskStore(work).add(task):
        return None
    if not ticket and not quietly:
        work.wake(topic_of(task.method))
    return task


def _traceparent() -> str:
    carrier: dict[str, str] = {}
    inject(carrier)
    return carrier.get("traceparent", "")


async def remake_task(work: UnitOfWork, dead: Task) -> Task:
    """Writes a new task for what a dead one could not do, by the rules that the dead one was made with."""
    now = await work.now()
    again = Task.new(str(uuid4()), dead.method, dead.request, dead.rules, at=now, resource_id=dead.resource_id, traceparent=_traceparent())
    await SqlTaskStore(work).add(again)
    work.wake(topic_of(again.method))
    return again
