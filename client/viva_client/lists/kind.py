"""A kind of list: what its rows are, what makes two of them one, and where they are kept."""

from collections.abc import Awaitable, Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from viva.session.v1.imported_row_pb2 import ImportedRow

from viva_client.client import Viva
from viva_client.lists.findings import Finding
from viva_client.lists.reading import Form, Row


@dataclass(frozen=True)
class Words:
    """What is wrong, where, and what to do; no column when the server names the field itself."""

    column: str
    problem: str
    remedy: str


@dataclass(frozen=True)
class Kind(Form):
    """What is particular about questions, or about companies. `Any` is the contract's message for one of them."""

    name: str
    """The column that tells two of them apart for people."""
    key: Callable[[Any], Hashable | None]
    """What two share that the server takes for one; None for one that says nothing."""
    group: Callable[[Any], Hashable]
    """Near repeats are looked for among those that share this."""
    likeness: Callable[[Any], str]
    """What near repeats are told by."""
    threshold: float
    faults: Callable[[Row], Iterator[Finding]]
    """What the rules of the services say, besides the contract's own."""
    may_lack: frozenset[str]
    """Fields that the contract requires and an import may leave out."""
    as_imported: Callable[[Any, Any], Any]
    """What is kept, as a row would have to say it to change nothing."""
    place: Callable[[Any], Any]
    """What an export is ordered by, so that two of the same are equal."""
    fetch: Callable[[Viva, str], Awaitable[list[Any]]]
    """All that is kept, of a company or, with none named, of everybody."""
    send: Callable[[Viva, str, str, Sequence[Row], float], Awaitable[Sequence[ImportedRow]]]
    """Takes one batch in: (connection, request_id, company_id, rows, seconds). Repeated with the same request_id it does nothing twice."""
    in_words: Callable[[ImportedRow], Words]
    """Why a row was refused."""

    @property
    def fields(self) -> dict[str, str]:
        """The column of each field."""
        return {column.field: column.name for column in self.columns.values()}

    def cell(self, name: str, content: Any) -> str:
        """What a column says of one; empty where there is no such column."""
        return self.columns[name].cell(content) if name in self.columns else ""
