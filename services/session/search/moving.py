"""Moves an installation from one embedding model to another, while searches go on under the old one.

A move is a row of `embedding_models` in the state FILLING. Whatever lacks a vector of that model is offered to the workers, a few
hundred tasks at a time; when nothing that the serving model finds lacks one, the two change places in one transaction. All of it is
in the database, so that any replica goes on where another one stopped.
"""

import asyncio
import logging
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, literal, select, text, update
from viva.resume.v1.resume_service_pb2 import EmbedRequest

from mesh.contract import method_of
from mesh.refusal import Refusal, Status, Unavailable
from services.session.database import Database, UnitOfWork
from services.session.prepared import Row
from services.session.search.embedding import Embeddable
from services.session.search.models import ModelState, embedding_models, known_models
from services.session.search.renewing import ONE_RENEWER
from services.session.search.vectors import ensure_index, index_name
from services.session.tasks.domain import TaskState
from services.session.tasks.store import tasks

EMBED = method_of(EmbedRequest).full_name
MOST_OPEN = 200
"""Tasks of a move that wait at once: what an interview needs embedded is never far behind them."""
PAUSE, IDLE = 0.5, 5.0
"""Seconds between two looks while a move is under way, and while none is."""
PATIENCE = timedelta(minutes=5)
"""After so long, what could not be embedded is tried again."""
ONE_MOVER = 0x6D6F7665  # "move"

log = logging.getLogger(__name__)


class MoveUnderWay(Refusal):
    """Another move is under way; wait for it, or end it by forgetting its model."""

    status = Status.FAILED_PRECONDITION
    reason = "MOVE_UNDER_WAY"


class NothingEmbedded(Refusal):
    """No model serves yet; the first one that embeds something will."""

    status = Status.FAILED_PRECONDITION
    reason = "NOTHING_EMBEDDED"


class ModelServes(Refusal):
    """Searches go by this model; move to another one first."""

    status = Status.FAILED_PRECONDITION
    reason = "MODEL_SERVES"


class IndexesRenewed(Refusal):
    """Indexes are being built anew after an upgrade; wait until they are."""

    status = Status.FAILED_PRECONDITION
    reason = "INDEXES_RENEWED"


