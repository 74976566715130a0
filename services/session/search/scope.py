"""A place to search in: rows, their vectors and a condition, with the statements that search there, each compiled once."""

from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Float,
    Integer,
    Select,
    Table,
    and_,
    bindparam,
    cast,
    func,
    literal,
    literal_column,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY
from sqlalchemy.types import NULLTYPE

from services.session.prepared import Prepared
from services.session.search.models import states_of_models
from services.session.search.vectors import distance_to_wanted, indexed_distance_to_wanted, is_of_model

MOST_COMPARED, MOST_JOINED = 6000, 2000
"""Rows that are compared one by one, exactly: of a place that vectors alone tell, and of one whose rows have to be looked up. Among
more, the index is walked: it would look at most rows of a narrow place in vain."""
DEPTHS = (10, 20, 50, 100, 200)
"""How many of the nearest are asked for. Each is written into a statement of its own: of a number that it does not know PostgreSQL thinks
that it is a tenth of everything, and plans anew for every search."""
SAMPLED = 300
"""Rows that tell what is usual among many."""
BANDS = 8
"""Groups that the words of a query are parted into by how much they tell; PostgreSQL ranks each group by itself."""
ONE_OF_THEM = 16.4493406685
"""By how much `ts_rank` is less than the number of lexemes it met, divided by those it was asked for: 10 times pi squared over 6."""


@dataclass(frozen=True, eq=False)
class Beside:
    """How vectors tell by their own columns that they are in a place, without a look at each one's row."""

    holds: ColumnElement[bool]
    """Holds for vectors in the place."""
    whole: Select[Any] | None = None
    """Ids of the things whose parts are there, under the name that the vectors' key has: few are found from them and not one by one."""
    seen: ColumnElement[bool] = field(default_factory=true)
    """Holds for those of their parts that are in the place."""


@dataclass(frozen=True, eq=False)
class Scope:
    """Where to search. Declared once per condition, at import: what varies in it is a `bindparam`."""

    rows: Table
    vectors: Table
    among: ColumnElement[bool]
    beside: Beside | None = None
    """The same condition in the words of the vectors' table, where that can say it."""

    @property
    def most_compared(self) -> int:
        """Rows of this place that are compared one by one."""
        return MOST_JOINED if self.beside is None else MOST_COMPARED

    @cached_property
    def keys(self) -> list[Column[Any]]:
        """What names a row."""
        return list(self.rows.primary_key.columns)

    @cached_property
    def size(self) -> Prepared:
        """How many rows there are, counted no further than decides how to search."""
        some = select(literal(1)).select_from(self.rows).where(self.among).limit(self.most_compared + 1).subquery()
        return Prepared(select(func.count().label("size")).select_from(some))

    @cached_property
    def guess(self) -> Prepared:
        """PostgreSQL's own guess of how many rows there are, which costs it a plan and no look at any."""
        return Prepared(select(*self.keys).where(self.among)).explained()

    @cached_property
    def words_of_many(self) -> Prepared:
        """The rows that share any lexeme of `any`, with `coverage`: how much of the query, by weight, they say. Beside each, over all of
        them, `total` and `squares` of it."""
        return _said(self, select(*self.keys, self.rows.c.words).where(self.rows.c.words.bool_op("@@")(_ANY), self.among))

    @cached_property
    def words_of_few(self) -> Prepared:
        """The same, from the rows of the place and not from those of the words: a word that is everywhere costs nothing elsewhere."""
        few = select(*self.keys, self.rows.c.words).where(self.among).cte("few").prefix_with("MATERIALIZED")
        return _said(self, select(few).where(few.c.words.bool_op("@@")(_ANY)))

    def nearest_of_few(self, model: str, dimension: int) -> Prepared:
        """Compares every row. Needs few rows, and joins that look up instead of reading whole tables."""
        return _of_few(self, model, dimension)

    def nearest_of_many(self, model: str, dimension: int, limit: int) -> Prepared:
        """Walks the model's index, and orders what it found in full precision: `limit` rows, or some more, up to the next of DEPTHS."""
        return _of_many(self, model, dimension, next((depth for depth in DEPTHS if depth >= limit), limit))

    def judged(self, model: str, dimension: int) -> Prepared:
        """Distance and coverage of the rows whose keys are bound as `key0`, `key1`, …: lists of equal length."""
        return _judged(self, model, dimension)

    def sampled(self, model: str, dimension: int) -> Prepared:
        """Mean and spread of distance and coverage over a few hundred rows."""
        return _sampled(self, model, dimension)


@dataclass(frozen=True)
class Place:
    """How many rows there are, counted no further than decides how to search, and about what share of their table they are."""

    size: int
    share: float
    is_large: bool
    """Too large to be compared row by row."""


def _coverage(words: ColumnElement[Any]) -> ColumnElement[float]:
    parts = [
        bindparam(f"weight{n}", type_=Float) * func.ts_rank(words, cast(bindparam(f"band{n}", type_=NULLTYPE), TSQUERY), 0)
        for n in range(BANDS)
    ]
    return sum(parts[1:], parts[0])


