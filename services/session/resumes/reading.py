"""What reading a résumé gave, as the tables keep it."""

from collections.abc import Iterable
from typing import Any

from viva.resume.v1 import passage_pb2
from viva.resume.v1 import resume_content_pb2 as content_pb
from viva.resume.v1 import resume_service_pb2 as resume

from services.session.careers.domain.judging import Background
from services.session.search.bigrams import indexed
from services.session.tasks.ledger import ResultRefused

LONGEST_FACT = 120
"""Characters of a fact that is spoken or shown."""
SKILLS = 5
MOST_OF_A_BACKGROUND = 20
"""Majors, and roles, that a change of career is told from."""
LEAST_SURE = 0.5
"""A fact that its reader is less sure of is not spoken to the candidate."""


def require_whole(result: resume.AnalyzeResult) -> None:
    """Holds a reading to what only the whole of it shows. Raises ResultRefused."""
    if [each.passage.ordinal for each in result.passages] != list(range(len(result.passages))):
        raise ResultRefused(fault="PASSAGES_NOT_IN_ORDER")
    if not result.passages[0].vector or len({len(each.vector) for each in result.passages if each.vector}) != 1:
        raise ResultRefused(fault="VECTORS_OF_SEVERAL_LENGTHS")


def columns_of(result: resume.AnalyzeResult) -> dict[str, Any]:
    """The columns of what was read."""
    content = result.content
    return {
        "content": content.SerializeToString(deterministic=True),
        "language": content.language,
        "page_count": len(content.pages),
        "passage_count": len(result.passages),
        "target_role": _joined(content, content_pb.FIELD_KIND_TARGET_ROLE, 1),
        "major": _joined(content, content_pb.FIELD_KIND_MAJOR, 2),
        "career": _career(content),
        "skills": _joined(content, content_pb.FIELD_KIND_SKILL, SKILLS),
    }


def passage_rows(resume_id: str, result: resume.AnalyzeResult) -> list[dict[str, Any]]:
    """The rows of the passages, found by their words."""
    return [
        {
            "resume_id": resume_id,
            "ordinal": each.passage.ordinal,
            "section": each.passage.section,
            "text": each.passage.text,
            "regions": passage_pb2.Passage(regions=each.passage.regions).SerializeToString(deterministic=True),
            "words": indexed(each.passage.text),
        }
        for each in result.passages
    ]


def background_of(stored: bytes) -> Background:
    """What a stored reading says of study and work; the newest first, as people write it."""
    sections = content_pb.ResumeContent.FromString(stored).sections
    entries = [entry for section in sections for entry in section.entries]
    worked = [entry for section in sections if section.kind == content_pb.SECTION_KIND_EXPERIENCE for entry in section.entries]
    majors, roles = _facts(entries, content_pb.FIELD_KIND_MAJOR), _facts(worked, content_pb.FIELD_KIND_ROLE)
    return Background(majors[:MOST_OF_A_BACKGROUND], roles[:MOST_OF_A_BACKGROUND])


def _joined(content: content_pb.ResumeContent, kind: content_pb.FieldKind.ValueType, most: int) -> str:
    """The first few different facts of a kind, in reading order."""
    entries = [entry for section in content.sections for entry in section.entries]
    found = list(dict.fromkeys(_facts(entries, kind)))
    return ", ".join(found[:most])[:LONGEST_FACT].rstrip(", ")


def _career(content: content_pb.ResumeContent) -> str:
    """The employment that the résumé tells of first; those who write one begin with the last."""
    for section in content.sections:
        if section.kind == content_pb.SECTION_KIND_EXPERIENCE:
            for entry in section.entries:
                known = [*_facts([entry], content_pb.FIELD_KIND_ORGANISATION)[:1], *_facts([entry], content_pb.FIELD_KIND_ROLE)[:1]]
                if known:
                    return " ".join(known)[:LONGEST_FACT]
    return ""


def _facts(entries: Iterable[content_pb.Entry], kind: content_pb.FieldKind.ValueType) -> list[str]:
    fields = (field for entry in entries for field in entry.fields)
    return [" ".join(field.value.text.split()) for field in fields if field.kind == kind and field.confidence >= LEAST_SURE]
