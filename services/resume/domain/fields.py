"""Facts as they are kept, how sure the reader is of each, and the entries that they stand in."""

import re
from collections.abc import Iterable

from services.resume.domain.document import Line
from services.resume.domain.lexicon import OTHER_STATUS, TRACK
from services.resume.domain.resume import Entry, Field, FieldKind
from services.resume.domain.rows import Row

LABELLED = 0.95
"""Confidence in a fact that the form itself names."""
MATCHED = 0.8
"""Confidence in a fact that has the shape of one."""
PLACED = 0.6
"""Confidence in a fact that stands where such facts stand."""

LONGEST_FACT = 500
LONGEST_NAME = 120
_NOTHING = re.compile(r"(?:none|n/a|nil|없음|해당\s?(?:사항\s?)?없음)\.?$", re.IGNORECASE)
"""What a form is filled in with where there is nothing."""
MOST_FACTS = 200
"""Of one entry; a page that labels more is a data sheet."""


def lines_of(rows: Iterable[Row]) -> tuple[Line, ...]:
    """All lines of some rows."""
    return tuple(line for row in rows for line in row.lines)


def entry(lines: tuple[Line, ...], found: Iterable[Field]) -> Entry:
    """A dash in a cell is no fact, and neither is a paragraph, or what a school's track is called where only the place says major."""
    facts_found = (field for field in found if len(field.text) <= LONGEST_FACT and _says_something(field.text))
    studies = (FieldKind.MAJOR, FieldKind.DEGREE)
    named = (field for field in facts_found if field.kind not in studies or not OTHER_STATUS.match(field.text) or _is_track(field))
    return Entry(lines, tuple(named)[:MOST_FACTS])


def _says_something(text: str) -> bool:
    return any(map(str.isalnum, text)) and not _NOTHING.match(text)


def _is_track(field: Field) -> bool:
    return field.kind is FieldKind.MAJOR and field.confidence == LABELLED and TRACK.match(field.text) is not None


def field(kind: FieldKind, text: str, line: Line, confidence: float) -> Field:
    """A fact without the blanks around it."""
    return Field(kind, text.strip(), line, confidence)
