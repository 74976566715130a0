"""Finds the facts that a form names: in the cell right of a label, or behind its colon."""

import re
from collections.abc import Iterator, Sequence

from services.resume.domain import pieces
from services.resume.domain.document import Line
from services.resume.domain.fields import LABELLED, field
from services.resume.domain.grouping import Group
from services.resume.domain.periods import is_end
from services.resume.domain.resume import Field, FieldKind, SectionKind
from services.resume.domain.rows import Row, as_line, text_of
from services.resume.domain.words import field_labelled, is_label

_COLON = re.compile(r"\s*[:：]\s*")


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


def labels_of(row: Row) -> list[str]:
    """The labels in a row that have something beside them."""
    beside = [
        text_of(left)
        for left, right in zip(row.cells, row.cells[1:], strict=False)
        if is_label(text_of(left)) and not is_label(text_of(right))
    ]
    before = [line.text.partition(":")[0] for line in row.lines if ":" in line.text]
    return beside + [label for label in before if is_label(label) and "," not in label]


def labelled_groups(rows: Sequence[Row]) -> Iterator[Group]:
    """A new entry begins where its first label comes again, or as far above it as the first entry does."""
    group: list[Row] = []
    first: str | None = None
    above = 0
    for row in rows:
        label = next(iter(labels_of(row)), None)
        if group and label is not None and label == first:
            lead = above if above < len(group) and not any(map(labels_of, group[len(group) - above :])) else 0
            yield Group(tuple(group[: len(group) - lead]))
            group = group[len(group) - lead :]
        if first is None and label is not None:
            first, above = label, len(group)
        group.append(row)
    yield Group(tuple(group))


def one_period(found: Sequence[Field]) -> list[Field]:
    """Begin and end may have columns of their own."""
    periods = [each for each in found if each.kind is FieldKind.PERIOD]
    if len(periods) < 2 or any("~" in each.text or not is_end(each.text) for each in periods[:2]):
        return list(found)
    start, end = periods[:2]
    whole = field(FieldKind.PERIOD, f"{start.text} ~ {end.text}", as_line((start.line, end.line)), LABELLED)
    return [whole if each is start else each for each in found if each is not end]
