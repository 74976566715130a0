"""Takes résumés in, has them read, and lets go of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnClause, ColumnElement, TableClause, exists, false, func, select, true
from sqlalchemy.dialects.postgresql import UUID
from viva.contract.v1.options_pb2 import KIND_RESUME
from viva.session.v1 import resume_pb2 as event_pb
from viva.session.v1 import resume_service_pb2 as pb

from interviewing.registration_numbers import masked
from services.session.accounts.domain.audit import Doer, Object
from services.session.accounts.store.audit import AuditLog
from services.session.blobs.domain import BlobPurpose, BlobUnknown
from services.session.blobs.store import BlobStore
from services.session.database import Database, UnitOfWork
from services.session.once import once
from services.session.paging import open_place, page_size, place_token
from services.session.prepared import Row
from services.session.resumes.domain import MOST_RESUMES, BlobTaken, InterviewLive, ResumeState, ResumeUnknown, TooManyResumes
from services.session.resumes.history import cancel_reading, have_read, move
from services.session.resumes.store import EMPTY, ResumeStore, resumes
from services.session.search.embedding import cancel_embedding

LIVE = 2
"""viva.session.v1.InterviewStatus."""
KIND = "resumes"
_interviews = TableClause("interviews", ColumnClause("resume_id", UUID(as_uuid=False)), ColumnClause("status"))


@dataclass(frozen=True)
class Keeper:
    """Whose résumés are meant: a candidate's own, a partner client's for its guests, or, for an admin, everybody's."""

    candidate_id: str | None = None
    client_id: str | None = None
    is_admin: bool = False

    @property
    def subject_id(self) -> str:
        """What its request ids are unique within."""
        return self.candidate_id or self.client_id or ""

    def owns(self) -> ColumnElement[bool]:
        """Holds for the keeper's résumés."""
        if self.is_admin:
            return true()
        if self.candidate_id:
            return resumes.c.candidate_id == self.candidate_id
        return resumes.c.client_id == self.client_id if self.client_id else false()


class Resumes:
    """Keeps résumés."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(self, request: pb.CreateResumeRequest, keeper: Keeper) -> Row:
        """Makes a résumé of a blob and has it read, in one transaction.

        Raises BlobUnknown, BlobTaken, TooManyResumes, RequestIdReused.
        """
        async with self._database.work() as work:

            async def make() -> bytes:
                return (await _make(work, request, keeper)).encode()

            return await known(work, (await once(work, keeper.subject_id, request, make)).decode())

    async def get(self, resume_id: str) -> Row:
        """A résumé. Raises ResumeUnknown."""
        async with self._database.work() as work:
            return await known(work, resume_id)

    async def page(self, request: pb.ListResumesRequest, keeper: Keeper, doer: Doer) -> tuple[list[Row], str]:
        """Résumés, newest first, and the next page's token. Raises PageTokenBroken."""
        size, before = page_size(request.page_size), open_place(request.page_token, KIND) if request.page_token else None
        async with self._database.work() as work:
            rows = list(await ResumeStore(work).page(keeper.owns(), state=request.state, before=before, limit=size + 1))
            await AuditLog(work).record_reading(doer, *data_of_others(rows[:size], doer))
        if len(rows) <= size:
            return rows, ""
        last = rows[size - 1]
        return rows[:size], place_token(KIND, last["create_time"], last["resume_id"])

    async def reprocess(self, resume_id: str) -> Row:
        """Has a résumé read anew; does nothing more while a reading is awaited. Raises ResumeUnknown."""
        async with self._database.work() as work:
            row = await _locked(work, resume_id)
            if not ResumeState(row["state"]).is_under_way:
                now = await work.now()
                await move(work, row, event_pb.ResumeReprocessed(), at=now, state=int(ResumeState.PENDING), failure=0)
                await have_read(work, resume_id, at=now)
            return await known(work, resume_id)

    async def delete(self, resume_id: str) -> None:
        """Removes a résumé with all its copies; a second time changes nothing. Raises ResumeUnknown, InterviewLive."""
        async with self._database.work() as work:
            row = await ResumeStore(work).lock(resume_id)
            if row is None:
                raise ResumeUnknown
            if row["delete_time"] is not None:
                return
            if await _is_in_a_live_interview(work, resume_id):
                raise InterviewLive
            await remove(work, row, at=await work.now())


async def remove(work: UnitOfWork, row: Row, *, at: datetime) -> None:
    """Removes everything of a résumé but its last event, and what names it. The caller holds the lock."""
    store = ResumeStore(work)
    await cancel_reading(work, row["resume_id"], at=at)
    await cancel_embedding(work, row["resume_id"], at=at)
    await store.clear(row["resume_id"])
    gone = {**EMPTY, "blob_id": None, "file_name": "", "sha256": b"", "size_bytes": 0, "delete_time": at}
    await move(work, row, event_pb.ResumeDeleted(), at=at, **gone)
    if row["blob_id"]:
        await BlobStore(work).delete(row["blob_id"])


def data_of_others(rows: Sequence[Row], doer: Doer) -> list[Object]:
    """Whose data these résumés are, for the log of who reads them; those that a partner brought itself are left out."""
    foreign = (row for row in rows if doer.client_id is None or row["client_id"] != doer.client_id)
    return [Object(KIND_RESUME, row["resume_id"], row["candidate_id"]) for row in foreign]


async def known(work: UnitOfWork, resume_id: str) -> Row:
    """A résumé that is there. Raises ResumeUnknown."""
    row = await ResumeStore(work).find(resume_id)
    if row is None:
        raise ResumeUnknown
    return row


async def _make(work: UnitOfWork, request: pb.CreateResumeRequest, keeper: Keeper) -> str:
    blob = await BlobStore(work).lock(request.blob_id)
    if blob is None or blob["purpose"] != BlobPurpose.RESUME_ORIGINAL:
        raise BlobUnknown
    store = ResumeStore(work)
    if await store.find_by_blob(request.blob_id):
        raise BlobTaken
    await _require_room(work, keeper)
    resume_id, now = str(uuid4()), await work.now()
    row: dict[str, Any] = {
        "resume_id": resume_id,
        "candidate_id": keeper.candidate_id,
        "client_id": keeper.client_id,
        "blob_id": request.blob_id,
    }
    row |= {"file_name": masked(request.file_name), "document_type": request.document_type, "create_time": now}
    await store.add({**row, "size_bytes": blob["size_bytes"], "sha256": blob["sha256"]})
    await move(work, await _locked(work, resume_id), event_pb.ResumeUploaded(), at=now)
    await have_read(work, resume_id, at=now)
    return resume_id


async def _require_room(work: UnitOfWork, keeper: Keeper) -> None:
    if keeper.candidate_id is None:
        return
    # Two uploads at once count one after the other.
    await work.run(select(func.pg_advisory_xact_lock(func.hashtextextended(f"resumes of {keeper.candidate_id}", 0))))
    if await ResumeStore(work).count_of(keeper.owns()) >= MOST_RESUMES:
        raise TooManyResumes


async def _locked(work: UnitOfWork, resume_id: str) -> Row:
    row = await ResumeStore(work).lock(resume_id)
    if row is None or row["delete_time"] is not None:
        raise ResumeUnknown
    return row


async def _is_in_a_live_interview(work: UnitOfWork, resume_id: str) -> bool:
    live = exists().where(_interviews.c.resume_id == resume_id, _interviews.c.status == LIVE)
    return bool(await work.scalar(select(live)))
