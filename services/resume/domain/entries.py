"""Divides a section into its entries, each with its facts."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from services.resume.domain import naming
from services.resume.domain.fields import MATCHED, entry, lines_of
from services.resume.domain.grouping import LISTS, Group, groups_of
from services.resume.domain.labelling import labelled, labelled_groups, labels_of, one_period
from services.resume.domain.periods import PERIOD
from services.resume.domain.questions import answers_of
from services.resume.domain.recognising import named, pieces_of
from services.resume.domain.resume import Entry, Field, SectionKind
from services.resume.domain.rows import Row, as_line, unwrapped
from services.resume.domain.skill_rows import skills_entry
from services.resume.domain.tables import tables_of, tabulated


def entries_of(kind: SectionKind, rows: Sequence[Row]) -> tuple[Entry, ...]:
    """The entries of any section but a header."""
    if not rows:
        return ()
    if kind is SectionKind.SKILLS:
        return (skills_entry(rows),)
    if kind is SectionKind.SELF_INTRODUCTION:
        return tuple(answers_of(rows, MATCHED))
    if kind is SectionKind.OTHER:
        return (Entry(lines_of(rows)),)
    entries: list[Entry] = []
    for head, part in tables_of(rows):
        entries.extend(tabulated(kind, head, part) if head is not None else _listed(kind, part))
    return tuple(entries)


def _listed(kind: SectionKind, rows: Sequence[Row]) -> Iterator[Entry]:
    if sum(1 for row in rows if labels_of(row)) > len(rows) / 2 and len(set(map(str, map(labels_of, rows)))) > 1:
        for group in labelled_groups(rows):
            yield entry(lines_of(group.rows), _with_named(kind, group))
        return
    groups = groups_of(kind, [part for row in unwrapped(rows) for part in _each_dated(kind, row)])
    order = naming.turned(kind, [pieces_of(kind, group)[1] for group in groups])
    for group in groups:
        yield entry(lines_of(group.rows), named(kind, group, order))


def _each_dated(kind: SectionKind, row: Row) -> list[Row]:
    """`White Card, 2011 | Driving licence, 2009`: what has a date each is an entry each."""
    line = as_line(row.cells[0])
    parts = [part for part in re.split(r"\s*[|│;]\s+", line.text) if part]
    if kind not in LISTS or len(row.cells) > 1 or len(parts) < 2 or not all(map(PERIOD.search, parts)):
        return [row]
    return [replace(row, cells=((replace(line, text=part, first=""),),)) for part in parts]


def _with_named(kind: SectionKind, group: Group) -> list[Field]:
    """What is labelled, and what else can be told from the rows that have no label."""
    found = one_period(list(labelled(group.rows, kind)))
    kinds = {each.kind for each in found}
    rest = Group(tuple(row for row in group.rows if not labels_of(row)))
    more = [each for each in named(kind, rest, 0.0) if each.kind not in kinds] if rest.head else []
    return found + more
