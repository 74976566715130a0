"""Removes what has had its time: devices, links, counts, entries of the audit log, and people who left."""

from datetime import timedelta

from services.session.accounts.leaving import Leaving
from services.session.accounts.own_copies import AUDIT_RETENTION
from services.session.accounts.store.accounts import PasswordStore
from services.session.accounts.store.audit import AuditLog
from services.session.accounts.store.families import SqlFamilyStore
from services.session.accounts.store.throttles import SqlThrottleStore
from services.session.database import Database

COUNTS_KEPT = timedelta(days=1)
"""Longer than any rule remembers."""


class Tidying:
    """Run every now and then, by any replica; running twice at once does no harm."""

    def __init__(self, database: Database, leaving: Leaving) -> None:
        self._database = database
        self._leaving = leaving

    async def sweep(self) -> None:
        """One round."""
        async with self._database.work() as work:
            now = await work.now()
            await SqlFamilyStore(work).delete_expired(now)
            await PasswordStore(work).delete_resets_before(now)
            await SqlThrottleStore(work).forget_before(now - COUNTS_KEPT)
            await AuditLog(work).delete_before(now - AUDIT_RETENTION)
        await self._leaving.erase_overdue()
