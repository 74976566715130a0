"""Lets people in on a device, keeps the device signed in, and signs it out again."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import uuid4

from services.session.accounts.access_tokens import ACCESS_LIFETIME, AccessTokens
from services.session.accounts.domain.account import Account, AccountState, address_of
from services.session.accounts.domain.family import Family, RefreshReused, RefreshToken, RefreshUnknown, Revocation
from services.session.accounts.domain.password import CredentialsWrong
from services.session.accounts.guard import Guard, subject_of
from services.session.accounts.hashing import Hasher
from services.session.accounts.pool import Busy
from services.session.accounts.store.accounts import AccountStore, PasswordStore
from services.session.accounts.store.families import FamilyStore, SqlFamilyStore
from services.session.database import Database, UnitOfWork

NewSecret = Callable[[], str]


@dataclass(frozen=True)
class Tokens:
    """What a device is given."""

    access: str = field(repr=False)
    access_lifetime: timedelta
    refresh: str = field(repr=False)
    refresh_lifetime: timedelta


def new_secret() -> str:
    """256 random bits, as a refresh token, a link's token or a client's secret."""
    return secrets.token_urlsafe(32)


def digest_of(secret: str) -> bytes:
    """What is kept of a secret of 256 random bits: reading the table lets nobody in."""
    return sha256(secret.encode()).digest()


class Credentials:
    """Compares a typed password, after the attempt was counted."""

    def __init__(self, database: Database, hasher: Hasher, guard: Guard[UnitOfWork]) -> None:
        self._database = database
        self._hasher = hasher
        self._guard = guard

    async def hold(self, subject_id: str, hashed: str | None, password: str, address: str) -> str | None:
        """Returns a fresher hash if there should be one. Raises CredentialsWrong, AccountLocked, Busy.

        `hashed`: None when nobody has the name; it takes as long to find out.
        """
        await self._guard.sign_in(subject_id, address)
        try:
            verdict = await self._hasher.verify(hashed, password)
        except Busy:
            await self._guard.undo(subject_id, address)
            raise
        if not verdict.is_right:
            raise CredentialsWrong
        return verdict.fresh_hash

    async def hold_own(self, account_id: str, password: str, address: str) -> str:
        """As `hold`, for somebody who is signed in already. Returns the hash that was compared with."""
        async with self._database.work() as work:
            hashed = await PasswordStore(work).find(account_id)
        await self.hold(account_id, hashed, password, address)
        async with self._database.work() as work:
            await self._guard.signed_in(work, account_id, address)
        return hashed or ""


class SigningIn:
    """The use cases of a signed-in device."""

    def __init__(self, database: Database, credentials: Credentials, guard: Guard[UnitOfWork], devices: "Devices") -> None:
        self._database = database
        self._credentials = credentials
        self._guard = guard
        self._devices = devices

    async def log_in(self, name: str, password: str, address: str) -> tuple[Tokens, Account]:
        """Signs a person in on one device. Raises CredentialsWrong, AccountLocked, Busy.

        The same statements run and the same work is done for a name that is nobody's.
        """
        name = address_of(name)
        async with self._database.work() as work:
            account = await AccountStore(work).find_by_name(name)
            subject_id = account.account_id if account else subject_of(name)
            hashed = await PasswordStore(work).find(subject_id)
        is_open = account is not None and account.state is AccountState.ACTIVE
        fresh = await self._credentials.hold(subject_id, hashed if is_open else None, password, address)
        async with self._database.work() as work:
            return await self._enter(work, subject_id, hashed, fresh, address)

    async def refresh(self, refresh_token: str) -> Tokens:
        """Exchanges a refresh token. Raises RefreshReused, RefreshUnknown, RefreshExpired."""
        async with self._database.work() as work:
            tokens = await self._devices.exchange(work, refresh_token)
        # The revocation has to be committed, and an exception would undo it.
        if tokens is None:
            raise RefreshReused
        return tokens

    async def log_out(self, family_id: str) -> None:
        """Signs one device out."""
        async with self._database.work() as work:
            await SqlFamilyStore(work).revoke(family_id, Revocation.LOGGED_OUT, at=await work.now())

    async def log_out_everywhere(self, account_id: str) -> int:
        """Signs every device of a person out; returns how many there were."""
        async with self._database.work() as work:
            return await SqlFamilyStore(work).revoke_all(account_id, Revocation.LOGGED_OUT, at=await work.now())

    async def _enter(
        self, work: UnitOfWork, account_id: str, hashed: str | None, fresh: str | None, address: str
    ) -> tuple[Tokens, Account]:
        account = await AccountStore(work).lock(account_id)
        store = PasswordStore(work)
        # While the password was compared, the account may have been closed or the password replaced.
        if account is None or account.state is not AccountState.ACTIVE or await store.find(account_id) != hashed:
            raise CredentialsWrong
        now = await work.now()
        if fresh:
            await store.save(account_id, fresh, at=now)
        await self._guard.signed_in(work, account_id, address)
        return await self._devices.sign_in(work, account, at=now), account


class Devices:
    """Gives devices their tokens."""

    def __init__(
        self,
        access: AccessTokens,
        *,
        store: Callable[[UnitOfWork], FamilyStore] = SqlFamilyStore,
        secret: NewSecret = new_secret,
    ) -> None:
        self._access = access
        self._store = store
        self._secret = secret

    async def sign_in(self, work: UnitOfWork, account: Account, *, at: datetime) -> Tokens:
        """The first tokens of a new device."""
        family, secret = Family.new(str(uuid4()), account.account_id, at=at), self._secret()
        token = family.token(digest_of(secret), at=at)
        await self._store(work).add(family, token)
        return self._tokens(account, family, secret, token, at)

    async def exchange(self, work: UnitOfWork, refresh_token: str) -> Tokens | None:
        """The next tokens of a device; None when the token was used before, and then the device is signed out.

        Raises RefreshUnknown, RefreshExpired.
        """
        store = self._store(work)
        found = await store.lock_by_token(digest_of(refresh_token))
        if found is None:
            raise RefreshUnknown
        family, token = found
        now = await work.now()
        try:
            used = family.used(token, at=now)
        except RefreshReused:
            await store.revoke(family.family_id, Revocation.REUSED, at=now)
            return None
        account = await AccountStore(work).find(family.account_id)
        if account is None or account.state is not AccountState.ACTIVE:
            raise RefreshUnknown
        secret = self._secret()
        successor = family.token(digest_of(secret), at=now)
        await store.rotate(family, used, successor)
        return self._tokens(account, family, secret, successor, now)

    def _tokens(self, account: Account, family: Family, secret: str, token: RefreshToken, at: datetime) -> Tokens:
        access = self._access.for_person(account.account_id, account.role, family.family_id, at=at)
        return Tokens(access, ACCESS_LIFETIME, secret, token.expire_time - at)
