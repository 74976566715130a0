"""Which stream an event belongs to."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum


class StreamKind(IntEnum):
    """What an event stream is about. The numbers are stored."""

    INTERVIEW = 1
    RESUME = 2
    COMPANY = 3
    ACCOUNT = 4
    CLIENT = 5


@dataclass(frozen=True)
class Stream:
    """Names one stream of events."""

    kind: StreamKind
    stream_id: str

    @property
    def topic(self) -> str:
        """What a watcher of this stream is woken by."""
        return f"{self.kind.name.lower()}/{self.stream_id}"


@dataclass(frozen=True)
class StoredEvent:
    """One event as the table holds it."""

    sequence: int
    type: str
    payload: bytes
    time: datetime
