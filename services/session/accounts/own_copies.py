"""What accounts themselves keep about a person, for an erasure to remove."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, or_, select, update

from services.session.accounts.domain.erasure import CopyKind, Outcome, Retained
from services.session.accounts.guard import FROM_ANYWHERE
from services.session.accounts.registering import CREATE_STAFF, REGISTER
from services.session.accounts.store.accounts import AccountStore, password_resets, passwords
from services.session.accounts.store.audit import AuditLog, entries
from services.session.accounts.store.families import families
from services.session.accounts.store.mails import MailStore, mails
from services.session.accounts.store.portraits import PortraitStore
from services.session.accounts.store.throttles import SIGN_IN, throttles
from services.session.database import UnitOfWork
from services.session.requests import requests
from services.session.tasks.domain import TaskState
from services.session.tasks.store import tasks

AUDIT_RETENTION = timedelta(days=3 * 365)
AUDIT_DUTY = "Accountability for readings of personal data (GDPR Art. 5(2); Korea PIPA safety standards Art. 8): ids only, three years."


class AccountCopies:
    """The account, its password, devices, links, mails, counted attempts and remembered calls."""

    async def erase(self, work: UnitOfWork, account_id: str, *, at: datetime) -> Outcome:
        """See Copies. Runs last: what other nouns keep refers to the account."""
        erased = 1 + await self._count(work, account_id)
        await self._cancel_mails(work, account_id, at)
        await work.run(delete(throttles).where(throttles.c.subject_id == account_id, throttles.c.action.in_([SIGN_IN, FROM_ANYWHERE])))
        made = requests.c.method.in_([REGISTER, CREATE_STAFF]) & (requests.c.outcome == account_id.encode())
        await work.run(delete(requests).where(or_(requests.c.subject_id == account_id, made)))
        await AccountStore(work).delete(account_id)
        return Outcome(CopyKind.ACCOUNT, erased)

    async def _count(self, work: UnitOfWork, account_id: str) -> int:
        owned = (passwords, password_resets, families, mails)
        counts = [select(func.count()).select_from(table).where(table.c.account_id == account_id).scalar_subquery() for table in owned]
        total: int = await work.scalar(select(sum(counts[1:], counts[0])))
        return total

    async def _cancel_mails(self, work: UnitOfWork, account_id: str, at: datetime) -> None:
        unsent = (
            tasks.c.resource_id.in_(await MailStore(work).ids_of(account_id)),
            tasks.c.state.in_([TaskState.READY.value, TaskState.LEASED.value]),
        )
        await work.run(update(tasks).where(*unsent).values(state=TaskState.CANCELLED.value, lease_token=None, ticket=None, end_time=at))


class PortraitCopies:
    """The portrait."""

    async def erase(self, work: UnitOfWork, account_id: str, *, at: datetime) -> Outcome:
        """See Copies."""
        return Outcome(CopyKind.BLOB, await PortraitStore(work).delete(account_id))


class AuditCopies:
    """Entries that tell who read the person's data. They hold ids, and the address of whoever read; the person's own address goes."""

    async def erase(self, work: UnitOfWork, account_id: str, *, at: datetime) -> Outcome:
        """See Copies."""
        await work.run(update(entries).where(entries.c.account_id == account_id).values(remote_address=""))
        count = await AuditLog(work).count_about(account_id)
        retained = Retained(count, AUDIT_DUTY, at + AUDIT_RETENTION) if count else None
        return Outcome(CopyKind.AUDIT_ENTRY, 0, retained)
