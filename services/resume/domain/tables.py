"""Reads tables that have a head: an entry a row, a fact a column."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise, takewhile

from services.resume.domain.fields import LABELLED, MATCHED, entry, field
from services.resume.domain.grouping import Group
from services.resume.domain.labelling import one_period
from services.resume.domain.lexicon import DEGREE, is_aside
from services.resume.domain.recognising import named
from services.resume.domain.resume import Entry, Field, FieldKind, SectionKind
from services.resume.domain.rows import Row, as_line, text_of
from services.resume.domain.table_heads import is_head, kinds_of_columns
from services.resume.domain.words import labels_several

_SUBJECT = re.compile(r"\s*(?:(?:in|of|,|-|–|\()\s*|\s(?=[A-Z]))([^()]+?)\)?$")
"""What a degree is in."""


def tables_of(rows: Sequence[Row]) -> Iterator[tuple[Row | None, list[Row]]]:
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


def tabulated(kind: SectionKind, head: Row, rows: Sequence[Row]) -> Iterator[Entry]:
    """An entry for each row below a head, each fact named by its column."""
    columns = kinds_of_columns(kind, head, rows)
    several = {column for cell, column in zip(head.cells, head.columns, strict=True) if labels_several(text_of(cell), kind)}
    for row in _mended(head, rows):
        found: list[Field] = []
        for cell, number in zip(row.cells, row.columns, strict=True):
            fact = columns.get(number)
            if number in several:
                found.extend(named(kind, Group((Row((cell,), (0,)),)), 0.0))
            elif fact is not None:
                found.append(field(fact, text_of(cell), as_line(cell), LABELLED))
        if found and kind is SectionKind.EDUCATION:
            found = _degree_alone(found) or [*found, *_degree_beside(row, columns)]
        yield entry(row.lines, one_period(found) or named(kind, Group((row,)), 0.0))


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
