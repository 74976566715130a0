"""Finds the rows whose vectors are nearest to one, exactly among few and by the model's index among many."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from services.session.database import Asked, UnitOfWork
from services.session.prepared import Prepared
from services.session.search.scope import MOST_COMPARED, Scope
from services.session.search.vectors import Embedding

WALKED = 400
"""Vectors that the index gives before any is filtered out (`hnsw.ef_search`): enough that one row in twenty still makes ten."""

Key = tuple[Any, ...]
BY_INDEX = {"hnsw.iterative_scan": "relaxed_order", "hnsw.ef_search": str(WALKED)}
"""Whatever the filter leaves too little of is walked for further; strict order would drop what comes late."""
ONE_BY_ONE = {"enable_hashjoin": "off", "enable_mergejoin": "off", "max_parallel_workers_per_gather": "0"}
"""Else a guess that is wrong has PostgreSQL read a whole table of vectors to compare a few of them."""


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


def size_of(work: UnitOfWork, scope: Scope, values: dict[str, Any]) -> Asked[int]:
    """How many rows there are to search in, as far as it matters."""
    return work.row(scope.size, lambda row: int(row["size"]) if row else 0, **values)


def nearest(work: UnitOfWork, scope: Scope, embedding: Embedding, *, size: int, limit: int, values: dict[str, Any]) -> Asked[Nearest]:
    """The rows nearest to a vector; `size` as `size_of` says.

    Asked last in its transaction or by itself: it decides how PostgreSQL plans from there on.
    """
    is_few = size <= MOST_COMPARED
    work.write(_PLAN_ONE_BY_ONE if is_few else _PLAN_BY_INDEX)
    statement = (scope.nearest_of_few if is_few else scope.nearest_of_many)(embedding.model, embedding.dimension)
    keys = [key.name for key in scope.keys]

    def read(rows: list[dict[str, Any]], _: int) -> Nearest:
        usual = Usual(1 - rows[0]["mean"], rows[0]["spread"]) if is_few and rows else None
        return Nearest([Near(tuple(row[key] for key in keys), cosine(row["distance"])) for row in rows], usual)

    return work.ask(statement, read, {"vector": embedding.written, "limit": limit, **values})


def cosine(distance: float) -> float:
    """The cosine at a distance, without what rounding adds."""
    return max(-1.0, min(1.0, 1 - distance))


def _settings(settings: dict[str, str]) -> Prepared:
    return Prepared(select(*(func.set_config(name, value, True) for name, value in settings.items())))


_PLAN_BY_INDEX, _PLAN_ONE_BY_ONE = _settings(BY_INDEX), _settings(ONE_BY_ONE)
