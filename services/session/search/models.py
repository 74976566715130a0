"""The models that there are vectors of, and the one that searches go by.

One model serves. While an installation moves to another, that one is filled; what served before is kept until it is forgotten. A
search compares under one model alone, the best that it brought a vector of: the choice is read in its own transaction.
"""

from collections.abc import Sequence
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, ColumnElement, DateTime, Integer, SmallInteger, String, Table, exists, func, literal, null, select
from sqlalchemy.dialects.postgresql import insert

from services.session.database import Asked, UnitOfWork, metadata
from services.session.prepared import Prepared, Row

if TYPE_CHECKING:
    from services.session.search.vectors import Embedding


class ModelState(IntEnum):
    """viva.session.v1.EmbeddingModelState."""

    SERVING = 1
    FILLING = 2
    KEPT = 3


embedding_models = Table(
    "embedding_models",
    metadata,
    Column("model", String, primary_key=True),
    Column("dimension", Integer, nullable=False),
    Column("state", SmallInteger, nullable=False),
    Column("start_time", DateTime(timezone=True), nullable=False),
    Column("serve_time", DateTime(timezone=True)),
)
_ALL = Prepared(select(embedding_models).order_by(embedding_models.c.state, embedding_models.c.serve_time.desc(), embedding_models.c.model))


def known_models(work: UnitOfWork) -> Asked[Sequence[Row]]:
    """Every model: the serving one first, then the one that is filled, then those that served, the latest first."""
    return work.rows(_ALL)


def states_of_models() -> ColumnElement[Any]:
    """The state of each model, in one value of any statement."""
    return select(func.jsonb_object_agg(embedding_models.c.model, embedding_models.c.state)).scalar_subquery()


def states_of(models: Sequence[Row]) -> dict[str, int]:
    """The same of models that were read."""
    return {row["model"]: row["state"] for row in models}


class LastRead:
    """The models as they were read last in this process. Whoever goes by them has the database say with its answer what they are."""

    def __init__(self) -> None:
        self._rows: dict[Any, Sequence[Row]] = {}

    def last_read(self, work: UnitOfWork) -> Sequence[Row] | None:
        """What was read last, if anything was."""
        return self._rows.get(work.database)

    def read(self, work: UnitOfWork, rows: Sequence[Row]) -> Sequence[Row]:
        """Keeps what was read."""
        self._rows[work.database] = rows
        return rows

    def forget(self, work: UnitOfWork) -> None:
        """Has them read anew."""
        self._rows.pop(work.database, None)


def chosen(models: Sequence[Row], embeddings: Sequence["Embedding"]) -> "Embedding | None":
    """Which of a search's vectors is compared: that of the serving model, or else of one that served. None: by words alone.

    What is still being filled is never compared, because what has no vector yet would not be found.
    """
    by_model = {(each.model, each.dimension): each for each in embeddings}
    usable = [row for row in models if row["state"] == ModelState.SERVING or (row["state"] == ModelState.KEPT and row["serve_time"])]
    return next((by_model[key] for row in usable if (key := (row["model"], row["dimension"])) in by_model), None)


def wanted_models(models: Sequence[Row]) -> list[str]:
    """What every row is to have a vector of: the serving model first, then the one that is filled."""
    return [row["model"] for row in models if row["state"] != ModelState.KEPT]


async def note_model(work: UnitOfWork, model: str, dimension: int) -> None:
    """Remembers a model of which a vector is about to be stored. The first one of an installation serves; later ones only do when
    everything was moved to them."""
    await work.run(select(func.pg_advisory_xact_lock(func.hashtext(embedding_models.name))))
    now = func.clock_timestamp()
    serves = exists().where(embedding_models.c.state == ModelState.SERVING)
    for state, since, condition in ((ModelState.SERVING, now, ~serves), (ModelState.KEPT, null(), serves)):
        row = select(literal(model), literal(dimension), literal(int(state)), now, since).where(condition)
        names = ["model", "dimension", "state", "start_time", "serve_time"]
        await work.run(insert(embedding_models).from_select(names, row).on_conflict_do_nothing())


MODELS = LastRead()
"""Of this process."""
