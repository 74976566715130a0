"""Takes a list in, batch by batch: a lost connection is taken up again, and a second run finds everything as it is."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from uuid import uuid4

from viva.session.v1.imported_row_pb2 import IMPORT_OUTCOME_REFUSED, ImportedRow, ImportOutcome

from viva_client.client import Viva
from viva_client.errors import VivaError
from viva_client.lists.findings import Finding
from viva_client.lists.kind import Kind
from viva_client.lists.reading import Row
from viva_client.retrying import Retrying

BATCH = 50
BATCH_BYTES = 1024 * 1024
BATCH_SECONDS = 60.0
AS_LONG_AS_IT_TAKES = Retrying(attempts=1000, first_pause=0.2, longest_pause=5.0)


@dataclass
class Taken:
    """What became of the rows."""

    rows: list[ImportedRow] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    """What the bank refused, and why."""

    def count(self, outcome: ImportOutcome.ValueType) -> int:
        """How many rows that became of."""
        return sum(row.outcome == outcome for row in self.rows)


class Interrupted(Exception):
    """The connection did not come back. What was taken in before is there; the same import, run again, goes on from it."""

    def __init__(self, taken: Taken) -> None:
        """Knows what was done."""
        super().__init__(f"{len(taken.rows)} rows were taken in before the connection was lost")
        self.taken = taken


async def take_in(
    viva: Viva,
    rows: Sequence[Row],
    kind: Kind,
    company_id: str = "",
    *,
    told: Callable[[int], None] = lambda count: None,
    patience: float = 300.0,
) -> Taken:
    """Adds what is new and changes what is there, told by the kind's key: for a company, or, from an admin, for everybody.

    `told` hears how many rows each batch held. `patience`: seconds to wait for Viva to come back. Raises Interrupted when it does not, and
    VivaError when the whole import may not be done.
    """
    taken = Taken()
    for batch in batches(rows):
        # One id for all attempts: whatever answer was lost, the batch is done once.
        until = asyncio.get_running_loop().time() + patience
        attempt = partial(kind.send, viva, str(uuid4()), company_id, batch, BATCH_SECONDS)
        try:
            answer = await AS_LONG_AS_IT_TAKES.run(attempt, until=until)
        except VivaError as lost:
            if lost.retryable and taken.rows:
                raise Interrupted(taken) from lost
            raise
        taken.rows.extend(answer)
        taken.findings.extend(_findings(batch, answer, kind))
        told(len(batch))
    return taken


def batches(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    """Rows in their order, as many at a time as go into one message."""
    batch: list[Row] = []
    size = 0
    for row in rows:
        bytes_of_row = row.content.ByteSize()
        if batch and (len(batch) == BATCH or size + bytes_of_row > BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(row)
        size += bytes_of_row
    if batch:
        yield batch


def _findings(batch: Sequence[Row], outcomes: Sequence[ImportedRow], kind: Kind) -> Iterator[Finding]:
    for row, outcome in zip(batch, outcomes, strict=True):
        if outcome.outcome == IMPORT_OUTCOME_REFUSED:
            words = kind.in_words(outcome)
            column = words.column or kind.fields.get(outcome.field.removeprefix("content.").split(".")[0].split("[")[0], "")
            yield Finding(row.number, column, kind.cell(column, row.content), words.problem, words.remedy)
