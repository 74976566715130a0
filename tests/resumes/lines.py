"""Lines of print for tests of the domain, which sees no file."""

from collections.abc import Sequence

from services.resume.domain.document import Box, Cell, Document, Line, PageSize

A4 = PageSize(595.0, 842.0)
HEIGHT = 14.0


def line(text: str, *, row: int = 0, left: float = 56.0, page: int = 1, bold: bool = False, cell: Cell | None = None) -> Line:
    """A line of type in the given row of a page."""
    top = 50.0 + row * HEIGHT
    return Line(text, Box(page, left, top, left + 6.0 * len(text), top + 10.0), bold=bold, cell=cell)


def document(*texts: str | Sequence[str]) -> Document:
    """One page, a row a text; a sequence is a row of texts side by side."""
    lines: list[Line] = []
    for row, text in enumerate(texts):
        pieces = [text] if isinstance(text, str) else text
        lines.extend(line(piece, row=row, left=56.0 + 130.0 * column) for column, piece in enumerate(pieces))
    return Document((A4,), tuple(lines))


def table(rows: Sequence[Sequence[str]], *, number: int = 0, first_row: int = 0) -> list[Line]:
    """A ruled table."""
    return [
        line(text, row=first_row + row, left=56.0 + 130.0 * column, cell=Cell(number, row, column))
        for row, texts in enumerate(rows)
        for column, text in enumerate(texts)
        if text
    ]
