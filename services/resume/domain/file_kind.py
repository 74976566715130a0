"""Tells a file's kind by what is in it, never by its name."""

from enum import Enum

from services.resume.domain.unreadable import EmptyFile, Encrypted, NotAPdf, OldHangul, UnsupportedType

HEAD_BYTES = 1024
"""How much of a file decides, unless it is a zip or Microsoft's old container, which tell what they are at their end. Readers accept
a PDF's mark anywhere in the first 1,024 bytes (PDF 1.7, implementation note 13)."""


class FileKind(Enum):
    """Kinds of file that candidates upload as résumés."""

    PDF = "pdf"
    DOCX = "docx"
    HWPX = "hwpx"
    XLSX = "xlsx"
    PPTX = "pptx"
    OPEN_DOCUMENT = "odt"
    ZIP = "zip"
    HWP = "hwp"
    DOC = "doc"
    OLD_OFFICE = "old office"
    LOCKED_OFFICE = "locked office"
    RTF = "rtf"
    IMAGE = "image"
    OTHER = "other"


READABLE = (FileKind.PDF, FileKind.DOCX, FileKind.HWPX)

_ZIP = b"PK\x03\x04"
_CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SIGNATURES = (
    (_ZIP, FileKind.ZIP),
    (_CONTAINER, FileKind.OLD_OFFICE),
    (b"HWP Document File", FileKind.HWP),
    (b"{\\rtf", FileKind.RTF),
    (b"\x89PNG\r\n\x1a\n", FileKind.IMAGE),
    (b"\xff\xd8\xff", FileKind.IMAGE),
    (b"II*\x00", FileKind.IMAGE),
    (b"MM\x00*", FileKind.IMAGE),
    (b"GIF8", FileKind.IMAGE),
)
# A zip's directory and its local headers hold every part's name as it is.
_PARTS = (
    (b"application/hwp+zip", FileKind.HWPX),
    (b"Contents/section", FileKind.HWPX),
    (b"word/", FileKind.DOCX),
    (b"xl/workbook", FileKind.XLSX),
    (b"ppt/presentation", FileKind.PPTX),
    (b"application/vnd.oasis.opendocument", FileKind.OPEN_DOCUMENT),
)
# Names of streams in Microsoft's container, which is UTF-16 ([MS-CFB] 2.6.1).
_STREAMS = (
    ("EncryptedPackage".encode("utf-16-le"), FileKind.LOCKED_OFFICE),
    ("HwpSummaryInformation".encode("utf-16-le"), FileKind.HWP),
    (b"HWP Document File", FileKind.HWP),
    ("WordDocument".encode("utf-16-le"), FileKind.DOC),
)


def kind_of(content: bytes) -> FileKind:
    """The kind of a file: its first HEAD_BYTES suffice for most, a zip and an old office file want all of it."""
    for signature, kind in _SIGNATURES:
        if content.startswith(signature):
            return _closer(content, kind)
    head = content[:HEAD_BYTES]
    return FileKind.PDF if b"%PDF-" in head and not _is_markup(head) else FileKind.OTHER


def is_decided_by_head(head: bytes) -> bool:
    """Whether the beginning of a file tells its kind, before the rest has come."""
    return not head.startswith((_ZIP, _CONTAINER))


def require_readable(content: bytes) -> FileKind:
    """The kind of a file that is read here. Raises EmptyFile, UnsupportedType, OldHangul, Encrypted, NotAPdf for every other."""
    if not content:
        raise EmptyFile
    kind = kind_of(content)
    if kind in READABLE:
        return kind
    if kind is FileKind.OTHER:
        raise NotAPdf
    if kind is FileKind.HWP:
        raise OldHangul
    if kind is FileKind.LOCKED_OFFICE:
        raise Encrypted
    raise UnsupportedType(detected=kind.value)


def _closer(content: bytes, kind: FileKind) -> FileKind:
    marks = {FileKind.ZIP: _PARTS, FileKind.OLD_OFFICE: _STREAMS}.get(kind, ())
    return next((closer for mark, closer in marks if mark in content), kind)


def _is_markup(head: bytes) -> bool:
    """HTML that talks about PDFs is not one."""
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
