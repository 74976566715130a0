"""Which stream an event belongs to, and who may be told of it."""

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


class Audience(IntEnum):
    """Who is told. The numbers are those of viva.contract.v1.Audience, and everything for an admin is 0."""

    ADMIN = 0
    CANDIDATE = 1
    CLIENT = 2
    MEMBER = 3


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
