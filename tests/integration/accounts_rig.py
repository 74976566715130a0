"""Session's accounts on a real PostgreSQL behind a real server, and people who call them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs
from uuid import uuid4

import grpc
from argon2 import PasswordHasher
from google.protobuf.message import Message
from sqlalchemy import text
from viva.contract.v1.options_pb2 import ROLE_RECRUITER, SERVICE_SESSION, Role
from viva.gateway.v1.delivery_service_pb2 import SendMailContext, SendMailRequest
from viva.session.v1 import account_service_pb2 as accounts
from viva.session.v1 import auth_service_pb2 as auth
from viva.session.v1.tokens_pb2 import Tokens

from mesh.contract import method_of
from mesh.rich_status import refusal_in
from mesh.server import Server
from services.session.access.lookup import SessionTables
from services.session.access.servicer import AccessServicer
from services.session.accounts.access_tokens import AccessTokens
from services.session.accounts.administering import Administering
from services.session.accounts.guard import Guard
from services.session.accounts.hashing import Hasher
from services.session.accounts.leaving import Leaving
from services.session.accounts.mail_effect import MailEffect
from services.session.accounts.own_copies import AccountCopies, AuditCopies, PortraitCopies
from services.session.accounts.partnering import Partnering
from services.session.accounts.pool import Pool
from services.session.accounts.portrait import Portraits
from services.session.accounts.profile import Profiles
from services.session.accounts.registering import Registering
from services.session.accounts.servicer.account import AccountServicer
from services.session.accounts.servicer.auth import AuthServicer
from services.session.accounts.servicer.client import ClientServicer
from services.session.accounts.setting_passwords import SettingPasswords
from services.session.accounts.signing_in import Credentials, Devices, SigningIn
from services.session.accounts.store.throttles import SqlThrottleStore
from services.session.database import Database, UnitOfWork
from services.session.first_admin import first_admin
from services.session.tasks.ledger import Appetite, Ledger
from services.session.tasks.store import SqlTaskStore
from tests.echo.house import House

PASSWORD = "under the tall old pine"
SEND_MAIL = method_of(SendMailRequest).full_name
QUICK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
"""argon2 for tests: as real, and a thousand times cheaper."""


class Refused(Exception):
    """A call was refused: by which status, and for which reason."""

    def __init__(self, error: grpc.aio.AioRpcError) -> None:
        refusal = refusal_in(error)
        self.code = error.code()
        self.reason = refusal.reason if refusal else ""
        self.facts = refusal.facts if refusal else {}
        super().__init__(f"{self.code.name} {self.reason}")

    def __eq__(self, other: object) -> bool:
        return str(self) == str(other)

    __hash__ = Exception.__hash__


FAULT = "internal error"
"""What a service says of a fault of its own."""


@dataclass(frozen=True)
class Caller:
    """Somebody who calls: from an address, with a token or without."""

    port: int
    token: str = ""
    address: str = "198.51.100.7"
    more: tuple[tuple[str, str], ...] = ()

    async def __call__(self, request: Message) -> Any:
        """The response to a request, the first one of a stream. Raises Refused."""
        method = method_of(type(request))
        shape = f"{'stream' if method.client_streaming else 'unary'}_{'stream' if method.server_streaming else 'unary'}"
        async with grpc.aio.insecure_channel(f"127.0.0.1:{self.port}") as channel:
            multi = getattr(channel, shape)(method.path, type(request).SerializeToString, method.response.FromString)
            for is_last in (False, False, True):
                call = multi(iter([request]) if method.client_streaming else request, metadata=self.metadata(), timeout=20)
                try:
                    return await anext(aiter(call)) if method.server_streaming else await call
                except grpc.aio.AioRpcError as error:
                    # grpc.aio says INTERNAL, too, of a stream that was refused before it had sent its first message.
                    if is_last or error.code() is not grpc.StatusCode.INTERNAL or error.details() == FAULT:
                        raise Refused(error) from error
        raise AssertionError("the last try raises")

    def metadata(self) -> tuple[tuple[str, str], ...]:
        """What goes with every call: the token, and the address as the edge would add it to what the caller claims."""
        bearer = (("authorization", f"Bearer {self.token}"),) if self.token else ()
        return (("x-forwarded-for", f"203.0.113.99, {self.address}"), *bearer, *self.more)

    def bearing(self, token: str) -> "Caller":
        """The same caller with another token."""
        return replace(self, token=token)

    def at(self, address: str) -> "Caller":
        """The same caller somewhere else."""
        return replace(self, address=address)

    async def refused(self, request: Message) -> Refused:
        """How a call that must not go through is refused."""
        try:
            answer = await self(request)
        except Refused as refusal:
            return refusal
        raise AssertionError(f"{type(request).__name__} went through: {answer}")


@dataclass
class Accounts:
    """Accounts as two session replicas serve them."""

    keys: House
    url: str
    database: Database
    ports: tuple[int, ...]
    ledger: Ledger[UnitOfWork]
    is_interviewed: set[str]
    replicas: Sequence["Replica"]
    admin_password: str = ""

    @property
    def nobody(self) -> Caller:
        """Somebody without a token."""
        return Caller(self.ports[0])

    async def register(self, username: str = "", **changes: Any) -> accounts.RegisterResponse:
        """A new candidate's account."""
        answer: accounts.RegisterResponse = await self.nobody(registration(username, **changes))
        return answer

    async def log_in(self, name: str, password: str = PASSWORD, address: str = "198.51.100.7") -> Tokens:
        """The tokens of a new device."""
        answer: auth.LogInResponse = await self.nobody.at(address)(log_in(name, password))
        return answer.tokens

    async def candidate(self, username: str = "") -> tuple[Caller, str]:
        """A candidate who signed in, and the account's id."""
        account = (await self.register(username)).account
        tokens = await self.log_in(account.username)
        return self.nobody.bearing(tokens.access_token), account.account_id

    async def admin(self) -> Caller:
        """The first admin, signed in."""
        credentials = await first_admin(self.url)
        if not credentials:
            raise AssertionError("this house has its admin already; keep the caller")
        self.admin_password = credentials["password"]
        tokens = await self.log_in(credentials["username"], self.admin_password)
        return self.nobody.bearing(tokens.access_token)

    async def staff(self, admin: Caller, role: Role.ValueType = ROLE_RECRUITER) -> tuple[Caller, str]:
        """A member of staff who signed in, and the account's id."""
        new = registration("")
        made = await admin(
            accounts.CreateStaffAccountRequest(
                request_id=str(uuid4()), email=new.email, username=new.username, full_name=new.full_name, role=role
            )
        )
        await self.nobody(accounts.ResetPasswordRequest(reset_token=made.reset_token, new_password=PASSWORD))
        tokens = await self.log_in(new.username)
        return self.nobody.bearing(tokens.access_token), made.account.account_id

    async def mails(self) -> list[tuple[int, SendMailContext]]:
        """Takes every mail that waits, as the gateway would: its kind and its words."""
        taken = []
        appetite = Appetite([SEND_MAIL], str(uuid4()), interactive=True, batch=True, batch_may_overtake=True, is_idle=True)
        while handout := await self.ledger.hand_out(appetite):
            request = SendMailRequest.FromString(handout.request)
            taken.append((int(request.kind), request.context))
            await self.ledger.complete(handout.token, SEND_MAIL, b"")
        return taken

    async def rows(self, statement: str, **parameters: Any) -> list[Any]:
        """What stands in the tables."""
        async with self.database.work() as work:
            return list(await work.all(text(statement), parameters))


