"""Has rows embedded: what an Embed task means to its row, and when one is made.

A row whose words change loses its vector in the same transaction and gets a new task; it is found by its words until the task is
done. A vector of older words cannot come back: the task that was making it is cancelled, and its lease is stale.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Table, bindparam, delete, exists, func, select
from viva.resume.v1 import resume_service_pb2 as resume

from mesh.contract import method_of
from services.session.database import Asked, Database, UnitOfWork
from services.session.prepared import Prepared, Row, itself
from services.session.search.models import known_models, wanted_models
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
MOST_TEXTS = 32
"""Texts that one task embeds: their vectors fit a message whatever the model."""


@dataclass(frozen=True)
class Text:
    """One text of a row that wants vectors, and the models that it has one of."""

    ordinal: int
    text: str
    models: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Embeddable:
    """A table whose rows get vectors, one each."""

    kind: resume.EmbedKind.ValueType
    rows: Table
    vectors: Table
    text: Callable[[Row], str]

    @property
    def key(self) -> Any:
        """The column that names what a task is for."""
        (column,) = self.rows.primary_key.columns
        return column

    @cached_property
    def _lock(self) -> Prepared:
        return Prepared(select(self.key).where(self.key == bindparam("row_id")).with_for_update())

    def lock(self, work: UnitOfWork, row_id: str) -> Asked[Row | None]:
        """Keeps others from changing what a task is for until the unit of work ends."""
        return work.row(self._lock, itself, row_id=row_id)

    async def texts(self, work: UnitOfWork, row_id: str) -> list[Text]:
        """What a row says now; nothing when it is gone."""
        row = await work.one(select(self.rows).where(self.key == row_id))
        if row is None or not (said := self.text(row)[:LONGEST_TEXT]):
            return []
        models = await work.all(select(self.vectors.c.model).where(self.vectors.c[self.key.name] == row_id))
        return [Text(0, said, frozenset(each["model"] for each in models))]

    def keys_of(self, row_id: str, ordinal: int) -> dict[str, Any]:
        """What names one text's vectors."""
        return {self.key.name: row_id}

    def without(self, model: str | None) -> ColumnElement[bool]:
        """Holds for rows without a vector of a model; of any, when it is None."""
        of_row = [self.vectors.c[column.name] == column for column in self.rows.primary_key.columns]
        of_model = [self.vectors.c.model == model] if model is not None else []
        return ~exists().where(*of_row, *of_model)

    async def want(self, work: UnitOfWork, row_id: str, *, at: datetime, had_vector: bool = True) -> None:
        """Has a row embedded whose words are new. The caller has written, and so locked, the row.

        `had_vector`: there may be a vector of older words, or a task that makes one.
        """
        if had_vector:
            await work.run(delete(self.vectors).where(self.vectors.c[self.key.name] == row_id))
            await cancel_embedding(work, row_id, at=at)
        self.ask_for(work, row_id, at=at)

    def ask_for(self, work: UnitOfWork, row_id: str, *, at: datetime) -> None:
        """Makes the task that embeds whatever of a row lacks a vector."""
        make_task(work, resume.EmbedRequest(kind=self.kind, row_id=row_id), resource_id=row_id, at=at)

    async def offer(self, work: UnitOfWork, model: str | None, *, at: datetime, tried_since: datetime, most: int = OFFERED_AT_ONCE) -> int:
        """Makes tasks for what lacks a vector of a model and is not being embedded, nor was in vain lately. Returns how many."""
        mine = (tasks.c.resource_id == self.key, tasks.c.method == EMBED)
        is_awaited = exists().where(*mine, tasks.c.state.in_([TaskState.READY.value, TaskState.LEASED.value]))
        was_tried = exists().where(*mine, tasks.c.end_time > tried_since)
        lacking = select(self.key).where(self.without(model), ~is_awaited, ~was_tried).distinct().limit(most)
        row_ids = [row[self.key.name] for row in await work.all(lacking)]
        for row_id in row_ids:
            self.ask_for(work, row_id, at=at)
        return len(row_ids)

    async def count(self, work: UnitOfWork, model: str) -> tuple[int, int]:
        """How many rows have a vector of a model, and how many there are."""
        has, total = func.count().filter(~self.without(model)).label("has"), func.count().label("total")
        row = await work.one(select(has, total).select_from(self.rows))
        return (row["has"], row["total"]) if row else (0, 0)


