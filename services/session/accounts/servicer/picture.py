"""Takes pictures in by pieces and sends them out by pieces."""

from collections.abc import AsyncIterator, Iterator
from hashlib import sha256

from viva.session.v1 import account_service_pb2 as pb
from viva.session.v1.blob_pb2 import BlobHeader

from mesh.refusal import InvalidArgument
from services.session.accounts.portrait import LARGEST_BYTES, PictureTooLarge, Portrait

PIECE = 65_536


class BlobMismatch(InvalidArgument):
    """What came is not what was announced."""

    reason = "BLOB_MISMATCH"


async def picture_from(requests: AsyncIterator[pb.SetAvatarRequest]) -> bytes:
    """The bytes of an upload. Raises PictureTooLarge as soon as more comes than may, BlobMismatch when they are not as announced."""
    header, content = None, bytearray()
    async for request in requests:
        if request.WhichOneof("part") == "header":
            if header is not None:
                raise BlobMismatch
            header = request.header
        content += request.piece
        if len(content) > LARGEST_BYTES:
            raise PictureTooLarge
    picture = bytes(content)
    if header is None or not fits(header, picture):
        raise BlobMismatch
    return picture


def fits(header: BlobHeader, content: bytes) -> bool:
    """Whether bytes are what a header announces, as far as it does."""
    return header.size_bytes in (0, len(content)) and header.sha256 in (b"", sha256(content).digest())


def pieces_of(portrait: Portrait) -> Iterator[pb.GetAvatarResponse]:
    """A portrait as it goes out."""
    content = portrait.content
    digest = sha256(content).digest()
    yield pb.GetAvatarResponse(header=BlobHeader(media_type=portrait.media_type, size_bytes=len(content), sha256=digest))
    for start in range(0, len(content), PIECE):
        yield pb.GetAvatarResponse(piece=content[start : start + PIECE])
