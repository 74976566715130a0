"""Puts lines that stand side by side into rows of cells, whether rulers are drawn around them or not."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from services.resume.domain.columns import Flow
from services.resume.domain.document import Box, Line
from services.resume.domain.periods import PERIOD, goes_on

_BLANK = 0.75
"""Of the type's height: pieces nearer to each other than this are one line in two types."""
_COLUMN = 4
"""Lines that begin at one place from which on it is a column's edge, be the white before it ever so narrow."""
_NARROW = 0.2
"""Of the type's height: less white than this parts no columns."""
_OTHER_SIZE = 2.0
"""Points by which type beside other type is of another kind."""
_WRAPPED = 1.2
"""Of a line's height: the white between two lines of one cell is less."""


@dataclass(frozen=True)
class Row:
    """Cells from left to right, none empty; a cell is the lines printed in it."""

    cells: tuple[tuple[Line, ...], ...]
    columns: tuple[int, ...]
    """The column of each cell, from 0; a ruled table's own count where there is one."""
    table: int | None = None
    """Which ruled table it belongs to."""
    limit: float = float("inf")
    """Where the lines of its column of the page end at the latest, in points."""

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

    @property
    def left(self) -> float:
        """Where its first line begins, in points."""
        return self.lines[0].box.left

    def without_first(self) -> "Row":
        """The row without its first cell."""
        return Row(self.cells[1:], self.columns[1:], self.table, self.limit)


def rows_of(flow: Flow) -> list[Row]:
    """All rows of one column of the page, in reading order."""
    rows: list[Row] = []
    for table, group in groupby(flow.lines, key=lambda line: line.cell.table if line.cell else None):
        together = list(group)
        rows.extend(_free_rows(together, flow.limit) if table is None else _ruled_rows(together, table))
    return rows


def text_of(cell: Sequence[Line]) -> str:
    """A cell's words on one line."""
    return " ".join(line.text for line in cell)


def as_line(cell: Sequence[Line]) -> Line:
    """A cell as one line; where it runs over a page's end, the place is that of its first page."""
    box = cell[0].box
    for line in cell[1:]:
        box = box.around(line.box) if line.box.page == box.page else box
    return Line(text_of(cell), box, cell[0].size, cell[0].bold, cell[0].cell, cell[0].first)


def _ruled_rows(lines: Sequence[Line], table: int) -> list[Row]:
    cells: dict[int, dict[int, list[Line]]] = {}
    for line in lines:
        if line.cell is not None:
            cells.setdefault(line.cell.row, {}).setdefault(line.cell.column, []).append(line)
    return [_row({column: tuple(cells[row][column]) for column in sorted(cells[row])}, table) for row in sorted(cells)]


def _row(cells: dict[int, tuple[Line, ...]], table: int) -> Row:
    return Row(tuple(cells.values()), tuple(cells), table)


def _free_rows(lines: Sequence[Line], limit: float) -> list[Row]:
    edges = Counter(round(line.box.left) for line in lines)
    bands: list[list[Line]] = []
    for line in sorted(_with_whole_periods(lines), key=lambda line: (line.box.page, line.box.top, line.box.left)):
        if bands and any(_top_line(other).beside(_top_line(line)) for other in bands[-1]):
            bands[-1].append(line)
        else:
            bands.append([line])
    return [_free_row(_joined(sorted(band, key=lambda line: line.box.left), edges), limit) for band in bands]


def unwrapped(rows: Sequence[Row]) -> list[Row]:
    """Rows that only broke because their column of the page ended are one: its cell has two lines."""
    whole: list[Row] = []
    for row in rows:
        if whole and _wraps(whole[-1], row):
            whole[-1] = replace(whole[-1], cells=((*whole[-1].cells[0], *row.cells[0]),))
        else:
            whole.append(row)
    return whole


def _wraps(upper: Row, lower: Row) -> bool:
    """Whether the lower row's first word had no place left in the upper one."""
    if len(upper.cells) > 1 or len(lower.cells) > 1 or upper.table is not None or lower.table is not None:
        return False
    last, first = upper.lines[-1], lower.lines[0]
    if PERIOD.search(text_of(upper.lines)) or any(mark in last.text[-1:] for mark in ")."):
        return False
    return abs(last.box.left - first.box.left) <= 1.5 and has_no_place(upper, lower)


def has_no_place(upper: Row, lower: Row) -> bool:
    """Whether the lower row is close below, in the same type, and its first word would not have fitted into the upper one."""
    last, first = upper.lines[-1], lower.lines[0]
    alike = last.bold == first.bold and abs(last.size - first.size) < 0.3
    near = last.box.page == first.box.page and first.box.top - last.box.bottom <= 0.9 * first.box.height
    word = len(first.text.split()[0]) * (first.box.right - first.box.left) / len(first.text)
    return alike and near and last.box.right + word + 0.25 * first.size > upper.limit


def _top_line(line: Line) -> Box:
    """The place of a line's first line, where a break has been mended."""
    return replace(line.box, bottom=min(line.box.bottom, line.box.top + 1.5 * line.size))


def _free_row(band: Sequence[Line], limit: float) -> Row:
    return Row(tuple((line,) for line in band), tuple(range(len(band))), limit=limit)


def _joined(band: Sequence[Line], edges: Mapping[int, int]) -> list[Line]:
    """Pieces that a blank parts are one line, though its type changes; where many lines begin a column does."""
    joined: list[Line] = []
    for line in band:
        gap = line.box.left - joined[-1].box.right if joined else 0.0
        turns = bool(joined) and (joined[-1].bold != line.bold or abs(joined[-1].size - line.size) > 0.3)
        column = edges[round(line.box.left)] >= _COLUMN and (gap > _NARROW * line.size or turns)
        if joined and not column and gap < _BLANK * min(line.size, joined[-1].size):
            blank, last = " " if gap > 0.1 * line.size else "", joined[-1]
            first = last.first or (last.text if last.bold != line.bold or abs(last.size - line.size) > _OTHER_SIZE else "")
            joined[-1] = replace(last, text=f"{last.text}{blank}{line.text}", box=last.box.around(line.box), first=first)
        else:
            joined.append(line)
    return joined


def _with_whole_periods(lines: Sequence[Line]) -> list[Line]:
    """Periods that a narrow column broke in two are made whole again."""
    whole: list[Line] = []
    for line in lines:
        above = next((index for index in range(len(whole) - 1, -1, -1) if _under(whole[index], line)), None)
        if above is not None and goes_on(whole[above].text, line.text):
            joint = whole[above]
            whole[above] = replace(joint, text=f"{joint.text} {line.text}", box=joint.box.around(line.box))
        else:
            whole.append(line)
    return whole


def _under(upper: Line, lower: Line) -> bool:
    near = -1.0 <= lower.box.top - upper.box.bottom <= _WRAPPED * lower.box.height
    aligned = abs(upper.box.left - lower.box.left) <= 3.0 or abs(upper.box.right - lower.box.right) <= 3.0
    return near and aligned and upper.box.page == lower.box.page
