"""A Viva small enough to misbehave on purpose: real gRPC on a real port, and answers that a test has written beforehand."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import grpc
import grpc.aio
from google.protobuf.duration_pb2 import Duration
from google.protobuf.message import Message
from viva.llm.v1 import llm_service_pb2_grpc as llm_rpc
from viva.resume.v1 import resume_service_pb2 as reader
from viva.resume.v1 import resume_service_pb2_grpc as reader_rpc
from viva.session.v1 import auth_service_pb2 as auth
from viva.session.v1 import auth_service_pb2_grpc as auth_rpc
from viva.session.v1 import client_service_pb2_grpc as client_rpc
from viva.session.v1 import company_service_pb2_grpc as company_rpc
from viva.session.v1 import interview_service_pb2_grpc as interview_rpc
from viva.session.v1 import question_bank_service_pb2_grpc as bank_rpc
from viva.session.v1 import report_service_pb2_grpc as report_rpc
from viva.session.v1 import resume_service_pb2_grpc as resume_rpc
from viva.session.v1.tokens_pb2 import Tokens
from viva_client import ClientCredentials, Retrying, Viva

from mesh.refusal import Refusal, Unauthenticated
from mesh.rich_status import code_of, trailers_of

PARTNER = ClientCredentials("1a6e9d1e-0000-4000-8000-0000000000c1", "s" * 43)
AT_ONCE = Retrying(attempts=5, first_pause=0.001, longest_pause=0.002)


class CredentialsWrong(Unauthenticated):
    """These are not the words."""

    reason = "CREDENTIALS_WRONG"


class TokenExpired(Unauthenticated):
    """The token's time is over."""

    reason = "TOKEN_EXPIRED"


class RefreshReused(Unauthenticated):
    """The refresh token was used before."""

    reason = "REFRESH_REUSED"


@dataclass
class Broken:
    """What the line, and not a service, makes of a call."""

    code: grpc.StatusCode = grpc.StatusCode.UNAVAILABLE
    details: str = "connection reset"
    metadata: tuple[tuple[str, str], ...] = ()


Outcome = Message | Refusal | Broken
"""What a call comes to."""
CLEANLY = auth.LogOutResponse()
"""The end of a stream that says no more."""


@dataclass
class Seen:
    """One call as the server saw it."""

    request: Any
    token: str
    seconds_left: float | None


@dataclass
class Script:
    """The outcomes of one method, in the order of its calls; the last one stands for all that follow."""

    outcomes: deque[Outcome]
    seen: list[Seen] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    """No call is answered before it is set."""

    def note(self, request: Any, context: Any) -> None:
        self.seen.append(Seen(request, token_of(context), context.time_remaining()))

    async def answer(self, request: Any, context: Any) -> Any:
        self.note(request, context)
        await self.gate.wait()
        return await deliver(self.outcomes.popleft() if len(self.outcomes) > 1 else self.outcomes[0], context)


class FakeAuth(auth_rpc.AuthServiceServicer):
    """Gives out tokens that count up, and takes each refresh token once."""

    def __init__(self) -> None:
        self.seconds = 900
        self.issued = 0
        self.log_ins = 0
        self.jwks_tokens: list[str] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.asked = asyncio.Event()
        self.refreshes: list[str] = []
        self.refresh_outcome: Outcome | None = None
        """What every refresh comes to, instead of new tokens."""

    async def IssueClientToken(self, request: auth.IssueClientTokenRequest, context: Any) -> auth.IssueClientTokenResponse:
        self.asked.set()
        await self.gate.wait()
        if request.client_secret != PARTNER.client_secret:
            await refuse(CredentialsWrong(), context)
        self.issued += 1
        return auth.IssueClientTokenResponse(access_token=f"token-{self.issued}", access_duration=Duration(seconds=self.seconds))

    async def LogIn(self, request: auth.LogInRequest, context: Any) -> auth.LogInResponse:
        if request.password.password != "right":
            await refuse(CredentialsWrong(), context)
        self.log_ins += 1
        return auth.LogInResponse(tokens=self._tokens(f"log-in-{self.log_ins}"))

    async def RefreshToken(self, request: auth.RefreshTokenRequest, context: Any) -> auth.RefreshTokenResponse:
        self.asked.set()
        await self.gate.wait()
        if request.refresh_token in self.refreshes:
            await refuse(RefreshReused(), context)
        self.refreshes.append(request.refresh_token)
        if self.refresh_outcome is not None:
            await deliver(self.refresh_outcome, context)
        return auth.RefreshTokenResponse(tokens=self._tokens(f"refreshed-{len(self.refreshes)}"))

    async def GetJwks(self, request: auth.GetJwksRequest, context: Any) -> auth.GetJwksResponse:
        self.jwks_tokens.append(token_of(context))
        return auth.GetJwksResponse()

    def _tokens(self, name: str) -> Tokens:
        return Tokens(access_token=name, access_duration=Duration(seconds=self.seconds), refresh_token=f"refresh-of-{name}")


