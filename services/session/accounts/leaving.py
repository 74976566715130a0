"""Closes accounts, and removes people with every copy of what was kept about them."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from services.session.accounts.administering import refuse_to_lose_the_last_admin
from services.session.accounts.domain.account import Account, AccountState, AccountUnknown
from services.session.accounts.domain.audit import Act, Doer, account_object
from services.session.accounts.domain.erasure import Copies, InterviewLive, ReasonRequired, Receipt, summed
from services.session.accounts.domain.family import Revocation
from services.session.accounts.domain.password import CredentialsWrong, OwnPasswordWrong
from services.session.accounts.profile import known
from services.session.accounts.signing_in import Credentials
from services.session.accounts.store.accounts import AccountStore
from services.session.accounts.store.audit import AuditLog
from services.session.accounts.store.families import SqlFamilyStore
from services.session.accounts.store.receipts import ReceiptStore
from services.session.database import Database, UnitOfWork
from services.session.requests import Requests

RETENTION = timedelta(days=30)
"""How long a closed account is kept, in case its owner changes their mind."""

ERASE = "EraseAccount"

IsInterviewed = Callable[[UnitOfWork, str], Awaitable[bool]]
"""Whether a person sits in an interview now."""


class Leaving:
    """The use cases of somebody who goes."""

    def __init__(
        self, database: Database, credentials: Credentials, copies: Sequence[Copies[UnitOfWork]], is_interviewed: IsInterviewed
    ) -> None:
        """`copies`: what every noun keeps about people; accounts' own come last, because the others refer to them."""
        self._database = database
        self._credentials = credentials
        self._copies = copies
        self._is_interviewed = is_interviewed

    async def withdraw(self, account_id: str, password: str, address: str) -> Account:
        """Closes the caller's account. Raises OwnPasswordWrong, InterviewLive, LastAdmin, AccountLocked, Busy."""
        await self._hold(account_id, password, address)
        async with self._database.work() as work:
            account = await self._free_to_go(work, account_id)
            withdrawn = account.withdrawn(at=await work.now())
            await AccountStore(work).save(withdrawn)
            await SqlFamilyStore(work).revoke_all(account_id, Revocation.WITHDRAWN, at=await work.now())
            return withdrawn

    async def erase_own(self, account_id: str, password: str, *, request_id: str, doer: Doer) -> Receipt:
        """Removes the caller. Raises as `withdraw`."""
        await self._hold(account_id, password, doer.remote_address)
        return await self._erase(account_id, "", request_id, doer)

    async def erase(self, account_id: str, reason: str, *, request_id: str, doer: Doer) -> Receipt:
        """Removes a person at an admin's word. Raises ReasonRequired, AccountUnknown, InterviewLive, LastAdmin, RequestIdReused."""
        if not reason.strip():
            raise ReasonRequired
        return await self._erase(account_id, reason, request_id, doer)

    async def erase_overdue(self, *, retention: timedelta = RETENTION, limit: int = 20) -> int:
        """Removes those who closed their account longer ago than it is kept. Returns how many there were."""
        async with self._database.work() as work:
            overdue = await AccountStore(work).withdrawn_before(await work.now() - retention, limit=limit)
        for account_id in overdue:
            await self._erase(account_id, "RETENTION", str(uuid4()), Doer())
        return len(overdue)

    async def _erase(self, account_id: str, reason: str, request_id: str, doer: Doer) -> Receipt:
        # Kept under the id of whoever does it: an admin may ask again, and the owner is nobody afterwards.
        call = Erasure(doer.account_id or account_id, request_id, account_id)
        try:
            async with self._database.work() as work:
                return await self._given(work, call) or await self._erase_now(work, call, reason, doer)
        except AccountUnknown:
            # The same call, made at the same time, may have been faster.
            async with self._database.work() as work:
                if receipt := await self._given(work, call):
                    return receipt
            raise

    async def _erase_now(self, work: UnitOfWork, call: "Erasure", reason: str, doer: Doer) -> Receipt:
        await self._free_to_go(work, call.account_id)
        receipt = await self._remove(work, call.account_id, await work.now())
        await ReceiptStore(work).add(receipt)
        await AuditLog(work).record(doer, Act.ERASE, account_object(call.account_id), reason=reason)
        await Requests(work).remember(call.subject_id, call.request_id, ERASE, call.content, receipt.receipt_id.encode())
        return receipt

    async def _remove(self, work: UnitOfWork, account_id: str, now: datetime) -> Receipt:
        outcomes = [await copies.erase(work, account_id, at=now) for copies in self._copies]
        return Receipt(str(uuid4()), account_id, now, summed(outcomes))

    async def _free_to_go(self, work: UnitOfWork, account_id: str) -> Account:
        admins = await AccountStore(work).count_admins()
        account = known(await AccountStore(work).lock(account_id))
        refuse_to_lose_the_last_admin(account, admins)
        if account.state is AccountState.ACTIVE and await self._is_interviewed(work, account_id):
            raise InterviewLive
        return account

    async def _hold(self, account_id: str, password: str, address: str) -> None:
        try:
            await self._credentials.hold_own(account_id, password, address)
        except CredentialsWrong:
            raise OwnPasswordWrong from None

    async def _given(self, work: UnitOfWork, call: "Erasure") -> Receipt | None:
        """The receipt that the same call was given before."""
        outcome = await Requests(work).outcome(call.subject_id, call.request_id, ERASE, call.content)
        return await ReceiptStore(work).find(outcome.decode()) if outcome else None


@dataclass(frozen=True)
class Erasure:
    """One call that erases somebody, as repeats are known by."""

    subject_id: str
    request_id: str
    account_id: str

    @property
    def content(self) -> bytes:
        """What must be the same in a repeat."""
        return self.account_id.encode()
