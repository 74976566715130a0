"""Follows a stream of events over the death of whoever sends it: each event once, in order, without a gap."""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from typing import Any, Generic, Protocol, TypeVar

from grpc.aio import UnaryStreamCall

from viva_client.errors import (
    FailedPrecondition,
    InvalidArgument,
    NotFound,
    OutOfRange,
    PermissionDenied,
    Unauthenticated,
    Unavailable,
    Unimplemented,
    VivaError,
)
from viva_client.retrying import growing_pauses

FIRST_PAUSE, LONGEST_PAUSE = 0.1, 2.0
SILENCE_SECONDS = 25.0
"""Two heartbeats and a half: a stream that says nothing for so long hangs on something dead."""
FINAL = (FailedPrecondition, InvalidArgument, NotFound, OutOfRange, PermissionDenied, Unimplemented)
"""What a watch is refused with for good. It comes back after any other end, a clean one among them: servers end long streams."""


class Happening(Protocol):
    """An event's place."""

    @property
    def sequence(self) -> int: ...


class Beat(Protocol):
    """What watchers are sent: an event, or a heartbeat that has none."""

    @property
    def event(self) -> Happening: ...
    @property
    def through_sequence(self) -> int: ...


Sent = TypeVar("Sent", bound=Beat)

log = logging.getLogger(__name__)


class Watch(Generic[Sent]):
    """The place that one watcher has reached."""

    def __init__(self, open_stream: Callable[[int], UnaryStreamCall[Any, Sent]], after_sequence: int, *, patience: float) -> None:
        """`open_stream` watches from a sequence on; `patience` is how many seconds nothing may come, before that is an error."""
        self._open = open_stream
        self._through = after_sequence
        self._patience = patience
        self._pauses = growing_pauses(FIRST_PAUSE, LONGEST_PAUSE)
        self._lost_at: float | None = None
        self._refused = False

    async def events(self) -> AsyncGenerator[Sent, None]:
        """Every message that carries an event, for ever. Raises the VivaError that will not go away."""
        while True:
            try:
                async with aclosing(self._one_stream()) as sent:
                    async for message in sent:
                        yield message
                raise Unavailable("The server ended the stream.", reason="ENDED", retryable=True)
            except VivaError as error:
                self._bear(error)
            await asyncio.sleep(next(self._pauses))

    async def _one_stream(self) -> AsyncGenerator[Sent, None]:
        call = self._open(self._through)
        try:
            stream = aiter(call)
            while (message := await self._next(stream)) is not None:
                self._lost_at, self._refused, self._pauses = None, False, growing_pauses(FIRST_PAUSE, LONGEST_PAUSE)
                # 0 is no sequence: a message without an event.
                if message.event.sequence > self._through:
                    yield message
                self._through = max(self._through, message.through_sequence)
        finally:
            call.cancel()

    async def _next(self, stream: AsyncIterator[Sent]) -> Sent | None:
        try:
            async with asyncio.timeout(min(SILENCE_SECONDS, self._patience)):
                return await anext(stream, None)
        except TimeoutError:
            raise Unavailable("The server has not said anything for too long.", reason="SILENT", retryable=True) from None

    def _bear(self, error: VivaError) -> None:
        """Raises an error that is final, or that has lasted too long."""
        now = asyncio.get_running_loop().time()
        if self._lost_at is None:
            self._lost_at = now
        is_final = isinstance(error, FINAL) or (isinstance(error, Unauthenticated) and (self._refused or not error.retryable))
        self._refused = isinstance(error, Unauthenticated)
        if is_final or now - self._lost_at >= self._patience:
            raise error
        log.info("a watch ended with %s and goes on", error.reason)
