"""Draws documents with python-hwpx, as Hangul saves them."""

from collections.abc import Sequence
from typing import Any

from hwpx import HwpxDocument

from bench.reading.blocks import Block, Bullets, Cell, Columns, Gap, Grid, Heading, Run, Split, Text

_SIZE = 9.5
_WIDTH = 42_520
"""Of the text on A4 between Hangul's own margins, in HWPUNIT: a hundredth of a point."""
_BORDERS = {"all": ("left", "right", "top", "bottom"), "rows": ("top", "bottom"), "outer": (), "none": ()}
"""Of every cell; a frame around all of them is left out."""


def draw_hwpx(blocks: Sequence[Block]) -> bytes:
    """A document of Hangul."""
    document = HwpxDocument.new()
    pen = _Pen(document)
    for block in blocks:
        pen.add(document, block, _WIDTH)
    content: bytes = document.to_bytes()
    return content


class _Pen:
    def __init__(self, document: Any) -> None:
        self._document = document

    def add(self, into: Any, block: Block, width: int) -> None:
        """Writes a block into a document or a cell."""
        match block:
            case Text(runs):
                self._paragraph(into, runs)
            case Heading():
                self._paragraph(into, (Run(block.text, bold=True, scale=block.scale),))
            case Bullets(items, mark):
                for item in items:
                    self._paragraph(into, (Run(f"{mark} {item}"),))
            case Split(left, right):
                self._paragraph(into, (*left, Run("\t"), *right))
            case Grid():
                self._grid(into, block, width)
            case Columns(left_blocks, right_blocks, share, shaded):
                both = (Cell(left_blocks, shaded=shaded), Cell(right_blocks))
                self._grid(into, Grid((both,), (share, 1 - share), "none"), width)
            case Gap():
                self._paragraph(into, ())

    def _paragraph(self, into: Any, runs: Sequence[Run]) -> None:
        """A cell's first paragraph is there already."""
        first = into.paragraphs[0] if into is not self._document and len(into.paragraphs) == 1 else None
        fresh = first is not None and not first.text and not first.tables
        paragraph = first if first is not None and fresh else into.add_paragraph("")
        for run in runs:
            paragraph.add_run(run.text, char_pr_id_ref=self._look(run))

    def _look(self, run: Run) -> str:
        grey = "#555555" if run.grey else None
        look: str = self._document.styles.ensure_run(size=_SIZE * run.scale, bold=run.bold, color=grey)
        return look

    def _grid(self, into: Any, grid: Grid, width: int) -> None:
        border = self._document.styles.ensure_border_fill(active_borders=_BORDERS[grid.rules], border_color="#333333")
        table = into.add_table(len(grid.rows), len(grid.widths), width=width, border_fill_id_ref=border)
        table.set_column_widths(list(grid.widths))
        taken: set[tuple[int, int]] = set()
        for y, row in enumerate(grid.rows):
            x = 0
            for cell in row:
                while (y, x) in taken:
                    x += 1
                self._cell(table, cell, (y, x), grid, width)
                taken |= {(y + down, x + across) for across in range(cell.across) for down in range(cell.down)}

    def _cell(self, table: Any, cell: Cell, at: tuple[int, int], grid: Grid, width: int) -> None:
        y, x = at
        if cell.across > 1 or cell.down > 1:
            table.merge_cells(y, x, y + cell.down - 1, x + cell.across - 1)
        place = table.cell(y, x)
        for block in cell.blocks:
            self.add(place, block, round(width * sum(grid.widths[x : x + cell.across])))
        if cell.shaded:
            table.set_cell_shading(y, x, "#EEEEFF")
