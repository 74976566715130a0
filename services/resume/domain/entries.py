"""Divides a section into its entries and recognises the facts in each."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from services.resume.domain import facts
from services.resume.domain.document import Line
from services.resume.domain.resume import Entry, Field, FieldKind, SectionKind
from services.resume.domain.rows import Row, as_line, text_of
from services.resume.domain.words import field_labelled, is_known_question, is_label

LABELLED = 0.95
"""Confidence in a fact that the form itself names."""
MATCHED = 0.8
"""Confidence in a fact that has the shape of one."""
PLACED = 0.6
"""Confidence in a fact that stands where such facts stand."""

LONGEST_TITLE = 80
LONGEST_FACT = 500
MOST_FACTS = 200
"""Of one entry; a page that labels more is a data sheet."""
_LONGEST_QUESTION = 200
_NUMBERED = re.compile(r"\d{1,2}[.)]|Q\s?\d{0,2}[.:)]|[\[<【■]")
_ASKING = ("?", "시오.", "시오", "세요.", "세요", "]", ">", "】", "자)", "words)")

_EXPECTED = {
    SectionKind.EDUCATION: (FieldKind.ORGANISATION, FieldKind.MAJOR, FieldKind.DEGREE, FieldKind.PERIOD),
    SectionKind.EXPERIENCE: (FieldKind.ORGANISATION, FieldKind.ROLE, FieldKind.PERIOD),
    SectionKind.PROJECTS: (FieldKind.ROLE, FieldKind.PERIOD),
    SectionKind.ACTIVITIES: (FieldKind.ORGANISATION, FieldKind.PERIOD),
    SectionKind.AWARDS: (FieldKind.ISSUER, FieldKind.PERIOD),
    SectionKind.CERTIFICATIONS: (FieldKind.ISSUER, FieldKind.PERIOD),
}
_TITLED = {
    SectionKind.PROJECTS: FieldKind.TITLE,
    SectionKind.ACTIVITIES: FieldKind.TITLE,
    SectionKind.AWARDS: FieldKind.TITLE,
    SectionKind.CERTIFICATIONS: FieldKind.CERTIFICATE,
    SectionKind.EXPERIENCE: FieldKind.ORGANISATION,
}


def header_of(rows: Sequence[Row]) -> tuple[Entry, ...]:
    """The one entry of a header: name, contact, target role."""
    if not rows:
        return ()
    found = list(_labelled(rows))
    kinds = {field.kind for field in found}
    for kind in (FieldKind.EMAIL, FieldKind.PHONE):
        if kind not in kinds:
            found.extend(_matched(kind, _lines(rows)))
    if FieldKind.NAME not in kinds:
        found.extend(_name(rows))
    if FieldKind.TARGET_ROLE not in kinds:
        found.extend(_target_role(rows))
    return (_entry(_lines(rows), found),)


def entries_of(kind: SectionKind, rows: Sequence[Row]) -> tuple[Entry, ...]:
    """The entries of any other section."""
    if not rows:
        return ()
    if kind is SectionKind.SKILLS:
        return (_skills(rows),)
    if kind is SectionKind.SELF_INTRODUCTION:
        return tuple(_answers(rows))
    if kind is SectionKind.OTHER:
        return (Entry(_lines(rows)),)
    if (columns := _columns(rows[0])) and len(rows) > 1:
        return tuple(_tabulated(kind, row, columns) for row in rows[1:])
    return tuple(_free_entry(kind, group) for group in _groups(kind, rows))


def _columns(row: Row) -> dict[int, FieldKind | None]:
    """What each column holds when the row is the head of a table."""
    texts = [text_of(cell) for cell in row.cells]
    if len(texts) < 2 or not all(map(is_label, texts)):
        return {}
    return {column: field_labelled(text) for column, text in zip(row.columns, texts, strict=True)}


def _tabulated(kind: SectionKind, row: Row, columns: dict[int, FieldKind | None]) -> Entry:
    found: list[Field] = []
    for column, cell in zip(row.columns, row.cells, strict=True):
        if (fact := columns.get(column)) is not None:
            found.append(_field(fact, text_of(cell), as_line(cell), LABELLED))
    return _entry(row.lines, found or _expected(kind, row.lines))


def _labelled(rows: Sequence[Row]) -> Iterator[Field]:
    """Facts named by a label: in the cell to its left, or before a colon."""
    for row in rows:
        for left, right in zip(row.cells, row.cells[1:], strict=False):
            kind = field_labelled(text_of(left))
            if kind is not None and not is_label(text_of(right)):
                yield _field(kind, text_of(right), as_line(right), LABELLED)
        for line in row.lines:
            for piece in line.text.split("|"):
                label, colon, value = piece.replace("：", ":").partition(":")
                kind = field_labelled(label)
                if colon and value.strip() and kind is not None:
                    yield _field(kind, value, line, LABELLED)


def _matched(kind: FieldKind, lines: Sequence[Line]) -> Iterator[Field]:
    for line in lines:
        if (text := facts.find(kind, line.text)) is not None:
            yield _field(kind, text, line, MATCHED)
            return


def _name(rows: Sequence[Row]) -> Iterator[Field]:
    """A name stands at the top, alone, or with its title after it."""
    for row in rows[:3]:
        for line in row.lines:
            if facts.is_name(line.text) and facts.find(FieldKind.ROLE, line.text) is None:
                yield _field(FieldKind.NAME, line.text, line, PLACED)
                return


def _target_role(rows: Sequence[Row]) -> Iterator[Field]:
    for row in rows[:4]:
        for line in row.lines:
            if len(line.text) <= LONGEST_TITLE and facts.find(FieldKind.EMAIL, line.text) is None:
                role = facts.find(FieldKind.ROLE, line.text)
                if role is not None:
                    yield _field(FieldKind.TARGET_ROLE, role, line, PLACED)
                    return


def _skills(rows: Sequence[Row]) -> Entry:
    found: list[Field] = []
    for row in rows:
        cells = row.cells[1:] if len(row.cells) == 2 and row.table is not None else row.cells
        for line in (line for cell in cells for line in cell):
            found.extend(_field(FieldKind.SKILL, name, line, MATCHED) for name in facts.skills_in(line.text))
    return _entry(_lines(rows), found)


def _answers(rows: Sequence[Row]) -> Iterator[Entry]:
    """One entry per question, the question first; words before the first question are an entry without one."""
    group: list[Row] = []
    for row in rows:
        if group and _question_in(row) is not None:
            yield _answer(group)
            group = []
        group.append(row)
    yield _answer(group)


def _answer(rows: Sequence[Row]) -> Entry:
    question = _question_in(rows[0])
    return Entry(_lines(rows), (_field(FieldKind.QUESTION, question.text, question, MATCHED),) if question else ())


def _question_in(row: Row) -> Line | None:
    """The question that a row asks: all of it, or its first cell with the answer beside it."""
    first = as_line(row.cells[0])
    if len(row.cells) > 1 and (is_known_question(first.text) or _asks(first)):
        return first
    whole = as_line(row.lines)
    return whole if _asks(whole) else None


def _asks(line: Line) -> bool:
    text = line.text.strip()
    if len(text) > _LONGEST_QUESTION:
        return False
    like_one = text.endswith(_ASKING) or len(text) <= LONGEST_TITLE
    return is_known_question(text) or line.bold or (_NUMBERED.match(text) is not None and like_one)


def _groups(kind: SectionKind, rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    """Rows of one entry each: a new one begins where a second date stands, or where bold type follows plain."""
    if kind in (SectionKind.CERTIFICATIONS, SectionKind.AWARDS):
        yield from ([row] for row in rows)
        return
    group: list[Row] = []
    titled, dated = False, False
    for row in rows:
        dates = facts.find(FieldKind.PERIOD, row.text) is not None
        begins = (row.bold and not group[-1].bold) if titled else (dated and dates)
        if group and begins:
            yield group
            group, titled, dated = [], False, False
        group.append(row)
        titled, dated = titled or row.bold, dated or dates
    yield group


def _free_entry(kind: SectionKind, rows: Sequence[Row]) -> Entry:
    lines = _lines(rows)
    found = list(_labelled(rows))
    kinds = {field.kind for field in found}
    found.extend(field for field in _expected(kind, lines) if field.kind not in kinds)
    return _entry(lines, found)


def _expected(kind: SectionKind, lines: Sequence[Line]) -> Iterator[Field]:
    """Facts that such an entry has, by their shape, and its title by its place."""
    found: list[Field] = []
    for fact in _EXPECTED.get(kind, ()):
        found.extend(_matched(fact, _without(found, lines)))
    yield from found
    title = _TITLED.get(kind)
    if title is not None and all(field.kind is not title for field in found):
        yield from _title(title, _without(found, lines))


def _without(found: Sequence[Field], lines: Sequence[Line]) -> list[Line]:
    """The lines without the words that are facts already: an employer's name is no part of the position held there."""
    rest = list(lines)
    for field in found:
        rest = [replace(line, text=line.text.replace(field.text, ", ")) if line.box == field.line.box else line for line in rest]
    return rest


def _title(kind: FieldKind, lines: Sequence[Line]) -> Iterator[Field]:
    for line in lines[:2]:
        if text := facts.without_periods(line.text):
            if len(text) <= LONGEST_TITLE:
                yield _field(kind, text, line, PLACED)
            return


def _entry(lines: tuple[Line, ...], found: Iterable[Field]) -> Entry:
    """A dash in a cell is no fact, and a paragraph is none either."""
    facts_found = (field for field in found if len(field.text) <= LONGEST_FACT and any(map(str.isalnum, field.text)))
    return Entry(lines, tuple(facts_found)[:MOST_FACTS])


def _field(kind: FieldKind, text: str, line: Line, confidence: float) -> Field:
    return Field(kind, text.strip(), line, confidence)


def _lines(rows: Sequence[Row]) -> tuple[Line, ...]:
    return tuple(line for row in rows for line in row.lines)
