"""Divides the rows of a section into entries: by their dates, by how their first lines look, and by the white between them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from services.resume.domain import lexicon
from services.resume.domain.periods import PERIOD
from services.resume.domain.pieces import BULLET
from services.resume.domain.resume import SectionKind
from services.resume.domain.rows import Row, has_no_place

MOST_HEAD_ROWS = 5
_LONGEST_HEAD = 90
_DEEPEST = 3
"""Rows that stand above an entry's date at most."""
_CLEAR, _MOST_WORDS = 0.9, 3
"""Of who gave something, named behind its date."""
_SHORT = 60
_INDENT = 5.0
"""Points by which a list is indented at least."""
_BEFORE, _AFTER = re.compile(r"[|·/,(\[:]\s*$"), re.compile(r"\s*[)\]|·/,]")
_PART = re.compile(r"^[\[<]?\s?(?:프로젝트|과제|Project)\s?(?:\d+\s?)?[\]>:]", re.IGNORECASE)
"""A project within an employment."""
_SENTENCE = re.compile(r"(?:다|요|음|함|됨|임)\.$|[a-z]{3,}[.!?]$")
LISTS = (SectionKind.CERTIFICATIONS, SectionKind.AWARDS, SectionKind.ACTIVITIES)
"""Sections of short entries, often one to a line."""


@dataclass(frozen=True)
class Group:
    """The rows of one entry: what heads it, and what is told below."""

    head: tuple[Row, ...]
    rest: tuple[Row, ...] = ()

    @property
    def rows(self) -> tuple[Row, ...]:
        """All of it."""
        return self.head + self.rest


def groups_of(kind: SectionKind, rows: Sequence[Row]) -> list[Group]:
    """The entries of a section without a table's head."""
    details = _details(rows)
    starts = sorted({0, *_starts(kind, rows, details)})
    return [_group(rows[start:end], details[start:end]) for start, end in zip(starts, [*starts[1:], len(rows)], strict=True)]


def _group(rows: Sequence[Row], details: Sequence[bool]) -> Group:
    end = next((index for index, detail in enumerate(details) if detail and index), len(rows))
    end = min(end, MOST_HEAD_ROWS)
    return Group(tuple(rows[:end]), tuple(rows[end:]))


def _details(rows: Sequence[Row]) -> list[bool]:
    """Which rows only tell about an entry: items of a list, what wraps below them, sentences."""
    own = _mark(rows[0]) if rows else None
    details: list[bool] = []
    for index, row in enumerate(rows):
        mark = _mark(row)
        listed = _PART.match(row.text) is not None or (mark is not None and (mark != own or row.left > rows[0].left + 3))
        follows = bool(details) and details[-1] and mark is None and _wraps(rows[index - 1], row)
        head = next((rows[at] for at in range(index - 1, -1, -1) if not details[at]), None)
        details.append(index > 0 and (listed or follows or _tells(row) or _indented(head, row)))
    return details


def _indented(head: Row | None, row: Row) -> bool:
    """Whether a row stands further to the right than what heads it, below none of its cells: an item of a list without its mark."""
    if head is None or len(row.cells) > 1 or row.bold or row.table is not None:
        return False
    return row.left > head.left + _INDENT and all(abs(row.left - cell[0].box.left) > _INDENT for cell in head.cells)


def _mark(row: Row) -> str | None:
    match = BULLET.match(row.lines[0].text)
    return match.group().strip() if match else None


def _tells(row: Row) -> bool:
    text = row.text
    return (
        _period_in(row) is None
        and len(row.cells) == 1
        and (len(text) > _LONGEST_HEAD or (len(text) > 20 and _SENTENCE.search(text) is not None))
    )


def _wraps(upper: Row, lower: Row) -> bool:
    """Whether a row goes on with the item above it."""
    if len(lower.cells) > 1 or _period_in(lower):
        return False
    indented = lower.left >= upper.left - 1.0 if _mark(upper) else abs(lower.left - upper.left) <= 1.5
    return indented and has_no_place(upper, lower)


