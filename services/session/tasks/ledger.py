"""What happens to tasks: every use case of the ledger, each one transaction.

What a task means to its noun (an interview, a résumé, a report) is an Effect, found by the task's method. The order of
locks is the same everywhere: first what the task is about, then the task.
"""

import logging
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, Protocol, TypeVar

from prometheus_client import Counter

from mesh.refusal import InvalidArgument, Refusal, Unavailable
from services.session.isolation import isolated
from services.session.tasks.domain import Lane, LeaseStale, Task, TaskState, Ticket, TicketSpent
from services.session.tasks.store import TaskStore

BATCH_PATIENCE = timedelta(seconds=60)
"""A batch task older than this goes before interactive ones, one at a time."""

SWEEP = 50
"""Overdue tasks looked at in one round."""

log = logging.getLogger(__name__)

FALLBACKS = Counter("viva_fallbacks", "Tasks that ran out of attempts or time, so that the contract's fallback applied", ["method"])


class Work(Protocol):
    """What the ledger needs of a unit of work."""

    def now(self) -> Awaitable[datetime]:
        """The time now, read after the locks that were asked for before."""

    def hurry(self) -> None:
        """Waits for no lock longer than a moment from here on."""

    def may_be_lost(self) -> None:
        """Lets the commit return before it is on the disk: what a crash of the database took with it would be made good."""

    def wake(self, topic: str) -> None:
        """Wakes a topic's sleepers on commit."""


W = TypeVar("W", bound=Work)
W_contra = TypeVar("W_contra", bound=Work, contravariant=True)


class Effect(Protocol[W_contra]):
    """What a method's tasks mean to the noun they are about."""

    def lock(self, work: W_contra, task: Task) -> Awaitable[object]:
        """Locks what the task is about, before the task itself is locked: calling it asks for the lock, awaited or not yet."""

    async def fill(self, work: W_contra, task: Task) -> bytes:
        """The request with its context filled in, for the worker that gets the task."""

    async def done(self, work: W_contra, task: Task, result: bytes) -> None:
        """Applies a result; does nothing when the noun no longer wants it. Raises ResultRefused when it breaks a rule."""

    async def retried(self, work: W_contra, task: Task) -> None:
        """An attempt ended badly and another will follow."""

    async def fell_back(self, work: W_contra, task: Task) -> None:
        """Applies the contract's fallback."""


class ResultRefused(InvalidArgument):
    """This result breaks a rule that only session can check."""

    reason = "RESULT_REFUSED"


class WrongResult(InvalidArgument):
    """This result is not of the task's own method."""

    reason = "WRONG_RESULT"


@dataclass(frozen=True)
class Handout:
    """A task on its way to a worker, with its context filled in."""

    task: Task
    token: str
    request: bytes
    lease_left: timedelta
    time_left: timedelta


@dataclass(frozen=True)
class Appetite:
    """What a worker can take now."""

    methods: Sequence[str]
    holder: str
    interactive: bool
    batch: bool
    batch_may_overtake: bool
    is_idle: bool

    def is_wider_than(self, other: "Appetite") -> bool:
        """Whether there may be a task for this one that is none for the other."""
        mine = (self.interactive, self.batch, self.batch_may_overtake, self.is_idle)
        others = (other.interactive, other.batch, other.batch_may_overtake, other.is_idle)
        return any(has and not had for has, had in zip(mine, others, strict=True))


def topic_of(method: str) -> str:
    """What the workers of a method's proto package are woken by."""
    return "tasks/" + method.rsplit(".", 2)[0]


