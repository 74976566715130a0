"""A place to search in: rows, their vectors and a condition, with the statements that search there, each compiled once."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from sqlalchemy import Column, ColumnElement, Float, Integer, Table, and_, bindparam, cast, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY
from sqlalchemy.types import NULLTYPE

from services.session.prepared import Prepared
from services.session.search.vectors import distance_to_wanted, indexed_distance_to_wanted, is_of_model

MOST_COMPARED = 3000
"""Rows that are compared one by one, exactly. Among more, the index is walked: it would look at most rows of a narrow place in vain."""
SAMPLED = 300
"""Rows that tell what is usual among many."""
BANDS = 8
"""Groups that the words of a query are parted into by how much they tell; PostgreSQL ranks each group by itself."""
ONE_OF_THEM = 16.4493406685
"""By how much `ts_rank` is less than the number of lexemes it met, divided by those it was asked for: 10 times pi squared over 6."""


@dataclass(frozen=True, eq=False)
class Scope:
    """Where to search. Declared once per condition, at import: what varies in it is a `bindparam`."""

    rows: Table
    vectors: Table
    among: ColumnElement[bool]

    @cached_property
    def keys(self) -> list[Column[Any]]:
        """What names a row."""
        return list(self.rows.primary_key.columns)

    @cached_property
    def size(self) -> Prepared:
        """How many rows there are, counted no further than decides how to search."""
        some = select(literal(1)).select_from(self.rows).where(self.among).limit(MOST_COMPARED + 1).subquery()
        return Prepared(select(func.count().label("size")).select_from(some))

    @cached_property
    def by_words(self) -> Prepared:
        """The rows that share any lexeme of `any`, with `coverage`: how much of the query, by weight, they say. Beside each, over all of
        them, `total` and `squares` of it."""
        words, any_of = self.rows.c.words, cast(bindparam("any", type_=NULLTYPE), TSQUERY)
        met = select(_coverage(words).label("coverage"), *self.keys).where(words.bool_op("@@")(any_of), self.among).subquery()
        total, squares = func.sum(met.c.coverage).over(), func.sum(met.c.coverage * met.c.coverage).over()
        query = select(met, total.label("total"), squares.label("squares"))
        return Prepared(query.order_by(met.c.coverage.desc(), *(met.c[key.name] for key in self.keys)).limit(_LIMIT))

    def nearest_of_few(self, model: str, dimension: int) -> Prepared:
        """Compares every row. Needs few rows, and joins that look up instead of reading whole tables."""
        return _of_few(self, model, dimension)

    def nearest_of_many(self, model: str, dimension: int) -> Prepared:
        """Walks the model's index, and orders what it found in full precision."""
        return _of_many(self, model, dimension)

    def judged(self, model: str, dimension: int) -> Prepared:
        """Distance and coverage of the rows whose keys are bound as `key0`, `key1`, …: lists of equal length."""
        return _judged(self, model, dimension)

    def sampled(self, model: str, dimension: int) -> Prepared:
        """Mean and spread of distance and coverage over a few hundred rows."""
        return _sampled(self, model, dimension)


def _coverage(words: ColumnElement[Any]) -> ColumnElement[float]:
    parts = [
        bindparam(f"weight{n}", type_=Float) * func.ts_rank(words, cast(bindparam(f"band{n}", type_=NULLTYPE), TSQUERY), 0)
        for n in range(BANDS)
    ]
    return sum(parts[1:], parts[0])


@lru_cache(maxsize=256)
def _of_few(scope: Scope, model: str, dimension: int) -> Prepared:
    vectors = scope.vectors
    few = select(*scope.keys).where(scope.among).cte("few").prefix_with("MATERIALIZED")
    keys = [vectors.c[key.name] for key in scope.keys]
    joined = select(*keys, distance_to_wanted(vectors).label("distance")).select_from(few).join(vectors, _same(scope, few))
    compared = joined.where(is_of_model(vectors, model, dimension)).subquery()
    mean, spread = func.avg(compared.c.distance).over().label("mean"), func.stddev_pop(compared.c.distance).over().label("spread")
    query = select(compared, mean, spread).order_by(compared.c.distance, *(compared.c[key.name] for key in scope.keys))
    return Prepared(query.limit(_LIMIT))


@lru_cache(maxsize=256)
def _of_many(scope: Scope, model: str, dimension: int) -> Prepared:
    vectors = scope.vectors
    keys = [vectors.c[key.name] for key in scope.keys]
    near = (
        select(*keys, distance_to_wanted(vectors).label("distance"))
        .join(scope.rows, _same(scope, scope.rows))
        .where(is_of_model(vectors, model, dimension), scope.among)
        .order_by(indexed_distance_to_wanted(vectors, dimension))
        .limit(_LIMIT)
        .subquery()
    )
    return Prepared(select(near).order_by(near.c.distance, *(near.c[key.name] for key in keys)))


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
    few = select(*scope.keys, rows.c.words).where(scope.among).limit(SAMPLED).cte("few").prefix_with("MATERIALIZED")
    distance, coverage = distance_to_wanted(vectors), _coverage(few.c.words)
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
