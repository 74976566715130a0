"""`Viva`: one connection to one installation, with everything that a call needs done by itself."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from types import TracebackType
from typing import Self, TypedDict, TypeVar, Unpack

import grpc.aio
from viva.llm.v1.llm_service_pb2_grpc import LlmServiceStub
from viva.resume.v1.resume_service_pb2_grpc import ResumeServiceStub as ResumeReaderStub
from viva.session.v1.auth_service_pb2_grpc import AuthServiceStub
from viva.session.v1.interview_service_pb2_grpc import InterviewServiceStub
from viva.session.v1.report_service_pb2_grpc import ReportServiceStub
from viva.session.v1.resume_service_pb2_grpc import ResumeServiceStub

from viva_client.calling import Calling, interceptors
from viva_client.credentials import Credentials
from viva_client.interviews import Interviews
from viva_client.reports import Reports
from viva_client.resumes import Resumes
from viva_client.retrying import Retrying
from viva_client.target import Target
from viva_client.tokens import Tokens

Stub = TypeVar("Stub")

PATIENCE_SECONDS = 60.0


class Options(TypedDict, total=False):
    """What a client may be told besides where and who; all of it by keyword."""

    ca_file: Path | None
    """The roots to trust, as PEM, instead of the system's."""
    allow_plaintext: bool
    """Send secrets in the clear to another machine: for networks that are encrypted below."""
    timeout: float | None
    """Seconds for calls that answer once and are given no `timeout` of their own; 30 unless said, and 120 for uploads."""
    retrying: Retrying
    """How often what may be repeated is repeated."""
    patience: float
    """Seconds that a watch may hear nothing before that is an error; 60 unless said."""


class Viva:
    """A client of one Viva. Use one for the whole program; it is good for as many calls at once as you like.

        async with Viva.connect("https://viva.example.com", ClientCredentials(client_id, client_secret)) as viva:
            interview = await viva.interviews.create(position="Backend engineer", language=LANGUAGE_ENGLISH)
            await viva.interviews.start(interview.interview_id)
            async for question in viva.interviews.questions(interview.interview_id):
                await viva.interviews.answer(question, answer_to(question.text))
            report = await viva.reports.wait(interview.interview_id)

    Every call has a deadline and carries a token that is still good. What the contract calls safe to repeat is repeated where it was
    lost, and requests that make something get a `request_id` that says so to the server. What fails raises a `VivaError`.

    An administrator makes the id and the secret of a partner, once:

        async with Viva.connect(url, LogIn(username, password)) as viva:
            clients = viva.stub(ClientServiceStub)
            request = CreateClientRequest(name="HR system", scopes=[SCOPE_INTERVIEWS, SCOPE_RESUMES, SCOPE_REPORTS_READ])
            made = await clients.CreateClient(request)
            print(made.client.client_id, made.client_secret)  # the secret is shown here and never again
    """

    interviews: Interviews
    resumes: Resumes
    reports: Reports

    def __init__(self, target: str, credentials: Credentials | None = None, **options: Unpack[Options]) -> None:
        """Connects at the first call; `connect` does it at once. Either is done where an event loop runs.

        `target`: `https://host[:port]`, or `http://` to this machine. `credentials`: None for what needs none, such as signing up.
        ValueError for a target that is none.
        """
        retrying, patience = options.get("retrying", Retrying()), options.get("patience", PATIENCE_SECONDS)
        self._calling = Calling(retrying, options.get("timeout"))
        where = Target.of(target, allow_plaintext=options.get("allow_plaintext", False))
        self._channel = where.channel(interceptors(self._calling), options.get("ca_file"))
        if credentials is not None:
            self._calling.tokens = Tokens(credentials, self.stub(AuthServiceStub))
        self.interviews = Interviews(self.stub(InterviewServiceStub), self.stub(LlmServiceStub), patience=patience)
        self.resumes = Resumes(self.stub(ResumeReaderStub), self.stub(ResumeServiceStub), retrying, patience=patience)
        self.reports = Reports(self.stub(ReportServiceStub), self.interviews)

    @classmethod
    @asynccontextmanager
    async def connect(cls, target: str, credentials: Credentials | None = None, **options: Unpack[Options]) -> AsyncIterator[Self]:
        """A client that has its first token, so that a wrong secret or address shows here; takes what the constructor takes."""
        async with cls(target, credentials, **options) as client:
            await client.sign_in()
            yield client

    async def sign_in(self) -> None:
        """Gets a token now, and not with the first call. Raises Unauthenticated, or what else stands in the way."""
        if self._calling.tokens is not None:
            await self._calling.tokens.get()

    def stub(self, stub: Callable[[grpc.aio.Channel], Stub]) -> Stub:
        """Any generated stub, for all that has no method here: `await viva.stub(CompanyServiceStub).ListCompanies(…)`.

        Its calls have token, deadline, repetition and typed errors like all others. A call may have a `timeout` of its own.
        """
        return stub(self._channel)

    async def close(self) -> None:
        """Ends what is under way, and the connection."""
        if self._calling.tokens is not None:
            await self._calling.tokens.close()
        await self._channel.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self.close()