class Ledger(Generic[W]):
    """Hands out tasks, takes results, and gives up on what cannot be done."""

    def __init__(
        self,
        work: Callable[[], AbstractAsyncContextManager[W]],
        store: Callable[[W], TaskStore],
        effects: Mapping[str, Effect[W]],
        effects_by_fallback: Mapping[int, Effect[W]],
        look: Callable[[], AbstractAsyncContextManager[W]] | None = None,
    ) -> None:
        """`effects` by full method name; `effects_by_fallback` serves tasks whose method this release no longer knows.

        `look` opens a unit of work that only reads, where that is cheaper.
        """
        self._work = work
        self._look = look or work
        self._store = store
        self._effects = effects
        self._effects_by_fallback = effects_by_fallback

    async def hand_out(self, appetite: Appetite) -> Handout | None:
        """The next task for a worker, now leased to it; None when nothing fits, or when what fits cannot be put together."""
        task: Task | None = None
        try:
            async with self._work() as work:
                work.may_be_lost()
                now = await work.now()
                task = await self._take(self._store(work), appetite, now)
                return await self._begin(work, task, appetite.holder, now) if task else None
        except Refusal:
            raise
        except Exception:
            if task is None:
                raise
            log.exception("a task could not be handed out", extra={"task_id": task.task_id})
            await self._spoil(task.task_id)
            return None

    async def next_due_time(self, appetite: Appetite) -> tuple[datetime, datetime | None]:
        """The time now, and when the next task that this worker can take may be handed out."""
        lanes = [lane for lane, wanted in ((Lane.INTERACTIVE, appetite.interactive), (Lane.BATCH, appetite.batch)) if wanted]
        async with self._look() as work:
            now = await work.now()
            return now, await self._store(work).next_due_time(appetite.methods, lanes, now=now, worker_is_idle=appetite.is_idle)

    async def open(self, ticket: Ticket, package: str) -> Handout:
        """Exchanges a ticket for its task. Raises TicketSpent, also when the task is not of the caller's package."""
        async with self._work() as work:
            work.may_be_lost()
            locked, clock = self._store(work).lock_by_ticket(ticket.token), work.now()
            task, now = await locked, await clock
            if task is None or topic_of(task.method) != "tasks/" + package:
                raise TicketSpent
            token = new_token()
            opened = task.opened(ticket, token, ticket.holder, now=now)
            return await self._hand_over(work, opened, token, now)

    async def renew(self, token: str) -> timedelta:
        """Lengthens a lease; returns how long it lasts from now. Raises LeaseStale."""
        async with self._work() as work:
            work.may_be_lost()
            store = self._store(work)
            task, now = await self._lock_by_token(work, store, token)
            renewed = task.renewed(token, now=now)
            store.save(renewed)
            return _left(renewed, now)

    async def complete(self, token: str, method: str, result: bytes) -> None:
        """Ends a task well and applies its result, in one. Raises LeaseStale, WrongResult, ResultRefused."""
        async with self._work() as work:
            store = self._store(work)
            task, now = await self._lock_with_subject(work, store, await store.find_by_token(token))
            if task.is_completed_by(token):
                return
            if task.method != method:
                raise WrongResult(method=task.method)
            done = task.completed(token, now=now)
            await self._effect(task).done(work, done, result)
            store.save(done)

    async def fail(self, token: str, reason: str, *, retryable: bool) -> None:
        """Ends an attempt badly; the fallback applies at once when it was the last. Raises LeaseStale."""
        async with self._work() as work:
            store = self._store(work)
            task, now = await self._lock_with_subject(work, store, await store.find_by_token(token))
            failed = task.failed(token, reason, retryable=retryable, now=now)
            fell_back = await self._after_attempt(work, store, failed, now)
        _count(task.method, fell_back=fell_back)

    async def release(self, token: str) -> None:
        """Gives a task back uncounted. Raises LeaseStale."""
        async with self._work() as work:
            store = self._store(work)
            task, now = await self._lock_by_token(work, store, token)
            released = task.released(token, now=now)
            store.save(released)
            work.wake(topic_of(released.method))

    async def sweep(self) -> int:
        """Takes lapsed leases back and gives up on what is out of attempts or time. Returns how many tasks it could look at."""
        async with self._look() as work:
            store, now = self._store(work), await work.now()
            lapsed, lost = store.overdue(now, limit=SWEEP), store.orphaned(self._effects.keys(), now, limit=SWEEP)
            overdue = await lapsed + await lost
        looked_at = 0
        for task_id in overdue:
            with isolated("task", task_id):
                await self._look_at_or_put_off(task_id)
                looked_at += 1
        return looked_at

    async def _spoil(self, task_id: str) -> None:
        """Keeps a task that cannot even be handed out from being the next one for ever."""
        async with self._work() as work:
            store = self._store(work)
            task = await store.lock(task_id)
            if task and task.state is TaskState.READY:
                store.save(task.spoiled(now=await work.now()))

    async def _look_at_or_put_off(self, task_id: str) -> None:
        try:
            await self._look_at(task_id)
        except Unavailable:
            raise
        except Exception:
            async with self._work() as work:
                store = self._store(work)
                task = await store.lock(task_id)
                if task and task.is_open:
                    store.save(task.put_off(now=await work.now()))
            raise

    async def _look_at(self, task_id: str) -> None:
        fell_back = False
        async with self._work() as work:
            work.hurry()
            store = self._store(work)
            task, now = await self._lock_with_subject(work, store, await store.find(task_id))
            task = task if task.method in self._effects else task.counted_from_making()
            lapsed = task.lapsed(now=now)
            if lapsed.is_spent(now) or (lapsed is not task and lapsed.lapses > task.lapses):
                fell_back = await self._after_attempt(work, store, lapsed, now)
            elif lapsed is not task:
                store.save(lapsed)
                work.wake(topic_of(lapsed.method))
        _count(task.method, fell_back=fell_back)

    async def _after_attempt(self, work: W, store: TaskStore, task: Task, now: datetime) -> bool:
        """Has the task tried again, or applies its fallback; returns whether it was the fallback."""
        if task.is_spent(now):
            given_up = task.fallen_back(now=now)
            await self._effect(task).fell_back(work, given_up)
            store.save(given_up)
            return True
        await self._effect(task).retried(work, task)
        store.save(task)
        work.wake(topic_of(task.method))
        return False

    async def _take(self, store: TaskStore, appetite: Appetite, now: datetime) -> Task | None:
        async def take(lane: Lane, waiting_since: datetime = now) -> Task | None:
            return await store.take(appetite.methods, lane, now=now, waiting_since=waiting_since, worker_is_idle=appetite.is_idle)

        task = None
        if appetite.batch and appetite.batch_may_overtake:
            task = await take(Lane.BATCH, now - BATCH_PATIENCE)
        if task is None and appetite.interactive:
            task = await take(Lane.INTERACTIVE)
        if task is None and appetite.batch:
            task = await take(Lane.BATCH)
        return task

    async def _begin(self, work: W, task: Task, holder: str, now: datetime) -> Handout:
        token = new_token()
        return await self._hand_over(work, task.handed_out(token, holder, now=now), token, now)

    async def _hand_over(self, work: W, task: Task, token: str, now: datetime) -> Handout:
        self._store(work).save(task)
        request = await self._effect(task).fill(work, task)
        time_left = task.lease.attempt_expire_time - now if task.lease and task.lease.attempt_expire_time else timedelta()
        return Handout(task, token, request, _left(task, now), time_left)

    async def _lock_by_token(self, work: W, store: TaskStore, token: str) -> tuple[Task, datetime]:
        """The task, and the time since when it is locked."""
        locked, clock = store.lock_by_token(token), work.now()
        task, now = await locked, await clock
        if task is None:
            raise LeaseStale
        return task, now

    async def _lock_with_subject(self, work: W, store: TaskStore, found: Task | None) -> tuple[Task, datetime]:
        """The task, and the time since when it and what it is about are locked."""
        if found is None:
            raise LeaseStale
        subject, locked, clock = self._effect(found).lock(work, found), store.lock(found.task_id), work.now()
        await subject
        task, now = await locked, await clock
        if task is None:
            raise LeaseStale
        return task, now

    def _effect(self, task: Task) -> Effect[W]:
        return self._effects.get(task.method) or self._effects_by_fallback[task.rules.fallback]


def new_token() -> str:
    """A secret of 192 bits, for a lease or a ticket."""
    return secrets.token_urlsafe(24)


def _count(method: str, *, fell_back: bool) -> None:
    """Once it is committed: how often the contract's fallback had to do."""
    if fell_back:
        FALLBACKS.labels(method).inc()
        log.warning("a task fell back: %s", method, extra={"method": method})


def _left(task: Task, now: datetime) -> timedelta:
    return max(timedelta(), task.lease.expire_time - now) if task.lease else timedelta()
