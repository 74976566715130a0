"""Divides a document into the sections of a résumé: what stands under which heading."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from services.resume.domain import lexicon
from services.resume.domain.columns import flows_of
from services.resume.domain.document import Document, Line
from services.resume.domain.entries import entries_of
from services.resume.domain.evidence import kind_of, tells_of_studies
from services.resume.domain.header import header_of
from services.resume.domain.headings import section_headed_by, section_meant_by
from services.resume.domain.language import language_of
from services.resume.domain.lexicon import is_language, is_prose
from services.resume.domain.looks import Looks, heading_of
from services.resume.domain.periods import PERIOD
from services.resume.domain.pieces import BULLET
from services.resume.domain.questions import question_in
from services.resume.domain.resume import Entry, FieldKind, Resume, Section, SectionKind
from services.resume.domain.rows import Row, as_line, rows_of, text_of
from services.resume.domain.table_heads import is_head
from services.resume.domain.unreadable import NoText
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

_REACHED = re.compile(r"contact|연락", re.IGNORECASE)
_REMARKED = 4
"""Words of a heading with a remark behind it."""
_MAY_TEACH = ("교육", "qualification")
"""Words that head courses or certificates in one résumé, and degrees in another."""


_NAMED = (SectionKind.EXPERIENCE, SectionKind.EDUCATION)
_DATED = (*_NAMED, SectionKind.PROJECTS, SectionKind.ACTIVITIES)


@dataclass
class _Part:
    """A section being filled."""

    kind: SectionKind
    heading: Line | None = None
    rows: list[Row] = field(default_factory=list)
    head: Row | None = None
    """Its heading where that is told by its looks, so that what follows may still show that it is none."""
    takes_lookalikes: bool = False
    """Whether its first entry begins with a line that looks like a heading, so that the others do, too."""


def read(document: Document, *, masked_numbers: int = 0) -> Resume:
    """What the document says; text under no heading that is known stands in a section OTHER. NoText when there is none."""
    if not document.has_text:
        raise NoText
    parts = _parts([rows_of(flow) for flow in flows_of(document)])
    sections = tuple(section for section in _sections(parts) if section.entries)
    language = language_of("\n".join(line.text for line in document.lines))
    return Resume(language, document.pages, sections or (_everything(document),), masked_numbers)


def _parts(flows: Sequence[Sequence[Row]]) -> list[_Part]:
    parts = [_Part(SectionKind.HEADER)]
    whole = Looks([row for rows in flows for row in rows])
    for rows in flows:
        looks = Looks(rows, whole)
        if rows and looks.is_large(rows[0]) and parts[-1].rows and rows[0].lines[0].box.page == 1:
            parts.append(_Part(SectionKind.HEADER))
        for row in rows:
            if row is flows[0][0] and looks.is_large(row) and section_headed_by(row.text) is not None:
                parts.append(_Part(SectionKind.HEADER, as_line(row.lines)))
            else:
                _place(row, parts, looks)
    if len(parts) == 1:
        parts[0].kind = SectionKind.OTHER
    return list(_settled(parts))


def _may_teach(part: _Part) -> bool:
    return part.heading is not None and any(word in key_of(part.heading.text) for word in _MAY_TEACH)


def _settled(parts: Sequence[_Part]) -> Iterator[_Part]:
    """Parts whose headings were told by their looks, each named by its words or by what stands in it; what opens nothing is no heading."""
    last: _Part | None = None
    for part in parts:
        if _may_teach(part) and tells_of_studies(part.rows):
            part.kind = SectionKind.EDUCATION
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


def _is_answer(part: _Part) -> bool:
    """Whether what stands below `직무 경험` after other questions is prose and no list of employers."""
    if part.kind not in (SectionKind.EXPERIENCE, SectionKind.PROJECTS, SectionKind.ACTIVITIES) or not part.rows:
        return False
    told = all(len(row.cells) == 1 and row.table is None and not PERIOD.search(row.text) for row in part.rows)
    return told and is_prose(" ".join(row.text for row in part.rows))


def _tells_of_work(rows: Sequence[Row]) -> bool:
    """Whether what stands below `Career summary` is a table of employers and no prose."""
    head = next((row for row in rows if is_head(row)), None)
    return head is not None and FieldKind.PERIOD in {field_labelled(text_of(cell), SectionKind.EXPERIENCE) for cell in head.cells}


def _opens(part: _Part, before: _Part) -> bool:
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


def _place(row: Row, parts: list[_Part], looks: Looks) -> None:
    """Adds the row to the last part, or opens a new one with it."""
    current = parts[-1]
    if is_known_question(row.text):
        if current.kind is not SectionKind.SELF_INTRODUCTION:
            parts.append(_Part(SectionKind.SELF_INTRODUCTION))
        parts[-1].rows.append(row)
        return
    opened = _opened_by(row, current, looks)
    if opened is None:
        current.rows.append(row)
    else:
        parts.append(opened)


def _opened_by(row: Row, current: _Part, looks: Looks) -> _Part | None:
    if len(row.cells) > 1:
        opened = _opened_by_first_cell(row, current)
        if opened is None and looks.heads_beside(row) and (kind := section_meant_by(text_of(row.cells[0]))) is not None:
            return _Part(kind, as_line(row.cells[0]), [row.without_first()])
        return opened
    heading = as_line(row.cells[0])
    if (kind := section_headed_by(heading_of(row))) is not None and looks.may_head(row.lines[0]):
        return _Part(kind, heading)
    if looks.is_as_known_headings(row) and len(row.text.split()) <= _REMARKED and (kind := section_headed_by(row.text.split()[0])):
        return _Part(kind, heading)  # `학력 대학교 졸업`: what stands behind it is a remark
    if current.kind is not SectionKind.SELF_INTRODUCTION and row.bold and row.table is None and _asks(heading.text):
        return _Part(SectionKind.SELF_INTRODUCTION, None, [row])
    if (current.heading is not None or current.rows) and looks.heads(row):
        return _Part(section_meant_by(heading_of(row)) or SectionKind.OTHER, heading, head=row)
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


def _opened_by_first_cell(row: Row, current: _Part) -> _Part | None:
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
        return None if kind is None else _Part(kind, whole)
    if section_headed_by(row.text) is kind and not any(is_label(text_of(cell)) for cell in row.cells[1:]):
        return _Part(kind, as_line(row.lines))
    labels_follow = all(is_label(text_of(cell)) for cell in row.cells[1:])
    if labels_follow and is_label(text_of(row.cells[0])):
        return None if kind is current.kind else _Part(kind, None, [row])
    return _Part(kind, as_line(row.cells[0]), [row.without_first()])


def _is_of_kinds(row: Row, current: _Part) -> bool:
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


def _opened_inline(row: Row, line: Line, current: _Part) -> _Part | None:
    """`Skills: Python, Go` is a heading and its section in one line; courses named below a school are part of its entry."""
    mark = ":" if ":" in line.text else "："
    head, _, rest = line.text.partition(mark)
    kind = section_headed_by(head)
    coursework = kind is SectionKind.ACTIVITIES and current.kind is SectionKind.EDUCATION
    if kind is None or coursework or not rest.strip() or (is_label(head) and kind is SectionKind.HEADER):
        return None
    words = replace(line, text=rest.strip())
    return _Part(kind, replace(line, text=head.strip()), [Row(((words,),), row.columns[:1], row.table)])


def _sections(parts: Sequence[_Part]) -> Iterator[Section]:
    known: frozenset[FieldKind] = frozenset()
    guessed = frozenset((FieldKind.NAME, FieldKind.TARGET_ROLE))
    open_head = any(part.kind is SectionKind.HEADER and part.rows and part.heading is None for part in parts)
    for part in parts:
        if part.kind is SectionKind.HEADER:
            # Below `Contact` stands no name, nor below another such heading where one stands at the top of the page.
            told = part.heading is not None and (open_head or _REACHED.search(part.heading.text) is not None)
            entries = header_of(part.rows, known=known | guessed if told else known)
            known |= {field.kind for entry in entries for field in entry.fields}
        else:
            entries = entries_of(part.kind, part.rows)
        yield Section(part.kind, part.heading, entries)


def _everything(document: Document) -> Section:
    """A document of headings alone still says what it says."""
    return Section(SectionKind.OTHER, None, (Entry(tuple(line for line in document.lines if line.text.strip())),))
