"""Says which places of a résumé's pages somebody may see, so that no more of them is drawn."""

from collections.abc import Sequence
from dataclasses import dataclass

from viva.resume.v1 import region_pb2, resume_state_pb2
from viva.resume.v1 import resume_content_pb2 as content_pb

from services.session.prepared import Row
from services.session.resumes.blind import HIDDEN_SECTIONS, tells
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


def has_pages(row: Row) -> bool:
    """Whether there is a page that can be drawn: word processors' files are typeset anew by whoever opens them."""
    return bool(row["document_type"] == resume_state_pb2.DOCUMENT_TYPE_PDF)
