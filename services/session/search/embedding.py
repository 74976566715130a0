"""Has rows embedded: what an Embed task means to its row, and when one is made.

A row whose words change loses its vector in the same transaction and gets a new task; it is found by its words until the task is
done. A vector of older words cannot come back: the task that was making it is cancelled, and its lease is stale.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import Table, bindparam, delete, exists, select
from viva.resume.v1 import resume_service_pb2 as resume

from mesh.contract import method_of
from services.session.database import Asked, Database, UnitOfWork
from services.session.prepared import Prepared, Row, itself
from services.session.search.vectors import store_vectors
from services.session.tasks.domain import Task, TaskState
from services.session.tasks.making import cancel_tasks, make_task
from services.session.tasks.store import tasks

EMBED = method_of(resume.EmbedRequest).full_name
LONGEST_TEXT = 20_000
"""Characters; the contract's limit, far beyond what any model reads."""
PATIENCE = timedelta(hours=1)
"""After so long a row that still has no vector is offered again."""
OFFERED_AT_ONCE = 200


@dataclass(frozen=True)
class Embeddable:
    """A table whose rows get vectors."""

    kind: resume.EmbedKind.ValueType
    rows: Table
    vectors: Table
    text: Callable[[Row], str]

    @property
    def key(self) -> Any:
        """The column that names a row."""
        (column,) = self.rows.primary_key.columns
        return column

    @cached_property
    def _lock(self) -> Prepared:
        return Prepared(select(self.key).where(self.key == bindparam("row_id")).with_for_update())

    def lock(self, work: UnitOfWork, row_id: str) -> Asked[Row | None]:
        """Keeps others from changing a row until the unit of work ends."""
        return work.row(self._lock, itself, row_id=row_id)

    async def read(self, work: UnitOfWork, row_id: str) -> str | None:
        """What a row says now; None when it is gone."""
        row = await work.one(select(self.rows).where(self.key == row_id))
        return self.text(row)[:LONGEST_TEXT] if row else None

    async def want(self, work: UnitOfWork, row_id: str, *, at: datetime, had_vector: bool = True) -> None:
        """Has a row embedded whose words are new. The caller has written, and so locked, the row.

        `had_vector`: there may be a vector of older words, or a task that makes one.
        """
        if had_vector:
            await work.run(delete(self.vectors).where(self.vectors.c[self.key.name] == row_id))
            await cancel_embedding(work, row_id, at=at)
        make_task(work, resume.EmbedRequest(kind=self.kind, row_id=row_id), resource_id=row_id, at=at)

    async def offer_again(self, work: UnitOfWork, *, at: datetime) -> int:
        """Makes tasks for rows without a vector that nobody is about to embed. Returns how many."""
        name = self.key.name
        has_vector = exists().where(self.vectors.c[name] == self.key)
        is_awaited = exists().where(
            tasks.c.resource_id == self.key, tasks.c.method == EMBED, tasks.c.state.in_([TaskState.READY.value, TaskState.LEASED.value])
        )
        was_tried = exists().where(tasks.c.resource_id == self.key, tasks.c.method == EMBED, tasks.c.end_time > at - PATIENCE)
        lacking = select(self.key).where(~has_vector, ~is_awaited, ~was_tried).limit(OFFERED_AT_ONCE).with_for_update(skip_locked=True)
        row_ids = [row[name] for row in await work.all(lacking)]
        for row_id in row_ids:
            make_task(work, resume.EmbedRequest(kind=self.kind, row_id=row_id), resource_id=row_id, at=at)
        return len(row_ids)


async def cancel_embedding(work: UnitOfWork, row_id: str, *, at: datetime) -> None:
    """Ends the open Embed tasks of a row. The caller holds the row's lock."""
    await cancel_tasks(work, row_id, EMBED, at=at)


async def offer_again(database: Database, embeddables: Sequence[Embeddable]) -> int:
    """Has everything embedded that has no vector and no task. Returns how many rows that were; called by the sweeper."""
    offered = 0
    for embeddable in embeddables:
        async with database.work() as work:
            offered += await embeddable.offer_again(work, at=await work.now())
    return offered


class EmbedEffect:
    """Effect of viva.resume.v1 Embed."""

    def __init__(self, embeddables: Sequence[Embeddable]) -> None:
        """`embeddables`: every table whose rows get vectors."""
        self._by_kind = {embeddable.kind: embeddable for embeddable in embeddables}

    def lock(self, work: UnitOfWork, task: Task) -> Asked[Row | None]:
        """Locks the row."""
        request = _request(task)
        return self._by_kind[request.kind].lock(work, request.row_id)

    async def fill(self, work: UnitOfWork, task: Task) -> bytes:
        """Adds the row's words as they are now. A row that is gone gets none: its vector would go nowhere."""
        request = _request(task)
        text = await self._by_kind[request.kind].read(work, request.row_id)
        if text:
            request.context.text = text
        return request.SerializeToString()

    async def done(self, work: UnitOfWork, task: Task, result: bytes) -> None:
        """Stores the vector; does nothing when the row is gone."""
        request, made = _request(task), resume.EmbedResult.FromString(result).embedding
        embeddable = self._by_kind[request.kind]
        if await embeddable.read(work, request.row_id) is not None:
            await store_vectors(work, embeddable.vectors, [({embeddable.key.name: request.row_id}, made.vector)], made.model)

    async def retried(self, work: UnitOfWork, task: Task) -> None:
        """Nobody waits for it, so nobody is told."""

    async def fell_back(self, work: UnitOfWork, task: Task) -> None:
        """The row stays findable by its words; the sweeper offers it again."""


def _request(task: Task) -> resume.EmbedRequest:
    return resume.EmbedRequest.FromString(task.request)
