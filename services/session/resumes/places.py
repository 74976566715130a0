"""Where passages are searched: in one résumé, and in those of a company's candidates, as far as whoever asks may see them."""

from dataclasses import dataclass

from sqlalchemy import ColumnClause, ColumnElement, Select, SmallInteger, TableClause, and_, bindparam, exists, literal_column, or_, select
from sqlalchemy.dialects.postgresql import UUID

from services.session.prepared import among as any_among
from services.session.resumes.blind import HIDDEN_SECTIONS, blind_in_company, is_blind_somewhere
from services.session.resumes.domain import ResumeState
from services.session.resumes.store import passage_vectors, passages, resumes
from services.session.search.scope import Beside, Scope

_interviews = TableClause("interviews", *(ColumnClause(name, UUID(as_uuid=False)) for name in ("resume_id", "posting_id", "company_id")))


@dataclass(frozen=True)
class Told:
    """The columns by which a passage, or the vector of one, is told to be in a place."""

    resume_id: ColumnElement[str]
    section: ColumnElement[int]

    def of_resume(self) -> ColumnElement[bool]:
        """Of one résumé, and such that an interview may rest on it."""
        return and_(self.resume_id == _RESUME, _is_ready(self.resume_id), self._is_seen(~is_blind_somewhere(_RESUME)))

    def of_company(self) -> ColumnElement[bool]:
        """Of those who were interviewed for a company's postings, and such that its recruiters may see it."""
        return and_(self.resume_id.in_(_own()), _is_ready(self.resume_id), self.is_seen_by_company())

    def is_seen_by_company(self) -> ColumnElement[bool]:
        """Such that a company's recruiters may see it, when its résumé is theirs to see."""
        return self._is_seen(self.resume_id.not_in(blind_in_company(_COMPANY)))

    def _is_seen(self, is_open: ColumnElement[bool]) -> ColumnElement[bool]:
        """`is_open`: holds for résumés of which everything may be seen. It is asked first: a vector's section has to be looked up."""
        return or_(is_open, self.section.not_in(HIDDEN_SECTIONS))


def _is_ready(resume_id: ColumnElement[str]) -> ColumnElement[bool]:
    return resume_id.in_(select(resumes.c.resume_id).where(resumes.c.state == int(ResumeState.READY)))


def _own() -> Select[tuple[str]]:
    """The résumés of those who were interviewed for a company's postings."""
    return select(_interviews.c.resume_id).where(_interviews.c.company_id == _COMPANY, _interviews.c.posting_id.is_not(None))


def _own_ready() -> Select[tuple[str]]:
    """The same, each once, that are READY; each is looked up (see search.scope)."""
    ready = select(resumes.c.resume_id).where(resumes.c.resume_id == _interviews.c.resume_id, resumes.c.state == int(ResumeState.READY))
    return _own().where(exists(ready.offset(literal_column("0")))).distinct()


def _whole_and_narrowed(among: ColumnElement[bool], beside: Beside) -> dict[bool, Scope]:
    """A place to search in: all of it, and, by True, some of its sections."""
    narrowed = and_(among, passages.c.section == any_among("sections", SmallInteger()))
    return {False: Scope(passages, passage_vectors, among, beside), True: Scope(passages, passage_vectors, narrowed)}


_RESUME, _COMPANY = (bindparam(name, type_=UUID(as_uuid=False)) for name in ("resume_id", "company_id"))
_SECTION = select(passages.c.section).where(
    passages.c.resume_id == passage_vectors.c.resume_id, passages.c.ordinal == passage_vectors.c.ordinal
)
PASSAGE = Told(passages.c.resume_id, passages.c.section)
VECTOR = Told(passage_vectors.c.resume_id, _SECTION.scalar_subquery())
OF_RESUME = _whole_and_narrowed(PASSAGE.of_resume(), Beside(VECTOR.of_resume()))
OF_COMPANY = _whole_and_narrowed(PASSAGE.of_company(), Beside(VECTOR.of_company(), _own_ready(), VECTOR.is_seen_by_company()))