@dataclass(frozen=True)
class Replica:
    """One session process's accounts, wired as in its main."""

    servicers: Sequence[object]
    hashing: Pool
    drawing: Pool
    leaving: Leaving

    @classmethod
    def on(cls, database: Database, access: AccessTokens, busy: set[str], registrations_per_hour: int) -> "Replica":
        """A replica on a database; those who are `busy` sit in an interview."""

        async def is_interviewed(work: UnitOfWork, account_id: str) -> bool:
            return account_id in busy

        hashing, drawing = Pool("passwords"), Pool("portraits")
        guard = Guard(database.work, SqlThrottleStore, registrations=registrations_per_hour)
        hasher = Hasher(hashing, QUICK)
        credentials = Credentials(database, hasher, guard)
        partnering = Partnering(database, access, guard)
        leaving = Leaving(database, credentials, [PortraitCopies(), AuditCopies(), AccountCopies()], is_interviewed)
        account = AccountServicer(  # type: ignore[abstract]  # the rest is in `served_later`
            Registering(database, hasher, guard),
            Profiles(database, Portraits(drawing)),
            SettingPasswords(database, credentials, hasher, guard),
            leaving,
            Administering(database, guard),
        )
        signing_in = SigningIn(database, credentials, guard, Devices(access))
        auth_servicer = AuthServicer(signing_in, partnering, access)  # type: ignore[abstract]
        return cls([account, auth_servicer, ClientServicer(partnering)], hashing, drawing, leaving)


@asynccontextmanager
async def house(url: str, directory: Path, *, replicas: int = 1, registrations_per_hour: int = 1000) -> AsyncIterator[Accounts]:
    """A house on a migrated database."""
    keys, busy = House(directory), set[str]()
    access, database = AccessTokens.from_directory(directory), Database.connect(url)
    wired = [Replica.on(database, access, busy, registrations_per_hour) for _ in range(replicas)]
    lookup, ledger = SessionTables(database), Ledger(database.work, SqlTaskStore, {SEND_MAIL: MailEffect()}, {})
    async with AsyncExitStack() as stack:
        stack.push_async_callback(database.close)
        for one in wired:
            stack.callback(one.hashing.close)
            stack.callback(one.drawing.close)
        servers = [
            await stack.enter_async_context(
                Server(keys.settings(SERVICE_SESSION), servicers=[*one.servicers, AccessServicer(lookup)], lookup=lookup, asks_always=True)
            )
            for one in wired
        ]
        yield Accounts(keys, url, database, tuple(server.port for server in servers), ledger, busy, wired)


def registration(username: str = "", **changes: Any) -> accounts.RegisterRequest:
    """What somebody fills in to sign up."""
    username = username or f"u{uuid4().hex[:8]}"
    fields = {
        "request_id": str(uuid4()),
        "email": f"{username}@example.com",
        "username": username,
        "password": PASSWORD,
        "full_name": "김민수",
    }
    return accounts.RegisterRequest(**{**fields, **changes})


def log_in(name: str, password: str = PASSWORD) -> auth.LogInRequest:
    """What somebody fills in to sign in."""
    return auth.LogInRequest(password=auth.PasswordProof(username=name, password=password))


def link_token(words: SendMailContext) -> str:
    """The secret in a mailed link, as the page behind it would read it."""
    path, _, fragment = words.link_path.partition("#")
    assert path == "/reset-password"
    return parse_qs(fragment)["token"][0]


async def together(count: int, call: Callable[[int], Awaitable[Any]]) -> list[Any]:
    """The outcomes, or refusals, of so many calls at once."""
    return await asyncio.gather(*(call(number) for number in range(count)), return_exceptions=True)
