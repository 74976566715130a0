"""Statements that are compiled once, when their module is loaded, and then go to the driver as they stand.

Building a statement and having SQLAlchemy execute it costs five times what the driver needs for it, so whatever a live
turn or a waiting worker runs is one of these. What varies is a `bindparam`.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from copy import copy
from typing import Any, TypeVar

from sqlalchemy import ClauseElement, Table, Update, any_, bindparam, update
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.sql.elements import CollectionAggregate
from sqlalchemy.types import TypeEngine

T = TypeVar("T")

Row = Mapping[str, Any]
"""A row of a result, by column. An id is text, and so is what SQLAlchemy reads of one."""

_DIALECT = PGDialect_psycopg()  # type: ignore[no-untyped-call]


class Prepared:
    """One statement, ready to be bound to values and sent."""

    def __init__(self, statement: ClauseElement) -> None:
        """Compiles the statement. Values that it has already are its own for ever."""
        compiled: Any = statement.compile(dialect=_DIALECT)
        wanted = {name for bind, name in compiled.bind_names.items() if bind.required}
        # Lists that the statement has already (`IN (1, 2)`) are written out here.
        state = compiled.construct_expanded_state(dict.fromkeys(wanted))
        self.sql = state.statement.encode()
        self._encoders = {name: encode for bind, name in compiled.bind_names.items() if (encode := _encoder(bind))}
        self._own = self._encoded({name: value for name, value in state.parameters.items() if name not in wanted})

    def explained(self) -> "Prepared":
        """The statement that asks how PostgreSQL would run this one: its answer is one row, `QUERY PLAN`."""
        asking = copy(self)
        asking.sql = b"EXPLAIN (FORMAT JSON) " + self.sql
        return asking

    def bound(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """All that goes with the statement, as the driver takes it."""
        return self._own | self._encoded(values)

    def _encoded(self, values: Mapping[str, Any]) -> dict[str, Any]:
        encoders = self._encoders
        return {name: encoders[name](value) if name in encoders and value is not None else value for name, value in values.items()}


def _encoder(bind: Any) -> Callable[[Any], Any] | None:
    """How SQLAlchemy would hand a value of this type to the driver; None where as it is."""
    encoder: Callable[[Any], Any] | None = bind.type.dialect_impl(_DIALECT).bind_processor(_DIALECT)
    return encoder


def adding(table: Table, besides: Collection[str] = ()) -> Any:
    """An INSERT of one row, its values named as the columns are; `besides`: columns that are left to their defaults."""
    return insert(table).values({column.name: bindparam(column.name) for column in table.c if column.name not in besides})


def changing(table: Table, key: str, columns: Iterable[str]) -> Update:
    """An UPDATE of the row whose `key` is `_key`: the value that finds it and the one it may get are two."""
    return update(table).where(table.c[key] == bindparam(f"_{key}")).values({column: bindparam(column) for column in columns})


def among(name: str, kind: TypeEngine[Any]) -> CollectionAggregate[Any]:
    """What a column is compared with to be one of a list of values, of whatever length."""
    return any_(bindparam(name, type_=ARRAY(kind)))


def itself(value: T) -> T:
    """A row is read as it is."""
    return value
