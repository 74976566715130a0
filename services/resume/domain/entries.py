"""Divides a section into its entries and recognises the facts in each."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise, takewhile

from services.resume.domain import facts, naming, pieces
from services.resume.domain.document import Line
from services.resume.domain.grouping import LISTS, Group, groups_of
from services.resume.domain.lexicon import DEGREE, OTHER_STATUS, TRACK, is_aside, is_language
from services.resume.domain.periods import PERIOD, is_end
from services.resume.domain.questions import answers_of
from services.resume.domain.resume import Entry, Field, FieldKind, SectionKind
from services.resume.domain.rows import Row, as_line, text_of, unwrapped
from services.resume.domain.table_heads import is_head, kinds_of_columns
from services.resume.domain.words import EXPECTED, field_labelled, is_label, labels_several

LABELLED = 0.95
"""Confidence in a fact that the form itself names."""
MATCHED = 0.8
"""Confidence in a fact that has the shape of one."""
PLACED = 0.6
"""Confidence in a fact that stands where such facts stand."""

LONGEST_FACT = 500
LONGEST_NAME = 120
MOST_FACTS = 200
"""Of one entry; a page that labels more is a data sheet."""
_SUBJECT = re.compile(r"\s*(?:in|of|,|-|–|\()\s*([^()]+?)\)?$")
"""What a degree is in."""
_COLON = re.compile(r"\s*[:：]\s*")


def entries_of(kind: SectionKind, rows: Sequence[Row]) -> tuple[Entry, ...]:
    """The entries of any section but a header."""
    if not rows:
        return ()
    if kind is SectionKind.SKILLS:
        return (_skills(rows),)
    if kind is SectionKind.SELF_INTRODUCTION:
        return tuple(answers_of(rows, MATCHED))
    if kind is SectionKind.OTHER:
        return (Entry(lines_of(rows)),)
    entries: list[Entry] = []
    for head, part in _parts(rows):
        entries.extend(_tabulated(kind, head, part) if head is not None else _listed(kind, part))
    return tuple(entries)


def lines_of(rows: Iterable[Row]) -> tuple[Line, ...]:
    """All lines of some rows."""
    return tuple(line for row in rows for line in row.lines)


def entry(lines: tuple[Line, ...], found: Iterable[Field]) -> Entry:
    """A dash in a cell is no fact, and neither is a paragraph, or what a school's track is called where only the place says major."""
    facts_found = (field for field in found if len(field.text) <= LONGEST_FACT and any(map(str.isalnum, field.text)))
    studies = (FieldKind.MAJOR, FieldKind.DEGREE)
    named = (field for field in facts_found if field.kind not in studies or not OTHER_STATUS.match(field.text) or _is_track(field))
    return Entry(lines, tuple(named)[:MOST_FACTS])


def _is_track(field: Field) -> bool:
    return field.kind is FieldKind.MAJOR and field.confidence == LABELLED and TRACK.match(field.text) is not None


def field(kind: FieldKind, text: str, line: Line, confidence: float) -> Field:
    """A fact without the blanks around it."""
    return Field(kind, text.strip(), line, confidence)


# ---- tables ----


def _parts(rows: Sequence[Row]) -> Iterator[tuple[Row | None, list[Row]]]:
    """Runs of rows with the head of the table that they stand in, if it has one."""
    head: Row | None = None
    part: list[Row] = []
    for index, row in enumerate(rows):
        if is_head(row, _of_table(rows[index + 1 :], row) if not part or part[-1].table != row.table else ()):
            if part:
                yield head, part
            head, part = row, []
        elif head is not None and not _continues(head, part, row):
            if part:
                yield head, part
            head, part = None, [row]
        else:
            part.append(row)
    if part:
        yield head, part
    elif head is not None:
        yield None, [head]


def _of_table(rows: Sequence[Row], row: Row) -> list[Row]:
    """The rows below another one in its table."""
    return list(takewhile(lambda each: each.table is not None and each.table == row.table, rows))


def _continues(head: Row, part: Sequence[Row], row: Row) -> bool:
    """Whether a row is still of the head's table: the same one, the same again on the next page, or in its columns."""
    if row.table is not None:
        page = (part[-1] if part else head).lines[-1].box.page
        return row.table == head.table or (
            head.table is not None and row.lines[0].box.page == page + 1 and max(row.columns) <= max(head.columns)
        )
    columns = [cell[0].box.left for cell in head.cells]
    inside = all(sum(1 for left in columns if line.box.left + 3 < left < line.box.right - 3) == 0 for line in row.lines)
    return inside and all(min(abs(line.box.left - left) for left in columns) < 12 for line in row.lines)


