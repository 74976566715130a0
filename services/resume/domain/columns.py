"""Tells the columns of a page apart, so that each is read to its end before the next: a sidebar is no part of the lines beside it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from statistics import median

from services.resume.domain.document import Document, Line
from services.resume.domain.headings import is_title, section_headed_by

_FEWEST = 3
"""Lines that a column has at least."""
_WIDEST_SHARE = 0.78
_NARROWEST_SHARE = 0.15
"""Of the page, where the gutter between two columns may lie."""
_SLACK = 2.0
_WHITE = 30.0
"""Points between two columns, or by which the right margin is wider than the left one, at most."""
_STAGGER = 30.0
"""Points by which one column may begin above the first heading of the other."""
_CROWDED = 4
"""Lines in one cell from which it may be a column of the page and no fact in a form."""


@dataclass(frozen=True, slots=True)
class Flow:
    """Lines that are read from top to bottom, of one column or of the whole width."""

    lines: list[Line]
    limit: float
    """Where its lines have to end at the latest, in points, as far as can be told."""


def flows_of(document: Document) -> list[Flow]:
    """All lines in reading order, parted where one column ends and the next begins."""
    lines = [line for line in _without_frames(document.lines) if line.text.strip()]
    flows: list[Flow] = []
    gutter: float | None = None
    for page, size in enumerate(document.pages, start=1):
        on_page = [line for line in lines if line.box.page == page]
        gutter = _read_page(flows, on_page, size.width, gutter)
    return flows


def _read_page(flows: list[Flow], lines: Sequence[Line], width: float, before: float | None) -> float | None:
    """Adds a page; two columns go on where the page before ended in two. Returns the gutter that the page ends with."""
    gutter = before if before is not None and _goes_on(lines, before) else None
    if gutter is not None and len(flows) > 1:
        left, right = _sides(lines, gutter)
        flows[-2].lines.extend(left)
        flows[-1].lines.extend(right)
        return gutter
    limit = width - min((line.box.left for line in lines), default=0.0)
    for top, left, right, gutter in _bands(lines, width):
        if top:
            flows.append(_flow(top, limit))
        if gutter is not None:
            flows.extend((_flow(left, gutter), _flow(right, limit)))
    return gutter


def _flow(lines: list[Line], limit: float) -> Flow:
    """Where the longest line ends lines may end, and otherwise somewhat before the next column or the margin."""
    return Flow(lines, max([limit - _WHITE, *(line.box.right for line in lines)]))


def _goes_on(lines: Sequence[Line], gutter: float) -> bool:
    return bool(lines) and not any(_crosses(line, gutter) for line in _wide(lines))


def _bands(lines: Sequence[Line], width: float) -> Iterator[tuple[list[Line], list[Line], list[Line], float | None]]:
    """What stands over the whole width, then the two columns below it, as often as that happens on a page."""
    rest = sorted(lines, key=lambda line: (line.box.top, line.box.left))
    while rest:
        found = _columns(rest, width)
        if found is None:
            yield rest, [], [], None
            return
        start, end, gutter = found
        left, right = _sides(rest[start:end], gutter)
        yield rest[:start], left, right, gutter
        rest = rest[end:]


def _columns(lines: Sequence[Line], width: float) -> tuple[int, int, float] | None:
    """The longest run of lines that a gutter parts into two columns: its first line, the one after its last, and the gutter."""
    best: tuple[int, int, float] | None = None
    wide = _wide(lines)
    for gutter in _gutters(wide, width):
        for start, end in _runs(wide, gutter):
            trimmed = _trimmed(lines, start, end, gutter)
            if trimmed is not None and (best is None or trimmed[1] - trimmed[0] > best[1] - best[0]):
                best = (*trimmed, gutter)
    return best


def _gutters(lines: Sequence[Line], width: float) -> list[float]:
    """Left edges that several lines share: a column begins there."""
    edges = sorted(line.box.left for line in lines)
    shared = [edge for edge in dict.fromkeys(map(round, edges)) if sum(abs(edge - other) <= _SLACK for other in edges) >= _FEWEST]
    return [edge - 2 * _SLACK for edge in shared if _NARROWEST_SHARE * width < edge < _WIDEST_SHARE * width]


def _runs(lines: Sequence[Line], gutter: float) -> Iterator[tuple[int, int]]:
    start = 0
    for crossing, group in groupby(enumerate(lines), key=lambda pair: _crosses(pair[1], gutter)):
        indices = [index for index, _ in group]
        start = indices[0]
        if not crossing:
            yield start, indices[-1] + 1


def _trimmed(lines: Sequence[Line], start: int, end: int, gutter: float) -> tuple[int, int] | None:
    """The run without what stands above the first heading at the right; None when the sides are rows of one table."""
    run = lines[start:end]
    left, right = _sides(run, gutter)
    if len(left) < _FEWEST or len(right) < _FEWEST or not _independent(left, right):
        return None
    top = min(line.box.top for side, other in ((left, right), (right, left)) for line in _heads_of(side, other))
    top = min([top, *(line.box.top for line in right if line.box.top >= top - _STAGGER)])
    begins = next(index for index in range(start, end) if lines[index].box.top >= top - _SLACK)
    return begins, end


def _independent(left: Sequence[Line], right: Sequence[Line]) -> bool:
    """Columns have headings of their own on both sides; in a table of rows only one side has.

    Where headings stand out from the body they do so on both sides: beside dates in a margin a position may be called as a section is.
    """
    heads = [_heads_of(side, other) for side, other in ((left, right), (right, left))]
    body = median(line.size for line in (*left, *right))
    stand_out = [any(line.bold or line.size > body + 0.5 for line in side) for side in heads]
    return all(heads) and (all(stand_out) or not any(stand_out))


def _heads_of(side: Sequence[Line], other: Sequence[Line]) -> list[Line]:
    """The headings of one side: those that nothing beside them makes a label, and what else is worded and printed as they are."""
    sure = [line for line in side if _heads(line, other)]
    looks = {_printed(line) for line in sure if line.bold or line.text.isupper()}
    return [line for line in side if line in sure or (_printed(line) in looks and _is_worded(line))]


def _printed(line: Line) -> tuple[bool, int, bool, int]:
    return line.bold, round(line.size), line.text.isupper(), round(line.box.left / _SLACK)


def _is_worded(line: Line) -> bool:
    return line.cell is None and section_headed_by(line.text) is not None and not is_title(line.text)


def _heads(line: Line, others: Sequence[Line]) -> bool:
    """Whether the line is a heading, and not the label of what stands beside it."""
    if not _is_worded(line):
        return False
    beside = [other for other in others if line.box.beside(other.box)]
    return all(section_headed_by(other.text) is not None or other.bold != line.bold or abs(other.size - line.size) > 1 for other in beside)


def _sides(lines: Sequence[Line], gutter: float) -> tuple[list[Line], list[Line]]:
    return [line for line in lines if line.box.left < gutter], [line for line in lines if line.box.left >= gutter]


def _crosses(line: Line, gutter: float) -> bool:
    return line.box.left < gutter - _SLACK and line.box.right > gutter + _SLACK


def _wide(lines: Sequence[Line]) -> list[Line]:
    """Lines of a table as wide as all of it: no gutter runs through one."""
    edges: dict[int, tuple[float, float]] = {}
    for line in lines:
        if line.cell:
            left, right = edges.get(line.cell.table, (line.box.left, line.box.right))
            edges[line.cell.table] = (min(left, line.box.left), max(right, line.box.right))
    return [
        replace(line, box=replace(line.box, left=edges[line.cell.table][0], right=edges[line.cell.table][1])) if line.cell else line
        for line in lines
    ]


def _without_frames(lines: Sequence[Line]) -> list[Line]:
    """Lines without cells that are no table's: frames around text, bands behind headings, and tables that only lay out the page."""
    layout = {table for table, cells in _tables(lines).items() if _lays_out(cells)}
    return [replace(line, cell=None) if line.cell and line.cell.table in layout else line for line in lines]


def _tables(lines: Sequence[Line]) -> dict[int, dict[tuple[int, int], list[Line]]]:
    tables: dict[int, dict[tuple[int, int], list[Line]]] = {}
    for line in lines:
        if line.cell:
            tables.setdefault(line.cell.table, {}).setdefault((line.cell.row, line.cell.column), []).append(line)
    return tables


def _lays_out(cells: dict[tuple[int, int], list[Line]]) -> bool:
    columns = {column for _, column in cells}
    crowded = (lines for lines in cells.values() if len(lines) >= _CROWDED)
    headings = all(section_headed_by(" ".join(line.text for line in lines)) is not None for lines in cells.values())
    return len(columns) == 1 or headings or any(section_headed_by(line.text) is not None for lines in crowded for line in lines)
