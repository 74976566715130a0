"""Reads a document into a résumé and its passages: the one way from paper to what is kept."""

from services.resume.domain.document import Document
from services.resume.domain.masking import mask_document
from services.resume.domain.passages import Passage, cut
from services.resume.domain.resume import Resume
from services.resume.domain.sections import read
from services.resume.domain.unreadable import NoText, TooMuchText

MOST_SECTIONS = 200
MOST_PASSAGES = 400
MOST_ENTRIES = 2_000
"""Of one section."""


def read_resume(document: Document) -> tuple[Resume, list[Passage]]:
    """Masks before anything else looks. NoText when nothing could be found in it later, TooMuchText when too much."""
    masked, count = mask_document(document)
    resume = read(masked, masked_numbers=count)
    passages = cut(resume.sections)
    if not passages:
        raise NoText
    if len(resume.sections) > MOST_SECTIONS or len(passages) > MOST_PASSAGES:
        raise TooMuchText
    if any(len(section.entries) > MOST_ENTRIES for section in resume.sections):
        raise TooMuchText
    return resume, passages
