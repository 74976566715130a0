"""Removes what has been kept long enough, and offers again what was left undone. Every replica runs one; repeating it does no harm."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import delete

from mesh.refusal import Unavailable
from services.session.accounts.own_copies import AUDIT_RETENTION
from services.session.accounts.store.accounts import PasswordStore
from services.session.accounts.store.audit import AuditLog
from services.session.accounts.store.families import SqlFamilyStore
from services.session.accounts.store.throttles import SqlThrottleStore
from services.session.database import Database
from services.session.isolation import isolated
from services.session.requests import requests
from services.session.tasks.domain import TaskState
from services.session.tasks.store import tasks

PERIOD = 300.0
"""Seconds between two rounds."""

REPEATS_KEPT = timedelta(days=7)
"""How long a repeated call is recognised as one."""

TASKS_KEPT = timedelta(days=30)
"""How long a task is kept after its end, for whoever wants to know what became of it."""

THROTTLES_KEPT = timedelta(days=1)

Duty = Callable[[], Awaitable[object]]

log = logging.getLogger(__name__)


class Retention:
    """What no noun keeps for ever."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def forget_repeats(self) -> int:
        """Removes the memory of calls that nobody repeats any more."""
        return await self._delete(lambda now: delete(requests).where(requests.c.create_time < now - REPEATS_KEPT))

    async def forget_tasks(self) -> int:
        """Removes tasks that ended long ago; dead ones too, which somebody has had the time to look at by then."""
        ended = [TaskState.DONE.value, TaskState.CANCELLED.value, TaskState.DEAD.value]
        return await self._delete(lambda now: delete(tasks).where(tasks.c.state.in_(ended), tasks.c.end_time < now - TASKS_KEPT))

    async def forget_readings(self) -> int:
        """Removes audit entries whose time is over."""
        async with self._database.work() as work:
            return await AuditLog(work).delete_before(await work.now() - AUDIT_RETENTION)

    async def forget_attempts(self) -> None:
        """Removes counted sign-in attempts that slow nobody down any more."""
        async with self._database.work() as work:
            await SqlThrottleStore(work).forget_before(await work.now() - THROTTLES_KEPT)

    async def forget_devices(self) -> None:
        """Removes devices that have to sign in again, with their tokens, and links that are good no more."""
        async with self._database.work() as work:
            now = await work.now()
            await SqlFamilyStore(work).delete_expired(now)
            await PasswordStore(work).delete_resets_before(now)

    async def _delete(self, statement: Callable[[Any], Any]) -> int:
        async with self._database.work() as work:
            return await work.run(statement(await work.now()))


async def sweep(duties: Sequence[Duty], *, period: float = PERIOD) -> None:
    """Does every duty, again and again, until cancelled. One that breaks does not keep the others from being done."""
    while True:
        for duty in duties:
            try:
                with isolated("duty", getattr(duty, "__name__", "")):
                    await duty()
            except Unavailable as refusal:
                log.warning("a duty of the sweeper waits for the next round: %s", refusal.reason)
        await asyncio.sleep(period)