@dataclass(frozen=True)
class EmbeddableParts(Embeddable):
    """A table of the numbered parts of something, `whole`, which a task is for: passages of a résumé. Many are embedded at once."""

    whole: Table = field(kw_only=True)

    @property
    def key(self) -> Any:
        """See Embeddable."""
        (column,) = self.whole.primary_key.columns
        return self.rows.c[column.name]

    @cached_property
    def _lock(self) -> Prepared:
        (column,) = self.whole.primary_key.columns
        return Prepared(select(column).where(column == bindparam("row_id")).with_for_update())

    async def texts(self, work: UnitOfWork, row_id: str) -> list[Text]:
        """See Embeddable: every part."""
        vectors, ordinal = self.vectors.c, self.rows.c.ordinal
        models = (
            select(func.array_agg(vectors.model)).where(vectors[self.key.name] == self.key, vectors.ordinal == ordinal).scalar_subquery()
        )
        query = select(self.rows, models.label("models")).where(self.key == row_id).order_by(ordinal)
        return [Text(row["ordinal"], self.text(row), frozenset(row["models"] or [])) for row in await work.all(query)]

    def keys_of(self, row_id: str, ordinal: int) -> dict[str, Any]:
        """See Embeddable."""
        return {self.key.name: row_id, "ordinal": ordinal}


async def cancel_embedding(work: UnitOfWork, row_id: str, *, at: datetime) -> None:
    """Ends the open Embed tasks of a row. The caller holds the row's lock."""
    await cancel_tasks(work, row_id, EMBED, at=at)


async def offer_again(database: Database, embeddables: Sequence[Embeddable]) -> int:
    """Has everything embedded that has no vector to be found by and no task. Returns how many rows that were; called by the sweeper."""
    offered = 0
    for embeddable in embeddables:
        async with database.work() as work:
            models, now = wanted_models(await known_models(work)), await work.now()
            offered += await embeddable.offer(work, models[0] if models else None, at=now, tried_since=now - PATIENCE)
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
        """Adds the words as they are now, and the models that they lack a vector of. A row that is gone gets none: its vector would go
        nowhere."""
        request = _request(task)
        models = wanted_models(await known_models(work))
        lacking = _lacking(await self._by_kind[request.kind].texts(work, request.row_id), models)
        if lacking:
            request.context.text = lacking[0].text
            request.context.texts.extend(resume.EmbedText(ordinal=each.ordinal, text=each.text) for each in lacking)
            request.context.models.extend(name for name in models if any(name not in each.models for each in lacking))
        return request.SerializeToString()

    async def done(self, work: UnitOfWork, task: Task, result: bytes) -> None:
        """Stores the vectors; does nothing when the row is gone, nor with a model that was forgotten meanwhile."""
        request, made = _request(task), resume.EmbedResult.FromString(result)
        embeddable, models = self._by_kind[request.kind], wanted_models(await known_models(work))
        said = {each.ordinal: each for each in await embeddable.texts(work, request.row_id)}
        by_model: dict[str, list[tuple[dict[str, Any], Sequence[float]]]] = {}
        for each in made.vectors or [resume.EmbeddedText(embedding=made.embedding)]:
            if each.ordinal in said and (not models or each.embedding.model in models):
                row = embeddable.keys_of(request.row_id, each.ordinal), each.embedding.vector
                by_model.setdefault(each.embedding.model, []).append(row)
        for model, rows in by_model.items():
            await store_vectors(work, embeddable.vectors, rows, model)
        if by_model and len(said) > MOST_TEXTS and _lacking(await embeddable.texts(work, request.row_id), models):
            embeddable.ask_for(work, request.row_id, at=await work.now())

    async def retried(self, work: UnitOfWork, task: Task) -> None:
        """Nobody waits for it, so nobody is told."""

    async def fell_back(self, work: UnitOfWork, task: Task) -> None:
        """The row stays findable by its words; the sweeper offers it again."""


def _lacking(texts: Sequence[Text], models: Sequence[str]) -> list[Text]:
    """The texts that lack a vector of a wanted model, no more than one task takes; all of them when no model is known."""
    return [each for each in texts if not each.models.issuperset(models) or not models][:MOST_TEXTS]


def _request(task: Task) -> resume.EmbedRequest:
    return resume.EmbedRequest.FromString(task.request)
