"""What Analyze tasks mean to their résumé: it is being read, was read, or cannot be."""

from datetime import datetime

from sqlalchemy import insert
from viva.resume.v1 import resume_service_pb2 as resume
from viva.resume.v1 import resume_state_pb2 as state_pb
from viva.session.v1 import resume_pb2 as event_pb

from services.session.database import Asked, UnitOfWork
from services.session.prepared import Row
from services.session.resumes.domain import ResumeState
from services.session.resumes.embedded import PASSAGES
from services.session.resumes.history import move
from services.session.resumes.reading import columns_of, passage_rows, require_whole
from services.session.resumes.store import ResumeStore, passage_vectors, passages
from services.session.search.embedding import cancel_embedding
from services.session.search.models import known_models, wanted_models
from services.session.search.vectors import ensure_index, store_vectors
from services.session.tasks.domain import Task
from services.session.webhooks.delivering import tell
from services.session.webhooks.domain import Topic


class AnalyzeEffect:
    """Effect of viva.resume.v1 Analyze."""

    def lock(self, work: UnitOfWork, task: Task) -> Asked[Row | None]:
        """Locks the résumé."""
        return ResumeStore(work).lock(task.subject_id)

    async def fill(self, work: UnitOfWork, task: Task) -> bytes:
        """Adds where the original is, and tells that the reading has begun. A résumé that is gone gets nothing."""
        request, store = resume.AnalyzeRequest.FromString(task.request), ResumeStore(work)
        row = await store.find(request.resume_id)
        if row is None:
            return request.SerializeToString()
        request.context.CopyFrom(
            resume.AnalyzeContext(
                blob_id=row["blob_id"],
                document_type=row["document_type"],
                size_bytes=row["size_bytes"],
                sha256=row["sha256"],
                embedding_model=next(iter(wanted_models(await known_models(work))), ""),
            )
        )
        # The task is locked already, and others lock the résumé first: who cannot have it at once goes without telling.
        held = await store.lock_if_free(request.resume_id)
        if held and held["delete_time"] is None:
            started = event_pb.ResumeReadingStarted(attempt=task.attempt)
            await move(work, held, started, at=await work.now(), state=int(ResumeState.PROCESSING))
        return request.SerializeToString()

    async def done(self, work: UnitOfWork, task: Task, result: bytes) -> None:
        """Puts the new reading in place of the old one: words, passages and vectors together. Raises ResultRefused."""
        made, store = resume.AnalyzeResult.FromString(result), ResumeStore(work)
        require_whole(made)
        row = await store.read(task.subject_id)
        if row is None or row["delete_time"] is not None:
            return
        models = wanted_models(await known_models(work))
        is_wanted = not models or made.embedding_model in models
        if is_wanted:
            await ensure_index(work, passage_vectors, made.embedding_model, len(made.passages[0].vector))
        await store.clear(row["resume_id"])
        await work.run(insert(passages).values(passage_rows(row["resume_id"], made)))
        embedded = [each for each in made.passages if each.vector]
        keyed = (({"resume_id": row["resume_id"], "ordinal": each.passage.ordinal}, each.vector) for each in embedded)
        if is_wanted:
            await store_vectors(work, passage_vectors, keyed, made.embedding_model)
        now, revision = await work.now(), row["revision"] + 1
        await cancel_embedding(work, row["resume_id"], at=now)
        if set(models) - {made.embedding_model} or len(embedded) < len(made.passages):
            PASSAGES.ask_for(work, row["resume_id"], at=now)
        changes = {**columns_of(made), "state": int(ResumeState.READY), "failure": 0, "revision": revision, "read_time": now}
        await move(work, row, event_pb.ResumeRead(revision=revision), at=now, **changes)
        await _tell_client(work, row, ResumeState.READY, at=now)

    async def retried(self, work: UnitOfWork, task: Task) -> None:
        """The next attempt tells that it has begun."""

    async def fell_back(self, work: UnitOfWork, task: Task) -> None:
        """Marks the résumé as one that cannot be read, and why."""
        row = await ResumeStore(work).read(task.subject_id)
        if row is None or row["delete_time"] is not None:
            return
        failure, now = failure_of(task.reason), await work.now()
        changes = {"state": int(ResumeState.FAILED), "failure": int(failure), "read_time": now}
        await move(work, row, event_pb.ResumeReadingFailed(failure=failure), at=now, **changes)
        await _tell_client(work, row, ResumeState.FAILED, at=now)


async def _tell_client(work: UnitOfWork, row: Row, state: ResumeState, *, at: datetime) -> None:
    """Has the partner that stored a résumé told; `row` is as it was before the event."""
    resume_id, sequence = row["resume_id"], row["event_sequence"] + 1
    await tell(work, row["client_id"], Topic.RESUME_READ, resume_id, at=at, resume_id=resume_id, sequence=sequence, state=state.name)


def failure_of(reason: str) -> state_pb.ResumeFailure.ValueType:
    """What a reason to fail tells the candidate. Reasons that are not about the file all mean that nobody managed to read it."""
    name = f"RESUME_FAILURE_{reason}"
    known = state_pb.ResumeFailure.keys()
    return state_pb.ResumeFailure.Value(name) if name in known and reason != "UNSPECIFIED" else state_pb.RESUME_FAILURE_GAVE_UP
