"""One task's life: made, handed out, finished, or given up on.

    READY ──hand out / open──▶ LEASED ──complete──▶ DONE
      ▲                          │
      └──lapse, fail, release────┘      READY, LEASED ──out of attempts or time──▶ DEAD (the fallback applied)
                                        READY, LEASED ──no longer wanted──▶ CANCELLED

Every change is fenced by the lease token: whoever holds an older one changes nothing. A token outlives its lease until the
task is handed out again, so a worker that was merely slow still delivers.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum, IntEnum
from typing import Self

from mesh.refusal import Refusal, Status

LEASE = timedelta(seconds=10)
"""How long a worker may be silent before its task is handed out again."""

TICKET = timedelta(seconds=2)
"""How long a ticket may lie unopened before a worker gets the task."""

BACKOFF = (timedelta(milliseconds=250), timedelta(seconds=1), timedelta(seconds=5), timedelta(seconds=15))
"""Pause before the next attempt after the first, second, … failure; the last one repeats."""

LAPSES_BEFORE_ALONE = 2
"""After so many lapses a task is handed out alone: whatever kills its workers must not cost its neighbours."""


LOOKS = 8
"""After so many looks at a task that could not be looked at, it is dead: whatever is wrong with it does not mend itself."""

BROKEN = "TASK_BROKEN"
"""The reason of a task that could not be looked at."""


class TaskState(Enum):
    """Where a task is in its life."""

    READY = "READY"
    LEASED = "LEASED"
    DONE = "DONE"
    DEAD = "DEAD"
    CANCELLED = "CANCELLED"


class Lane(IntEnum):
    """Whether a person is waiting. The numbers are those of viva.contract.v1.Lane."""

    INTERACTIVE = 1
    BATCH = 2


class LeaseStale(Refusal):
    """This lease has ended: the task was handed out again, fell back or is no longer wanted."""

    status = Status.FAILED_PRECONDITION
    reason = "LEASE_STALE"


class TicketSpent(Refusal):
    """This ticket is no longer good: it was opened, has lapsed, or a newer one was given out."""

    status = Status.FAILED_PRECONDITION
    reason = "TICKET_SPENT"


@dataclass(frozen=True)
class Rules:
    """What the contract says about a method's tasks, as it stood when the task was made. A later release changes nothing about it."""

    lane: Lane
    attempts: int
    attempt_time: timedelta
    overall_time: timedelta
    fallback: int


@dataclass(frozen=True)
class Lease:
    """The right to do a task's current attempt."""

    token: str
    holder: str
    expire_time: datetime
    opened: bool
    attempt_expire_time: datetime | None = None


@dataclass(frozen=True)
class Ticket:
    """The right to open a task's first lease; good for whom it was given to."""

    token: str
    holder: str


