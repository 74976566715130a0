"""Says which places of a résumé's pages somebody may see, so that no more of them is drawn.

A PDF has paper of its own, of which places are let in. A word processor's file has the lines that it was typeset in when it was read: they
are sent themselves, covered where they tell, for a typesetting of today might put other words into the places of then.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from viva.resume.v1 import region_pb2, resume_state_pb2
from viva.resume.v1 import resume_content_pb2 as content_pb
from viva.session.v1 import resume_service_pb2 as pb

from interviewing.registration_numbers import MASK
from services.session.prepared import Row
from services.session.resumes.blind import HIDDEN_SECTIONS, tells, without_what_tells
from services.session.resumes.veil import Veil

HALF_A_NUMBER = 6
"""Digits of a resident registration number that may stand in a line of their own."""


@dataclass(frozen=True)
class Places:
    """Where lines stand that tell nothing of the person, and where all the others do."""

    shown: Sequence[region_pb2.Region]
    hidden: Sequence[region_pb2.Region]


def places_of(content: content_pb.ResumeContent, veil: Veil) -> Places:
    """A line is shown whole or not at all: a picture cannot cover a word of it, and of education only headings stay."""
    shown: list[region_pb2.Region] = []
    hidden: list[region_pb2.Region] = []
    for section in content.sections:
        if section.HasField("heading"):
            is_seen = section.kind != content_pb.SECTION_KIND_HEADER and not tells(section.heading.text, veil)
            (shown if is_seen else hidden).append(section.heading.region)
        for line in (line for entry in section.entries for line in entry.lines):
            is_seen = section.kind not in HIDDEN_SECTIONS and not tells(line.text, veil)
            (shown if is_seen else hidden).append(line.region)
    return Places(shown, hidden)


def header_of(row: Row, content: content_pb.ResumeContent, veil: Veil | None) -> pb.PagesHeader:
    """What pages are drawn from; `veil`: the candidate's, for whoever must not learn whose it is."""
    header = pb.PagesHeader(size_bytes=row["size_bytes"], sha256=row["sha256"], page_count=row["page_count"], is_blind=veil is not None)
    if row["document_type"] != resume_state_pb2.DOCUMENT_TYPE_PDF:
        header.typeset.CopyFrom(_typeset(content if veil is None else without_what_tells(content, veil)))
    elif veil is not None:
        places = places_of(content, veil)
        header.shown.extend(places.shown)
        header.hidden.extend(places.hidden)
    elif content.masked_numbers:
        header.hidden.extend(line.region for line in _lines(content) if line.text.count(MASK) >= HALF_A_NUMBER)
    return header


def _lines(content: content_pb.ResumeContent) -> Iterator[content_pb.Span]:
    for section in content.sections:
        if section.HasField("heading"):
            yield section.heading
        yield from (line for entry in section.entries for line in entry.lines)


def _typeset(content: content_pb.ResumeContent) -> pb.TypesetPages:
    return pb.TypesetPages(sizes=content.pages, lines=_lines(content))