def _tabulated(kind: SectionKind, head: Row, rows: Sequence[Row]) -> Iterator[Entry]:
    columns = kinds_of_columns(kind, head, rows)
    several = {column for cell, column in zip(head.cells, head.columns, strict=True) if labels_several(text_of(cell), kind)}
    for row in _mended(head, rows):
        found: list[Field] = []
        for cell, number in zip(row.cells, row.columns, strict=True):
            fact = columns.get(number)
            if number in several:
                found.extend(_named(kind, Group((Row((cell,), (0,)),)), 0.0))
            elif fact is not None:
                found.append(field(fact, text_of(cell), as_line(cell), LABELLED))
        if found and kind is SectionKind.EDUCATION:
            found = _degree_alone(found) or [*found, *_degree_beside(row, columns)]
        yield entry(row.lines, _one_period(found) or _named(kind, Group((row,)), 0.0))


def _degree_alone(found: Sequence[Field]) -> list[Field]:
    """The facts of a row with the degree and what it is in apart: `M.Tech in VLSI Design`; empty where no degree is among them."""
    given = next((each for each in found if each.kind is FieldKind.DEGREE), None)
    if given is None:
        return []
    degree = DEGREE.match(given.text)
    subject = _SUBJECT.match(given.text[degree.end() :]) if degree else None
    if degree is None or subject is None or any(each.kind is FieldKind.MAJOR for each in found):
        return list(found)
    alone = [
        field(FieldKind.DEGREE, degree.group(), given.line, given.confidence),
        field(FieldKind.MAJOR, subject[1], given.line, MATCHED),
    ]
    return [*(each for each in found if each is not given), *alone]


def _degree_beside(row: Row, columns: Mapping[int, FieldKind | None]) -> Iterator[Field]:
    """A degree in a column that announces none, alone or with a status: `학사 졸업` under `비고`."""
    for cell, number in zip(row.cells, row.columns, strict=True):
        degree = DEGREE.search(text_of(cell)) if columns.get(number) is None else None
        if degree and not is_aside(text_of(cell)[: degree.start()]):
            continue
        rest = text_of(cell)[degree.end() :] if degree else ""
        subject = _SUBJECT.match(rest)
        if degree and (is_aside(rest) or subject):
            yield field(FieldKind.DEGREE, degree.group(), as_line(cell), MATCHED)
            if subject:
                yield field(FieldKind.MAJOR, subject[1], as_line(cell), MATCHED)
            return


def _mended(head: Row, rows: Sequence[Row]) -> list[Row]:
    """Rows of a table without rulers, each with all lines of its cells: what stands close below a row goes on with it."""
    mended: list[Row] = []
    gaps = [_gap(upper, lower) for upper, lower in pairwise(rows) if upper.table is None]
    loose = max(gaps, default=0.0)
    for row in rows:
        if mended and _goes_on_overleaf(head, mended[-1], row):
            mended[-1] = _with_rest(mended[-1], row)
            continue
        gap = _gap(mended[-1], row) if mended else 0.0
        first = abs(row.left - head.left) < 12
        if mended and row.table is None and gap <= 0.6 * row.size and (not first or loose > gap + 0.4 * row.size):
            mended[-1] = _merged(head, mended[-1], row)
        else:
            mended.append(_merged(head, Row((), ()), row) if row.table is None else row)
    return mended


def _goes_on_overleaf(head: Row, upper: Row, lower: Row) -> bool:
    """Whether a page's end cuts a row of a ruled table: what is left of it has no first cell."""
    if upper.table is None or lower.table is None or lower.table == upper.table:
        return False
    return lower.lines[0].box.page == upper.lines[-1].box.page + 1 and min(lower.columns) > min(head.columns)


def _with_rest(upper: Row, lower: Row) -> Row:
    cells = dict(zip(upper.columns, upper.cells, strict=True))
    for cell, number in zip(lower.cells, lower.columns, strict=True):
        cells[number] = (*cells.get(number, ()), *cell)
    return replace(upper, cells=tuple(cells[number] for number in sorted(cells)), columns=tuple(sorted(cells)))


def _gap(upper: Row, lower: Row) -> float:
    bottom = max(line.box.bottom for line in upper.lines)
    return lower.lines[0].box.top - bottom if upper.lines[-1].box.page == lower.lines[0].box.page else 100.0


def _merged(head: Row, upper: Row, lower: Row) -> Row:
    cells = dict(zip(upper.columns, upper.cells, strict=True))
    for cell in lower.cells:
        column = min(head.columns, key=lambda number: abs(head.cells[head.columns.index(number)][0].box.left - cell[0].box.left))
        cells[column] = (*cells.get(column, ()), *cell)
    return Row(tuple(cells[column] for column in sorted(cells)), tuple(sorted(cells)))


