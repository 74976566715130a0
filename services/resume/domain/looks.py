"""Tells headings by their looks: what the known headings of a column have in common, and no other line."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from services.resume.domain.document import Line
from services.resume.domain.headings import section_headed_by, section_meant_by, without_brackets
from services.resume.domain.pieces import BULLET
from services.resume.domain.rows import Row, text_of
from services.resume.domain.words import NUMBERING

_LONGEST, _MOST_WORDS = 45, 7
_SHORTEST_SENTENCE = 8
"""Letters of a heading that is worded as a sentence: `나를 말하다`."""
_LARGER = 0.4
"""Points by which type is larger to the eye."""
_FEWEST = 2
_SEVERAL = 4
_MARK = re.compile(r"^[■◆▶●○□◇▣◈★☆◎◉▷♣♠♦☞]\s*")
"""What headings are marked with, and lists are seldom."""
_MARKED = (
    (re.compile(r"^\[[^\[\]]{1,20}\]$|^【[^【】]{1,20}】$"), "["),
    (re.compile(r"^[<〈《][^<>〈〉《》]{1,20}[>〉》]$"), "<"),
    (re.compile(r"^[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ]\W"), "Ⅰ"),
    (re.compile(r"^#{1,3}\s"), "#"),
)
"""Other ways to mark one: brackets around all of it, a Roman numeral, Markdown's."""
_SENTENCE = re.compile(r"(?:[.,;!?]|(?<!기타)다|니다)$")


@dataclass(frozen=True, slots=True)
class Look:
    """How a line is printed."""

    bold: bool
    size: float
    capitals: bool
    mark: str = ""
    """The sign before it that headings have."""


def look_of(line: Line) -> Look:
    """Sizes to half a point: the same type is measured a little differently in different scripts."""
    return Look(line.bold, round(2 * line.size) / 2, without_brackets(line.text).isupper(), _mark_of(line.text.strip()))


def _mark_of(text: str) -> str:
    if sign := _MARK.match(text):
        return sign.group().strip()
    return next((mark for shape, mark in _MARKED if shape.match(text)), "")


class Looks:
    """What headings and ordinary text of one column of the page look like."""

    def __init__(self, rows: Sequence[Row], whole: "Looks | None" = None) -> None:
        """Looks at all of it once; `whole` has seen the other columns and pages, too."""
        self._whole = whole
        body: Counter[Look] = Counter()
        headings: Counter[Look] = Counter()
        meant: Counter[Look] = Counter()
        short: Counter[Look] = Counter()
        every: Counter[Look] = Counter()
        for row in rows:
            for line in row.lines:
                body[look_of(line)] += len(line.text)
        self.body = body.most_common(1)[0][0] if body else Look(bold=False, size=10.0, capitals=False)
        for row in rows:
            look = self._look_of(row)
            every[look] += not row.lines[0].first or _is_short(row)
            short[look] += _is_short(row)
            if len(row.cells) == 1 and row.table is None:
                headings[look] += section_headed_by(heading_of(row)) is not None
                meant[look] += _is_short(row) and section_meant_by(heading_of(row)) is not None
        self._heading, self._count = headings.most_common(1)[0] if headings else (self.body, 0)
        self._beside = self._beside_looks(rows)
        # An entry's first line may be as bold as a heading of the same size: then the words alone say which it is.
        self._heads = frozenset(
            look
            for look in every
            if self._stands_out(look)
            and short[look] >= _FEWEST
            and short[look] >= 0.7 * every[look]
            and (headings[look] or meant[look] >= _FEWEST)
            and 2 * (headings[look] + meant[look] * self._is_louder(look)) >= short[look]
        )

        # In this column it is how other lines are printed as well, whatever it is in the next.
        self._shared = frozenset(look for look in headings if headings[look] and short[look] >= _SEVERAL and look not in self._heads)

    def _beside_looks(self, rows: Sequence[Row]) -> frozenset[Look]:
        """How the first cells of free rows are printed that mostly name sections."""
        first = [(self._look_of(row), text_of(row.cells[0])) for row in rows if len(row.cells) > 1 and row.table is None]
        every = Counter(look for look, _ in first)
        known = Counter(look for look, text in first if section_headed_by(text) is not None)
        return frozenset(look for look in known if self._stands_out(look) and known[look] > _FEWEST and 2 * known[look] >= every[look])

    def _look_of(self, row: Row) -> Look:
        """Capitals tell nothing more of type that is larger than the body."""
        look = look_of(row.lines[0])
        return replace(look, capitals=False) if look.size > self.body.size + _LARGER else look

    def _stands_out(self, look: Look) -> bool:
        """Whether it is larger than the body, or as large and bold or in capitals where the body is not."""
        if look.size < self.body.size - _LARGER:
            return False
        return self._is_louder(look) or (look.bold and not self.body.bold)

    def _is_louder(self, look: Look) -> bool:
        """Whether it is more than bold: larger than the body, in capitals, or behind a mark."""
        larger = look.size > self.body.size + _LARGER
        return larger or (look.capitals and not self.body.capitals) or (look.mark != "" and not self.body.mark)

    def may_head(self, line: Line) -> bool:
        """Whether a line with a heading's words is printed like one: not smaller and lighter than the others are."""
        look = look_of(line)
        if self._count < _FEWEST or self._heading == self.body:
            return True
        return look.size >= self._heading.size - 0.7 and (look.bold or not self._heading.bold)

    def heads(self, row: Row) -> bool:
        """Whether a row is printed as only headings are, whatever it says."""
        look = self._look_of(row)
        if look in self._shared:
            return False
        return _is_short(row) and (look in self._heads or (self._whole is not None and self._whole.heads(row)))

    def is_as_known_headings(self, row: Row) -> bool:
        """Whether a row is printed as the known headings are, and larger than the body."""
        return (
            self._count >= _FEWEST and len(row.cells) == 1 and self._look_of(row) == self._heading and row.size > self.body.size + _LARGER
        )

    def heads_beside(self, row: Row) -> bool:
        """Whether a row's first cell stands out in a margin in which headings stand."""
        return len(row.cells) > 1 and row.table is None and self._look_of(row) in self._beside

    def is_large(self, row: Row) -> bool:
        """Whether a row is printed as a candidate's name is."""
        return row.size > self.body.size + 3.0


def heading_of(row: Row) -> str:
    """The words of a row that may head a section: what stands beside them in lighter type is a remark."""
    first = row.lines[0].first
    return first if first and row.lines[0].bold and not first.rstrip().endswith((":", "：")) else row.text


def _is_short(row: Row) -> bool:
    """Whether a row has the form of a heading: a few words alone, without a date or a mark of a list, that are no sentence."""
    heading = heading_of(row)
    text = without_brackets(NUMBERING.sub("", _MARK.sub("", heading))).strip()
    if row.lines[0].first and section_headed_by(heading) is None:
        return False
    if len(row.cells) > 1 or row.table is not None or not any(map(str.isalpha, text)) or BULLET.match(text):
        return False
    plain = not any(map(str.isdigit, text)) and "@" not in text and ":" not in text.rstrip(":")
    says = _SENTENCE.search(text) is not None and not (text[-1] == "다" and len(text) <= _SHORTEST_SENTENCE)
    return plain and len(text) <= _LONGEST and len(text.split()) <= _MOST_WORDS and not says
