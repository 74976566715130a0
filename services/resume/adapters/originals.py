"""Keeps originals in session's blob store: in and out by pieces."""

import asyncio
import hashlib
from collections.abc import AsyncIterator

from viva.session.v1.blob_pb2 import BLOB_PURPOSE_RESUME_ORIGINAL, Blob, BlobHeader
from viva.session.v1.blob_service_pb2 import GetBlobRequest, PutBlobHeader, PutBlobRequest
from viva.session.v1.blob_service_pb2_grpc import BlobServiceStub

from services.resume.domain.unreadable import OriginalDamaged

MEDIA_TYPE = "application/pdf"


class SessionOriginals:
    """Originals, stored for the authority of the call that is being served."""

    def __init__(self, blobs: BlobServiceStub) -> None:
        """Calls through this stub."""
        self._blobs = blobs

    async def store(self, pieces: AsyncIterator[bytes], *, request_id: str, file_name: str) -> Blob:
        """Passes the pieces on as they come. What they raise ends the transfer, and nothing is stored."""
        call = self._blobs.PutBlob()
        try:
            await call.write(_header(request_id, file_name))
            async for piece in pieces:
                await call.write(PutBlobRequest(piece=piece))
            await call.done_writing()
        except asyncio.InvalidStateError:
            # Session has refused before all was sent; awaiting the call raises its refusal.
            return (await call).blob
        except BaseException:
            call.cancel()
            raise
        return (await call).blob

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


def _header(request_id: str, file_name: str) -> PutBlobRequest:
    blob = BlobHeader(file_name=file_name, media_type=MEDIA_TYPE)
    return PutBlobRequest(header=PutBlobHeader(request_id=request_id, purpose=BLOB_PURPOSE_RESUME_ORIGINAL, blob=blob))
