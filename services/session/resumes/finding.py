"""Finds passages of résumés, and reads what a résumé says, as far as whoever asks may see it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import (
    ColumnElement,
    and_,
    select,
    tuple_,
)
from viva.resume.v1 import resume_content_pb2 as content_pb
from viva.session.v1 import resume_service_pb2 as pb

from services.session.accounts.domain.audit import Doer
from services.session.accounts.store.audit import AuditLog
from services.session.database import Asked, Database, UnitOfWork
from services.session.prepared import Prepared, Row
from services.session.resumes.blind import (
    is_blind_for,
    is_blind_in_company,
    is_blind_somewhere,
    passage_without_what_tells,
    without_what_tells,
)
from services.session.resumes.domain import BlindUntilDecided, ResumeNotReady, ResumeState
from services.session.resumes.encoding import encode_found
from services.session.resumes.keeping import data_of_others, known
from services.session.resumes.pages import header_of
from services.session.resumes.places import OF_COMPANY, OF_RESUME, PASSAGE
from services.session.resumes.store import passages, resumes
from services.session.resumes.veiling import veil_of
from services.session.search.encoding import embeddings_in
from services.session.search.hybrid import Hit, find
from services.session.search.matching import matched_words

PASSAGES, RESUMES = 5, 10
"""How many are found when nobody says."""
FEW = 12
"""Passages of a résumé that is given whole."""
LONGEST = 1000
"""Characters of a passage that the contract lets a question rest on."""
DEEP_ENOUGH = 20
"""Passages of each ranking that are fused at least."""
SPARE = 8
"""How many times more passages than résumés are looked at: one résumé may have several good ones."""


@dataclass(frozen=True)
class Reader:
    """Who reads; of others' it is written down. `member_id`: a recruiter or a partner client, for whom it is blind where it must be."""

    doer: Doer
    member_id: str | None = None


class ResumeFinder:
    """Reads and finds."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def content(self, resume_id: str, reader: Reader) -> pb.GetResumeContentResponse:
        """What a résumé says. Raises ResumeUnknown, ResumeNotReady."""
        async with self._database.work() as work:
            row = await known(work, resume_id)
            if row["content"] is None:
                raise ResumeNotReady(state=ResumeState(row["state"]))
            blind = await self._is_blind(work, resume_id, reader)
            veil = await veil_of(work, row["candidate_id"], resume_id) if blind else None
            await self._write_down(work, reader, [row])
        content = content_pb.ResumeContent.FromString(row["content"])
        shown = without_what_tells(content, veil) if veil else content
        return pb.GetResumeContentResponse(content=shown, revision=row["revision"], is_blind=blind)

    async def original(self, resume_id: str, reader: Reader) -> Row:
        """The résumé whose file is to be read. Raises ResumeUnknown, BlindUntilDecided."""
        async with self._database.work() as work:
            row = await known(work, resume_id)
            if await self._is_blind(work, resume_id, reader):
                raise BlindUntilDecided
            await self._write_down(work, reader, [row])
        return row

    async def pages(self, resume_id: str, reader: Reader) -> tuple[Row, pb.PagesHeader]:
        """The résumé whose pages are to be drawn, and what of them may be seen. Raises as `content`."""
        async with self._database.work() as work:
            row = await known(work, resume_id)
            if row["content"] is None:
                raise ResumeNotReady(state=ResumeState(row["state"]))
            blind = await self._is_blind(work, resume_id, reader)
            veil = await veil_of(work, row["candidate_id"], resume_id) if blind else None
            await self._write_down(work, reader, [row])
        return row, header_of(row, content_pb.ResumeContent.FromString(row["content"]), veil)

    async def is_blind(self, resume_id: str, reader: Reader) -> bool:
        """Whether parts of a résumé, which this reader is about to see, are hidden from them. Raises ResumeUnknown."""
        async with self._database.work() as work:
            await self._write_down(work, reader, [await known(work, resume_id)])
            return await self._is_blind(work, resume_id, reader)

    async def passages(self, request: pb.FindPassagesRequest) -> pb.FindPassagesResponse:
        """Passages of one résumé, best first."""
        scope, narrowed = OF_RESUME[bool(request.sections)], _sections(request)
        limit, embeddings = request.limit or PASSAGES, embeddings_in(request)
        async with self._database.look() as work:
            hits = await find(
                work,
                scope,
                query=request.query,
                embeddings=embeddings,
                limit=max(limit, DEEP_ENOUGH),
                resume_id=request.resume_id,
                **narrowed,
            )
            found = await _with_rows(work, hits[:limit])
            shown = await _unseen(work, found, is_blind_somewhere(resumes.c.resume_id), request.query)
        return pb.FindPassagesResponse(passages=shown)

    async def resumes(self, request: pb.FindResumesRequest, reader: Reader) -> pb.FindResumesResponse:
        """Résumés of a company's candidates, best first, each with the passage that is most about it."""
        scope, narrowed = OF_COMPANY[bool(request.sections)], _sections(request)
        limit, embeddings = request.limit or RESUMES, embeddings_in(request)
        async with self._database.work() as work:
            hits = await find(
                work,
                scope,
                query=request.query,
                embeddings=embeddings,
                limit=limit * SPARE,
                company_id=request.company_id,
                **narrowed,
            )
            best = list({hit.key[0]: hit for hit in reversed(hits)}.values())
            best.sort(key=lambda hit: -hit.score)
            found = await _with_rows(work, best[:limit])
            await self._write_down(work, reader, [row for row, _ in found])
            blind = is_blind_in_company(request.company_id, resumes.c.resume_id)
            shown = await _unseen(work, found, blind, request.query, sought_by=request.query)
        return pb.FindResumesResponse(passages=shown)

    async def _is_blind(self, work: UnitOfWork, resume_id: str, reader: Reader) -> bool:
        if reader.member_id is None:
            return False
        is_blind = and_(is_blind_for(reader.member_id), resumes.c.client_id.is_distinct_from(reader.member_id))
        return bool(await work.scalar(select(is_blind).where(resumes.c.resume_id == resume_id)))

    async def _write_down(self, work: UnitOfWork, reader: Reader, rows: Sequence[Row]) -> None:
        await AuditLog(work).record_reading(reader.doer, *data_of_others(rows, reader.doer))


