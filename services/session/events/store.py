"""The append-only table of events.

A sequence is a counter column of the row that owns the stream, raised under that row's lock: events of one stream commit
in the order of their sequences, without gaps, which no SEQUENCE could promise.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BigInteger, Column, DateTime, Integer, LargeBinary, SmallInteger, String, Table, bindparam, select
from sqlalchemy.dialects.postgresql import UUID

from services.session.database import Asked, UnitOfWork, metadata
from services.session.events.domain import StoredEvent, Stream
from services.session.prepared import Prepared, adding

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

    def append(self, stream: Stream, first: int, batch: Sequence[tuple[str, bytes]], *, at: datetime) -> None:
        """Appends (type, payload) pairs as `first`, `first` + 1, …; wakes the stream's watchers on commit.

        The caller holds the owning row's lock and has raised its counter to match.
        """
        if not batch:
            return
        # Whoever watches has seen a sequence, and may come back for what follows it.
        self._work.must_last()
        kind, stream_id = int(stream.kind), stream.stream_id
        for sequence, (type_, payload) in enumerate(batch, start=first):
            self._work.write(_APPEND, stream_kind=kind, stream_id=stream_id, sequence=sequence, type=type_, payload=payload, time=at)
        self._work.wake(stream.topic)

    def after(self, stream: Stream, sequence: int, *, limit: int = PAGE) -> Asked[list[StoredEvent]]:
        """The next events after a sequence, oldest first."""
        wanted = {"kind": int(stream.kind), "stream_id": stream.stream_id, "after": min(sequence, LAST), "limit": limit}
        return self._work.ask(_AFTER, lambda rows, _: [StoredEvent(**row) for row in rows], wanted)


_APPEND = Prepared(adding(events))
_AFTER = Prepared(
    select(events.c.sequence, events.c.type, events.c.payload, events.c.time)
    .where(
        events.c.stream_kind == bindparam("kind"),
        events.c.stream_id == bindparam("stream_id"),
        events.c.sequence > bindparam("after"),
    )
    .order_by(events.c.sequence)
    .limit(bindparam("limit", type_=Integer))
)
