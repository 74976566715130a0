"""Weighs the words of a query by how much they tell, and finds rows by them.

A lexeme that few rows have tells much, one that most rows have next to nothing: it weighs ln(1 + 1 / share), as inverse document
frequencies do (Spärck Jones 1972). The shares come from PostgreSQL's own statistics of the column, which its autovacuum keeps.
"""

import math
import time
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate, islice, takewhile
from typing import Any

from sqlalchemy import text

from services.session.database import Asked, UnitOfWork
from services.session.prepared import Prepared
from services.session.search.bigrams import BEGINS, MOST_IN_QUERY, sought
from services.session.search.nearest import Key, Usual
from services.session.search.scope import BANDS, ONE_OF_THEM, Place, Scope

READ_AGAIN = 60.0
"""Seconds after which the statistics of a table are read again."""
FEW_ROWS = 1000
"""Rows of a table, or of a place to search in, up to which every word of a query counts. Such a place is looked at row by row."""
MOST_MET = 1500
"""Rows that a query's rarest words may meet where there are more; commoner ones then only order what those found."""
OUTSIDE = 5
"""Times as many that they may meet in the table, where the place is a part of it: rows outside are looked up and not weighed."""
LEAST_OF_BEST = 0.25
"""A row that says this much less of the query than the best one does is there by chance: `order` and `reviewer` share `er`."""
UNKNOWN_SHARE = 0.02
"""The share of a lexeme in a table that has no statistics yet."""


@dataclass(frozen=True)
class Shares:
    """In what share of a table's rows a lexeme stands."""

    rows: float = 0.0
    common: Mapping[str, float] = field(default_factory=dict)
    least: float = UNKNOWN_SHARE
    """Of what is not common."""

    def weight(self, lexeme: str) -> float:
        """How much a lexeme tells."""
        return math.log1p(1 / self.of(lexeme))

    def of(self, lexeme: str) -> float:
        """The share of rows that have a lexeme, or a word that begins so."""
        share = self._of_beginning(lexeme.removesuffix(BEGINS)) if lexeme.endswith(BEGINS) else self.common.get(lexeme, self.least)
        return max(share, 1e-6)

    def _of_beginning(self, beginning: str) -> float:
        words = self._words
        alike = takewhile(lambda word: word.startswith(beginning), islice(words, bisect_left(words, beginning), None))
        return min(1.0, sum(self.common[word] for word in alike) or self.least)

    @cached_property
    def _words(self) -> list[str]:
        return sorted(lexeme for lexeme in self.common if lexeme.startswith("="))


@dataclass(frozen=True)
class Spoken:
    """A row that says some of the query: how much of it, by weight, 0 to 1."""

    key: Key
    coverage: float


@dataclass(frozen=True)
class Said:
    """The rows that say most of a query, and the sums over all that say any of it; what is usual follows with the number of rows."""

    rows: Sequence[Spoken] = ()
    total: float = 0.0
    squares: float = 0.0

    def usual(self, size: int) -> Usual:
        """How much of the query is usual over so many rows, most of which say nothing of it."""
        mean = self.total / max(1, size)
        return Usual(mean, math.sqrt(max(0.0, self.squares / max(1, size) - mean * mean)))


class Statistics:
    """What PostgreSQL knows of the words in its tables, read again now and then."""

    def __init__(self, clock: Any = time.monotonic) -> None:
        self._clock = clock
        self._known: dict[tuple[Any, str], tuple[float, Shares]] = {}

    async def of(self, work: UnitOfWork, scope: Scope) -> Shares:
        """The shares in a scope's table."""
        name = (work.database, scope.rows.name)
        since, known = self._known.get(name, (-math.inf, Shares()))
        if self._clock() - since > READ_AGAIN:
            known = await work.row(_STATISTICS, _shares, table=scope.rows.name)
            self._known[name] = self._clock(), known
        return known


