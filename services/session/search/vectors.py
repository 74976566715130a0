"""Tables of vectors: one vector per row and model, with a nearest-neighbour index per model.

The column has no dimension of its own, so that models of different dimensions stand side by side while rows are embedded anew. An
index needs one, and is therefore partial: one per model, made by whoever stores the model's first vector.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from pgvector.sqlalchemy import VECTOR
from sqlalchemy import (
    Column,
    ColumnElement,
    Float,
    Index,
    Integer,
    MetaData,
    Select,
    String,
    Table,
    cast,
    func,
    literal,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import UUID, insert
from sqlalchemy.schema import CreateIndex

from services.session.database import UnitOfWork, metadata
from services.session.prepared import Row


@dataclass(frozen=True)
class Embedding:
    """A vector and the model that made it. Vectors of different models are never compared."""

    model: str
    vector: Sequence[float]

    @property
    def dimension(self) -> int:
        """How many numbers the vector has."""
        return len(self.vector)


def vector_table(name: str, *keys: str) -> Table:
    """Declares a table of vectors whose rows are named by `keys`: ids, and `ordinal` for a place among the parts of one thing."""
    return Table(
        name,
        metadata,
        *(Column(key, Integer if key == "ordinal" else UUID(as_uuid=False), primary_key=True) for key in keys),
        Column("model", String, primary_key=True),
        Column("dimension", Integer, nullable=False),
        Column("vector", VECTOR, nullable=False),
    )


async def store_vectors(work: UnitOfWork, table: Table, rows: Iterable[tuple[dict[str, Any], Sequence[float]]], model: str) -> None:
    """Writes vectors of one model, each with the keys of its row, in place of older ones of that model."""
    values = [{**keys, "model": model, "dimension": len(vector), "vector": list(vector)} for keys, vector in rows]
    if not values:
        return
    for dimension in {row["dimension"] for row in values}:
        await ensure_index(work, table, model, dimension)
    statement = insert(table)
    newest = {name: statement.excluded[name] for name in ("dimension", "vector")}
    await work.run(statement.on_conflict_do_update(index_elements=table.primary_key.columns, set_=newest), values)


async def ensure_index(work: UnitOfWork, table: Table, model: str, dimension: int) -> None:
    """Makes the index of a model, unless it is there.

    A unit of work that also removes vectors calls it before it does: who has written to the table and then wants its index would wait
    for others who do the same.
    """
    name = f"{table.name}_{sha256(f'{model}/{dimension}'.encode()).hexdigest()[:12]}"
    if await _is_there(work, name):
        return
    # One after the other, for all models: two who hold a table for an index would wait for each other when they write to it.
    await work.run(select(func.pg_advisory_xact_lock(func.hashtext(table.name))))
    if await _is_there(work, name):
        return
    # Declared on a copy: the index is the database's affair, and one process knows only the models that it met.
    copy = table.to_metadata(MetaData())
    index = Index(
        name,
        cast(copy.c.vector, VECTOR(dimension)).label("sized"),
        postgresql_using="hnsw",
        postgresql_ops={"sized": "vector_cosine_ops"},
        postgresql_where=(copy.c.model == model) & (copy.c.dimension == dimension),
    )
    await work.run(CreateIndex(index))


async def _is_there(work: UnitOfWork, index: str) -> bool:
    # Not by to_regclass: that remembers for a whole transaction that it found nothing, also after the lock was waited for.
    return bool(await work.scalar(text("SELECT EXISTS (SELECT FROM pg_class WHERE relname = :index)"), {"index": index}))


async def nearest(
    work: UnitOfWork, table: Table, embedding: Embedding, *, among: ColumnElement[bool], joined: Table, limit: int
) -> Sequence[Row]:
    """The rows of `joined` that are nearest to a vector, with their keys and `similarity` (cosine, -1 to 1), nearest first.

    Filters while it walks the index: without iterative scan, a filter that one row in ten passes would leave 4 of 10 wanted.
    """
    await work.run(select(func.set_config("hnsw.iterative_scan", "strict_order", True)))
    return await work.all(nearest_query(table, embedding, among=among, joined=joined, limit=limit))


def nearest_query(table: Table, embedding: Embedding, *, among: ColumnElement[bool], joined: Table, limit: int) -> Select[Any]:
    """What `nearest` asks."""
    keys = [column for column in table.primary_key.columns if column.name != "model"]
    distance = distance_to(table, embedding)
    return (
        select(*keys, (1 - distance).label("similarity"))
        .join(joined, _same_keys(table, joined, keys))
        .where(is_of_model(table, embedding), among)
        .order_by(distance)
        .limit(limit)
    )


def distance_to(table: Table, embedding: Embedding) -> ColumnElement[float]:
    """The cosine distance to a vector, in the words that the model's index was made with."""
    sized = VECTOR(embedding.dimension)
    return cast(table.c.vector, sized).op("<=>", return_type=Float)(cast(list(embedding.vector), sized))


def is_of_model(table: Table, embedding: Embedding) -> ColumnElement[bool]:
    """Holds for vectors that can be compared. Written out, not bound: a prepared plan must be able to prove the partial index."""
    model = literal(embedding.model, literal_execute=True)
    return (table.c.model == model) & (table.c.dimension == literal(embedding.dimension, literal_execute=True))


def _same_keys(table: Table, joined: Table, keys: Sequence[Column[Any]]) -> ColumnElement[bool]:
    first, *rest = (joined.c[key.name] == table.c[key.name] for key in keys)
    condition: ColumnElement[bool] = first
    for one in rest:
        condition &= one
    return condition
