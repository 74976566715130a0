"""Checks a file while it comes in: how much, what kind, and that all of it came."""

from mesh.refusal import Exhausted, InvalidArgument, Refusal
from services.resume.domain.file_kind import HEAD_BYTES, FileKind, is_decided_by_head, require_readable
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
    """One file on its way in, never more of it than a file may have."""

    def __init__(self, *, limit_bytes: int, announced_bytes: int = 0) -> None:
        """`announced_bytes` is 0 when the sender does not know. TooLarge when it is over the limit already."""
        self._limit = limit_bytes
        self._announced = announced_bytes
        self._content = bytearray()
        self._known = False
        """Whether its beginning has been looked at."""
        self._check_size(announced_bytes)

    def take(self, piece: bytes) -> None:
        """Adds a piece; raises what stands against the file as soon as it shows."""
        self._check_size(len(self._content) + len(piece))
        self._content += piece
        if not self._known and len(self._content) >= HEAD_BYTES:
            head = bytes(self._content[:HEAD_BYTES])
            if is_decided_by_head(head):
                require_readable(head)
            self._known = True

    def finish(self) -> tuple[bytes, FileKind]:
        """The whole file and its kind; raises UploadIncomplete, or what stands against it."""
        if len(self._content) < self._announced:
            raise UploadIncomplete(received_bytes=len(self._content), announced_bytes=self._announced)
        content = bytes(self._content)
        return content, require_readable(content)

    def _check_size(self, size: int) -> None:
        if size > self._limit:
            raise TooLarge(limit_bytes=self._limit)
