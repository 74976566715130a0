"""Tells which rows open a section: headings by their words or their looks, cells beside a section, labels before a colon."""

from dataclasses import replace

from services.resume.domain.document import Line
from services.resume.domain.headings import section_headed_by, section_meant_by
from services.resume.domain.lexicon import is_language
from services.resume.domain.looks import Looks, heading_of
from services.resume.domain.parts import Part
from services.resume.domain.pieces import BULLET
from services.resume.domain.resume import SectionKind
from services.resume.domain.rows import Row, as_line, text_of
from services.resume.domain.words import (
    GROUPS_OF_SKILLS,
    KINDS,
    OF_ENTRIES,
    REMAINDERS,
    field_labelled,
    is_known_question,
    is_label,
    key_of,
)

_REMARKED = 4
"""Words of a heading with a remark behind it."""


def place(row: Row, parts: list[Part], looks: Looks) -> None:
    """Adds the row to the last part, or opens a new one with it."""
    current = parts[-1]
    if is_known_question(row.text):
        if current.kind is not SectionKind.SELF_INTRODUCTION:
            parts.append(Part(SectionKind.SELF_INTRODUCTION))
        parts[-1].rows.append(row)
        return
    opened = _opened_by(row, current, looks)
    if opened is None:
        current.rows.append(row)
    else:
        parts.append(opened)


def _opened_by(row: Row, current: Part, looks: Looks) -> Part | None:
    if len(row.cells) > 1:
        opened = _opened_by_first_cell(row, current)
        if opened is None and looks.heads_beside(row) and (kind := section_meant_by(text_of(row.cells[0]))) is not None:
            return Part(kind, as_line(row.cells[0]), [row.without_first()])
        return opened
    heading = as_line(row.cells[0])
    if (kind := section_headed_by(heading_of(row))) is not None and looks.may_head(row.lines[0]):
        return Part(kind, heading)
    if looks.is_as_known_headings(row) and len(row.text.split()) <= _REMARKED and (kind := section_headed_by(row.text.split()[0])):
        return Part(kind, heading)  # `학력 대학교 졸업`: what stands behind it is a remark
    if current.kind is not SectionKind.SELF_INTRODUCTION and row.bold and row.table is None and _asks(heading.text):
        return Part(SectionKind.SELF_INTRODUCTION, None, [row])
    if (current.heading is not None or current.rows) and looks.heads(row):
        return Part(section_meant_by(heading_of(row)) or SectionKind.OTHER, heading, head=row)
    # `Languages: C++` and `Tools: Git` group skills; `Project: Atlas` is an entry; elsewhere such words head a section.
    label, _, rest = heading.text.replace("：", ":").partition(":")
    of_skills = current.kind is SectionKind.SKILLS and section_headed_by(label) in (None, SectionKind.SKILLS, SectionKind.PROJECTS)
    of_skills = of_skills or (current.kind is SectionKind.SKILLS and key_of(label) in REMAINDERS)
    languages = current.kind is SectionKind.SKILLS and key_of(label) in GROUPS_OF_SKILLS and not is_language(rest.strip())
    of_entry = current.kind in (SectionKind.EXPERIENCE, SectionKind.PROJECTS) and _tells_of_tools(row, label)
    if of_skills or languages or of_entry or field_labelled(label, current.kind) is not None:
        return None
    return _opened_inline(row, heading, current)


def _tells_of_tools(row: Row, label: str) -> bool:
    """Whether a labelled list of skills says what one entry was done with: it is an item of a list, or worded so."""
    if section_headed_by(label) is not SectionKind.SKILLS:
        return False
    return BULLET.match(row.text) is not None or key_of(label) in OF_ENTRIES


def _asks(text: str) -> bool:
    """Whether words ask a candidate something: a form's question needs no heading above it."""
    return len(text) > 8 and text.rstrip().endswith(("?", "시오.", "세요.", "시오"))


def _opened_by_first_cell(row: Row, current: Part) -> Part | None:
    """A first cell that is a heading stands beside its section, as forms print it."""
    first = text_of(row.cells[0])
    kind = section_headed_by(first)
    if _is_of_kinds(row, current):
        return None
    within = row.table is not None and any(each.table == row.table for each in current.rows)
    if current.kind is SectionKind.SKILLS and (key_of(first) in GROUPS_OF_SKILLS or (within and key_of(first) in REMAINDERS)):
        return None
    if field_labelled(first, current.kind) is not None and not _heads_columns(row, kind):
        return None
    if kind is None:
        whole = as_line(row.lines)
        # One heading may be printed in two pieces, each language in its own type: `학력` `Education`.
        kind = section_headed_by(whole.text)
        return None if kind is None else Part(kind, whole)
    if section_headed_by(row.text) is kind and not any(is_label(text_of(cell)) for cell in row.cells[1:]):
        return Part(kind, as_line(row.lines))
    labels_follow = all(is_label(text_of(cell)) for cell in row.cells[1:])
    if labels_follow and is_label(text_of(row.cells[0])):
        return None if kind is current.kind else Part(kind, None, [row])
    return Part(kind, as_line(row.cells[0]), [row.without_first()])


def _is_of_kinds(row: Row, current: Part) -> bool:
    """Whether the first cell stands in a column that says of what kind each row is: `경력` under `구분`."""
    if row.table is None:
        return False
    above = (each for each in current.rows if each.table == row.table and each.columns[0] == row.columns[0])
    return any(key_of(text_of(each.cells[0])) in KINDS for each in above)


def _heads_columns(row: Row, kind: SectionKind | None) -> bool:
    """Whether the cells after the first are a table's head of that section, the same word among them: `자격증` `자격증` `취득일`."""
    rest = [text_of(cell) for cell in row.cells[1:]]
    if kind is None or len(rest) < 2 or not all(map(is_label, rest)):
        return False
    return field_labelled(text_of(row.cells[0]), kind) in {field_labelled(text, kind) for text in rest}


def _opened_inline(row: Row, line: Line, current: Part) -> Part | None:
    """`Skills: Python, Go` is a heading and its section in one line; courses named below a school are part of its entry."""
    mark = ":" if ":" in line.text else "："
    head, _, rest = line.text.partition(mark)
    kind = section_headed_by(head)
    coursework = kind is SectionKind.ACTIVITIES and current.kind is SectionKind.EDUCATION
    if kind is None or coursework or not rest.strip() or (is_label(head) and kind is SectionKind.HEADER):
        return None
    words = replace(line, text=rest.strip())
    return Part(kind, replace(line, text=head.strip()), [Row(((words,),), row.columns[:1], row.table)])