@dataclass(frozen=True)
class Wanted:
    """A query's lexemes, parted by weight, as the statement of a scope binds them."""

    values: dict[str, Any]

    @property
    def bands(self) -> dict[str, Any]:
        """What weighs rows that are found already."""
        return {name: value for name, value in self.values.items() if name != "any"}

    @classmethod
    def nothing(cls) -> "Wanted":
        """Of a query without words, beside which no row says anything."""
        bands = {f"band{number}": "" for number in range(BANDS)}
        return cls({"any": "", **bands, **{f"weight{number}": 0.0 for number in range(BANDS)}})

    @classmethod
    def of(cls, query: str, shares: Shares, *, among: Place) -> "Wanted | None":
        """None when the query has no words. `among`: the place to search in."""
        weights = {lexeme: shares.weight(lexeme) for lexeme in sought(query)[:MOST_IN_QUERY]}
        if not weights:
            return None
        ordered = sorted(weights, key=lambda lexeme: -weights[lexeme])
        total = sum(weights.values())
        values: dict[str, Any] = {"any": _any_of(_telling(ordered, shares, among))}
        for number, band in enumerate(_bands(ordered)):
            mean = sum(weights[lexeme] for lexeme in band) / max(1, len(band))
            values[f"band{number}"] = _any_of(band)
            values[f"weight{number}"] = ONE_OF_THEM * len(band) * mean / total
        return cls(values)


def spoken(work: UnitOfWork, scope: Scope, wanted: Wanted, *, place: Place, limit: int, values: dict[str, Any]) -> Asked[Said]:
    """The rows that say most of a query, most first, without those that share a little by chance. `place`: what is known of where they
    are."""
    keys = [key.name for key in scope.keys]

    def read(rows: list[dict[str, Any]], _: int) -> Said:
        if not rows:
            return Said()
        least = LEAST_OF_BEST * rows[0]["coverage"]
        kept = [Spoken(tuple(row[key] for key in keys), row["coverage"]) for row in rows if row["coverage"] >= least]
        return Said(kept, rows[0]["total"], rows[0]["squares"])

    return work.ask(
        scope.words_of_few if place.size <= FEW_ROWS else scope.words_of_many, read, {**wanted.values, "limit": limit, **values}
    )


def _bands(ordered: Sequence[str]) -> list[Sequence[str]]:
    """Groups of like weight, heaviest first, of about as many lexemes each."""
    size = max(1, math.ceil(len(ordered) / BANDS))
    return [ordered[start : start + size] for start in range(0, BANDS * size, size)]


def _telling(ordered: Sequence[str], shares: Shares, among: Place) -> Sequence[str]:
    """The heaviest lexemes, as many as together meet few enough rows; one at least."""
    if min(among.size, shares.rows) <= FEW_ROWS:
        return ordered
    most = MOST_MET * min(OUTSIDE, shares.rows / among.size)
    met = accumulate(shares.of(lexeme) * shares.rows for lexeme in ordered)
    return ordered[: max(1, sum(rows <= most for rows in met))]


def _any_of(chosen: Sequence[str]) -> str:
    return " | ".join(f"'{lexeme.removesuffix(BEGINS)}':*" if lexeme.endswith(BEGINS) else f"'{lexeme}'" for lexeme in chosen)


def _shares(row: Mapping[str, Any] | None) -> Shares:
    if row is None or not row["common"]:
        return Shares(rows=max(0.0, row["rows"]) if row else 0.0)
    # After the frequencies of the common ones stand the least and the greatest of them.
    frequencies = row["frequencies"][: len(row["common"])]
    return Shares(max(0.0, row["rows"]), dict(zip(row["common"], frequencies, strict=True)), min(frequencies) / 2)


_STATISTICS = Prepared(
    text("""
        SELECT c.reltuples::float8 AS rows, s.most_common_elems::text::text[] AS common, s.most_common_elem_freqs::float8[] AS frequencies
        FROM pg_class c
        LEFT JOIN pg_stats s ON s.schemaname = 'public' AND s.tablename = c.relname AND s.attname = 'words'
        WHERE c.oid = to_regclass(:table)
    """)
)
STATISTICS = Statistics()
"""Of this process."""
