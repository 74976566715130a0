"""Changes passwords: by the old one, or by a link in a mail or from an admin. Every change ends what was let in by the old one."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from viva.gateway.v1.delivery_service_pb2 import MAIL_KIND_PASSWORD_CHANGED, MAIL_KIND_PASSWORD_RESET

from mesh.refusal import Refusal
from services.session.accounts.domain.account import Account, AccountState, AccountUnknown, address_of
from services.session.accounts.domain.family import Revocation
from services.session.accounts.domain.password import CredentialsWrong, OwnPasswordWrong
from services.session.accounts.guard import Guard
from services.session.accounts.hashing import Hasher
from services.session.accounts.mail_effect import write_mail
from services.session.accounts.signing_in import Credentials, digest_of
from services.session.accounts.store.accounts import AccountStore, PasswordStore
from services.session.accounts.store.families import SqlFamilyStore
from services.session.database import Database, UnitOfWork

ANSWER_TIME = 0.25
"""Seconds that asking for a link takes, whether or not there is somebody to send it to."""


class ResetTokenInvalid(Refusal):
    """This link is not good any more; ask for another one."""

    reason = "RESET_TOKEN_INVALID"


class SettingPasswords:
    """The use cases of a password."""

    def __init__(self, database: Database, credentials: Credentials, hasher: Hasher, guard: Guard[UnitOfWork]) -> None:
        self._database = database
        self._credentials = credentials
        self._hasher = hasher
        self._guard = guard

    async def change(self, account_id: str, family_id: str, old: str, new: str, address: str) -> int:
        """Sets the caller's own password; returns how many other devices it signed out.

        Raises OwnPasswordWrong, PasswordTooCommon, AccountLocked, Busy.
        """
        try:
            compared = await self._credentials.hold_own(account_id, old, address)
        except CredentialsWrong:
            raise OwnPasswordWrong from None
        account = await self._read(account_id)
        hashed = await self._hash(new, account)
        async with self._database.work() as work:
            await AccountStore(work).lock(account_id)
            if await PasswordStore(work).find(account_id) != compared:
                raise OwnPasswordWrong
            await write_mail(work, account_id, MAIL_KIND_PASSWORD_CHANGED)
            return await self._set(work, account_id, hashed, keep=family_id)

    async def ask_for_reset(self, email: str, address: str) -> None:
        """Mails a link if the address is an account's; says and shows nothing about whether it is. Raises RateLimited."""
        async with taking(ANSWER_TIME), self._database.work() as work:
            await self._guard.reset(work, address)
            account = await AccountStore(work).find_by_name(address_of(email))
            if account and account.state is not AccountState.WITHDRAWN:
                await PasswordStore(work).delete_resets(account.account_id)
                await write_mail(work, account.account_id, MAIL_KIND_PASSWORD_RESET)

    async def reset(self, reset_token: str, new: str) -> None:
        """Sets a password with a link's token. Raises ResetTokenInvalid, PasswordTooCommon (the token stays good then), Busy."""
        digest = digest_of(reset_token)
        async with self._database.work() as work:
            account_id = await PasswordStore(work).find_reset(digest, await work.now())
        if account_id is None:
            raise ResetTokenInvalid
        hashed = await self._hash(new, await self._read(account_id))
        async with self._database.work() as work:
            await self._use_reset(work, account_id, digest, hashed)

    async def _use_reset(self, work: UnitOfWork, account_id: str, digest: bytes, hashed: str) -> None:
        store = AccountStore(work)
        account = await store.lock(account_id)
        now = await work.now()
        # Under the account's lock: of two who use the link at once, the second one finds it gone.
        if account is None or account.state is AccountState.WITHDRAWN or not await PasswordStore(work).find_reset(digest, now):
            raise ResetTokenInvalid
        await store.save(account.opened(at=now))
        await self._guard.unlock(work, account_id)
        await self._set(work, account_id, hashed)
        if account.state is AccountState.ACTIVE:
            await write_mail(work, account_id, MAIL_KIND_PASSWORD_CHANGED)

    async def _set(self, work: UnitOfWork, account_id: str, hashed: str, *, keep: str | None = None) -> int:
        now: datetime = await work.now()
        store = PasswordStore(work)
        await store.save(account_id, hashed, at=now)
        await store.delete_resets(account_id)
        return await SqlFamilyStore(work).revoke_all(account_id, Revocation.PASSWORD, at=now, but=keep)

    async def _hash(self, password: str, account: Account) -> str:
        return await self._hasher.hash(password, username=account.username, about=(account.full_name, account.email))

    async def _read(self, account_id: str) -> Account:
        async with self._database.work() as work:
            account = await AccountStore(work).find(account_id)
        if account is None:
            raise AccountUnknown
        return account


@asynccontextmanager
async def taking(seconds: float) -> AsyncIterator[None]:
    """Has the block take so long, or a multiple of it, whatever it does and however it ends."""
    clock = asyncio.get_running_loop().time
    began = clock()
    try:
        yield
    finally:
        await asyncio.sleep(seconds - (clock() - began) % seconds)
