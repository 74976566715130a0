"""Résumés: uploading them in pieces, and hearing when they have been read."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from uuid import uuid4

from grpc.aio import UnaryStreamCall
from viva.resume.v1.resume_service_pb2 import DrawPageRequest, PictureHeader, UploadRequest, UploadResponse, UploadStart
from viva.resume.v1.resume_service_pb2_grpc import ResumeServiceStub as ResumeReaderStub
from viva.resume.v1.resume_state_pb2 import RESUME_STATE_FAILED, RESUME_STATE_READY
from viva.session.v1.resume_pb2 import Resume
from viva.session.v1.resume_service_pb2 import (
    GetResumeContentRequest,
    GetResumeContentResponse,
    GetResumeRequest,
    ListResumesRequest,
    WatchResumeRequest,
    WatchResumeResponse,
)
from viva.session.v1.resume_service_pb2_grpc import ResumeServiceStub

from viva_client.contract import UPLOAD_SECONDS
from viva_client.paging import every
from viva_client.retrying import Retrying, with_another_token
from viva_client.watching import Watch

PIECE_BYTES = 64 * 1024
SETTLED = (RESUME_STATE_READY, RESUME_STATE_FAILED)


@dataclass(frozen=True)
class Picture:
    """One page of a résumé: `content` is a file of `about.media_type`, and `about` says what it shows."""

    about: PictureHeader
    content: bytes


class Resumes:
    """The résumés of whoever is signed in: a candidate's own, or those a partner stored for its guests (scope `resumes`)."""

    def __init__(self, reader: ResumeReaderStub, store: ResumeServiceStub, retrying: Retrying, *, patience: float) -> None:
        """Made by `Viva`."""
        self._reader = reader
        self._store = store
        self._retrying = retrying
        self._patience = patience

    async def upload(self, source: Path | str | bytes, *, file_name: str = "", seconds: float = UPLOAD_SECONDS) -> UploadResponse:
        """Stores a résumé, from a path or from its bytes, and has it read; returns as soon as it is stored.

        `file_name` is what people are shown; a path has one of its own. A lost upload is begun anew under the same `request_id`.
        InvalidArgument `TOO_LARGE`, `EMPTY_FILE`, `NOT_A_PDF`, `UNSUPPORTED_TYPE`, `OLD_HANGUL` or `ENCRYPTED` for what will not be
        read; OSError for a path that cannot be.
        """
        content = source if isinstance(source, bytes) else Path(source)
        name = file_name or (content.name if isinstance(content, Path) else "resume")
        start = UploadStart(request_id=str(uuid4()), file_name=name, size_bytes=await _size(content))
        until = asyncio.get_running_loop().time() + seconds

        async def attempt() -> UploadResponse:
            left = until - asyncio.get_running_loop().time()
            return await self._reader.Upload(_messages(start, content), timeout=left)

        return await self._retrying.run(partial(with_another_token, attempt), until=until)

    async def get(self, resume_id: str) -> Resume:
        """One résumé, without its words."""
        return (await self._store.GetResume(GetResumeRequest(resume_id=resume_id))).resume

    async def content(self, resume_id: str) -> GetResumeContentResponse:
        """What a résumé says, and, apart from it, what its file hides. FailedPrecondition `RESUME_NOT_READY` before it was read."""
        return await self._store.GetResumeContent(GetResumeContentRequest(resume_id=resume_id))

    async def page(self, resume_id: str, page: int = 1, *, dots_per_inch: int = 0) -> Picture:
        """A page, counted from 1, as a picture; of a blind posting's résumé without what tells whose it is.

        OutOfRange `PAGE_UNKNOWN`; FailedPrecondition `RESUME_NOT_READY` before it was read. Unavailable while all that draws is busy.
        """
        about, content = PictureHeader(), bytearray()
        request = DrawPageRequest(resume_id=resume_id, page=page, dots_per_inch=dots_per_inch)
        async for response in self._reader.DrawPage(request):
            if response.HasField("header"):
                about = response.header
            content += response.piece
        return Picture(about, bytes(content))

    def list(self) -> AsyncIterator[Resume]:
        """The caller's own, newest first."""
        return every(self._store.ListResumes, ListResumesRequest(), lambda page: page.resumes)

    async def watch(self, resume_id: str, after_sequence: int = 0) -> AsyncGenerator[WatchResumeResponse, None]:
        """What happens to a résumé, each event with the résumé as it is after it, until it is read or cannot be."""

        def stream(after: int) -> UnaryStreamCall[WatchResumeRequest, WatchResumeResponse]:
            return self._store.WatchResume(WatchResumeRequest(resume_id=resume_id, after_sequence=after))

        watch = Watch(stream, after_sequence, patience=self._patience)
        async with aclosing(watch.events()) as events:
            async for message in events:
                yield message
                if message.resume.state in SETTLED:
                    return

    async def until_read(self, resume_id: str) -> Resume:
        """Waits until a résumé is `RESUME_STATE_READY`, or `RESUME_STATE_FAILED` with a `failure` that says why."""
        async for message in self.watch(resume_id):
            if message.resume.state in SETTLED:
                return message.resume
        return await self.get(resume_id)


async def _size(content: Path | bytes) -> int:
    return len(content) if isinstance(content, bytes) else (await asyncio.to_thread(content.stat)).st_size


async def _messages(start: UploadStart, content: Path | bytes) -> AsyncIterator[UploadRequest]:
    yield UploadRequest(start=start)
    async for piece in _pieces(content):
        yield UploadRequest(piece=piece)


async def _pieces(content: Path | bytes) -> AsyncIterator[bytes]:
    """At most 64 KiB each. A file is read as it is sent, so that a mistaken one is refused before it fills the memory."""
    if isinstance(content, bytes):
        for begin in range(0, len(content), PIECE_BYTES):
            yield content[begin : begin + PIECE_BYTES]
        return
    with await asyncio.to_thread(content.open, "rb") as file:
        while piece := await asyncio.to_thread(file.read, PIECE_BYTES):
            yield piece
