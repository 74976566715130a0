"""Partner clients: made, changed, shut out and let in by admins; given access tokens for their secret."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import uuid4

from services.session.accounts.access_tokens import ACCESS_LIFETIME, AccessTokens
from services.session.accounts.domain.audit import Act, Doer, client_object
from services.session.accounts.domain.client import CALLS_PER_MINUTE, Client, ClientDisabled, ClientUnknown, Secrets, digest_of
from services.session.accounts.domain.password import CredentialsWrong
from services.session.accounts.guard import Guard
from services.session.accounts.signing_in import new_secret
from services.session.accounts.store.audit import AuditLog
from services.session.accounts.store.clients import ClientStore
from services.session.database import Database, UnitOfWork
from services.session.requests import RequestIdReused, Requests

CREATE = "CreateClient"


@dataclass(frozen=True)
class ClientToken:
    """What a partner client is given."""

    access: str = field(repr=False)
    access_lifetime: timedelta
    scopes: Sequence[int]


class Partnering:
    """The use cases of partner clients."""

    def __init__(self, database: Database, access: AccessTokens, guard: Guard[UnitOfWork]) -> None:
        self._database = database
        self._access = access
        self._guard = guard

    async def create(self, name: str, scopes: Sequence[int], calls_per_minute: int, *, request_id: str, doer: Doer) -> tuple[Client, str]:
        """Makes a client; returns it with its secret, which is never to be had again.

        A repeat returns the same client, with a new secret if the first was never used and with none otherwise. Raises
        ClientNameTaken, RequestIdReused.
        """
        client_id, secret = str(uuid4()), new_secret()
        subject_id, content = doer.account_id or client_id, f"{name}\0{sorted(scopes)}\0{calls_per_minute}".encode()
        async with self._database.work() as work:
            memory = Requests(work)
            if not await memory.remember(subject_id, request_id, CREATE, content, client_id.encode()):
                outcome = await memory.outcome(subject_id, request_id, CREATE, content)
                return await self._created_before(work, (outcome or b"").decode(), secret, request_id)
            rate = calls_per_minute or CALLS_PER_MINUTE
            client = Client(client_id, name, tuple(sorted(scopes)), rate, create_time=await work.now())
            await ClientStore(work).add(client, Secrets(digest_of(secret)))
            await self._note(work, doer, client, "CREATED")
            return client, secret

    async def get(self, client_id: str) -> Client:
        """A client. Raises ClientUnknown."""
        async with self._database.work() as work:
            return _known(await ClientStore(work).find(client_id))

    async def page(self, before: tuple[datetime, str] | None, *, limit: int) -> list[Client]:
        """Up to so many clients, newest first."""
        async with self._database.work() as work:
            return await ClientStore(work).page(before, limit=limit)

    async def update(self, client_id: str, name: str, scopes: Sequence[int], calls_per_minute: int, etag: str, *, doer: Doer) -> Client:
        """Replaces what a client is called and may do. Raises ClientUnknown, EtagMismatch, ClientNameTaken."""
        async with self._database.work() as work:
            client = _known(await ClientStore(work).lock(client_id))
            return await self._save(work, doer, client, client.updated(name, scopes, calls_per_minute, etag), "UPDATED")

    async def rotate(self, client_id: str, grace: timedelta, *, doer: Doer) -> tuple[Client, str]:
        """Gives a client a new secret; the old one stays good for as long as asked for. Raises ClientUnknown, ClientDisabled."""
        secret = new_secret()
        async with self._database.work() as work:
            store = ClientStore(work)
            client = _known(await store.lock(client_id))
            if client.is_disabled:
                raise ClientDisabled
            now = await work.now()
            rotated = replace(client, rotate_time=now, version=client.version + 1)
            await store.save_secrets(client_id, _known(await store.secrets(client_id)).rotated(secret, grace, at=now))
            return await self._save(work, doer, client, rotated, "ROTATED"), secret

    async def disable(self, client_id: str, reason: str, *, doer: Doer) -> Client:
        """Shuts a client out. Raises ClientUnknown."""
        return await self._set_disabled(client_id, True, f"DISABLED: {reason}", doer)

    async def enable(self, client_id: str, *, doer: Doer) -> Client:
        """Lets a client in again. Raises ClientUnknown."""
        return await self._set_disabled(client_id, False, "ENABLED", doer)

    async def issue_token(self, client_id: str, secret: str, scopes: Sequence[int], *, doer: Doer) -> ClientToken:
        """An access token for id and secret. Raises CredentialsWrong, ScopeNotGranted, RateLimited."""
        await self._guard.client_token(client_id, doer.remote_address)
        async with self._database.work() as work:
            store = ClientStore(work)
            client, secrets = await store.lock(client_id), await store.secrets(client_id)
            now = await work.now()
            if client is None or secrets is None or not secrets.match(secret, at=now) or client.is_disabled:
                raise CredentialsWrong
            granted = client.granted(scopes)
            await store.save(replace(client, last_token_time=now))
            await self._guard.client_token_issued(work, client_id, doer.remote_address)
            await self._note(work, replace(doer, client_id=client_id), client, "TOKEN_ISSUED")
        return ClientToken(self._access.for_client(client_id, granted, at=now), ACCESS_LIFETIME, granted)

    async def _created_before(self, work: UnitOfWork, client_id: str, secret: str, request_id: str) -> tuple[Client, str]:
        store = ClientStore(work)
        client = await store.lock(client_id)
        if client is None:
            raise RequestIdReused(request_id=request_id)
        if client.last_token_time or client.rotate_time:
            return client, ""
        await store.save_secrets(client_id, Secrets(digest_of(secret)))
        return client, secret

    async def _set_disabled(self, client_id: str, is_disabled: bool, reason: str, doer: Doer) -> Client:
        async with self._database.work() as work:
            client = _known(await ClientStore(work).lock(client_id))
            return await self._save(work, doer, client, client.disabled(is_disabled), reason)

    async def _save(self, work: UnitOfWork, doer: Doer, before: Client, after: Client, reason: str) -> Client:
        if after is not before:
            await ClientStore(work).save(after)
            await self._note(work, doer, after, reason)
        return after

    async def _note(self, work: UnitOfWork, doer: Doer, client: Client, reason: str) -> None:
        await AuditLog(work).record(doer, Act.CLIENT, client_object(client.client_id), reason=reason)


T = TypeVar("T")


def _known(found: T | None) -> T:
    if found is None:
        raise ClientUnknown
    return found
