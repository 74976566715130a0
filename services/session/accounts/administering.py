"""What an admin does about accounts. Every reading and every change stands in the audit log, in the same transaction."""

from datetime import datetime

from services.session.accounts.domain.account import Account, LastAdmin, Role
from services.session.accounts.domain.audit import Act, Doer, account_object
from services.session.accounts.domain.family import Revocation
from services.session.accounts.guard import Guard
from services.session.accounts.profile import known
from services.session.accounts.store.accounts import AccountStore, Filter
from services.session.accounts.store.audit import AuditLog
from services.session.accounts.store.families import SqlFamilyStore
from services.session.database import Database, UnitOfWork


class Administering:
    """The use cases of an admin."""

    def __init__(self, database: Database, guard: Guard[UnitOfWork]) -> None:
        self._database = database
        self._guard = guard

    async def get(self, account_id: str, *, doer: Doer) -> Account:
        """An account. Raises AccountUnknown."""
        async with self._database.work() as work:
            account = known(await AccountStore(work).find(account_id))
            await AuditLog(work).record(doer, Act.READ, account_object(account_id))
            return account

    async def page(self, wanted: Filter, before: tuple[datetime, str] | None, *, limit: int, doer: Doer) -> tuple[list[Account], bool]:
        """Up to so many accounts, newest first, and whether these are the last."""
        async with self._database.work() as work:
            found = await AccountStore(work).page(wanted, before, limit=limit + 1)
            page = found[:limit]
            await AuditLog(work).record(doer, Act.READ, *(account_object(account.account_id) for account in page))
            return page, len(found) <= limit

    async def set_role(self, account_id: str, role: Role, reason: str, *, doer: Doer) -> Account:
        """Gives a role and signs the person out. Raises AccountUnknown, LastAdmin, AccountIsWithdrawn."""
        async with self._database.work() as work:
            admins = await AccountStore(work).count_admins()
            account = known(await AccountStore(work).lock(account_id))
            given = account.given(role, at=await work.now())
            if given is account:
                return account
            refuse_to_lose_the_last_admin(account, admins)
            await AccountStore(work).save(given)
            await SqlFamilyStore(work).revoke_all(account_id, Revocation.ROLE, at=given.update_time)
            await AuditLog(work).record(doer, Act.GRANT, account_object(account_id), reason=f"{role.name}: {reason}")
            return given

    async def unlock(self, account_id: str, *, doer: Doer) -> Account:
        """Forgets failed log-ins. Raises AccountUnknown."""
        async with self._database.work() as work:
            known(await AccountStore(work).find(account_id))
            await self._guard.unlock(work, account_id)
            await AuditLog(work).record(doer, Act.GRANT, account_object(account_id), reason="UNLOCK")
            return known(await AccountStore(work).find(account_id))


def refuse_to_lose_the_last_admin(account: Account, admins: int) -> None:
    """Raises LastAdmin when this is the only account that may run the installation."""
    if account.is_running_admin and admins <= 1:
        raise LastAdmin
