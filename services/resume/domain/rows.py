"""Puts lines that stand side by side into rows of cells, whether rulers are drawn around them or not."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from services.resume.domain.document import Document, Line


@dataclass(frozen=True)
class Row:
    """Cells from left to right, none empty; a cell is the lines printed in it."""

    cells: tuple[tuple[Line, ...], ...]
    columns: tuple[int, ...]
    """The column of each cell, from 0; a ruled table's own count where there is one."""
    table: int | None = None
    """Which ruled table it belongs to."""

    @property
    def lines(self) -> tuple[Line, ...]:
        """All its lines, left to right."""
        return tuple(line for cell in self.cells for line in cell)

    @property
    def text(self) -> str:
        """All its words on one line."""
        return " ".join(line.text for line in self.lines)

    @property
    def bold(self) -> bool:
        """Whether its first line is printed bold."""
        return self.lines[0].bold

    @property
    def size(self) -> float:
        """Height of its first line's type, in points."""
        return self.lines[0].size

    def without_first(self) -> "Row":
        """The row without its first cell."""
        return Row(self.cells[1:], self.columns[1:], self.table)


def rows_of(document: Document) -> list[Row]:
    """All rows in reading order."""
    lines = [line for line in document.lines if line.text.strip()]
    rows: list[Row] = []
    for table, group in groupby(lines, key=lambda line: line.cell.table if line.cell else None):
        together = list(group)
        rows.extend(_free_rows(together) if table is None else _ruled_rows(together, table))
    return rows


def text_of(cell: Sequence[Line]) -> str:
    """A cell's words on one line."""
    return " ".join(line.text for line in cell)


def as_line(cell: Sequence[Line]) -> Line:
    """A cell as one line; where it runs over a page's end, the place is that of its first page."""
    box = cell[0].box
    for line in cell[1:]:
        box = box.around(line.box) if line.box.page == box.page else box
    return Line(text_of(cell), box, cell[0].size, cell[0].bold, cell[0].cell)


def _ruled_rows(lines: Sequence[Line], table: int) -> list[Row]:
    cells: dict[int, dict[int, list[Line]]] = {}
    for line in lines:
        if line.cell is not None:
            cells.setdefault(line.cell.row, {}).setdefault(line.cell.column, []).append(line)
    return [_row({column: tuple(cells[row][column]) for column in sorted(cells[row])}, table) for row in sorted(cells)]


def _row(cells: dict[int, tuple[Line, ...]], table: int) -> Row:
    return Row(tuple(cells.values()), tuple(cells), table)


def _free_rows(lines: Sequence[Line]) -> list[Row]:
    """Only lines that follow one another are put together: two columns of a page are drawn one after the other."""
    bands: list[list[Line]] = []
    for line in lines:
        if bands and bands[-1][-1].box.beside(line.box):
            bands[-1].append(line)
        else:
            bands.append([line])
    return [_free_row(sorted(band, key=lambda line: line.box.left)) for band in bands]


def _free_row(band: Sequence[Line]) -> Row:
    return Row(tuple((line,) for line in band), tuple(range(len(band))))