class Moving:
    """Begins, drives and ends moves."""

    def __init__(self, database: Database, embeddables: Sequence[Embeddable]) -> None:
        """`embeddables`: every table whose rows get vectors."""
        self._database = database
        self._embeddables = embeddables

    async def start(self, model: str, dimension: int) -> None:
        """Begins to fill a model. Raises MoveUnderWay, NothingEmbedded, IndexesRenewed."""
        async with self._database.work() as work:
            await _alone(work)
            models = {row["model"]: row for row in await known_models(work)}
            if not any(row["state"] == ModelState.SERVING for row in models.values()):
                raise NothingEmbedded
            known = models.get(model)
            if known and known["state"] in (ModelState.SERVING, ModelState.FILLING):
                return
            for row in models.values():
                if row["state"] == ModelState.FILLING:
                    raise MoveUnderWay(model=row["model"])
            await _require_still_indexes(work)
            if known and known["dimension"] != dimension:
                await self._remove(work, known)
            for embeddable in self._embeddables:
                await ensure_index(work, embeddable.vectors, model, dimension)
            filling = {"state": int(ModelState.FILLING), "start_time": func.clock_timestamp(), "serve_time": None}
            await work.run(update(embedding_models).where(embedding_models.c.model == model).values(filling))

    async def forget(self, model: str) -> int:
        """Removes a model's vectors and indexes; returns how many vectors. Raises ModelServes, IndexesRenewed."""
        async with self._database.work() as work:
            await _alone(work)
            row = next((row for row in await known_models(work) if row["model"] == model), None)
            if row is None:
                return 0
            if row["state"] == ModelState.SERVING:
                raise ModelServes
            await _require_still_indexes(work)
            return await self._remove(work, row)

    async def progress(self) -> list[tuple[Row, list[tuple[Embeddable, int, int]], str]]:
        """Every model with how many rows of each kind have a vector, of how many, and the last reason why one could not be embedded."""
        async with self._database.work() as work:
            found = []
            for row in await known_models(work):
                counts = [(embeddable, *await embeddable.count(work, row["model"])) for embeddable in self._embeddables]
                is_open = row["state"] == ModelState.FILLING
                found.append((row, counts, await _last_failure(work, row["start_time"]) if is_open else ""))
        return found

    async def run(self) -> None:
        """Drives whatever move is under way, until cancelled."""
        while True:
            is_moving = False
            try:
                is_moving = await self.step()
            except Unavailable as refusal:
                log.warning("a move between embedding models waits: %s", refusal.reason)
            await asyncio.sleep(PAUSE if is_moving else IDLE)

    async def step(self) -> bool:
        """Offers what is still to be embedded, or lets the new model serve when nothing is. Returns whether a move is under way."""
        async with self._database.work() as work:
            if not await work.scalar(select(func.pg_try_advisory_xact_lock(ONE_MOVER))):
                return True
            models = await known_models(work)
            filling = next((row for row in models if row["state"] == ModelState.FILLING), None)
            if filling is None:
                return False
            serving = next(row["model"] for row in models if row["state"] == ModelState.SERVING)
            await self._offer(work, filling)
            if await self._is_filled(work, serving, filling["model"]):
                await _let_serve(work, filling["model"])
                return False
        return True

    async def _offer(self, work: UnitOfWork, filling: Row) -> None:
        is_open = tasks.c.state.in_([TaskState.READY.value, TaskState.LEASED.value])
        room = MOST_OPEN - int(await work.scalar(select(func.count()).select_from(tasks).where(tasks.c.method == EMBED, is_open)))
        now = await work.now()
        since = max(now - PATIENCE, filling["start_time"])
        for embeddable in self._embeddables:
            if room > 0:
                room -= await embeddable.offer(work, filling["model"], at=now, tried_since=since, most=room)

    async def _is_filled(self, work: UnitOfWork, serving: str, filling: str) -> bool:
        for embeddable in self._embeddables:
            left = select(literal(1)).select_from(embeddable.rows).where(_is_left(embeddable, serving, filling))
            if await work.scalar(left.limit(1)):
                return False
        return True

    async def _remove(self, work: UnitOfWork, row: Row) -> int:
        removed = 0
        for embeddable in self._embeddables:
            vectors = embeddable.vectors
            await work.run(text(f'DROP INDEX IF EXISTS "{index_name(vectors.name, row["model"], row["dimension"])}"'))
            removed += await work.run(delete(vectors).where(vectors.c.model == row["model"]))
        await work.run(delete(embedding_models).where(embedding_models.c.model == row["model"]))
        return removed


def _is_left(embeddable: Embeddable, serving: str, filling: str) -> ColumnElement[bool]:
    """Holds for rows that a search under the serving model finds and one under the other would not."""
    return and_(~embeddable.without(serving), embeddable.without(filling))


async def _alone(work: UnitOfWork) -> None:
    """Waits until nobody else changes which model is what."""
    await work.run(select(func.pg_advisory_xact_lock(ONE_MOVER)))


async def _require_still_indexes(work: UnitOfWork) -> None:
    """Keeps indexes from being built anew until the unit of work ends; whoever waited for one would keep everybody else from writing."""
    if not await work.scalar(select(func.pg_try_advisory_xact_lock(ONE_RENEWER))):
        raise IndexesRenewed


async def _let_serve(work: UnitOfWork, model: str) -> None:
    # The one that serves steps back first: there is never more than one.
    state = embedding_models.c.state
    await work.run(update(embedding_models).where(state == ModelState.SERVING).values(state=int(ModelState.KEPT)))
    served = {"state": int(ModelState.SERVING), "serve_time": func.clock_timestamp()}
    await work.run(update(embedding_models).where(embedding_models.c.model == model).values(served))


async def _last_failure(work: UnitOfWork, since: Any) -> str:
    failed = select(tasks.c.reason).where(tasks.c.method == EMBED, tasks.c.state == TaskState.DEAD.value, tasks.c.end_time > since)
    return await work.scalar(failed.order_by(tasks.c.end_time.desc()).limit(1)) or ""
