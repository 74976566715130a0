"""Sets lines that were read from a word processor's file on a page, for a picture of it. Runs in the drawing process only.

Each text stands where it was typeset when the file was read, in as many lines of print as its place has room for, and in type as large as
fits. One font that comes with MuPDF has Hangul, Han and Latin: nothing of the machine's is needed, and nothing of the file's is used.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

import pymupdf

from services.resume.adapters.office.typesetting import LEADING
from services.resume.domain.drawing import Paper, Place

_LARGEST, _SMALLEST = 40.0, 3.0
_SHRINK = (1.0, 0.92, 0.85, 0.78, 0.72)
"""Our font may be wider than the widths that places were estimated by."""
_MOST_LINES = 200
_ASCENT = 0.88
"""Of the type's size, from the top of its line down to where letters stand."""


def set_on(pdf: Any, paper: Paper) -> Any:
    """A page of a new document with these lines on it."""
    page = pdf.new_page(width=paper.width, height=paper.height)
    writer = pymupdf.TextWriter(page.rect)
    for place, text in _joined(paper):
        _set(writer, text, place)
    writer.write_text(page)
    return page


def _joined(paper: Paper) -> Iterator[tuple[Place, str]]:
    """Texts of one place stand there side by side: of a blind copy's school, degree and major come from one line."""
    by_place: dict[tuple[float, ...], list[str]] = {}
    for text, place in paper.lines:
        by_place.setdefault(tuple(place), []).append(text)
    return ((place, "  ".join(texts)) for place, texts in by_place.items())


def _set(writer: Any, text: str, place: Place) -> None:
    left, top, right, bottom = place
    size, lines = _fitted(text, right - left, bottom - top)
    for number, line in enumerate(lines):
        writer.append((left, top + (number * LEADING + _ASCENT) * size), line, font=_font(), fontsize=size)


def _fitted(text: str, width: float, height: float) -> tuple[float, list[str]]:
    """The largest type in which a text fits its place, and its lines of print; the smallest, where none does."""
    for count in range(1, _MOST_LINES):
        for shrink in _SHRINK:
            size = min(_LARGEST, height / LEADING / count) * shrink
            if size < _SMALLEST:
                return _SMALLEST, _broken(text, width, _SMALLEST)
            lines = _broken(text, width, size)
            if len(lines) <= count:
                return size, lines
    return _SMALLEST, _broken(text, width, _SMALLEST)


def _broken(text: str, width: float, size: float) -> list[str]:
    """Lines of print no wider than that, broken at blanks and, where a word is wider than a line, in words."""
    lines, line = [], ""
    for word in _words(text, width, size):
        if line and _font().text_length(line + word, size) > width + 1.0:
            lines.append(line.rstrip())
            line = word.lstrip()
        else:
            line += word
    return [*lines, line.rstrip()]


def _words(text: str, width: float, size: float) -> Iterator[str]:
    """Words with the blank before them, cut where they are wider than a line."""
    for number, word in enumerate(text.split(" ")):
        piece = word if number == 0 else f" {word}"
        if _font().text_length(piece, size) <= width:
            yield piece
        else:
            yield from piece


@cache
def _font() -> Any:
    return pymupdf.Font("korea")
