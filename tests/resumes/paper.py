"""Draws simple pages: headings, lines and ruled tables, in a font that has Hangul."""

from collections.abc import Sequence
from functools import cache

import pymupdf

PAGE = pymupdf.paper_rect("a4")
MARGIN = 56.0
LINE = 16.0


@cache
def hangul_font() -> pymupdf.Font:
    """Droid Sans Fallback, which PyMuPDF carries: one weight, Latin and Hangul."""
    return pymupdf.Font("korea")


class Paper:
    """A document that is written from top to bottom."""

    def __init__(self) -> None:
        """Begins with an empty page."""
        self._document = pymupdf.open()
        self._turn()

    def heading(self, text: str) -> None:
        """A line of larger type with room above."""
        self._y += LINE / 2
        self._write(MARGIN, text, size=13)

    def line(self, text: str) -> None:
        """One line of plain type."""
        self._write(MARGIN, text)

    def paragraph(self, text: str, width: int = 46) -> None:
        """Plain type, broken between words at about `width` characters."""
        line = ""
        for word in text.split():
            if line and len(line) + len(word) >= width:
                self.line(line)
                line = ""
            line = f"{line} {word}".strip()
        self.line(line)

    def row(self, *texts: str) -> None:
        """Texts side by side without rulers, as tabulators make them."""
        step = (PAGE.width - 2 * MARGIN) / len(texts)
        self._room()
        for column, text in enumerate(texts):
            self._put(MARGIN + column * step, text, 10)
        self._y += LINE

    def table(self, rows: Sequence[Sequence[str]]) -> None:
        """A ruled table; every row has as many cells as the first."""
        step = (PAGE.width - 2 * MARGIN) / len(rows[0])
        self._y += 4
        for row in rows:
            self._room()
            for column, text in enumerate(row):
                left = MARGIN + column * step
                self._page.draw_rect(pymupdf.Rect(left, self._y - 12, left + step, self._y + LINE - 6), color=(0, 0, 0), width=0.7)
                self._put(left + 4, text, 10)
            self._y += LINE + 2

    def new_page(self) -> None:
        """Goes on on the next page."""
        self._turn()

    def file(self) -> bytes:
        """The finished file."""
        return self.pdf()

    def pdf(self, **options: object) -> bytes:
        """The finished file; options are those of pymupdf's `tobytes` (encryption, passwords)."""
        self._document.subset_fonts()
        content: bytes = self._document.tobytes(garbage=3, deflate=True, **options)
        return content

    def _write(self, left: float, text: str, size: float = 10) -> None:
        self._room()
        self._put(left, text, size)
        self._y += LINE

    def _put(self, left: float, text: str, size: float) -> None:
        if text:
            writer = pymupdf.TextWriter(self._page.rect)
            writer.append((left, self._y), text, font=hangul_font(), fontsize=size)
            writer.write_text(self._page)

    def _room(self) -> None:
        if self._y > PAGE.height - MARGIN:
            self._turn()

    def _turn(self) -> None:
        self._page = self._document.new_page(width=PAGE.width, height=PAGE.height)
        self._y = MARGIN
