"""How somebody who guesses is slowed down without anybody else having to wait.

Three rules, each for another way of guessing:

- *One address guesses one account.* Failures are counted per (account, address). The first few are free; after that this
  address has to wait before it may try this account again, twice as long each time. Every other address is let in, and so is
  this address to every other account: nobody can lock somebody else out. A success, a new password, or an admin
  forgets the failures. A name that belongs to nobody is counted like one that does.
- *Many addresses guess one account.* After that many failures from anywhere each attempt at the account is answered a little later,
  up to three seconds, the owner's too. It is a delay and never a refusal, because a refusal could be aimed at the owner.
- *One address asks for too much* (accounts, mails): so many an hour, and then no more.

An attempt is counted before the password is looked at, under the row's lock: a hundred guesses at once count as a hundred. The
counts are rows, so both replicas know them and a restart forgets nothing. How fast one address may call at all is the edge's to limit.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from mesh.refusal import Exhausted


class AccountLocked(Exhausted):
    """Too many wrong passwords from here; wait before the next try."""

    reason = "ACCOUNT_LOCKED"


class RateLimited(Exhausted):
    """Too many of these from here; try again later."""

    reason = "RATE_LIMITED"


@dataclass(frozen=True)
class Count:
    """How often something was tried. The zero of it is what nobody has tried."""

    number: int = 0
    first_time: datetime | None = None
    last_time: datetime | None = None
    wait_expire_time: datetime | None = None

    def one_less(self) -> "Count":
        """The count without its last attempt, which turned out not to be one."""
        return replace(self, number=max(0, self.number - 1), wait_expire_time=None)


@dataclass(frozen=True)
class Waits:
    """Some attempts are free; after each further one comes a wait, twice as long as the one before."""

    free: int
    first: timedelta
    longest: timedelta
    memory: timedelta
    """After so long without an attempt nothing is held against anybody."""
    refusal: type[Exhausted] = AccountLocked

    def another(self, count: Count, *, at: datetime) -> Count:
        """Counts an attempt. Raises the refusal while a wait lasts; what is refused so is not counted."""
        if count.wait_expire_time and at < count.wait_expire_time:
            raise self.refusal(retry_after_seconds=seconds(count.wait_expire_time - at))
        if count.last_time and at - count.last_time > self.memory:
            count = Count()
        number = count.number + 1
        return Count(number, count.first_time or at, at, at + self._wait(number) if number >= self.free else None)

    def _wait(self, number: int) -> timedelta:
        doublings = min(number - self.free, 30)
        return min(self.longest, self.first * (1 << doublings))


@dataclass(frozen=True)
class Quota:
    """So many in a time, and then no more until it is over."""

    number: int
    window: timedelta

    def another(self, count: Count, *, at: datetime) -> Count:
        """Counts an attempt. Raises RateLimited when there were too many."""
        if count.first_time is None or at - count.first_time >= self.window:
            count = Count()
        if count.number >= self.number:
            raise RateLimited(retry_after_seconds=seconds((count.first_time or at) + self.window - at))
        return Count(count.number + 1, count.first_time or at, at)


@dataclass(frozen=True)
class Drag:
    """Attempts beyond the free ones are answered later and later."""

    free: int
    step: timedelta
    longest: timedelta
    memory: timedelta

    def another(self, count: Count, *, at: datetime) -> Count:
        """Counts an attempt."""
        if count.last_time and at - count.last_time > self.memory:
            count = Count()
        return Count(count.number + 1, count.first_time or at, at)

    def delay(self, count: Count) -> timedelta:
        """How much later the attempt that was just counted is answered."""
        return min(self.longest, self.step * max(0, count.number - self.free))


def seconds(wait: timedelta) -> int:
    """A wait in whole seconds, never less than it is."""
    return max(1, -int(-wait.total_seconds() // 1))