def short_resume(work: UnitOfWork, resume_id: str) -> Asked[list[str]]:
    """All passages of a résumé that has few, in its order: there is nothing to search for then. Nothing of a longer one."""

    def read(rows: Sequence[Row], _: int) -> list[str]:
        texts = [row["text"] for row in rows]
        return texts if len(texts) <= FEW and all(len(text) <= LONGEST for text in texts) else []

    return work.ask(_SHORT, read, {"resume_id": resume_id})


async def _with_rows(work: UnitOfWork, hits: Sequence[Hit]) -> list[tuple[Row, Hit]]:
    keys = [hit.key for hit in hits]
    query = select(passages, resumes.c.candidate_id, resumes.c.client_id).join(resumes, resumes.c.resume_id == passages.c.resume_id)
    rows = await work.all(query.where(tuple_(passages.c.resume_id, passages.c.ordinal).in_(keys)))
    by_key = {(row["resume_id"], row["ordinal"]): row for row in rows}
    return [(by_key[hit.key], hit) for hit in hits if hit.key in by_key]


async def _unseen(
    work: UnitOfWork, found: Sequence[tuple[Row, Hit]], is_blind: ColumnElement[bool], query: str, *, sought_by: str = ""
) -> list[pb.FoundPassage]:
    """What was found, blind where it must be. Whoever looks for what is covered finds no blind résumé: being found would tell, too."""
    ids = {row["resume_id"] for row, _ in found}
    rows = await work.all(select(resumes.c.resume_id, resumes.c.candidate_id).where(resumes.c.resume_id.in_(ids), is_blind))
    veils = {row["resume_id"]: await veil_of(work, row["candidate_id"], row["resume_id"]) for row in rows}
    shown = []
    for row, hit in found:
        passage, veil = encode_found(row, hit, query), veils.get(row["resume_id"])
        if veil is not None:
            passage.passage.text = "" if veil.hides(sought_by) else passage_without_what_tells(passage.passage.text, veil)
            # What is hidden is no reason to show either.
            passage.found.matched_words[:] = matched_words(query, passage.passage.text)
        if passage.passage.text:
            shown.append(passage)
    return shown


def _sections(request: pb.FindPassagesRequest | pb.FindResumesRequest) -> dict[str, list[int]]:
    return {"sections": list(request.sections)} if request.sections else {}


_SHORT = Prepared(select(passages.c.text).where(PASSAGE.of_resume()).order_by(passages.c.ordinal).limit(FEW + 1))
