"""Takes a list in row by row: each row is held to the contract's rules by itself, and one that is refused leaves the others alone."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Protocol

from google.protobuf.message import Message
from viva.session.v1 import imported_row_pb2 as pb

from mesh.refusal import Refusal
from mesh.validation import hold_to_rules

CREATED, UPDATED, UNCHANGED = pb.IMPORT_OUTCOME_CREATED, pb.IMPORT_OUTCOME_UPDATED, pb.IMPORT_OUTCOME_UNCHANGED
Outcome = tuple[pb.ImportOutcome.ValueType, str]
"""What became of a row, and the id of what was made or changed."""


class Row(Protocol):
    """One row as it stands in the file."""

    @property
    def line(self) -> int:
        """Line of the file."""

    @property
    def content(self) -> Any:
        """What is written there."""


async def take_in(rows: Iterable[Row], put: Callable[[Any], Awaitable[Outcome]]) -> list[pb.ImportedRow]:
    """Puts each row's content; returns what became of each, in order. `put` refuses before it writes."""
    return [await _take_in(row, put) for row in rows]


async def _take_in(row: Row, put: Callable[[Any], Awaitable[Outcome]]) -> pb.ImportedRow:
    content: Message = row.content
    try:
        await hold_to_rules(content)
        outcome, resource_id = await put(content)
    except Refusal as refusal:
        return pb.ImportedRow(
            line=row.line, outcome=pb.IMPORT_OUTCOME_REFUSED, reason=refusal.reason, field=_field(refusal), facts=refusal.facts
        )
    return pb.ImportedRow(line=row.line, outcome=outcome, resource_id=resource_id)


def _field(refusal: Refusal) -> str:
    field = refusal.facts.get("field")
    return f"content.{field}"[:100] if field else ""
