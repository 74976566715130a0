"""What résumés keep about a person, for an erasure to remove. Vectors come first: they go with the résumés."""

from datetime import datetime

from sqlalchemy import Select, delete, select

from services.session.accounts.domain.erasure import CopyKind, Outcome
from services.session.blobs.store import blobs
from services.session.database import UnitOfWork
from services.session.events.domain import StreamKind
from services.session.events.store import events
from services.session.resumes.store import passage_vectors, resumes
from services.session.tasks.store import tasks


class EmbeddingCopies:
    """Vectors of passages."""

    async def erase(self, work: UnitOfWork, account_id: str, *, at: datetime) -> Outcome:
        """See Copies."""
        await work.run(_own(account_id).with_for_update())
        return Outcome(CopyKind.EMBEDDING, await work.run(delete(passage_vectors).where(passage_vectors.c.resume_id.in_(_own(account_id)))))


class ResumeCopies:
    """Résumés with their words and passages, their events and tasks."""

    async def erase(self, work: UnitOfWork, account_id: str, *, at: datetime) -> Outcome:
        """See Copies."""
        own = _own(account_id)
        await work.run(delete(tasks).where(tasks.c.resource_id.in_(own)))
        await work.run(delete(events).where(events.c.stream_kind == int(StreamKind.RESUME), events.c.stream_id.in_(own)))
        return Outcome(CopyKind.RESUME_CONTENT, await work.run(delete(resumes).where(resumes.c.candidate_id == account_id)))


class BlobCopies:
    """Originals of résumés, and whatever else was stored for the person. Removed after the résumés that they belong to."""

    async def erase(self, work: UnitOfWork, account_id: str, *, at: datetime) -> Outcome:
        """See Copies."""
        return Outcome(CopyKind.BLOB, await work.run(delete(blobs).where(blobs.c.account_id == account_id)))


def _own(account_id: str) -> Select[tuple[str]]:
    return select(resumes.c.resume_id).where(resumes.c.candidate_id == account_id)