@dataclass(frozen=True)
class Task:
    """One piece of work. Immutable: each transition returns the task as it is afterwards."""

    task_id: str
    method: str
    request: bytes = field(repr=False)
    rules: Rules
    create_time: datetime
    not_before_time: datetime
    resource_id: str | None = None
    state: TaskState = TaskState.READY
    attempt: int = 0
    lapses: int = 0
    lease: Lease | None = None
    ticket: Ticket | None = None
    overall_expire_time: datetime | None = None
    dedupe_key: str | None = None
    reason: str = ""
    traceparent: str = ""
    end_time: datetime | None = None

    @classmethod
    def new(cls, task_id: str, method: str, request: bytes, rules: Rules, *, at: datetime, **more: str | None) -> Self:
        """A task as it is first written. Interactive time counts from now, batch time from the first hand-out."""
        deadline = at + rules.overall_time if rules.lane is Lane.INTERACTIVE else None
        return cls(task_id, method, request, rules, create_time=at, not_before_time=at, overall_expire_time=deadline, **more)  # type: ignore[arg-type]

    @property
    def is_open(self) -> bool:
        """Whether it still has to be done."""
        return self.state in (TaskState.READY, TaskState.LEASED)

    @property
    def must_be_alone(self) -> bool:
        """Whether its worker should have nothing else to lose."""
        return self.lapses >= LAPSES_BEFORE_ALONE

    @property
    def subject_id(self) -> str:
        """The row it is about, which its fallback knows even when nobody can read the request. LookupError when it names none."""
        if self.resource_id is None:
            raise LookupError(f"task {self.task_id} is about nothing")
        return self.resource_id

    def due_time(self) -> datetime | None:
        """When somebody must look at it next if nothing else happens. None once it has ended."""
        if not self.is_open:
            return None
        own = self.lease.expire_time if self.state is TaskState.LEASED and self.lease else self.not_before_time
        return min(own, self.overall_expire_time) if self.overall_expire_time else own

    def is_spent(self, now: datetime) -> bool:
        """Whether it is out of time, or out of attempts with nobody at the last one."""
        out_of_time = self.overall_expire_time is not None and now >= self.overall_expire_time
        return self.is_open and (out_of_time or (self.state is TaskState.READY and self.attempt >= self.rules.attempts))

    def ticketed(self, ticket: Ticket, *, now: datetime) -> "Task":
        """Keeps the task back for whoever opens the ticket, for a moment."""
        lease = Lease(token=ticket.token, holder=ticket.holder, expire_time=now + TICKET, opened=False)
        return replace(self, state=TaskState.LEASED, lease=lease, ticket=ticket)

    @property
    def can_be_ticketed_again(self) -> bool:
        """Whether the first ticket was never opened and nobody else has begun."""
        return self.is_open and self.attempt == 0 and self.ticket is not None and (self.lease is None or not self.lease.opened)

    def opened(self, ticket: Ticket, token: str, holder: str, *, now: datetime) -> "Task":
        """Exchanges the ticket for a lease. Raises TicketSpent when it is not the one that was given out last, or too late."""
        if self.ticket != ticket or self.state is not TaskState.LEASED or self.lease is None or self.lease.opened:
            raise TicketSpent
        return self.handed_out(token, holder, now=now)

    def handed_out(self, token: str, holder: str, *, now: datetime) -> "Task":
        """Begins an attempt. Older tokens are dead from here on."""
        deadline = self.overall_expire_time or now + self.rules.overall_time
        attempt_ends = min(now + self.rules.attempt_time, deadline)
        lease = Lease(token, holder, min(now + LEASE, attempt_ends), opened=True, attempt_expire_time=attempt_ends)
        return replace(self, state=TaskState.LEASED, attempt=self.attempt + 1, lease=lease, ticket=None, overall_expire_time=deadline)

    def renewed(self, token: str, *, now: datetime) -> "Task":
        """Lengthens the lease, up to the attempt's own deadline."""
        lease = self._held(token)
        ends = lease.attempt_expire_time or now
        if now >= ends:
            raise LeaseStale
        return replace(self, state=TaskState.LEASED, lease=replace(lease, expire_time=min(now + LEASE, ends)))

    def completed(self, token: str, *, now: datetime) -> "Task":
        """Ends the task well."""
        self._held(token)
        return replace(self, state=TaskState.DONE, end_time=now)

    def is_completed_by(self, token: str) -> bool:
        """Whether this very token ended it well before."""
        return self.state is TaskState.DONE and self.lease is not None and self.lease.token == token

    def failed(self, token: str, reason: str, *, retryable: bool, now: datetime) -> "Task":
        """Ends the attempt. Without another one to come the task stays READY and spent, for its fallback."""
        self._held(token)
        attempt = self.attempt if retryable else max(self.attempt, self.rules.attempts)
        pause = BACKOFF[min(self.attempt, len(BACKOFF)) - 1]
        return replace(self._free(), attempt=attempt, reason=reason, not_before_time=now + pause)

    def spoiled(self, *, now: datetime) -> "Task":
        """Counts an attempt that could not even begin, because what is asked for cannot be put together."""
        pause = BACKOFF[min(self.attempt, len(BACKOFF) - 1)]
        return replace(self._free(), attempt=self.attempt + 1, reason="REQUEST_UNUSABLE", not_before_time=now + pause)

    def put_off(self, *, now: datetime) -> "Task":
        """Leaves it for later because it could not be looked at; ends it without its fallback when that goes on."""
        if self.reason == BROKEN and self.lapses >= LOOKS:
            return self.fallen_back(now=now)
        pause = BACKOFF[min(self.lapses, len(BACKOFF) - 1)]
        return replace(self._free(), lapses=self.lapses + 1, reason=BROKEN, not_before_time=now + pause)

    def is_put_off(self, now: datetime) -> bool:
        """Whether it is better left alone for now."""
        return self.reason == BROKEN and now < self.not_before_time

    def counted_from_making(self) -> "Task":
        """Counts its time from its making: a task of a method that is gone has no first hand-out to count from."""
        return replace(self, overall_expire_time=self.overall_expire_time or self.create_time + self.rules.overall_time)

    def released(self, token: str, *, now: datetime) -> "Task":
        """Gives the task back as if the attempt had not begun."""
        self._held(token)
        return replace(self._free(), attempt=self.attempt - 1, not_before_time=now)

    def lapsed(self, *, now: datetime) -> "Task":
        """Takes the task from a worker that fell silent, or from a ticket that nobody opened. Its token stays good for now."""
        if self.state is not TaskState.LEASED or self.lease is None or now < self.lease.expire_time:
            return self
        if not self.lease.opened:
            return replace(self._free(), not_before_time=now, ticket=None)
        return replace(self, state=TaskState.READY, lapses=self.lapses + 1, reason="LEASE_LAPSED", not_before_time=now)

    def fallen_back(self, *, now: datetime) -> "Task":
        """Gives up; the fallback applies in the same transaction."""
        reason = self.reason or ("DEADLINE" if self.attempt < self.rules.attempts else "ATTEMPTS")
        return replace(self, state=TaskState.DEAD, lease=None, ticket=None, reason=reason, end_time=now)

    def cancelled(self, *, now: datetime) -> "Task":
        """Says that it is no longer wanted."""
        return replace(self, state=TaskState.CANCELLED, lease=None, ticket=None, end_time=now) if self.is_open else self

    def _held(self, token: str) -> Lease:
        if not self.is_open or self.lease is None or not self.lease.opened or self.lease.token != token:
            raise LeaseStale
        return self.lease

    def _free(self) -> "Task":
        return replace(self, state=TaskState.READY, lease=None, ticket=None)