def _starts(kind: SectionKind, rows: Sequence[Row], details: Sequence[bool]) -> Iterator[int]:
    anchors = [index for index, row in enumerate(rows) if not details[index] and (_period_in(row) or _is_dated(kind, row))]
    if anchors:
        yield from _dated_starts(rows, details, anchors)
    elif kind in LISTS:
        yield from (index for index in range(len(rows)) if not details[index] and not _follows(rows, index))
    else:
        yield from _looking_starts(rows, details)


def _is_dated(kind: SectionKind, row: Row) -> bool:
    """Whether a short row of a list has a date anywhere: `공모전 대상 2015.11 제일기획`."""
    return kind in LISTS and len(row.text) <= _SHORT and PERIOD.search(row.text) is not None and not _SENTENCE.search(row.text)


def _period_in(row: Row) -> str | None:
    """The date at the head of an entry: it stands at one end of a short row, or alone in a cell."""
    for line in row.lines:
        if len(line.text) > 1.6 * _LONGEST_HEAD:
            continue
        for match in PERIOD.finditer(line.text):
            before, after = line.text[: match.start()].strip(" ([|·,-–—•*■▪"), line.text[match.end() :].strip(" )]|·,.-–—")
            parted = _BEFORE.search(line.text[: match.start()]) or _AFTER.match(line.text[match.end() :])
            given = lexicon.organisation(after) >= _CLEAR and len(after.split()) <= _MOST_WORDS
            alone = not before or not after or parted or lexicon.is_aside(after) or after.startswith("(") or given
            if alone and not after.startswith(("년", "에")):
                return match.group()
    return None


def _dated_starts(rows: Sequence[Row], details: Sequence[bool], anchors: Sequence[int]) -> Iterator[int]:
    """An entry begins as far above its date as the first entry of the section does, or where its look says so."""
    depth = anchors[0] if anchors[0] <= _DEEPEST and not any(details[: anchors[0]]) else 0
    model = rows[anchors[0] - depth]
    last = anchors[0]
    for anchor in anchors[1:]:
        free = _after_details(details, last, anchor)
        yield _start(rows, free, anchor, depth, model)
        last = anchor


def _after_details(details: Sequence[bool], last: int, anchor: int) -> int:
    """The first row after an entry's date, and after what is told below it, that may begin the next."""
    return max([last + 1, *(index + 1 for index in range(last + 1, anchor) if details[index])])


def _start(rows: Sequence[Row], free: int, anchor: int, depth: int, model: Row) -> int:
    candidates = range(max(free, anchor - _DEEPEST), anchor + 1)
    alike = [index for index in candidates if _alike(rows[index], model) and (index == free or not _alike(rows[index - 1], model))]
    distinct = any(not _alike(rows[index], model) for index in range(free, min(len(rows), anchor + 2)))
    if alike and distinct and depth:
        return min(alike, key=lambda index: abs(anchor - depth - index))
    return max(free, anchor - depth)


def _alike(row: Row, model: Row) -> bool:
    return row.bold == model.bold and abs(row.size - model.size) < 0.3 and abs(row.left - model.left) < 3.0


def _looking_starts(rows: Sequence[Row], details: Sequence[bool]) -> Iterator[int]:
    """Without dates: where the first row's look comes again, where a list has ended, or where there is more white than usual."""
    first = rows[0]
    distinct = any(not _alike(row, first) for row in rows[1:])
    gaps = [_gap(rows, index) for index in range(1, len(rows))]
    usual = median(gaps) if gaps else 0.0
    for index in range(1, len(rows)):
        after_list = details[index - 1] and not details[index]
        wide = gaps[index - 1] > usual + 3.0 and not details[index]
        again = distinct and _alike(rows[index], first) and not _alike(rows[index - 1], first) and not details[index]
        if after_list or wide or (again and first.bold):
            yield index


def _gap(rows: Sequence[Row], index: int) -> float:
    upper, lower = rows[index - 1].lines[-1].box, rows[index].lines[0].box
    return lower.top - upper.bottom if upper.page == lower.page else 0.0


def _follows(rows: Sequence[Row], index: int) -> bool:
    """Whether a row without a date of its own belongs to the bold one above it."""
    return index > 0 and rows[index - 1].bold and not rows[index].bold
