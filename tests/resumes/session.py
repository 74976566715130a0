"""As much of session as the résumé service calls: on the wire, under the contract's access rules, kept in memory."""

import hashlib
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeVar, cast
from uuid import uuid4

from viva.contract.v1.options_pb2 import SERVICE_SESSION
from viva.resume.v1.passage_pb2 import Found
from viva.resume.v1.resume_state_pb2 import RESUME_STATE_PENDING
from viva.session.v1 import access_service_pb2 as access
from viva.session.v1 import blob_service_pb2 as blobs
from viva.session.v1 import resume_service_pb2 as resumes
from viva.session.v1.access_service_pb2_grpc import AccessServiceServicer
from viva.session.v1.blob_pb2 import Blob
from viva.session.v1.blob_service_pb2_grpc import BlobServiceServicer
from viva.session.v1.company_service_pb2_grpc import CompanyServiceServicer
from viva.session.v1.question_bank_service_pb2_grpc import QuestionBankServiceServicer
from viva.session.v1.resume_pb2 import Resume
from viva.session.v1.resume_service_pb2_grpc import ResumeServiceServicer

from mesh.caller import Caller, current_caller
from mesh.contract import methods_of
from mesh.refusal import InvalidArgument, NotFound, Refusal
from mesh.relations import Claim
from mesh.server import Server
from tests.echo.house import House
from tests.echo.ledger import ScriptedLedger
from tests.resumes.fakes import passage

Servicer = TypeVar("Servicer")


class BlobUnknown(NotFound):
    """There is no such blob."""

    reason = "BLOB_UNKNOWN"


class BlobMismatch(InvalidArgument):
    """Size or digest differ from the header."""

    reason = "BLOB_MISMATCH"


def without_gaps(kind: Callable[[], Servicer]) -> Servicer:
    """A servicer that has all methods of its service: those that its class lacks know nothing."""

    async def unknown(self: object, request: object, context: object) -> None:
        raise NotFound

    async def unknown_stream(self: object, request: object, context: object) -> AsyncIterator[None]:
        raise NotFound
        yield  # type: ignore[unreachable]  # makes it a stream

    written = cast("type[Servicer]", kind)
    missing = {method.name: method for method in methods_of(written) if _is_generated(getattr(written, method.name))}
    gaps = {name: unknown_stream if method.server_streaming else unknown for name, method in missing.items()}
    whole: type[Servicer] = type(written.__name__, (written,), gaps)
    return whole()


def _is_generated(method: Any) -> bool:
    return str(method.__module__).endswith("_pb2_grpc")


class Blobs(BlobServiceServicer):
    """Whole or not at all."""

    def __init__(self) -> None:
        self.contents: dict[str, bytes] = {}
        self.refusal: Refusal | None = None
        """What PutBlob answers after the header."""
        self.spoiled = False
        """Whether what is fetched is not what was stored."""

    async def PutBlob(self, requests: AsyncIterator[blobs.PutBlobRequest], context: Any) -> blobs.PutBlobResponse:
        content, announced = b"", b""
        async for request in requests:
            if self.refusal is not None:
                raise self.refusal
            announced = announced or request.header.blob.sha256
            content += request.piece
        if hashlib.sha256(content).digest() != announced:
            raise BlobMismatch
        blob_id = str(uuid4())
        self.contents[blob_id] = content
        return blobs.PutBlobResponse(blob=self.describe(blob_id))

    async def GetBlob(self, request: blobs.GetBlobRequest, context: Any) -> AsyncIterator[blobs.GetBlobResponse]:
        if request.blob_id not in self.contents:
            raise BlobUnknown
        content = self.contents[request.blob_id]
        yield blobs.GetBlobResponse(blob=self.describe(request.blob_id))
        for start in range(0, len(content), 65_536):
            piece = content[start : start + 65_536]
            yield blobs.GetBlobResponse(piece=bytes(len(piece)) if self.spoiled else piece)

    def describe(self, blob_id: str) -> Blob:
        """The blob as session tells it."""
        content = self.contents[blob_id]
        return Blob(blob_id=blob_id, size_bytes=len(content), sha256=hashlib.sha256(content).digest())


class Resumes(ResumeServiceServicer):
    """Makes résumés and finds the passages it was told."""

    def __init__(self) -> None:
        self.created: list[resumes.CreateResumeRequest] = []
        self.asked: list[resumes.FindPassagesRequest] = []
        self.callers: list[Caller] = []
        self.passages = ["Kafka keeps the ledger in order"]

    async def CreateResume(self, request: resumes.CreateResumeRequest, context: Any) -> resumes.CreateResumeResponse:
        self.created.append(request)
        self.callers.append(current_caller())
        return resumes.CreateResumeResponse(resume=Resume(resume_id=str(uuid4()), state=RESUME_STATE_PENDING))

    async def FindPassages(self, request: resumes.FindPassagesRequest, context: Any) -> resumes.FindPassagesResponse:
        self.asked.append(request)
        self.callers.append(current_caller())
        found = [resumes.FoundPassage(resume_id=request.resume_id, passage=passage(text), found=Found()) for text in self.passages]
        return resumes.FindPassagesResponse(passages=found)


class Yes(AccessServiceServicer):
    """Everybody is related to everything."""

    async def Check(self, request: access.CheckRequest, context: Any) -> access.CheckResponse:
        return access.CheckResponse(holds=await self.holds(current_caller(), list(request.claims)))

    async def holds(self, caller: Caller, claims: Sequence[Claim] | Sequence[access.RelationClaim]) -> Sequence[bool]:
        return [True] * len(claims)


class SessionInMemory:
    """All of these behind one server; `ledger` hands out what a test tells it to."""

    def __init__(self, house: House) -> None:
        """Listens when `serving`."""
        self.house = house
        self.ledger, self.blobs, self.resumes = ScriptedLedger(), without_gaps(Blobs), without_gaps(Resumes)

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[Server]:
        """Serves on any free port."""
        yes = Yes()
        catalogue = (without_gaps(CompanyServiceServicer), without_gaps(QuestionBankServiceServicer))
        servicers = (self.ledger, self.blobs, self.resumes, *catalogue, yes)
        async with self.house.serving(*servicers, service=SERVICE_SESSION, lookup=yes) as server:
            yield server

    def keep(self, content: bytes) -> Blob:
        """Stores a blob without a call."""
        blob_id = str(uuid4())
        self.blobs.contents[blob_id] = content
        return self.blobs.describe(blob_id)


class TooLargeForSession(InvalidArgument):
    """Session has had enough."""

    reason = "BLOB_TOO_LARGE"
