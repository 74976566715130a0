"""Says which places of a résumé's pages somebody may see, so that no more of them is drawn.

A PDF has paper of its own, of which places are let in. A word processor's file has the lines that it was typeset in when it was read: they
are sent themselves, covered where they tell, for a typesetting of today might put other words into the places of then.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from viva.resume.v1 import region_pb2, resume_state_pb2
from viva.resume.v1 import resume_content_pb2 as content_pb
from viva.session.v1 import resume_service_pb2 as pb

from services.session.prepared import Row
from services.session.resumes.blind import HIDDEN_SECTIONS, tells, without_what_tells
from services.session.resumes.veil import Veil


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
    return header


def _typeset(content: content_pb.ResumeContent) -> pb.TypesetPages:
    pages = pb.TypesetPages(sizes=content.pages)
    for section in content.sections:
        if section.HasField("heading"):
            pages.lines.append(section.heading)
        pages.lines.extend(line for entry in section.entries for line in entry.lines)
    return pages
