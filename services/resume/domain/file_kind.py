"""Tells a file's kind by its first bytes, never by its name."""

from enum import Enum

from services.resume.domain.unreadable import EmptyFile, NotAPdf, UnsupportedType

HEAD_BYTES = 1024
"""How much of a file decides. Readers accept a PDF's mark anywhere in the first 1,024 bytes (PDF 1.7, implementation note 13)."""


class FileKind(Enum):
    """Kinds of file that candidates upload as résumés; only PDF is read."""

    PDF = "pdf"
    ZIP = "docx or hwpx"
    OLD_OFFICE = "doc or hwp"
    RTF = "rtf"
    IMAGE = "image"
    OTHER = "other"


_SIGNATURES = (
    (b"PK\x03\x04", FileKind.ZIP),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", FileKind.OLD_OFFICE),
    (b"HWP Document File", FileKind.OLD_OFFICE),
    (b"{\\rtf", FileKind.RTF),
    (b"\x89PNG\r\n\x1a\n", FileKind.IMAGE),
    (b"\xff\xd8\xff", FileKind.IMAGE),
    (b"II*\x00", FileKind.IMAGE),
    (b"MM\x00*", FileKind.IMAGE),
    (b"GIF8", FileKind.IMAGE),
)


def kind_of(head: bytes) -> FileKind:
    """The kind of a file that begins with these bytes; give HEAD_BYTES of them where there are as many."""
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    return FileKind.PDF if b"%PDF-" in head[:HEAD_BYTES] and not _is_markup(head) else FileKind.OTHER


def require_readable(head: bytes) -> None:
    """Refuses a file that nobody here can read: EmptyFile, UnsupportedType, NotAPdf."""
    if not head:
        raise EmptyFile
    kind = kind_of(head)
    if kind is FileKind.OTHER:
        raise NotAPdf
    if kind is not FileKind.PDF:
        raise UnsupportedType(detected=kind.value)


def _is_markup(head: bytes) -> bool:
    """HTML that talks about PDFs is not one."""
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