def _one_period(found: Sequence[Field]) -> list[Field]:
    """Begin and end may have columns of their own."""
    periods = [each for each in found if each.kind is FieldKind.PERIOD]
    if len(periods) < 2 or any("~" in each.text or not is_end(each.text) for each in periods[:2]):
        return list(found)
    start, end = periods[:2]
    whole = field(FieldKind.PERIOD, f"{start.text} ~ {end.text}", as_line((start.line, end.line)), LABELLED)
    return [whole if each is start else each for each in found if each is not end]


# ---- labels ----


def labelled(rows: Sequence[Row], kind: SectionKind) -> Iterator[Field]:
    """Facts named by a label: in the cell to its left, or before a colon."""
    for row in rows:
        for left, right in zip(row.cells, row.cells[1:], strict=False):
            fact = field_labelled(_COLON.sub("", text_of(left)), kind)
            if fact is not None and not is_label(text_of(right)):
                yield field(fact, text_of(right).lstrip(":： "), as_line(right), LABELLED)
        for line in row.lines:
            for piece in re.split(r"\s*[|│]\s*|\s{2,}(?=\S+\s?[:：])|\s/\s(?=[^/:：]{2,12}[:：])", line.text):
                yield from _before_colon(piece, line, kind)
            if line.first and ":" not in line.text and (fact := field_labelled(line.first, kind)) is not None:
                yield field(fact, line.text[len(line.first) :], line, LABELLED)  # `희망 직무` in light type, and the value in bold


def _before_colon(piece: str, line: Line, kind: SectionKind) -> Iterator[Field]:
    label, colon, value = piece.replace("：", ":").partition(":")
    fact = field_labelled(pieces.BULLET.sub("", label), kind)
    if colon and value.strip() and fact is not None:
        yield field(fact, value, line, LABELLED)


def _labels(row: Row) -> list[str]:
    """The labels in a row that have something beside them."""
    beside = [
        text_of(left)
        for left, right in zip(row.cells, row.cells[1:], strict=False)
        if is_label(text_of(left)) and not is_label(text_of(right))
    ]
    before = [line.text.partition(":")[0] for line in row.lines if ":" in line.text]
    return beside + [label for label in before if is_label(label)]


def _labelled_groups(rows: Sequence[Row]) -> Iterator[Group]:
    """A new entry begins where its first label comes again, or as far above it as the first entry does."""
    group: list[Row] = []
    first: str | None = None
    above = 0
    for row in rows:
        label = next(iter(_labels(row)), None)
        if group and label is not None and label == first:
            lead = above if above < len(group) and not any(map(_labels, group[len(group) - above :])) else 0
            yield Group(tuple(group[: len(group) - lead]))
            group = group[len(group) - lead :]
        if first is None and label is not None:
            first, above = label, len(group)
        group.append(row)
    yield Group(tuple(group))


# ---- everything else ----


def _listed(kind: SectionKind, rows: Sequence[Row]) -> Iterator[Entry]:
    if sum(1 for row in rows if _labels(row)) > len(rows) / 2 and len(set(map(str, map(_labels, rows)))) > 1:
        for group in _labelled_groups(rows):
            yield entry(lines_of(group.rows), _with_named(kind, group))
        return
    groups = groups_of(kind, [part for row in unwrapped(rows) for part in _each_dated(kind, row)])
    order = naming.turned(kind, [_pieces(kind, group)[1] for group in groups])
    for group in groups:
        yield entry(lines_of(group.rows), _named(kind, group, order))


def _each_dated(kind: SectionKind, row: Row) -> list[Row]:
    """`White Card, 2011 | Driving licence, 2009`: what has a date each is an entry each."""
    line = as_line(row.cells[0])
    parts = [part for part in re.split(r"\s*[|│;]\s+", line.text) if part]
    if kind not in LISTS or len(row.cells) > 1 or len(parts) < 2 or not all(map(PERIOD.search, parts)):
        return [row]
    return [replace(row, cells=((replace(line, text=part, first=""),),)) for part in parts]


def _with_named(kind: SectionKind, group: Group) -> list[Field]:
    """What is labelled, and what else can be told from the rows that have no label."""
    found = _one_period(list(labelled(group.rows, kind)))
    kinds = {each.kind for each in found}
    rest = Group(tuple(row for row in group.rows if not _labels(row)))
    more = [each for each in _named(kind, rest, 0.0) if each.kind not in kinds] if rest.head else []
    return found + more


