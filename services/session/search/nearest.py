"""Finds the rows whose vectors are nearest to one, exactly among few and by the model's index among many."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, func, select

from services.session.database import Asked, UnitOfWork
from services.session.prepared import Prepared
from services.session.search.scope import Place, Scope
from services.session.search.vectors import Embedding

WALKED, WALKED_AT_MOST = 80, 1000
"""Vectors that the index gives before any is filtered out (`hnsw.ef_search`), in a place that is all of its table, and in any."""
WALKED_FOR_ONE = 13
"""How many more it gives for one that the place has, were it all of its table: walking deeper is what finds the right ones among them."""

Key = tuple[Any, ...]
BY_LOOKING_UP = {"enable_hashjoin": "off", "enable_mergejoin": "off", "max_parallel_workers_per_gather": "0"}
"""Else a guess that is wrong has PostgreSQL read a whole table for the few rows of it that a walk looks at."""
WALKING_ON = {"hnsw.iterative_scan": "relaxed_order"}
"""Whatever the filter leaves too little of is walked for further; strict order would drop what comes late."""


@dataclass(frozen=True)
class Near:
    """A row and how near its vector is: the cosine, -1 to 1."""

    key: Key
    similarity: float


@dataclass(frozen=True)
class Usual:
    """What a number is over all rows of a place, so that one number can be told from another's: mean and standard deviation."""

    mean: float = 0.0
    spread: float = 0.0

    def standing_out(self, number: float) -> float:
        """By how many standard deviations a number is above what is usual."""
        return (number - self.mean) / self.spread if self.spread > 1e-9 else 0.0


@dataclass(frozen=True)
class Nearest:
    """The nearest rows, nearest first, and what similarity is usual; None when only the nearest were looked at."""

    rows: Sequence[Near] = ()
    usual: Usual | None = None
    compared: int = 0
    """How many rows were compared one by one."""
    models: Mapping[str, int] = field(default_factory=dict)
    """The state of each model when this was found."""


def settings_for(place: Place) -> dict[str, str]:
    """What PostgreSQL is told before it walks through a large place. Each search says it all, whatever the one before it said."""
    return {**BY_LOOKING_UP, **WALKING_ON, "hnsw.ef_search": str(walked(place.share))}


def walked(share: float) -> int:
    """How many vectors the index gives where a place is this share of its table: the smaller it is, the fewer of them count."""
    return min(WALKED_AT_MOST, WALKED + round(WALKED_FOR_ONE * (1 / max(share, 0.001) - 1)))


def nearest(work: UnitOfWork, scope: Scope, embedding: Embedding, *, place: Place, limit: int, values: dict[str, Any]) -> Asked[Nearest]:
    """The rows nearest to a vector; `place`: what is known of where they are.

    Asked last in its transaction or by itself: it may decide how PostgreSQL plans from there on.
    """
    keys, bound = [key.name for key in scope.keys], {"vector": embedding.written, **values}

    def read(rows: list[dict[str, Any]], _: int) -> Nearest:
        found, models = [row for row in rows if row["distance"] is not None], rows[0]["models"] or {}
        near = [Near(tuple(row[key] for key in keys), cosine(row["distance"])) for row in found[:limit]]
        if place.is_large or not found:
            return Nearest(near, models=models)
        return Nearest(near, Usual(1 - found[0]["mean"], found[0]["spread"]), found[0]["size"], models)

    if place.is_large:
        work.write(_SETTINGS, **{_bind(name): value for name, value in settings_for(place).items()})
        return work.ask(scope.nearest_of_many(embedding.model, embedding.dimension, limit), read, bound)
    return work.ask(scope.nearest_of_few(embedding.model, embedding.dimension), read, {**bound, "limit": limit})


def cosine(distance: float) -> float:
    """The cosine at a distance, without what rounding adds."""
    return max(-1.0, min(1.0, 1 - distance))


def _bind(setting: str) -> str:
    return setting.replace(".", "_")


_SETTINGS = Prepared(select(*(func.set_config(name, bindparam(_bind(name)), True) for name in settings_for(Place(0, 1.0, is_large=False)))))
