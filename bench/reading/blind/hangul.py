"""Writes a file of Hangul by hand: lines and tables with merged cells."""

from collections.abc import Mapping, Sequence

from hwpx import HwpxDocument

_WIDTH = 42_520
"""Of the text on A4 between Hangul's own margins, in HWPUNIT: a hundredth of a point."""


class Form:
    """A document that grows downwards."""

    def __init__(self) -> None:
        self._document = HwpxDocument.new()

    def text(self, words: str, *, size: float = 10, bold: bool = False) -> None:
        """A paragraph."""
        look = self._document.styles.ensure_run(size=size, bold=bold)
        self._document.add_paragraph("").add_run(words, char_pr_id_ref=look)

    def table(
        self,
        rows: Sequence[Sequence[str]],
        widths: Sequence[float],
        down: Mapping[tuple[int, int], int] | None = None,
        across: Mapping[tuple[int, int], int] | None = None,
    ) -> None:
        """Rows of cells; `down` and `across` say how many rows or columns a cell takes, whose other cells stay empty."""
        border = self._document.styles.ensure_border_fill(active_borders=("left", "right", "top", "bottom"), border_color="#000000")
        table = self._document.add_table(len(rows), len(widths), width=_WIDTH, border_fill_id_ref=border)
        table.set_column_widths(list(widths))
        for (y, x), count in (down or {}).items():
            table.merge_cells(y, x, y + count - 1, x)
        for (y, x), count in (across or {}).items():
            table.merge_cells(y, x, y, x + count - 1)
        for y, row in enumerate(rows):
            for x, words in enumerate(row):
                if words:
                    table.cell(y, x).paragraphs[0].add_run(words)

    def saved(self) -> bytes:
        """The file."""
        content: bytes = self._document.to_bytes()
        return content
