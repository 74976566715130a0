"""Settles what each part of a résumé is by what stands in it, and gives back what only looked like a heading."""

from collections.abc import Iterator, Sequence

from services.resume.domain import lexicon
from services.resume.domain.evidence import kind_of, tells_of_studies
from services.resume.domain.headings import section_headed_by, section_meant_by, sections_named_in
from services.resume.domain.lexicon import is_prose
from services.resume.domain.looks import heading_of
from services.resume.domain.parts import Part
from services.resume.domain.periods import PERIOD
from services.resume.domain.questions import question_in
from services.resume.domain.resume import FieldKind, SectionKind
from services.resume.domain.rows import Row, text_of
from services.resume.domain.table_heads import is_head
from services.resume.domain.words import field_labelled, key_of

_MAY_TEACH = ("교육", "qualification")
"""Words that head courses or certificates in one résumé, and degrees in another."""
_NAMED = (SectionKind.EXPERIENCE, SectionKind.EDUCATION)
_LISTED = (SectionKind.CERTIFICATIONS, SectionKind.AWARDS, SectionKind.ACTIVITIES)
_DATED = (*_NAMED, SectionKind.PROJECTS, SectionKind.ACTIVITIES)


def _may_teach(part: Part) -> bool:
    return part.heading is not None and any(word in key_of(part.heading.text) for word in _MAY_TEACH)


def settled(parts: Sequence[Part]) -> Iterator[Part]:
    """Parts whose headings were told by their looks, each named by its words or by what stands in it; what opens nothing is no heading."""
    last: Part | None = None
    for part in parts:
        if _may_teach(part) and tells_of_studies(part.rows):
            part.kind = SectionKind.EDUCATION
        if part.heading is not None and part.kind in _LISTED and len(named := sections_named_in(part.heading.text)) > 1:
            part.kind = shown if (shown := kind_of(part.rows)) in named else part.kind
        if part.kind is SectionKind.SELF_INTRODUCTION and _tells_of_work(part.rows):
            part.kind = SectionKind.EXPERIENCE
        if last is not None and last.kind is SectionKind.SELF_INTRODUCTION and part.heading is not None and _is_answer(part):
            last.rows.extend((Row(((part.heading,),), (0,)), *part.rows))
            continue
        if last is not None and part.head is not None and not _opens(part, last):
            last.takes_lookalikes = last.takes_lookalikes or not last.rows
            last.rows.extend((part.head, *part.rows))
            continue
        if last is not None:
            yield last
        last = part
    if last is not None:
        yield last


def _is_answer(part: Part) -> bool:
    """Whether what stands below `직무 경험` after other questions is prose and no list of employers."""
    if part.kind not in (SectionKind.EXPERIENCE, SectionKind.PROJECTS, SectionKind.ACTIVITIES) or not part.rows:
        return False
    told = all(len(row.cells) == 1 and row.table is None and not PERIOD.search(row.text) for row in part.rows)
    return told and is_prose(" ".join(row.text for row in part.rows))


def _tells_of_work(rows: Sequence[Row]) -> bool:
    """Whether what stands below `Career summary` is a table of employers and no prose."""
    head = next((row for row in rows if is_head(row)), None)
    return head is not None and FieldKind.PERIOD in {field_labelled(text_of(cell), SectionKind.EXPERIENCE) for cell in head.cells}


def _opens(part: Part, before: Part) -> bool:
    """Whether a part with such a heading is one, and not a question of a self-introduction or an entry's first line."""
    assert part.head is not None
    shown = kind_of(part.rows)
    if part.kind is SectionKind.OTHER and section_meant_by(heading_of(part.head)) is None:
        if shown is None and before.heading is not None and before.kind in _DATED and (not before.rows or before.takes_lookalikes):
            return False
        if shown is before.kind or (shown is None and before.kind in _NAMED and _names_entry(heading_of(part.head))):
            return False
        part.kind = shown or part.kind
    elif part.kind is SectionKind.OTHER and shown is SectionKind.CERTIFICATIONS and section_headed_by(heading_of(part.head)) is None:
        part.kind = shown
    if before.kind is SectionKind.SELF_INTRODUCTION and question_in(part.head):
        return shown is not None or part.kind is SectionKind.SKILLS
    return True


def _names_entry(text: str) -> bool:
    """Whether a line that looks like a heading is worded as an entry's first is: a position, a school, a degree."""
    return max(lexicon.role(text), lexicon.school(text)) >= 0.9 or lexicon.DEGREE.match(text) is not None
