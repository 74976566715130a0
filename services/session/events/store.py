"""The append-only table of events.

A sequence is a counter column of the row that owns the stream, raised under that row's lock: events of one stream commit
in the order of their sequences, without gaps, which no SEQUENCE could promise.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BigInteger, Column, DateTime, LargeBinary, SmallInteger, String, Table, insert, select
from sqlalchemy.dialects.postgresql import UUID

from services.session.database import UnitOfWork, metadata
from services.session.events.domain import StoredEvent, Stream

LAST = 2**63 - 1
"""No sequence is larger; a watcher may name one that is."""

PAGE = 200
"""Events read at once by a watcher that catches up."""

events = Table(
    "events",
    metadata,
    Column("stream_kind", SmallInteger, primary_key=True),
    Column("stream_id", UUID(as_uuid=False), primary_key=True),
    Column("sequence", BigInteger, primary_key=True),
    Column("type", String, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("time", DateTime(timezone=True), nullable=False),
)


class EventStore:
    """Reads and appends events."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

    async def append(self, stream: Stream, first: int, batch: Sequence[tuple[str, bytes]], *, at: datetime) -> None:
        """Appends (type, payload) pairs as `first`, `first` + 1, …; wakes the stream's watchers on commit.

        The caller holds the owning row's lock and has raised its counter to match.
        """
        if not batch:
            return
        rows = [
            {
                "stream_kind": int(stream.kind),
                "stream_id": stream.stream_id,
                "sequence": first + n,
                "type": kind,
                "payload": payload,
                "time": at,
            }
            for n, (kind, payload) in enumerate(batch)
        ]
        await self._work.run(insert(events), rows)
        self._work.wake(stream.topic)

    async def after(self, stream: Stream, sequence: int, *, limit: int = PAGE) -> list[StoredEvent]:
        """The next events after a sequence, oldest first."""
        rows = await self._work.all(
            select(events.c.sequence, events.c.type, events.c.payload, events.c.time)
            .where(events.c.stream_kind == int(stream.kind), events.c.stream_id == stream.stream_id)
            .where(events.c.sequence > min(sequence, LAST))
            .order_by(events.c.sequence)
            .limit(limit)
        )
        return [StoredEvent(row["sequence"], row["type"], bytes(row["payload"]), row["time"]) for row in rows]
