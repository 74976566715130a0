"""What a reviewer and an engine may see of a résumé while its posting is blind and undecided.

Photo, name, age, school, region and family stay hidden: the head of the résumé and everything of its education but degree and major
are left out, names of people and schools are left out of the rest, and so are lines that speak about origin, family and the like.
"""

import re
from collections.abc import Iterator

from sqlalchemy import ColumnClause, ColumnElement, Select, TableClause, exists, select
from sqlalchemy.dialects.postgresql import UUID
from viva.resume.v1 import resume_content_pb2 as pb

from interviewing.topics import forbidden_topic
from services.session.hiring.company_store import companies_of
from services.session.hiring.store import postings
from services.session.resumes.store import resumes

HIDDEN_SECTIONS = (pb.SECTION_KIND_HEADER, pb.SECTION_KIND_EDUCATION)
_TELLING = (pb.FIELD_KIND_NAME, pb.FIELD_KIND_EMAIL, pb.FIELD_KIND_PHONE)
_KEPT_OF_EDUCATION = (pb.FIELD_KIND_DEGREE, pb.FIELD_KIND_MAJOR)
_SHORTEST_NAME = 2
HIDDEN = "○○○"
"""What stands where a name stood, as Korean forms print it."""

_interviews = TableClause(
    "interviews", *(ColumnClause(name, UUID(as_uuid=False)) for name in ("interview_id", "resume_id", "posting_id", "company_id"))
)


def is_blind_for(member_id: str) -> ColumnElement[bool]:
    """Holds for résumés of interviews for a blind posting of a company that somebody acts for. No decision unblinds one yet."""
    return exists(_blind(resumes.c.resume_id).where(_interviews.c.company_id.in_(companies_of(member_id))))


def is_blind_in_company(company_id: str, resume_id: ColumnElement[str]) -> ColumnElement[bool]:
    """Holds for résumés of interviews for a blind posting of a company."""
    return exists(_blind(resume_id).where(_interviews.c.company_id == company_id))


def is_blind_somewhere(resume_id: ColumnElement[str]) -> ColumnElement[bool]:
    """Holds for résumés of interviews for any blind posting."""
    return exists(_blind(resume_id))


def without_what_tells(content: pb.ResumeContent) -> pb.ResumeContent:
    """A copy for whoever must not learn whose it is."""
    names = _names(content)
    blind = pb.ResumeContent(language=content.language, pages=content.pages, masked_numbers=content.masked_numbers)
    blind.hidden_texts_left_out = content.hidden_texts_left_out
    for hidden in content.hidden_texts:
        # That something is hidden is no secret of the person's; what it says may be.
        blind.hidden_texts.append(pb.HiddenText(text=HIDDEN, reason=hidden.reason, region=hidden.region))
    for section in content.sections:
        if section.kind == pb.SECTION_KIND_HEADER:
            continue
        entries = [entry for entry in (_entry(section.kind, each, names) for each in section.entries) if entry.lines]
        if entries:
            blind.sections.append(pb.Section(kind=section.kind, heading=section.heading, entries=entries))
    return blind


def _blind(resume_id: ColumnElement[str]) -> Select[tuple[str]]:
    held_for = _interviews.join(postings, _interviews.c.posting_id == postings.c.posting_id)
    return select(_interviews.c.interview_id).select_from(held_for).where(_interviews.c.resume_id == resume_id, postings.c.is_blind)


def _entry(kind: pb.SectionKind.ValueType, entry: pb.Entry, names: re.Pattern[str] | None) -> pb.Entry:
    if kind == pb.SECTION_KIND_EDUCATION:
        kept = [field for field in entry.fields if field.kind in _KEPT_OF_EDUCATION]
        return pb.Entry(lines=[field.value for field in kept], fields=kept)
    return pb.Entry(
        lines=[_hidden(line, names) for line in entry.lines if forbidden_topic(line.text) is None],
        fields=[
            pb.Field(kind=field.kind, value=_hidden(field.value, names), confidence=field.confidence)
            for field in entry.fields
            if field.kind not in _TELLING and forbidden_topic(field.value.text) is None
        ],
    )


def _hidden(span: pb.Span, names: re.Pattern[str] | None) -> pb.Span:
    return pb.Span(text=names.sub(HIDDEN, span.text) if names else span.text, region=span.region)


def _names(content: pb.ResumeContent) -> re.Pattern[str] | None:
    """Finds the candidate's name, addresses and schools wherever they stand."""
    found = sorted({name for name in _telling(content) if len(name) >= _SHORTEST_NAME}, key=len, reverse=True)
    return re.compile("|".join(re.escape(name) for name in found), re.IGNORECASE) if found else None


def _telling(content: pb.ResumeContent) -> Iterator[str]:
    for section in content.sections:
        schools = (pb.FIELD_KIND_ORGANISATION,) if section.kind == pb.SECTION_KIND_EDUCATION else ()
        for entry in section.entries:
            yield from (field.value.text.strip() for field in entry.fields if field.kind in (*_TELLING, *schools))
