"""Does tasks of the ledger: leases them from session, runs their handlers, and sees each to a result or a reason."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from google.protobuf.message import Message

from mesh.channels import Channels


@dataclass(frozen=True)
class Attempt:
    """What a handler is told about the task it does."""

    task_id: str
    attempt: int
    """Counts from 1."""


Handler = Callable[[Any, Attempt], AsyncIterator[Message] | Awaitable[Message]]


class LeaseWorker:
    """Leases tasks of our own package and runs them, never more than there are slots."""

    def __init__(self, channels: Channels, *, slots: int, handlers: Mapping[type[Message], Handler]) -> None:
        """Takes one handler per task method of our package, by request class; a missing one is refused."""

    async def open_ticket(self, ticket: str) -> AsyncIterator[Message]:
        """Opens a ticket and runs its task here; the returned stream may be dropped without ending the task."""
        raise NotImplementedError
