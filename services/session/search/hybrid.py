"""Searches by meaning and by words at once, and fuses the two rankings.

Reciprocal rank fusion (Cormack, Clarke and Büttcher 2009): a row scores the sum of 1 / (60 + rank) over the rankings that have it, so
that neither ranking's own numbers need to be comparable.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Table, func, select

from services.session.database import UnitOfWork
from services.session.search.bigrams import sought
from services.session.search.vectors import Embedding, nearest

K = 60
DEEPEST = 200
"""Rows of each ranking that are looked at; deeper ones would hardly change the first fifty."""
LEAST_OF_BEST = 0.25
"""A row whose words meet the query this much less than the best row's is there by chance: `order` and `reviewer` share `er`."""
BY_LENGTH = 1
"""PostgreSQL's normalisation of a rank: divided by 1 + the logarithm of the row's length."""

Key = tuple[Any, ...]


@dataclass(frozen=True)
class Hit:
    """A row that was found, and why. A rank of 0 means that this ranking does not have it."""

    key: Key
    meaning_rank: int
    words_rank: int

    @property
    def score(self) -> float:
        """Higher is better, within one answer."""
        return sum(1 / (K + rank) for rank in (self.meaning_rank, self.words_rank) if rank)


async def find(
    work: UnitOfWork, rows: Table, vectors: Table, *, query: str, embedding: Embedding | None, among: ColumnElement[bool], limit: int
) -> list[Hit]:
    """The rows that `among` lets through and that a text is most about, best first. `limit` is how many each ranking gives."""
    depth = min(limit, DEEPEST)
    keys = [column.name for column in rows.primary_key.columns]
    by_meaning = await nearest(work, vectors, embedding, among=among, joined=rows, limit=depth) if embedding else []
    by_words = await _by_words(work, rows, query, among, depth)
    return fused([tuple(row[key] for key in keys) for row in by_meaning], by_words)


def fused(by_meaning: Sequence[Key], by_words: Sequence[Key]) -> list[Hit]:
    """One ranking out of two, best first; equals keep a fixed order."""
    meaning = {key: rank for rank, key in enumerate(by_meaning, start=1)}
    words = {key: rank for rank, key in enumerate(by_words, start=1)}
    hits = [Hit(key, meaning.get(key, 0), words.get(key, 0)) for key in dict.fromkeys([*by_meaning, *by_words])]
    return sorted(hits, key=lambda hit: -hit.score)


async def _by_words(work: UnitOfWork, rows: Table, query: str, among: ColumnElement[bool], limit: int) -> list[Key]:
    wanted = sought(query)
    if wanted is None:
        return []
    keys = list(rows.primary_key.columns)
    rank = func.ts_rank(rows.c.words, wanted, BY_LENGTH)
    statement = select(rank.label("rank"), *keys).where(rows.c.words.bool_op("@@")(wanted), among).order_by(rank.desc(), *keys).limit(limit)
    found = await work.all(statement)
    return [tuple(row[key.name] for key in keys) for row in found if row["rank"] >= LEAST_OF_BEST * found[0]["rank"]]