class FakeViva:
    """The services that the client speaks to. `on(GetInterview, …)` writes what a method does."""

    def __init__(self) -> None:
        self.auth = FakeAuth()  # type: ignore[abstract]  # the client calls no other method
        self.scripts: dict[str, Script] = {}
        self.streams: dict[str, FakeStream] = {}
        self.uploads: deque[Outcome] = deque()
        self.reader = FakeReader(self.uploads)  # type: ignore[abstract]  # nor here
        self.port = 0

    def on(self, name: str, *outcomes: Outcome) -> Script:
        """Writes the outcomes of a unary method, named as in the contract."""
        script = self.scripts[name] = Script(deque(outcomes))
        script.gate.set()
        return script

    def streaming(self, name: str, *streams: tuple[list[Message], Outcome | None]) -> "FakeStream":
        """Writes what each call of a streaming method sends, and how it ends: cleanly, as written, or (None) not by itself."""
        self.streams[name] = FakeStream(*streams)
        return self.streams[name]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def client(self, credentials: Any = PARTNER, **options: Any) -> Viva:
        """A client that wastes no time between attempts."""
        return Viva(self.url, credentials, **{"retrying": AT_ONCE} | options)


class Scripted:
    """A servicer whose every method does what was written under its name."""

    def __init__(self, fake: FakeViva) -> None:
        self._fake = fake

    def __getattr__(self, name: str) -> Any:
        if not name[:1].isupper():
            raise AttributeError(name)
        return partial(self._stream if name in STREAMS else self._answer, name)

    async def _answer(self, name: str, request: Any, context: Any) -> Any:
        if name not in self._fake.scripts:
            await context.abort(grpc.StatusCode.UNIMPLEMENTED, f"nothing was written for {name}")
        return await self._fake.scripts[name].answer(request, context)

    async def _stream(self, name: str, request: Any, context: Any) -> AsyncIterator[Message]:
        async for message in self._fake.streams[name](request, context):
            yield message


class FakeReader(reader_rpc.ResumeServiceServicer):
    """Takes uploads in, and keeps what came."""

    def __init__(self, outcomes: deque[Outcome]) -> None:
        self._outcomes = outcomes
        self.starts: list[reader.UploadStart] = []
        self.pieces: list[list[bytes]] = []

    async def Upload(self, request_iterator: AsyncIterator[reader.UploadRequest], context: Any) -> Any:
        self.pieces.append([])
        async for request in request_iterator:
            if request.HasField("start"):
                self.starts.append(request.start)
            else:
                self.pieces[-1].append(request.piece)
        return await deliver(self._outcomes.popleft(), context)


class FakeStream:
    """A method whose streams were written beforehand: what each one sends, and how it ends."""

    def __init__(self, *streams: tuple[list[Message], Outcome | None]) -> None:
        self.streams = deque(streams)
        self.seen: list[Seen] = []
        self.left = asyncio.Event()
        """Set when a client leaves a stream that had not ended."""

    async def __call__(self, request: Any, context: Any) -> AsyncIterator[Message]:
        self.seen.append(Seen(request, token_of(context), context.time_remaining()))
        messages, end = self.streams.popleft()
        for message in messages:
            yield message
        if end is None:
            await self._wait_for_ever()
            return
        await deliver(end, context)

    async def _wait_for_ever(self) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            self.left.set()


async def deliver(outcome: Outcome, context: Any) -> Any:
    """Makes a call end as written."""
    if isinstance(outcome, Refusal):
        await refuse(outcome, context)
    if isinstance(outcome, Broken):
        await context.abort(outcome.code, outcome.details, outcome.metadata)
    return outcome


async def refuse(refusal: Refusal, context: Any) -> None:
    """As every service of ours does."""
    await context.abort(code_of(refusal), refusal.message(), trailers_of(refusal))


def token_of(context: Any) -> str:
    """The token that a call carries."""
    return str(dict(context.invocation_metadata()).get("authorization", "")).removeprefix("Bearer ")


@asynccontextmanager
async def serving(*, credentials: grpc.ServerCredentials | None = None) -> AsyncIterator[FakeViva]:
    """Serves until the end of the block."""
    fake, server = FakeViva(), grpc.aio.server(options=[("grpc.so_reuseport", 0)])
    auth_rpc.add_AuthServiceServicer_to_server(fake.auth, server)
    reader_rpc.add_ResumeServiceServicer_to_server(fake.reader, server)
    for add in ADDERS:
        add(Scripted(fake), server)
    address = "127.0.0.1:0"
    fake.port = server.add_secure_port(address, credentials) if credentials else server.add_insecure_port(address)
    await server.start()
    try:
        yield fake
    finally:
        await server.stop(None)


STREAMS = {"Ask", "WatchInterview", "WatchResume", "PrintReport", "DownloadResume"}
ADDERS: tuple[Callable[..., None], ...] = (
    bank_rpc.add_QuestionBankServiceServicer_to_server,
    company_rpc.add_CompanyServiceServicer_to_server,
    client_rpc.add_ClientServiceServicer_to_server,
    interview_rpc.add_InterviewServiceServicer_to_server,
    llm_rpc.add_LlmServiceServicer_to_server,
    report_rpc.add_ReportServiceServicer_to_server,
    resume_rpc.add_ResumeServiceServicer_to_server,
)
