"""Says what an import would do, without doing it."""

from collections.abc import Sequence
from typing import Any

from viva.session.v1.imported_row_pb2 import IMPORT_OUTCOME_CREATED, IMPORT_OUTCOME_UNCHANGED, IMPORT_OUTCOME_UPDATED, ImportOutcome

from viva_client.lists.kind import Kind
from viva_client.lists.reading import Row


def compared(rows: Sequence[Row], known: Sequence[Any], kind: Kind) -> list[ImportOutcome.ValueType]:
    """What would become of each row, by all that is kept; the server may still refuse what only it can know."""
    kept = {kind.key(content): content for content in known}
    return [_outcome(kept.get(kind.key(row.content)), row.content, kind) for row in rows]


def _outcome(known: Any, row: Any, kind: Kind) -> ImportOutcome.ValueType:
    if known is None:
        return IMPORT_OUTCOME_CREATED
    return IMPORT_OUTCOME_UNCHANGED if kind.as_imported(known, row) == row else IMPORT_OUTCOME_UPDATED
