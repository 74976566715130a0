"""Makes accounts: candidates make their own, an admin makes those of staff."""

from datetime import timedelta
from uuid import uuid4

from services.session.accounts.domain.account import Account, AccountState, NewAccount, Role, address_of
from services.session.accounts.domain.audit import Act, Doer, account_object
from services.session.accounts.guard import ANYBODY, Guard
from services.session.accounts.hashing import Hasher
from services.session.accounts.signing_in import digest_of, new_secret
from services.session.accounts.store.accounts import AccountStore, PasswordStore
from services.session.accounts.store.audit import AuditLog
from services.session.database import Database, UnitOfWork
from services.session.requests import RequestIdReused, Requests

INVITATION_LIFETIME = timedelta(days=3)
REGISTER, CREATE_STAFF = "Register", "CreateStaffAccount"


class Registering:
    """The use cases that make accounts."""

    def __init__(self, database: Database, hasher: Hasher, guard: Guard[UnitOfWork]) -> None:
        self._database = database
        self._hasher = hasher
        self._guard = guard

    async def register(self, new: NewAccount, password: str, *, request_id: str, address: str) -> Account:
        """Makes a candidate's account; there is no role to ask for.

        Raises EmailTaken, UsernameTaken, PasswordTooCommon, RequestIdReused, RateLimited, Busy.
        """
        content = _content(new)
        async with self._database.work() as work:
            earlier = await self._known(work, ANYBODY, request_id, REGISTER, content)
            if earlier is None:
                await self._guard.register(work, address)
        if earlier is not None:
            return await self._repeated(earlier, password, request_id)
        hashed = await self._hasher.hash(password, username=new.username, about=(new.full_name, new.email))
        try:
            return await self._add(new, hashed, request_id, content)
        except _Faster:
            return await self._repeated(await self._winner(request_id, content), password, request_id)

    async def create_staff(self, new: NewAccount, role: Role, *, request_id: str, doer: Doer) -> tuple[Account, str]:
        """Makes the account of a recruiter or an admin; returns it with the token its person sets a password with.

        A repeat returns the same account, with a new token as long as no password was set and with none afterwards.
        Raises EmailTaken, UsernameTaken, RequestIdReused.
        """
        try:
            return await self._create_staff(new, role, request_id, doer)
        except _Faster:
            return await self._create_staff(new, role, request_id, doer)

    async def _create_staff(self, new: NewAccount, role: Role, request_id: str, doer: Doer) -> tuple[Account, str]:
        subject_id, content = doer.account_id or ANYBODY, _content(new) + bytes([role])
        async with self._database.work() as work:
            known = await self._known(work, subject_id, request_id, CREATE_STAFF, content)
            if known is not None:
                return await self._invited_again(work, known, request_id)
            account = new.account(str(uuid4()), role, AccountState.INVITED, at=await work.now())
            await self._remember(work, subject_id, request_id, CREATE_STAFF, content, account.account_id)
            await AccountStore(work).add(account)
            await AuditLog(work).record(doer, Act.GRANT, account_object(account.account_id), reason=role.name)
            return account, await self._invite(work, account)

    async def _invited_again(self, work: UnitOfWork, account_id: str, request_id: str) -> tuple[Account, str]:
        account = await AccountStore(work).lock(account_id)
        if account is None:
            raise RequestIdReused(request_id=request_id)
        return account, await self._invite(work, account) if account.state is AccountState.INVITED else ""

    async def _add(self, new: NewAccount, hashed: str, request_id: str, content: bytes) -> Account:
        async with self._database.work() as work:
            now = await work.now()
            account = new.account(str(uuid4()), Role.CANDIDATE, AccountState.ACTIVE, at=now)
            await self._remember(work, ANYBODY, request_id, REGISTER, content, account.account_id)
            await AccountStore(work).add(account)
            await PasswordStore(work).save(account.account_id, hashed, at=now)
            return account

    async def _winner(self, request_id: str, content: bytes) -> str:
        async with self._database.work() as work:
            account_id = await self._known(work, ANYBODY, request_id, REGISTER, content)
        if account_id is None:
            raise RequestIdReused(request_id=request_id)
        return account_id

    async def _repeated(self, account_id: str, password: str, request_id: str) -> Account:
        """What the first call made. The password was part of it, and it alone is not in the memory of calls, so it is compared here."""
        async with self._database.work() as work:
            account, hashed = await AccountStore(work).find(account_id), await PasswordStore(work).find(account_id)
        verdict = await self._hasher.verify(hashed, password)
        if account is None or not verdict.is_right:
            raise RequestIdReused(request_id=request_id)
        return account

    async def _invite(self, work: UnitOfWork, account: Account) -> str:
        secret, store = new_secret(), PasswordStore(work)
        await store.delete_resets(account.account_id)
        await store.add_reset(account.account_id, digest_of(secret), expires=await work.now() + INVITATION_LIFETIME)
        return secret

    async def _known(self, work: UnitOfWork, subject_id: str, request_id: str, method: str, content: bytes) -> str | None:
        outcome = await Requests(work).outcome(subject_id, request_id, method, content)
        return outcome.decode() if outcome is not None else None

    async def _remember(self, work: UnitOfWork, subject_id: str, request_id: str, method: str, content: bytes, account_id: str) -> None:
        if not await Requests(work).remember(subject_id, request_id, method, content, account_id.encode()):
            raise _Faster


class _Faster(Exception):
    """The same call was made at the same time and has won; what it did stands."""


def _content(new: NewAccount) -> bytes:
    """What must be the same in a repeat. Never the password: its digest would be one that is quick to guess against."""
    return "\0".join((address_of(new.email), new.username, new.full_name, str(new.language))).encode()
