"""Finds tables that have lines between their rows and none between their columns."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from services.resume.domain.document import Cell, Line
from services.resume.domain.words import is_label

SLACK = 2.0
"""Points by which rulers miss each other in real files."""
_HIGHEST_ROW = 250.0
_GUTTER = 3.0
"""Points of white between two columns at least."""


@dataclass(frozen=True, slots=True)
class Ruler:
    """A straight stroke: `at` a place, `start` to `end` along it, in points. A horizontal one is at a height."""

    at: float
    start: float
    end: float

    def passes(self, place: float) -> bool:
        """Whether the stroke passes the place on the other axis."""
        return self.start - SLACK <= place <= self.end + SLACK


def with_rows(lines: Sequence[Line], across: Sequence[Ruler], first_table: int) -> list[Line]:
    """The lines of one page, those of such tables with their cells, counted from `first_table`. Only a head of labels makes one."""
    placed = list(lines)
    for rulers in _ladders(_whole(across)):
        while len(rulers) > 2:
            rows = [_between(placed, upper, lower) for upper, lower in pairwise(rulers)]
            if _is_head([placed[index] for index in rows[0]]):
                _place(placed, rows, first_table)
                first_table += 1
                break
            rulers = rulers[1:]
    return placed


def _whole(across: Sequence[Ruler]) -> list[Ruler]:
    """Strokes that touch end to end are one; those drawn twice are, too."""
    whole: list[Ruler] = []
    for ruler in sorted(across, key=lambda ruler: (round(ruler.at), ruler.start)):
        last = whole[-1] if whole else None
        if last is not None and abs(last.at - ruler.at) <= SLACK and ruler.start <= last.end + SLACK:
            whole[-1] = Ruler(last.at, min(last.start, ruler.start), max(last.end, ruler.end))
        else:
            whole.append(ruler)
    return whole


def _ladders(rulers: Sequence[Ruler]) -> Iterator[list[Ruler]]:
    """Rulers of one length below one another."""
    rest = sorted(rulers, key=lambda ruler: ruler.at)
    while rest:
        ladder = [rest[0]]
        for ruler in rest[1:]:
            alike = abs(ruler.start - ladder[0].start) <= SLACK and abs(ruler.end - ladder[0].end) <= SLACK
            if alike and SLACK < ruler.at - ladder[-1].at <= _HIGHEST_ROW:
                ladder.append(ruler)
        rest = [ruler for ruler in rest if ruler not in ladder]
        if len(ladder) > 2:
            yield ladder


def _between(lines: Sequence[Line], upper: Ruler, lower: Ruler) -> list[int]:
    found = []
    for index, line in enumerate(lines):
        middle = (line.box.top + line.box.bottom) / 2
        if line.cell is None and upper.at < middle < lower.at and upper.passes(line.box.left):
            found.append(index)
    return found


def _is_head(lines: Sequence[Line]) -> bool:
    return len(lines) > 1 and all(is_label(line.text) for line in lines)


def _place(lines: list[Line], rows: Sequence[Sequence[int]], table: int) -> None:
    """Gives cells to the rows below a head, as long as they have more than one column."""
    rows = _table_rows(lines, rows)
    columns = _columns([lines[index] for row in rows for index in row])
    for number, row in enumerate(rows):
        for index in row:
            column = max((each for each, left in enumerate(columns) if left <= lines[index].box.left + SLACK), default=0)
            lines[index] = replace(lines[index], cell=Cell(table, number, column))


def _table_rows(lines: Sequence[Line], rows: Sequence[Sequence[int]]) -> list[Sequence[int]]:
    kept: list[Sequence[int]] = []
    for row in rows:
        if len({round(lines[index].box.left) for index in row}) < 2:
            break
        kept.append(row)
    return kept


def _columns(lines: Sequence[Line]) -> list[float]:
    """The left edges of columns: where white runs through all rows."""
    lefts: list[float] = []
    right = float("-inf")
    for line in sorted(lines, key=lambda line: line.box.left):
        if line.box.left > right + _GUTTER:
            lefts.append(line.box.left)
        right = max(right, line.box.right)
    return lefts
