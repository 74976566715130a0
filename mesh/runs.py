"""Runs one attempt at one task under its lease, from hand-out to result or reason."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import grpc.aio
from google.protobuf.message import Message
from opentelemetry.trace import SpanKind
from viva.session.v1.task_service_pb2 import LeasedTask

from mesh.call import Ending, closing
from mesh.caller import Caller, LeaseAuthority, acting_for
from mesh.contract import Method
from mesh.deadline import within
from mesh.ledger import LeaseStale, Ledger
from mesh.metrics import TASKS
from mesh.refusal import Refusal, Status, Unavailable
from mesh.refusals import DeadlineExceeded, refusal_of
from mesh.telemetry import traced

log = logging.getLogger(__name__)

COOL_OFF = 0.5
"""Seconds that a slot rests after its task was given back for want of room, so that it is not handed the same one at once."""


@dataclass(frozen=True)
class Attempt:
    """What a handler is told about the task it does."""

    task_id: str
    number: int
    """Counts the attempts at this task, from 1."""


Handler = Callable[[Any, Attempt], AsyncIterator[Message] | Awaitable[Message]]
"""Takes the method's request; returns its response, or yields its responses where the method streams."""


class HandlerBroke(Unavailable):
    """This did not work; it is tried again by itself."""

    reason = "HANDLER_BROKE"


class NoResult(Unavailable):
    """The work ended without a result; it is tried again by itself."""

    reason = "NO_RESULT"


class Draining(Refusal):
    """This replica is being stopped; another one does the work."""

    status = Status.RESOURCE_EXHAUSTED
    reason = "DRAINING"


class Run:
    """One attempt. It belongs to its lease: whoever listens may leave without ending it."""

    def __init__(self, task: LeasedTask, request: Message, method: Method, handler: Handler, ledger: Ledger) -> None:
        """Does nothing until `work`."""
        self.method = method
        self._task = task
        self._request = request
        self._handler = handler
        self._ledger = ledger
        self._ending = Ending()
        self._outlet: asyncio.Queue[Message | Refusal | None] | None = None

    def listen(self) -> AsyncIterator[Any]:
        """The responses as they come, the last one after session has stored it; raises the refusal if there was one."""
        outlet = self._outlet = asyncio.Queue()
        return self._heard(outlet)

    def give_back(self) -> None:
        """Stops the work and gives the task back."""
        self._ending.end(Draining())

    async def work(self, trace: Mapping[str, str]) -> None:
        """Does the task and tells the ledger how it went; raises nothing of what the handler does."""
        renewing, began = asyncio.create_task(self._renew()), time.monotonic()
        refusal: Refusal | None = HandlerBroke()
        try:
            with traced(self.method.full_name, trace, SpanKind.CONSUMER):
                refusal = await self._outcome()
        except Exception:
            log.exception("the ledger was not told how a task ended; its lease will lapse", extra=self._labels())
        finally:
            renewing.cancel()
            TASKS.labels(self.method.full_name, refusal.reason if refusal else "DONE").observe(time.monotonic() - began)
            self._tell(refusal)
        if refusal is not None and refusal.status is Status.RESOURCE_EXHAUSTED and not isinstance(refusal, Draining):
            await asyncio.sleep(COOL_OFF)

    async def _outcome(self) -> Refusal | None:
        """What stood in the way, or None when the result is stored."""
        try:
            last = await self._attempt()
        except Refusal as refusal:
            await self._give_up(refusal, retryable=refusal.retryable)
            return refusal
        try:
            await self._ledger.complete(self._task.lease_token, last.result)
        except Refusal as refusal:
            # What session will not have of this attempt may be better in the next one.
            await self._give_up(refusal, retryable=True)
            return refusal
        self._tell(last)
        return None

    async def _attempt(self) -> Any:
        """Lets the handler work as the lease, in the attempt's time; returns the response that has the result."""
        seconds = self._seconds()
        try:
            async with self._ending, asyncio.timeout(seconds):
                with acting_for(Caller(authority=LeaseAuthority(self._task.lease_token))), within(seconds):
                    return await self._produce()
        except Refusal:
            raise
        except TimeoutError:
            raise DeadlineExceeded from None
        except grpc.aio.AioRpcError as error:
            raise refusal_of(error) or HandlerBroke() from error
        except Exception as error:
            log.exception("the handler of a task broke", extra=self._labels())
            raise HandlerBroke from error

    async def _produce(self) -> Any:
        work = self._handler(self._request, Attempt(self._task.task_id, self._task.attempt))
        if not isinstance(work, AsyncIterator):
            return _with_result(await work)
        async with closing(work):
            async for response in work:
                if response.HasField("result"):
                    return response
                self._tell(response)
        raise NoResult

    async def _give_up(self, refusal: Refusal, *, retryable: bool) -> None:
        """Tells the ledger that there is no result; a stale lease is no longer ours to speak about."""
        log.info("a task ended without a result: %s", refusal.reason, extra=self._labels())
        if isinstance(refusal, LeaseStale):
            return
        try:
            if refusal.status is Status.RESOURCE_EXHAUSTED:
                await self._ledger.release(self._task.lease_token)
            else:
                await self._ledger.fail(self._task.lease_token, refusal.reason, retryable=retryable)
        except LeaseStale:
            return

    async def _renew(self) -> None:
        """Lengthens the lease at a third of it, and stops the work when it is no longer ours.

        While session cannot be asked the work goes on: a lapsed lease is good until the task is handed out again.
        """
        lease = self._task.lease_duration.ToTimedelta()
        while True:
            await asyncio.sleep(lease.total_seconds() / 3)
            try:
                lease = await self._ledger.renew(self._task.lease_token)
            except LeaseStale as stale:
                self._ending.end(stale)
                return
            except Refusal as refusal:
                log.warning("a lease could not be renewed: %s", refusal.reason, extra=self._labels())

    async def _heard(self, outlet: "asyncio.Queue[Message | Refusal | None]") -> AsyncIterator[Any]:
        try:
            while (heard := await outlet.get()) is not None:
                if isinstance(heard, Refusal):
                    raise heard
                yield heard
        finally:
            self._outlet = None

    def _tell(self, news: Message | Refusal | None) -> None:
        if self._outlet is not None:
            self._outlet.put_nowait(news)

    def _seconds(self) -> float:
        if self._task.HasField("time_left"):
            return self._task.time_left.ToTimedelta().total_seconds()
        return self.method.attempt_deadline.total_seconds() if self.method.attempt_deadline else 0.0

    def _labels(self) -> dict[str, object]:
        return {"method": self.method.full_name, "task_id": self._task.task_id, "attempt": self._task.attempt}


def _with_result(response: Any) -> Any:
    if not response.HasField("result"):
        raise NoResult
    return response
