"""One call that is being served, as the policies see it.

A policy wraps the rest of the call (`around`) and may look at every message that comes in (`call.inspect`). It never
learns whether the method streams.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Any, Protocol

import grpc
import grpc.aio
from google.protobuf.message import Message

from mesh.contract import Method
from mesh.refusal import InvalidArgument, Refusal
from mesh.rich_status import code_of, trailers_of

Proceed = Callable[[], Awaitable[None]]
Inspect = Callable[[Message], Awaitable[None]]
Context = grpc.aio.ServicerContext[Any, Any]


class NotAMessage(InvalidArgument):
    """What was sent cannot be read as this method's request."""

    reason = "NOT_A_MESSAGE"


class Garbled:
    """Stands where a message would, for bytes that are none: gRPC would answer them with the text of the exception."""


class Ending:
    """Lets anybody end the call that runs inside, with a refusal that the caller gets to see."""

    def __init__(self) -> None:
        """Has not begun: an end that comes earlier takes effect at the beginning."""
        self._task: asyncio.Task[Any] | None = None
        self._refusal: Refusal | None = None
        self._cancelling = 0

    def end(self, refusal: Refusal) -> None:
        """Ends the call now; only the first refusal counts."""
        if self._refusal is None:
            self._refusal = refusal
            if self._task is not None:
                self._task.cancel()

    async def __aenter__(self) -> None:
        self._task = asyncio.current_task()
        if self._task is not None:
            self._cancelling = self._task.cancelling()
        if self._refusal is not None:
            raise self._refusal

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        task, self._task = self._task, None
        if task is not None and self._refusal is not None and kind is asyncio.CancelledError and task.uncancel() <= self._cancelling:
            raise self._refusal from None


class Call:
    """One call that is being served."""

    def __init__(self, method: Method, context: Context) -> None:
        """Reads the metadata; text only, the last value of a repeated key."""
        self.method = method
        self.context = context
        self.metadata: Mapping[str, str] = {key: value for key, value in context.invocation_metadata() or () if isinstance(value, str)}
        self.ending = Ending()
        self.outcome = grpc.StatusCode.OK
        self.reason: str | None = None
        self.reads_before_running = False
        """Whether the first message must have been seen before the servicer runs."""
        self._inspections: list[Inspect] = []
        self._objection: Refusal | None = None

    def inspect(self, inspection: Inspect) -> None:
        """Has every incoming message looked at before the servicer sees it."""
        self._inspections.append(inspection)

    async def admit(self, message: "Message | Garbled") -> None:
        """Shows a message to all who want to see it; raises what they object."""
        try:
            if isinstance(message, Garbled):
                raise NotAMessage
            for inspection in self._inspections:
                await inspection(message)
        except Refusal as objection:
            self._objection = objection
            raise

    async def admitted(self, messages: AsyncIterable[Message]) -> AsyncIterator[Message]:
        """Yields the client's messages one by one as they are admitted."""
        async for message in messages:
            await self.admit(message)
            yield message

    def raise_objection(self) -> None:
        """Raises what was objected to a message even when the servicer has swallowed it."""
        if self._objection is not None:
            raise self._objection

    async def refuse(self, refusal: Refusal) -> None:
        """Ends the call with the refusal's status, reason, message and facts. What it was raised through, and held, is let go first:
        gRPC's own error refers to it in a circle, and ten megabytes of a refused file would wait for the collector."""
        self.outcome, self.reason = code_of(refusal), refusal.reason
        refusal.__traceback__ = None
        await self.context.abort(self.outcome, refusal.message(), trailers_of(refusal))

    async def fail(self) -> None:
        """Ends the call with a status that says nothing about what went wrong."""
        self.outcome = grpc.StatusCode.INTERNAL
        await self.context.abort(self.outcome, "internal error")


class Policy(Protocol):
    """Something that holds for every call."""

    async def around(self, call: Call, proceed: Proceed) -> None:
        """Does its part and lets the call proceed, or raises a Refusal."""
        ...


@asynccontextmanager
async def closing(stream: AsyncIterator[Message]) -> AsyncIterator[None]:
    """Ends a generator when its reader ends, so that what it holds is freed now and not when it is collected."""
    try:
        yield
    finally:
        if isinstance(stream, AsyncGenerator):
            await stream.aclose()
