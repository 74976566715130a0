"""Recognises the facts of one entry: those that it labels, its period, and what its other words look like."""

from functools import partial

from services.resume.domain import naming, pieces
from services.resume.domain.fields import LONGEST_NAME, MATCHED, PLACED, field
from services.resume.domain.givers import at_sign
from services.resume.domain.grouping import Group
from services.resume.domain.labelling import labelled
from services.resume.domain.resume import Field, FieldKind, SectionKind
from services.resume.domain.words import EXPECTED


def named(kind: SectionKind, group: Group, order: float) -> list[Field]:
    """The facts of one entry: what it labels, its period, and what its other words look like."""
    told = group.head if kind is SectionKind.EXPERIENCE else group.rows
    given = any(each.kind is FieldKind.ROLE for each in labelled(told, kind))
    period, heads = pieces_of(kind, group, whole=given and kind is SectionKind.PROJECTS)
    if period is not None:
        heads = at_sign(kind, heads)
    found = [each for each in labelled(told, kind) if each.kind is not FieldKind.PERIOD or period is None]
    kinds = {each.kind for each in found}
    heads = [piece for piece in heads if all(piece.text not in each.line.text or piece.line != each.line for each in found)]
    if period is not None:
        found.append(field(FieldKind.PERIOD, period.text, period.line, MATCHED))
    named = (each for each in naming.name(kind, heads, order) if each.kind not in kinds and len(each.piece.text) <= LONGEST_NAME)
    found.extend(field(each.kind, each.piece.text, each.piece.line, MATCHED if each.clear else PLACED) for each in named)
    kept = EXPECTED[kind]
    return sorted((each for each in found if each.kind in kept), key=lambda each: kept.index(each.kind))


def pieces_of(kind: SectionKind, group: Group, *, whole: bool = False) -> tuple[pieces.Piece | None, list[pieces.Piece]]:
    """The pieces of an entry's head; `whole` where a label has told the second fact, so that a blank parts nothing."""
    apart = partial(naming.apart, SectionKind.EDUCATION if whole else kind)
    return pieces.cut(group.head, naming.wanted(kind), partial(naming.is_clear, kind), apart)
