"""Counts what is tried too often; see domain/throttle.py for what is counted, and why nobody can be locked out by somebody else."""

from asyncio import sleep
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import Generic, Protocol, TypeVar
from uuid import UUID, uuid5

from services.session.accounts.domain.throttle import Count, Drag, Quota, RateLimited, Waits
from services.session.accounts.store.throttles import SIGN_IN, ThrottleStore

SIGN_INS = Waits(free=5, first=timedelta(seconds=30), longest=timedelta(minutes=15), memory=timedelta(hours=12))
CLIENT_TOKENS = Waits(free=10, first=timedelta(seconds=30), longest=timedelta(minutes=15), memory=timedelta(hours=12), refusal=RateLimited)
SIGN_INS_FROM_ANYWHERE = Drag(free=20, step=timedelta(milliseconds=100), longest=timedelta(seconds=3), memory=timedelta(hours=1))

FROM_ANYWHERE, REGISTER, RESET, CLIENT_TOKEN = "FROM_ANYWHERE", "REGISTER", "RESET", "CLIENT_TOKEN"
ANYWHERE = ""

_NAMES = UUID("f0b1bb32-6a8f-5a9c-9b0c-5a4ae0f6d3a1")
ANYBODY = str(uuid5(_NAMES, "anybody"))
"""Subject of counts that belong to an address alone."""


class Work(Protocol):
    """What counting needs of a unit of work."""

    def now(self) -> Awaitable[datetime]:
        """The time now, read after the locks."""
        ...


class Rule(Protocol):
    """Says what another attempt does to a count."""

    def another(self, count: Count, *, at: datetime) -> Count:
        """The count with the attempt in it, or the refusal of the attempt."""
        ...


W = TypeVar("W", bound=Work)


def subject_of(name: str) -> str:
    """What attempts at a name are counted under that belongs to nobody: as if it did. The name itself is not kept; it may be a password."""
    return str(uuid5(_NAMES, f"name {name}"))


class Guard(Generic[W]):
    """Lets attempts through, later, or not yet."""

    def __init__(
        self,
        work: Callable[[], AbstractAsyncContextManager[W]],
        store: Callable[[W], ThrottleStore],
        *,
        registrations: int = 120,
        resets: int = 10,
    ) -> None:
        """`registrations` and `resets`: how many one address may have in an hour."""
        self._work = work
        self._store = store
        self._registrations = Quota(registrations, timedelta(hours=1))
        self._resets = Quota(resets, timedelta(hours=1))

    async def sign_in(self, subject_id: str, address: str) -> None:
        """Counts an attempt at an account before anything is compared; returns when it may go on. Raises AccountLocked."""
        async with self._work() as work:
            store = self._store(work)
            await self._count(work, store, SIGN_IN, SIGN_INS, subject_id, address)
            everywhere = await self._count(work, store, FROM_ANYWHERE, SIGN_INS_FROM_ANYWHERE, subject_id, ANYWHERE)
        await sleep(SIGN_INS_FROM_ANYWHERE.delay(everywhere).total_seconds())

    async def signed_in(self, work: W, subject_id: str, address: str) -> None:
        """Forgets what this address tried, and that the last attempt was one. Others' failures stay counted."""
        store = self._store(work)
        await store.forget(subject_id, [SIGN_IN], address)
        await self._uncount(store, FROM_ANYWHERE, subject_id, ANYWHERE)

    async def undo(self, subject_id: str, address: str) -> None:
        """Takes an attempt back that was never compared."""
        async with self._work() as work:
            store = self._store(work)
            await self._uncount(store, SIGN_IN, subject_id, address)
            await self._uncount(store, FROM_ANYWHERE, subject_id, ANYWHERE)

    async def client_token(self, client_id: str, address: str) -> None:
        """Counts an attempt at a client's secret before it is compared. Raises RateLimited."""
        async with self._work() as work:
            await self._count(work, self._store(work), CLIENT_TOKEN, CLIENT_TOKENS, client_id, address)

    async def client_token_issued(self, work: W, client_id: str, address: str) -> None:
        """Forgets what this address tried."""
        await self._store(work).forget(client_id, [CLIENT_TOKEN], address)

    async def unlock(self, work: W, account_id: str) -> None:
        """Forgets every failed attempt at an account."""
        await self._store(work).forget(account_id, [SIGN_IN, FROM_ANYWHERE])

    async def register(self, work: W, address: str) -> None:
        """Counts a registration from an address. Raises RateLimited."""
        await self._count(work, self._store(work), REGISTER, self._registrations, ANYBODY, address)

    async def reset(self, work: W, address: str) -> None:
        """Counts a mail asked for from an address. Raises RateLimited."""
        await self._count(work, self._store(work), RESET, self._resets, ANYBODY, address)

    async def _count(self, work: W, store: ThrottleStore, action: str, rule: Rule, subject_id: str, address: str) -> Count:
        count = rule.another(await store.lock(subject_id, action, address), at=await work.now())
        await store.save(subject_id, action, address, count)
        return count

    async def _uncount(self, store: ThrottleStore, action: str, subject_id: str, address: str) -> None:
        count = await store.lock(subject_id, action, address)
        await store.save(subject_id, action, address, count.one_less())
