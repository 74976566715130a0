"""Finds a candidate's name, contact and target role in what stands above the first section, or under a heading of its own."""

import re
from collections.abc import Iterator, Sequence

from services.resume.domain import facts, lexicon
from services.resume.domain.document import Line
from services.resume.domain.entries import LABELLED, MATCHED, PLACED, entry, field, labelled, lines_of
from services.resume.domain.resume import Entry, Field, FieldKind, SectionKind
from services.resume.domain.rows import Row
from services.resume.domain.words import is_label

LONGEST_ROLE = 60
_NEAR = 5
"""Rows from the top in which name and target role stand when nothing labels them."""
_PARTED = re.compile(r"\s*[|│·•/]\s+|\s{2,}|\s+[–—-]\s+|,\s+")


def header_of(rows: Sequence[Row], *, known: frozenset[FieldKind] = frozenset()) -> tuple[Entry, ...]:
    """The one entry of a header; facts of a `known` kind were found in an earlier one and are not guessed again."""
    if not rows:
        return ()
    found = list(_first_of_each(labelled(rows, SectionKind.HEADER)))
    kinds = {each.kind for each in found} | known
    for kind in (FieldKind.EMAIL, FieldKind.PHONE):
        if kind not in kinds:
            found.extend(_matched(kind, lines_of(rows)))
    if FieldKind.NAME not in kinds:
        found.extend(_name(rows))
    name = next((each for each in found if each.kind is FieldKind.NAME), None)
    if FieldKind.TARGET_ROLE not in kinds:
        found.extend(_target_role(rows, name))
    return (entry(lines_of(rows), found),)


def _first_of_each(found: Iterator[Field]) -> Iterator[Field]:
    """A label may be read twice; a value of another shape than its label promises is none."""
    kinds: set[FieldKind] = set()
    for each in found:
        exact = facts.find(each.kind, each.text) if each.kind in (FieldKind.EMAIL, FieldKind.PHONE) else each.text
        if exact and each.kind not in kinds:
            kinds.add(each.kind)
            yield field(each.kind, exact, each.line, LABELLED)


def _matched(kind: FieldKind, lines: Sequence[Line]) -> Iterator[Field]:
    for line in lines:
        if (text := facts.find(kind, line.text)) is not None:
            yield field(kind, text, line, MATCHED)
            return


def _name(rows: Sequence[Row]) -> Iterator[Field]:
    """A name stands at the top, in the largest type, alone or with the target role after it."""
    near = [line for row in rows[:_NEAR] for line in row.lines]
    for line in sorted(near, key=lambda line: -round(line.size)):
        for part in (line.text, *_PARTED.split(line.text)):
            if facts.is_name(part) and lexicon.role(part) < 0.6 and not is_label(part):
                yield field(FieldKind.NAME, part, line, MATCHED if line.size > min(each.size for each in near) + 1 else PLACED)
                return


def _target_role(rows: Sequence[Row], name: Field | None) -> Iterator[Field]:
    """The words after the name that look like a position, or the line below it that is no contact."""
    near = [line for row in rows[:_NEAR] for line in row.lines]
    for line in near:
        parts = [part for part in _PARTED.split(line.text) if name is None or part.strip() != name.text]
        whole = [line.text] if name is None or name.line != line else []
        for part in (*whole, *parts):
            if lexicon.role(part) >= 0.6 and _may_be_role(part):
                yield field(FieldKind.TARGET_ROLE, part, line, MATCHED)
                return
    if name is not None:
        yield from _below(name, near)


def _below(name: Field, near: Sequence[Line]) -> Iterator[Field]:
    """A short line right under a large name says what its owner is."""
    after = [line for line in near if line.box.top >= name.line.box.bottom - 2 and line.box.page == name.line.box.page]
    if after and name.line.size > after[0].size + 1 and _may_be_role(after[0].text) and not lexicon.PLACE.match(after[0].text):
        yield field(FieldKind.TARGET_ROLE, after[0].text, after[0], PLACED)


def _may_be_role(text: str) -> bool:
    if len(text) > LONGEST_ROLE or any(map(str.isdigit, text)) or "@" in text or text.rstrip().endswith((".", "!", "?")):
        return False
    return not is_label(text.partition(":")[0]) and ("://" not in text and "www." not in text)
