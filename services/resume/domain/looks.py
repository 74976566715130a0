"""Tells headings by their looks: what the known headings of a column have in common, and no other line."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from services.resume.domain.document import Line
from services.resume.domain.headings import section_headed_by
from services.resume.domain.pieces import BULLET
from services.resume.domain.rows import Row

_LONGEST = 30
_LARGER = 0.4
"""Points by which type is larger to the eye."""
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class Look:
    """How a line is printed."""

    bold: bool
    size: float


def look_of(line: Line) -> Look:
    """Sizes to half a point: the same type is measured a little differently in different scripts."""
    return Look(line.bold, round(2 * line.size) / 2)


class Looks:
    """What headings and ordinary text of one column of the page look like."""

    def __init__(self, rows: Sequence[Row]) -> None:
        """Looks at all of it once."""
        body: Counter[Look] = Counter()
        headings: Counter[Look] = Counter()
        for row in rows:
            for line in row.lines:
                body[look_of(line)] += len(line.text)
            if len(row.cells) == 1 and row.table is None and section_headed_by(row.text) is not None:
                headings[look_of(row.lines[0])] += 1
        self.body = body.most_common(1)[0][0] if body else Look(bold=False, size=10.0)
        self._heading, self._count = headings.most_common(1)[0] if headings else (self.body, 0)

    def may_head(self, line: Line) -> bool:
        """Whether a line with a heading's words is printed like one: not smaller and lighter than the others are."""
        look = look_of(line)
        if self._count < _FEWEST or self._heading == self.body:
            return True
        return look.size >= self._heading.size - 0.7 and (look.bold or not self._heading.bold)

    def unknown_heading(self, row: Row) -> bool:
        """Whether a row is printed as only headings are, whatever it says."""
        line = row.lines[0]
        if len(row.cells) > 1 or row.table is not None or self._count < _FEWEST or len(row.text) > _LONGEST or BULLET.match(line.text):
            return False
        larger = self._heading.size > self.body.size + _LARGER
        return larger and look_of(line) == self._heading and not any(map(str.isdigit, row.text))

    def is_large(self, row: Row) -> bool:
        """Whether a row is printed as a candidate's name is."""
        return row.size > self.body.size + 3.0
