"""Gathers a blob piece by piece and judges it whole; nothing of it is kept before."""

import hashlib
from collections.abc import Iterator
from enum import IntEnum

from mesh.refusal import Exhausted, InvalidArgument, NotFound, Refusal, Status

PIECE_BYTES = 65_536
"""What is sent at once, and what is stored in one row."""
_KINDS = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
)
_ZIP = b"PK\x03\x04"
_HWPX, _WORD = b"application/hwp+zip", b"word/"


class BlobPurpose(IntEnum):
    """What a blob is kept for; the numbers are those of viva.session.v1.BlobPurpose."""

    RESUME_ORIGINAL = 1
    AVATAR = 2
    RECORDING = 3
    TASK_RESULT = 4


LIMITS = {
    BlobPurpose.RESUME_ORIGINAL: 10 * 1024 * 1024,
    BlobPurpose.AVATAR: 5_000_000,
    BlobPurpose.RECORDING: 16 * 1024 * 1024,
    BlobPurpose.TASK_RESULT: 8 * 1024 * 1024,
}
"""Bytes that each purpose allows. All of a blob is in memory until it is judged."""


class BlobUnknown(NotFound):
    """There is no such blob that you may see."""

    reason = "BLOB_UNKNOWN"


class BlobHeaderMissing(InvalidArgument):
    """The first message says what comes, and only the first."""

    reason = "BLOB_HEADER_MISSING"


class BlobMismatch(InvalidArgument):
    """What came is not what was announced."""

    reason = "BLOB_MISMATCH"


class BlobTooLarge(Exhausted):
    """This is more than may be kept for this purpose."""

    reason = "BLOB_TOO_LARGE"
    retryable = False


class BlobsBusy(Exhausted):
    """Too many blobs are on their way; try again in a moment."""

    reason = "BLOBS_BUSY"


class OffsetBeyondEnd(Refusal):
    """There is nothing so far back."""

    status = Status.OUT_OF_RANGE
    reason = "OFFSET_BEYOND_END"


class Gathering:
    """A blob on its way in."""

    def __init__(self, purpose: BlobPurpose, *, size_bytes: int, sha256: bytes) -> None:
        """What is announced: 0 and empty where the sender does not know. Raises BlobTooLarge."""
        self._limit = LIMITS[purpose]
        self._announced = size_bytes, sha256
        self._content = bytearray()
        self._require_room(size_bytes)

    def take(self, piece: bytes) -> None:
        """Adds the next bytes. Raises BlobTooLarge, BlobMismatch as soon as more comes than was announced."""
        self._require_room(len(self._content) + len(piece))
        self._content += piece
        if 0 < self._announced[0] < len(self._content):
            raise BlobMismatch(size_bytes=self._announced[0])

    def finish(self) -> "Gathered":
        """The blob, when it is what was announced. Raises BlobMismatch."""
        content = bytes(self._content)
        whole = Gathered(content, hashlib.sha256(content).digest())
        size, digest = self._announced
        if not content or size not in (0, len(content)) or digest not in (b"", whole.sha256):
            raise BlobMismatch(size_bytes=len(content))
        return whole

    def _require_room(self, size: int) -> None:
        if size > self._limit:
            raise BlobTooLarge(limit_bytes=self._limit)


class Gathered:
    """A whole blob."""

    def __init__(self, content: bytes, sha256: bytes) -> None:
        self._content = content
        self.sha256 = sha256

    @property
    def size_bytes(self) -> int:
        """How many bytes."""
        return len(self._content)

    @property
    def media_type(self) -> str:
        """What it is, by its first bytes."""
        for beginning, kind in _KINDS:
            if self._content.startswith(beginning):
                return kind
        return _zipped(self._content[:4096]) if self._content.startswith(_ZIP) else "application/octet-stream"

    def pieces(self) -> Iterator[bytes]:
        """The bytes in pieces of PIECE_BYTES, the last one shorter."""
        for start in range(0, self.size_bytes, PIECE_BYTES):
            yield self._content[start : start + PIECE_BYTES]


def _zipped(beginning: bytes) -> str:
    if _HWPX in beginning:
        return _HWPX.decode()
    if _WORD in beginning or b"[Content_Types].xml" in beginning:
        return "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    return "application/zip"
