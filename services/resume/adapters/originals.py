"""Keeps originals in session's blob store: in and out by pieces."""

import hashlib
from collections.abc import Iterator
from uuid import UUID, uuid5

from viva.session.v1.blob_pb2 import BLOB_PURPOSE_RESUME_ORIGINAL, Blob, BlobHeader
from viva.session.v1.blob_service_pb2 import GetBlobRequest, PutBlobHeader, PutBlobRequest
from viva.session.v1.blob_service_pb2_grpc import BlobServiceStub

from services.resume.domain.file_kind import FileKind
from services.resume.domain.unreadable import OriginalDamaged

MEDIA_TYPES = {
    FileKind.PDF: "application/pdf",
    FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.HWPX: "application/hwp+zip",
}
PIECE_BYTES = 65_536


class SessionOriginals:
    """Originals, stored for the authority of the call that is being served."""

    def __init__(self, blobs: BlobServiceStub) -> None:
        """Calls through this stub."""
        self._blobs = blobs

    async def store(self, content: bytes, *, request_id: str, file_name: str, kind: FileKind) -> Blob:
        """Stores a file. Size and digest go ahead of it: of a transfer that breaks off, session keeps nothing."""
        # A request_id stands for one thing, and this one stands for the résumé that is made of the file.
        own_id = str(uuid5(UUID(request_id), "original"))
        return (await self._blobs.PutBlob(_messages(content, own_id, file_name, kind))).blob

    async def fetch(self, blob_id: str, *, size_bytes: int, sha256: bytes) -> bytes:
        """The original's bytes; OriginalDamaged when they are not those that were uploaded."""
        content = bytearray()
        async for response in self._blobs.GetBlob(GetBlobRequest(blob_id=blob_id)):
            content += response.piece
            if len(content) > size_bytes:
                raise OriginalDamaged
        if len(content) != size_bytes or hashlib.sha256(content).digest() != sha256:
            raise OriginalDamaged
        return bytes(content)


def _messages(content: bytes, request_id: str, file_name: str, kind: FileKind) -> Iterator[PutBlobRequest]:
    digest = hashlib.sha256(content).digest()
    blob = BlobHeader(file_name=file_name, media_type=MEDIA_TYPES[kind], size_bytes=len(content), sha256=digest)
    yield PutBlobRequest(header=PutBlobHeader(request_id=request_id, purpose=BLOB_PURPOSE_RESUME_ORIGINAL, blob=blob))
    for start in range(0, len(content), PIECE_BYTES):
        yield PutBlobRequest(piece=content[start : start + PIECE_BYTES])
