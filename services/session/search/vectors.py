"""Tables of vectors: one vector per row and model, with a nearest-neighbour index per model.

The column has no dimension of its own, so that models of different dimensions stand side by side while rows are embedded anew. An
index needs one, and is therefore partial: one per model, made by whoever stores the model's first vector. It holds vectors in half
precision, which is half as much to read and finds the same; what it found is ordered again in full precision.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any

from pgvector.sqlalchemy import HALFVEC, VECTOR
from sqlalchemy import Column, ColumnElement, Float, Index, Integer, MetaData, String, Table, bindparam, cast, func, literal, select, text
from sqlalchemy.dialects.postgresql import UUID, insert
from sqlalchemy.schema import CreateIndex
from sqlalchemy.types import NULLTYPE

from services.session.database import UnitOfWork, metadata
from services.session.search.models import note_model

BUILT_WITH = {"m": 24, "ef_construction": 256}
"""What HNSW indexes are built with. Twice the breadth of 128 takes twice as long to build, and a search then finds as many of the right
ones at half the cost; with pgvector's own 16 and 64, one in ten of the nearest ten is missed among 100,000."""


@dataclass(frozen=True)
class Embedding:
    """A vector and the model that made it. Vectors of different models are never compared."""

    model: str
    vector: Sequence[float]

    @property
    def dimension(self) -> int:
        """How many numbers the vector has."""
        return len(self.vector)

    @cached_property
    def written(self) -> str:
        """The vector as PostgreSQL reads it, to the digits that single precision has."""
        return "[" + ",".join([f"{number:.8g}" for number in self.vector]) + "]"


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
    """Makes the index of a model, unless it is there, and notes the model.

    A unit of work that also removes vectors calls it before it does: who has written to the table and then wants its index would wait
    for others who do the same.
    """
    name = index_name(table.name, model, dimension)
    if await _is_there(work, name):
        return
    # One after the other, for all models: two who hold a table for an index would wait for each other when they write to it.
    await work.run(select(func.pg_advisory_xact_lock(func.hashtext(table.name))))
    if await _is_there(work, name):
        return
    await note_model(work, model, dimension)
    # Declared on a copy: the index is the database's affair, and one process knows only the models that it met.
    copy = table.to_metadata(MetaData())
    index = Index(
        name,
        cast(copy.c.vector, HALFVEC(dimension)).label("sized"),
        postgresql_using="hnsw",
        postgresql_ops={"sized": "halfvec_cosine_ops"},
        postgresql_with=BUILT_WITH,
        postgresql_where=(copy.c.model == model) & (copy.c.dimension == dimension),
    )
    await work.run(CreateIndex(index))


def index_name(table: str, model: str, dimension: int) -> str:
    """What the index of a model is called."""
    return f"{table}_{sha256(f'{model}/{dimension}/half'.encode()).hexdigest()[:12]}"


async def _is_there(work: UnitOfWork, index: str) -> bool:
    # Not by to_regclass: that remembers for a whole transaction that it found nothing, also after the lock was waited for.
    return bool(await work.scalar(text("SELECT EXISTS (SELECT FROM pg_class WHERE relname = :index)"), {"index": index}))


def distance_to_wanted(table: Table) -> ColumnElement[float]:
    """The cosine distance to the vector bound as `vector`, in full precision."""
    return table.c.vector.op("<=>", return_type=Float)(_wanted())


def indexed_distance_to_wanted(table: Table, dimension: int) -> ColumnElement[float]:
    """The same in the words that the model's index was made with."""
    return cast(table.c.vector, HALFVEC(dimension)).op("<=>", return_type=Float)(cast(_wanted(), HALFVEC))


def is_of_model(table: Table, model: str, dimension: int) -> ColumnElement[bool]:
    """Holds for vectors that can be compared. Written out, not bound: a prepared plan must be able to prove the partial index."""
    name = literal(model, literal_execute=True)
    return (table.c.model == name) & (table.c.dimension == literal(dimension, literal_execute=True))


def _wanted() -> ColumnElement[Any]:
    # Bound as it is, so that PostgreSQL reads it once and not for each row.
    return cast(bindparam("vector", type_=NULLTYPE), VECTOR)
