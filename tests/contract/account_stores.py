"""What accounts count and which devices they know, in memory, with a clock that the test turns."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from services.session.accounts.domain.family import Family, RefreshToken, Revocation
from services.session.accounts.domain.throttle import Count

MORNING = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


@dataclass
class Memory:
    """A unit of work that is its own store: everything in it happens at once, for nobody else is there."""

    time: datetime = MORNING
    counts: dict[tuple[str, str, str], Count] = field(default_factory=dict)
    families: dict[str, Family] = field(default_factory=dict)
    tokens: dict[bytes, tuple[str, RefreshToken]] = field(default_factory=dict)

    async def now(self) -> datetime:
        """The time, which only the test moves."""
        return self.time

    def turn(self, by: timedelta) -> None:
        """Lets time pass."""
        self.time += by

    @asynccontextmanager
    async def work(self) -> AsyncIterator["Memory"]:
        """Undoes everything when the block raises."""
        before = dict(self.counts), dict(self.families), dict(self.tokens)
        try:
            yield self
        except BaseException:
            self.counts, self.families, self.tokens = before
            raise


class MemoryThrottleStore:
    """ThrottleStore in memory."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    async def lock(self, subject_id: str, action: str, address: str) -> Count:
        """See ThrottleStore."""
        return self._memory.counts.setdefault((subject_id, action, address), Count())

    async def save(self, subject_id: str, action: str, address: str, count: Count) -> None:
        """See ThrottleStore."""
        self._memory.counts[subject_id, action, address] = count

    async def forget(self, subject_id: str, actions: Sequence[str], address: str | None = None) -> None:
        """See ThrottleStore."""
        for key in [key for key in self._memory.counts if key[0] == subject_id and key[1] in actions and address in (None, key[2])]:
            del self._memory.counts[key]

    async def forget_before(self, time: datetime) -> None:
        """See ThrottleStore."""
        for key in [key for key, count in self._memory.counts.items() if count.last_time and count.last_time < time]:
            del self._memory.counts[key]


class MemoryFamilyStore:
    """FamilyStore in memory."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    async def add(self, family: Family, token: RefreshToken) -> None:
        """See FamilyStore."""
        self._memory.families[family.family_id] = family
        self._memory.tokens[token.digest] = family.family_id, token

    async def lock_by_token(self, digest: bytes) -> tuple[Family, RefreshToken] | None:
        """See FamilyStore."""
        if digest not in self._memory.tokens:
            return None
        family_id, token = self._memory.tokens[digest]
        return self._memory.families[family_id], token

    async def rotate(self, family: Family, used: RefreshToken, successor: RefreshToken) -> None:
        """See FamilyStore."""
        self._memory.tokens[used.digest] = family.family_id, used
        self._memory.tokens[successor.digest] = family.family_id, successor

    async def revoke(self, family_id: str, why: Revocation, *, at: datetime) -> None:
        """See FamilyStore."""
        family = self._memory.families.get(family_id)
        if family and family.revoke_time is None:
            self._memory.families[family_id] = replace(family, revoke_time=at)

    async def revoke_all(self, account_id: str, why: Revocation, *, at: datetime, but: str | None = None) -> int:
        """See FamilyStore."""
        open_ones = [
            family
            for family in self._memory.families.values()
            if family.account_id == account_id and family.revoke_time is None and family.expire_time > at and family.family_id != but
        ]
        for family in open_ones:
            await self.revoke(family.family_id, why, at=at)
        return len(open_ones)

    async def delete_expired(self, before: datetime) -> None:
        """See FamilyStore."""
        for family_id in [family.family_id for family in self._memory.families.values() if family.expire_time < before]:
            del self._memory.families[family_id]
            for digest in [digest for digest, (owner, _) in self._memory.tokens.items() if owner == family_id]:
                del self._memory.tokens[digest]
