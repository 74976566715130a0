"""What a reviewer and an engine may see of a résumé while its posting is blind and undecided.

Photo, name, age, school, region and family stay hidden: the head of the résumé and everything of its education but degree and major
are left out, of the rest the lines that speak about origin, family and the like, and a veil is drawn over what tells in what stays.
"""

from sqlalchemy import BindParameter, ColumnClause, ColumnElement, Select, TableClause, exists, select
from sqlalchemy.dialects.postgresql import UUID
from viva.resume.v1 import resume_content_pb2 as pb

from interviewing.topics import forbidden_topic
from services.session.hiring.company_store import companies_of
from services.session.hiring.store import postings
from services.session.resumes.store import resumes
from services.session.resumes.veil import COVER, Veil
from services.session.resumes.veiling import TELLING, veiled

HIDDEN_SECTIONS = (pb.SECTION_KIND_HEADER, pb.SECTION_KIND_EDUCATION)
HIDDEN = 3 * COVER
"""Stands for a text that the file hides."""
_KEPT_OF_EDUCATION = (pb.FIELD_KIND_DEGREE, pb.FIELD_KIND_MAJOR)

_interviews = TableClause(
    "interviews", *(ColumnClause(name, UUID(as_uuid=False)) for name in ("interview_id", "resume_id", "posting_id", "company_id"))
)


def is_blind_for(member_id: str) -> ColumnElement[bool]:
    """Holds for résumés of interviews for a blind posting of a company that somebody acts for. No decision unblinds one yet."""
    return exists(_blind(resumes.c.resume_id).where(_interviews.c.company_id.in_(companies_of(member_id))))


def is_blind_in_company(company_id: str | BindParameter[str], resume_id: ColumnElement[str]) -> ColumnElement[bool]:
    """Holds for résumés of interviews for a blind posting of a company."""
    return exists(_blind(resume_id).where(_interviews.c.company_id == company_id))


def blind_in_company(company_id: BindParameter[str]) -> Select[tuple[str]]:
    """The ids of those résumés."""
    return _for_blind_postings().where(_interviews.c.company_id == company_id, _interviews.c.resume_id.is_not(None))


def is_blind_somewhere(resume_id: ColumnElement[str] | BindParameter[str]) -> ColumnElement[bool]:
    """Holds for résumés of interviews for any blind posting."""
    return exists(_blind(resume_id))


def without_what_tells(content: pb.ResumeContent, veil: Veil) -> pb.ResumeContent:
    """A copy for whoever must not learn whose it is; `veil`: the candidate's."""
    blind = pb.ResumeContent(language=content.language, pages=content.pages, masked_numbers=content.masked_numbers)
    blind.hidden_texts_left_out = content.hidden_texts_left_out
    for hidden in content.hidden_texts:
        # That something is hidden is no secret of the person's; what it says may be.
        blind.hidden_texts.append(pb.HiddenText(text=HIDDEN, reason=hidden.reason, region=hidden.region))
    for section in content.sections:
        if section.kind == pb.SECTION_KIND_HEADER:
            continue
        entries = [entry for entry in (_entry(section.kind, each, veil) for each in section.entries) if entry.lines]
        if entries:
            blind.sections.append(pb.Section(kind=section.kind, heading=section.heading, entries=entries))
    return veiled(blind, veil)


def passage_without_what_tells(text: str, veil: Veil) -> str:
    """The text of a passage for the same reader, line by line; empty when nothing is left of it."""
    return "\n".join(veil.over(line) for line in text.split("\n") if not _is_telling(line, veil))


def _blind(resume_id: ColumnElement[str]) -> Select[tuple[str]]:
    return _for_blind_postings().where(_interviews.c.resume_id == resume_id)


def _for_blind_postings() -> Select[tuple[str]]:
    held_for = _interviews.join(postings, _interviews.c.posting_id == postings.c.posting_id)
    return select(_interviews.c.resume_id).select_from(held_for).where(postings.c.is_blind)


def _entry(kind: pb.SectionKind.ValueType, entry: pb.Entry, veil: Veil) -> pb.Entry:
    if kind == pb.SECTION_KIND_EDUCATION:
        kept = [field for field in entry.fields if field.kind in _KEPT_OF_EDUCATION]
        return pb.Entry(lines=[field.value for field in kept], fields=kept)
    return pb.Entry(
        lines=[line for line in entry.lines if not _is_telling(line.text, veil)],
        fields=[field for field in entry.fields if field.kind not in TELLING and not _is_telling(field.value.text, veil)],
    )


def tells(line: str, veil: Veil) -> bool:
    """Whether a line tells anything of the person at all, in a word or as a whole."""
    return veil.hides(line) or _is_telling(line, veil)


def _is_telling(line: str, veil: Veil) -> bool:
    """Whether a line speaks of what nobody may ask about, or says nothing else than what is covered."""
    return forbidden_topic(line) is not None or not any(character.isalnum() for character in veil.over(line))
