"""Divides a document into the sections of a résumé: what stands under which heading."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from services.resume.domain.columns import flows_of
from services.resume.domain.document import Document
from services.resume.domain.entries import entries_of
from services.resume.domain.header import header_of
from services.resume.domain.headings import section_headed_by
from services.resume.domain.language import language_of
from services.resume.domain.looks import Looks
from services.resume.domain.openings import place
from services.resume.domain.parts import Part
from services.resume.domain.resume import Entry, FieldKind, Resume, Section, SectionKind
from services.resume.domain.rows import Row, as_line, rows_of
from services.resume.domain.settling import settled
from services.resume.domain.unreadable import NoText

_REACHED = re.compile(r"contact|연락", re.IGNORECASE)


def read(document: Document, *, masked_numbers: int = 0) -> Resume:
    """What the document says; text under no heading that is known stands in a section OTHER. NoText when there is none."""
    if not document.has_text:
        raise NoText
    parts = _parts([rows_of(flow) for flow in flows_of(document)])
    sections = tuple(section for section in _sections(parts) if section.entries)
    language = language_of("\n".join(line.text for line in document.lines))
    return Resume(language, document.pages, sections or (_everything(document),), masked_numbers)


def _parts(flows: Sequence[Sequence[Row]]) -> list[Part]:
    parts = [Part(SectionKind.HEADER)]
    whole = Looks([row for rows in flows for row in rows])
    for rows in flows:
        looks = Looks(rows, whole)
        if rows and looks.is_large(rows[0]) and parts[-1].rows and rows[0].lines[0].box.page == 1:
            parts.append(Part(SectionKind.HEADER))
        for row in rows:
            if row is flows[0][0] and looks.is_large(row) and section_headed_by(row.text) is not None:
                parts.append(Part(SectionKind.HEADER, as_line(row.lines)))
            else:
                place(row, parts, looks)
    if len(parts) == 1:
        parts[0].kind = SectionKind.OTHER
    return list(settled(parts))


def _sections(parts: Sequence[Part]) -> Iterator[Section]:
    known: frozenset[FieldKind] = frozenset()
    found: set[tuple[FieldKind, str]] = set()
    guessed = frozenset((FieldKind.NAME, FieldKind.TARGET_ROLE))
    open_head = any(part.kind is SectionKind.HEADER and part.rows and part.heading is None for part in parts)
    for part in parts:
        if part.kind is SectionKind.HEADER:
            # Below `Contact` stands no name, nor below another such heading where one stands at the top of the page.
            told = part.heading is not None and (open_head or _REACHED.search(part.heading.text) is not None)
            entries = tuple(_new(entry, found) for entry in header_of(part.rows, known=known | guessed if told else known))
            found.update((field.kind, field.text) for entry in entries for field in entry.fields)
            known = frozenset(kind for kind, _ in found)
        else:
            entries = entries_of(part.kind, part.rows)
        yield Section(part.kind, part.heading, entries)


def _new(entry: Entry, found: Collection[tuple[FieldKind, str]]) -> Entry:
    """A header's entry without the facts that an earlier one has told in the same words."""
    return replace(entry, fields=tuple(field for field in entry.fields if (field.kind, field.text) not in found))


def _everything(document: Document) -> Section:
    """A document of headings alone still says what it says."""
    return Section(SectionKind.OTHER, None, (Entry(tuple(line for line in document.lines if line.text.strip())),))