def _said(scope: Scope, met: Select[Any]) -> Prepared:
    # Unpacked once and not for each band: `strip` gives the words as they are, and what has an OFFSET is not worked out again.
    *names, words = met.selected_columns
    unpacked = met.with_only_columns(*names, func.strip(words).label("words")).offset(literal_column("0")).subquery("unpacked")
    keys = [unpacked.c[key.name] for key in scope.keys]
    weighed = select(_coverage(unpacked.c.words).label("coverage"), *keys).cte("met").prefix_with("MATERIALIZED")
    coverage = weighed.c.coverage
    query = select(weighed, func.sum(coverage).over().label("total"), func.sum(coverage * coverage).over().label("squares"))
    return Prepared(query.order_by(coverage.desc(), *(weighed.c[key.name] for key in scope.keys)).limit(_LIMIT))


@lru_cache(maxsize=256)
def _of_few(scope: Scope, model: str, dimension: int) -> Prepared:
    compared = _compared(scope, model, dimension).cte("compared").prefix_with("MATERIALIZED")
    distance, keys = compared.c.distance, [compared.c[key.name] for key in scope.keys]
    numbers = func.avg(distance).label("mean"), func.stddev_pop(distance).label("spread"), func.count().label("size")
    usual = select(*numbers).select_from(compared).subquery("usual")
    near = select(compared).order_by(distance, *keys).limit(_LIMIT).subquery("near")
    return _with_models(select(near, usual), scope, near, near.join(usual, true()))


def _compared(scope: Scope, model: str, dimension: int) -> Select[Any]:
    """The distance of every vector of a place. Vectors are looked up, never read as a whole, whatever PostgreSQL thinks of how many
    there are: a look-up that is a query of its own (`OFFSET 0`) cannot be turned into a join."""
    vectors, beside = scope.vectors, scope.beside
    keys = [vectors.c[key.name] for key in scope.keys]
    distances = select(*keys, distance_to_wanted(vectors).label("distance")).where(is_of_model(vectors, model, dimension))
    if beside is not None and beside.whole is None:
        return distances.where(beside.holds)
    whole, seen = (beside.whole, beside.seen) if beside is not None else (None, true())
    few = (select(*scope.keys).where(scope.among) if whole is None else whole).cte("few").prefix_with("MATERIALIZED")
    own = and_(*(column == vectors.c[column.name] for column in few.c), seen)
    looked_up = distances.where(own).offset(literal_column("0")).lateral("looked_up")
    return select(looked_up).select_from(few.join(looked_up, true()))


@lru_cache(maxsize=256)
def _of_many(scope: Scope, model: str, dimension: int, depth: int) -> Prepared:
    vectors = scope.vectors
    keys = [vectors.c[key.name] for key in scope.keys]
    walked = select(*keys, distance_to_wanted(vectors).label("distance")).where(is_of_model(vectors, model, dimension))
    if scope.beside is None:
        walked = walked.join(scope.rows, _same(scope, scope.rows)).where(scope.among)
    else:
        walked = walked.where(scope.beside.holds)
    near = walked.order_by(indexed_distance_to_wanted(vectors, dimension)).limit(literal_column(str(depth))).subquery("near")
    return _with_models(select(near), scope, near, near)


def _with_models(query: Select[Any], scope: Scope, near: Any, found: Any) -> Prepared:
    """What was found, nearest first, and beside it the models' states: what is compared is not to be what served a moment ago."""
    models = select(states_of_models().label("models")).subquery("models")
    query = query.add_columns(models.c.models).select_from(models.outerjoin(found, true()))
    return Prepared(query.order_by(near.c.distance, *(near.c[key.name] for key in scope.keys)))


@lru_cache(maxsize=256)
def _judged(scope: Scope, model: str, dimension: int) -> Prepared:
    rows, vectors = scope.rows, scope.vectors
    lists = [bindparam(f"key{n}", type_=ARRAY(key.type)) for n, key in enumerate(scope.keys)]
    wanted = func.unnest(*lists).table_valued(*(f"key{n}" for n in range(len(lists)))).render_derived(name="wanted")
    is_wanted = and_(*(wanted.c[f"key{n}"] == key for n, key in enumerate(scope.keys)))
    compared = and_(_same(scope, rows), is_of_model(vectors, model, dimension))
    query = select(*scope.keys, distance_to_wanted(vectors).label("distance"), _coverage(rows.c.words).label("coverage"))
    return Prepared(query.select_from(wanted).join(rows, is_wanted).outerjoin(vectors, compared))


@lru_cache(maxsize=256)
def _sampled(scope: Scope, model: str, dimension: int) -> Prepared:
    rows, vectors = scope.rows, scope.vectors
    some = select(*scope.keys, rows.c.words).where(scope.among).limit(SAMPLED).subquery("some")
    keys = [some.c[key.name] for key in scope.keys]
    few = select(*keys, _coverage(some.c.words).label("coverage")).cte("few").prefix_with("MATERIALIZED")
    distance, coverage = distance_to_wanted(vectors), few.c.coverage
    query = select(
        func.avg(distance).label("mean"),
        func.stddev_pop(distance).label("spread"),
        func.avg(coverage).label("words_mean"),
        func.stddev_pop(coverage).label("words_spread"),
    )
    return Prepared(query.select_from(few).join(vectors, _same(scope, few)).where(is_of_model(vectors, model, dimension)))


def _same(scope: Scope, other: Any) -> ColumnElement[bool]:
    first, *rest = (other.c[key.name] == scope.vectors.c[key.name] for key in scope.keys)
    condition: ColumnElement[bool] = first
    for one in rest:
        condition &= one
    return condition


_LIMIT = bindparam("limit", type_=Integer)
_ANY = cast(bindparam("any", type_=NULLTYPE), TSQUERY)
