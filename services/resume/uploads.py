"""Carries an upload from the wire to session: checked as it comes, stored whole or not at all, then written down as a résumé."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Protocol
from uuid import UUID, uuid5

from viva.resume.v1 import resume_service_pb2 as pb
from viva.resume.v1.resume_state_pb2 import DOCUMENT_TYPE_DOCX, DOCUMENT_TYPE_HWPX, DOCUMENT_TYPE_PDF
from viva.session.v1.blob_pb2 import Blob
from viva.session.v1.resume_service_pb2 import CreateResumeRequest
from viva.session.v1.resume_service_pb2_grpc import ResumeServiceStub

from services.resume.domain.file_kind import FileKind
from services.resume.domain.intake import Intake, UploadOrder, UploadsBusy

DOCUMENT_TYPES = {
    FileKind.PDF: DOCUMENT_TYPE_PDF,
    FileKind.DOCX: DOCUMENT_TYPE_DOCX,
    FileKind.HWPX: DOCUMENT_TYPE_HWPX,
}
"""What is read here, in the contract's words."""


class Originals(Protocol):
    """Where originals are stored."""

    async def store(self, content: bytes, *, request_id: str, file_name: str, kind: FileKind) -> Blob:
        """Stores a file, whole or not at all."""
        ...


class Uploads:
    """Takes files in, a bounded number at once.

    A file is held until all of it has come. Passing it on piece by piece would save its memory, but a stream that is broken off
    looks to its receiver like one that has ended, and only a digest sent ahead tells half a résumé from a whole one.
    """

    def __init__(self, originals: Originals, resumes: ResumeServiceStub, *, limit_bytes: int, places: int) -> None:
        """Files up to `limit_bytes`, `places` of them at once."""
        self._originals = originals
        self._resumes = resumes
        self._limit_bytes = limit_bytes
        self._places = places

    async def receive(self, requests: AsyncIterator[pb.UploadRequest]) -> pb.UploadResponse:
        """Answers when the original is stored and reading it is written down."""
        with self._place():
            start = await _start(requests)
            intake = Intake(limit_bytes=self._limit_bytes, announced_bytes=start.size_bytes)
            content, kind = await _whole(requests, intake)
            own_id = _for_the_blob(start.request_id)
            blob = await self._originals.store(content, request_id=own_id, file_name=start.file_name, kind=kind)
        resume = (await self._resumes.CreateResume(_creation(start, blob, kind))).resume
        return pb.UploadResponse(resume_id=resume.resume_id, state=resume.state, sha256=blob.sha256, size_bytes=blob.size_bytes)

    @contextmanager
    def _place(self) -> Iterator[None]:
        if not self._places:
            raise UploadsBusy
        self._places -= 1
        try:
            yield
        finally:
            self._places += 1


async def _start(requests: AsyncIterator[pb.UploadRequest]) -> pb.UploadStart:
    async for request in requests:
        if request.WhichOneof("message") == "start":
            return request.start
        break
    raise UploadOrder


async def _whole(requests: AsyncIterator[pb.UploadRequest], intake: Intake) -> tuple[bytes, FileKind]:
    async for request in requests:
        if request.WhichOneof("message") != "piece":
            raise UploadOrder
        intake.take(request.piece)
    return intake.finish()


def _for_the_blob(request_id: str) -> str:
    """An id for the first of the two calls that one upload makes, the same in every retry: session takes an id for one call only."""
    return str(uuid5(UUID(request_id), "original"))


def _creation(start: pb.UploadStart, blob: Blob, kind: FileKind) -> CreateResumeRequest:
    return CreateResumeRequest(
        request_id=start.request_id,
        blob_id=blob.blob_id,
        file_name=start.file_name,
        document_type=DOCUMENT_TYPES[kind],
    )
