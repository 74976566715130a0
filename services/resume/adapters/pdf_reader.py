"""Reads a PDF with PyMuPDF. Runs in the parser process only: no other module may import PyMuPDF."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

import pymupdf

from services.resume.adapters.parser_messages import ParserLimits
from services.resume.domain.document import Box, Document, Line, PageSize
from services.resume.domain.open_tables import Ruler
from services.resume.domain.rulings import MOST_RULERS, with_cells
from services.resume.domain.unreadable import Corrupt, Encrypted, TooManyPages, TooMuchText

_FLAGS = pymupdf.TEXT_PRESERVE_WHITESPACE | pymupdf.TEXT_MEDIABOX_CLIP | pymupdf.TEXT_CID_FOR_UNKNOWN_UNICODE
_BOLD = pymupdf.TEXT_FONT_BOLD
_LONGEST_LINE = 2_000
_TAIL_BYTES = 2_048


def read_pdf(content: bytes, limits: ParserLimits) -> Document:
    """All its text with its places. Raises Unreadable, and MemoryError when the process has no more."""
    try:
        with pymupdf.open(stream=content, filetype="pdf") as pdf:
            _refuse(pdf, content, limits)
            return _read(pdf, limits)
    except (RuntimeError, ValueError) as error:
        raise _meaning(error) from None


def _refuse(pdf: Any, content: bytes, limits: ParserLimits) -> None:
    if pdf.needs_pass:
        raise Encrypted
    if pdf.page_count > limits.max_pages:
        raise TooManyPages(pages=pdf.page_count, limit_pages=limits.max_pages)
    if not pdf.page_count or (pdf.is_repaired and _cut_short(content)):
        raise Corrupt


def _cut_short(content: bytes) -> bool:
    """MuPDF reads what is left of a file that was cut; half a résumé must not pass for a whole one."""
    return b"%%EOF" not in content[-_TAIL_BYTES:]


def _read(pdf: Any, limits: ParserLimits) -> Document:
    sizes: list[PageSize] = []
    lines: list[Line] = []
    tables = 0
    for number in range(pdf.page_count):
        size, page_lines = _page(pdf, number, tables)
        sizes.append(size)
        lines.extend(page_lines)
        tables = max([tables, *(line.cell.table + 1 for line in page_lines if line.cell)])
        _refuse_too_much(lines, limits)
    return Document(tuple(sizes), tuple(lines))


def _refuse_too_much(lines: list[Line], limits: ParserLimits) -> None:
    if len(lines) > limits.max_lines or sum(len(line.text) for line in lines) > limits.max_characters:
        raise TooMuchText(limit_characters=limits.max_characters)


def _page(pdf: Any, number: int, first_table: int) -> tuple[PageSize, list[Line]]:
    page = pdf[number]
    size = PageSize(max(page.rect.width, 1.0), max(page.rect.height, 1.0))
    across, down = _rulers(page)
    return size, with_cells(list(_lines(page, number + 1)), across, down, size, first_table)


def _meaning(error: Exception) -> Exception:
    """MuPDF reports a refused allocation as a system error with these words."""
    return MemoryError() if "alloc" in str(error).lower() else Corrupt()


def _lines(page: Any, number: int) -> Iterator[Line]:
    for block in page.get_text("dict", flags=_FLAGS)["blocks"]:
        for printed in block.get("lines", ()):
            yield from _line(printed, number)


def _line(printed: dict[str, Any], number: int) -> Iterator[Line]:
    spans = [span for span in printed["spans"] if span["text"].strip()]
    text = _clean("".join(span["text"] for span in printed["spans"]))
    if not spans or not text:
        return
    box = Box(number, *printed["bbox"])
    size, bold = max(span["size"] for span in spans), bool(spans[0]["flags"] & _BOLD)
    for start in range(0, len(text), _LONGEST_LINE):
        yield Line(text[start : start + _LONGEST_LINE], box, size, bold)


def _clean(text: str) -> str:
    """Whole syllables (macOS writes loose jamo), no control characters, no halves of characters.

    Two blanks part columns of a line; that there were two is kept, how many is not.
    """
    spaced = (" " if character.isspace() else character for character in unicodedata.normalize("NFC", text))
    printable = "".join(character for character in spaced if unicodedata.category(character) not in ("Cc", "Cs"))
    return re.sub(" {3,}", "  ", printable).strip()


def _rulers(page: Any) -> tuple[list[Ruler], list[Ruler]]:
    across: list[Ruler] = []
    down: list[Ruler] = []
    for drawing in page.get_cdrawings():
        for left, top, right, bottom in _strokes(drawing):
            if abs(bottom - top) <= 1.0:
                across.append(Ruler(top, min(left, right), max(left, right)))
            elif abs(right - left) <= 1.0:
                down.append(Ruler(left, min(top, bottom), max(top, bottom)))
        if len(across) + len(down) > MOST_RULERS:
            break
    return across, down


def _strokes(drawing: dict[str, Any]) -> Iterator[tuple[float, float, float, float]]:
    for item in drawing["items"]:
        if item[0] == "l":
            (left, top), (right, bottom) = item[1:3]
            yield left, top, right, bottom
        elif item[0] == "re":
            left, top, right, bottom = item[1]
            yield from ((left, top, right, top), (left, bottom, right, bottom), (left, top, left, bottom), (right, top, right, bottom))
