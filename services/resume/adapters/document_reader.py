"""Reads a file of any kind that is read here. Runs in the parser process only."""

from collections.abc import Callable

from services.resume.adapters.office.docx import read_docx
from services.resume.adapters.office.flow import Writing
from services.resume.adapters.office.hwpx import read_hwpx
from services.resume.adapters.office.package import Package
from services.resume.adapters.office.typesetting import typeset
from services.resume.adapters.parser_messages import ParserLimits
from services.resume.adapters.pdf_reader import ReadPicture, read_pdf
from services.resume.domain.document import Document
from services.resume.domain.file_kind import FileKind, require_readable
from services.resume.domain.unreadable import NoText, ParserLimit, TooLarge


def read_file(content: bytes, limits: ParserLimits, read_picture: ReadPicture | None = None) -> Document:
    """What the file says, with its places. Raises Unreadable, and MemoryError when the process has no more.

    `read_picture` has the words of a scanned page read, as many pages as `limits` allows; without it scans have no text.
    """
    if len(content) > limits.max_bytes:
        raise TooLarge(limit_bytes=limits.max_bytes)
    kind = require_readable(content)
    document = read_pdf(content, limits, read_picture) if kind is FileKind.PDF else _WRITTEN[kind](content, limits)
    if not document.has_text:
        raise NoText
    return document


def _written(read: Callable[[Package], Writing]) -> Callable[[bytes, ParserLimits], Document]:
    def reader(content: bytes, limits: ParserLimits) -> Document:
        try:
            return typeset(read(Package(content)), limits)
        except RecursionError:
            raise ParserLimit from None

    return reader


_WRITTEN: dict[FileKind, Callable[[bytes, ParserLimits], Document]] = {
    FileKind.DOCX: _written(read_docx),
    FileKind.HWPX: _written(read_hwpx),
}
