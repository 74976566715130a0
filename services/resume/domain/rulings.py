"""Finds the cells of ruled tables: which lines of text stand between the same four rulers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from services.resume.domain import open_tables
from services.resume.domain.document import Box, Cell, Line, PageSize
from services.resume.domain.open_tables import SLACK, Ruler

MOST_RULERS = 4_000
"""A page with more is a drawing, not a form."""
_FRAME_SHARE = 0.8
"""A vertical ruler longer than this part of the page frames the page; it parts no cells."""


@dataclass(frozen=True, slots=True)
class _Frame:
    top: float
    left: float
    bottom: float
    right: float


def with_cells(lines: Sequence[Line], across: Sequence[Ruler], down: Sequence[Ruler], page: PageSize, first_table: int) -> list[Line]:
    """The lines of one page with their cells; `across` and `down` are the page's rulers, tables count from `first_table`."""
    if len(across) + len(down) > MOST_RULERS:
        return list(lines)
    parting = [ruler for ruler in down if ruler.end - ruler.start < _FRAME_SHARE * page.height]
    frames = [_frame(line.box, across, parting) for line in lines]
    cells = _numbered({frame for frame in frames if frame is not None}, first_table)
    framed = [replace(line, cell=cells.get(frame)) if frame else line for line, frame in zip(lines, frames, strict=True)]
    return open_tables.with_rows(framed, across, first_table + len({cell.table for cell in cells.values()}))


def _frame(box: Box, across: Sequence[Ruler], down: Sequence[Ruler]) -> _Frame | None:
    """The rulers next to the middle of a line of text, on all four sides."""
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    heights = [ruler.at for ruler in across if ruler.passes(x)]
    places = [ruler.at for ruler in down if ruler.passes(y)]
    top, bottom = _neighbours(heights, y)
    left, right = _neighbours(places, x)
    if top is None or bottom is None or left is None or right is None:
        return None
    return _Frame(round(top), round(left), round(bottom), round(right))


def _neighbours(places: Sequence[float], middle: float) -> tuple[float | None, float | None]:
    before = max((place for place in places if place <= middle), default=None)
    after = min((place for place in places if place > middle), default=None)
    return before, after


def _numbered(frames: set[_Frame], first_table: int) -> dict[_Frame, Cell]:
    """Table, row and column of each frame; a table of one cell is a box around text and none."""
    cells: dict[_Frame, Cell] = {}
    table = first_table
    for group in _tables(sorted(frames, key=lambda frame: (frame.top, frame.left))):
        if len(group) > 1:
            rows, columns = _ranks(frame.top for frame in group), _ranks(frame.left for frame in group)
            cells.update({frame: Cell(table, rows[frame.top], columns[frame.left]) for frame in group})
            table += 1
    return cells


def _tables(frames: Sequence[_Frame]) -> Iterator[list[_Frame]]:
    group: list[_Frame] = []
    for frame in frames:
        if group and frame.top > max(other.bottom for other in group) + SLACK:
            yield group
            group = []
        group.append(frame)
    if group:
        yield group


def _ranks(places: Iterator[float]) -> dict[float, int]:
    """Numbers places from 0; those within the slack of one another are one place."""
    ranks: dict[float, int] = {}
    last, rank = None, -1
    for place in sorted(set(places)):
        if last is None or place > last + SLACK:
            rank += 1
        ranks[place] = rank
        last = place
    return ranks