def _named(kind: SectionKind, group: Group, order: float) -> list[Field]:
    told = group.head if kind is SectionKind.EXPERIENCE else group.rows
    given = any(each.kind is FieldKind.ROLE for each in labelled(told, kind))
    period, heads = _pieces(kind, group, whole=given and kind is SectionKind.PROJECTS)
    if period is not None:
        heads = naming.at_comma(kind, heads)
    found = [each for each in labelled(told, kind) if each.kind is not FieldKind.PERIOD or period is None]
    kinds = {each.kind for each in found}
    heads = [piece for piece in heads if all(piece.text not in each.line.text or piece.line != each.line for each in found)]
    if period is not None:
        found.append(field(FieldKind.PERIOD, period.text, period.line, MATCHED))
    named = (each for each in naming.name(kind, heads, order) if each.kind not in kinds and len(each.piece.text) <= LONGEST_NAME)
    found.extend(field(each.kind, each.piece.text, each.piece.line, MATCHED if each.clear else PLACED) for each in named)
    kept = EXPECTED[kind]
    return sorted((each for each in found if each.kind in kept), key=lambda each: kept.index(each.kind))


def _pieces(kind: SectionKind, group: Group, *, whole: bool = False) -> tuple[pieces.Piece | None, list[pieces.Piece]]:
    """The pieces of an entry's head; `whole` where a label has told the second fact, so that a blank parts nothing."""
    apart = partial(naming.apart, SectionKind.EDUCATION if whole else kind)
    return pieces.cut(group.head, naming.wanted(kind), partial(naming.is_clear, kind), apart)


# ---- skills ----


def _skills(rows: Sequence[Row]) -> Entry:
    found: list[Field] = []
    columns: tuple[int, ...] = ()
    for index, row in enumerate(rows):
        if _names_group(row, rows) or _names_what_follows(row, rows[index + 1 : index + 2]):
            continue
        if is_head(row):
            columns = tuple(
                number for cell, number in zip(row.cells, row.columns, strict=True) if field_labelled(text_of(cell), SectionKind.SKILLS)
            )
        else:
            for line in map(as_line, _cells_of_skills(row, columns, rows)):
                names = (name for name in facts.skills_in(line.text) if not _is_spoken(name))
                found.extend(field(FieldKind.SKILL, name, line, MATCHED) for name in names)
    return entry(lines_of(rows), _once(found))


def _names_group(row: Row, rows: Sequence[Row]) -> bool:
    """Whether a row is printed bold as the name of what enumerates below it in light type."""
    lists = [each for each in rows if not each.bold and len(facts.skills_in(each.text)) > 1]
    return row.bold and not row.lines[0].first and len(row.cells) == 1 and len(lists) > 1 and len(facts.skills_in(row.text)) == 1


def _names_what_follows(row: Row, after: Sequence[Row]) -> bool:
    """Whether a row is the name of a group of skills, or stands in bold type over what somebody did with them."""
    if len(row.cells) > 1 or not after:
        return False
    names = facts.skills_in(after[0].text)
    return (facts.is_group(row.text) and len(names) > 1) or (row.bold and not after[0].bold and not names)


def _is_spoken(name: str) -> bool:
    """Whether it is a language that somebody speaks, and how well: `German (native)`."""
    return name.endswith(")") and "(" in name and is_language(name)


def _cells_of_skills(row: Row, columns: Sequence[int], rows: Sequence[Row]) -> Sequence[Sequence[Line]]:
    """The cells below a head that says so; beside a group's name all others; beside a level the first."""
    if columns and row.table is not None:
        return [cell for cell, number in zip(row.cells, row.columns, strict=True) if number in columns]
    cells = [cell for cell in row.cells if not facts.is_level(text_of(cell))]
    grouped = row.table is not None or len(facts.skills_in(text_of(row.cells[0]))) == 1 < len(facts.skills_in(text_of(row.cells[-1])))
    return cells[1:] if len(row.cells) == 2 == len(cells) and grouped and not _is_grid(row, rows) else cells


def _is_grid(row: Row, rows: Sequence[Row]) -> bool:
    """Whether the cells of a table are skills each, and none is the name of those beside it."""
    if row.table is None:
        return False
    cells = [text_of(cell) for each in rows if each.table == row.table for cell in each.cells]
    wide = any(len(each.cells) > 2 for each in rows if each.table == row.table)
    single = all(len(facts.skills_in(text)) == 1 and not facts.is_group(text) for text in cells)
    return single and (wide or sum(map(facts.is_known, cells)) >= 0.5 * len(cells))


def _once(found: Sequence[Field]) -> list[Field]:
    return list({each.text.casefold(): each for each in reversed(found)}.values())[::-1]
