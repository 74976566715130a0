"""Checks a file while it comes in, so that nothing which will not be read is ever stored whole."""

import hashlib

from mesh.refusal import Exhausted, InvalidArgument, Refusal
from services.resume.domain.file_kind import HEAD_BYTES, require_readable
from services.resume.domain.unreadable import TooLarge


class UploadOrder(InvalidArgument):
    """An upload begins with its start, once, and goes on with pieces."""

    reason = "UPLOAD_ORDER"


class UploadIncomplete(Refusal):
    """The upload ended before all of the file had come; send it again."""

    reason = "UPLOAD_INCOMPLETE"


class UploadsBusy(Exhausted):
    """Too many files are being uploaded now; try again in a moment."""

    reason = "UPLOADS_BUSY"


class Intake:
    """One file on its way in: takes pieces, lets them through once the file's kind is known."""

    def __init__(self, *, limit_bytes: int, announced_bytes: int = 0) -> None:
        """`announced_bytes` is 0 when the sender does not know. TooLarge when it is over the limit already."""
        self._limit = limit_bytes
        self._announced = announced_bytes
        self._head = b""
        self._known = False
        self._digest = hashlib.sha256()
        self.size_bytes = 0
        self._check_size(announced_bytes)

    def take(self, piece: bytes) -> list[bytes]:
        """The pieces that may go on now; raises what stands against the file."""
        self.size_bytes += len(piece)
        self._check_size(self.size_bytes)
        self._digest.update(piece)
        if self._known:
            return [piece]
        self._head += piece
        return self._let_through() if len(self._head) >= HEAD_BYTES else []

    def finish(self) -> list[bytes]:
        """What was held back of a short file; raises UploadIncomplete, or what stands against the file."""
        if self.size_bytes < self._announced:
            raise UploadIncomplete(received_bytes=self.size_bytes, announced_bytes=self._announced)
        return [] if self._known else self._let_through()

    @property
    def sha256(self) -> bytes:
        """Of all that came."""
        return self._digest.digest()

    def _let_through(self) -> list[bytes]:
        require_readable(self._head)
        self._known, held = True, self._head
        # A held head and the piece that filled it may together be longer than one piece may be.
        return [part for part in (held[:HEAD_BYTES], held[HEAD_BYTES:]) if part]

    def _check_size(self, size: int) -> None:
        if size > self._limit:
            raise TooLarge(limit_bytes=self._limit)
