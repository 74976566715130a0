"""Does tasks of the ledger: leases them from session as slots are free, and sees each to a result or a reason."""

import asyncio
import logging
from collections.abc import AsyncIterator, Collection, Coroutine, Mapping
from typing import Any

import grpc.aio
from google.protobuf.message import Message
from viva.session.v1.task_service_pb2 import LeasedTask, LeaseRequest
from viva.session.v1.task_service_pb2_grpc import TaskServiceStub

from mesh.call import closing
from mesh.channels import Channels
from mesh.contract import Method, method_of, tasks_of
from mesh.ledger import DEADLINE, Ledger, request_of
from mesh.lifetime import Moved
from mesh.pauses import growing_pauses
from mesh.refusal import Refusal, Status
from mesh.refusals import refusal_of
from mesh.runs import Attempt, Handler, Run
from mesh.telemetry import outgoing_trace

__all__ = ["Attempt", "Handler", "LeaseWorker"]

log = logging.getLogger(__name__)

SILENCE = 25.0
"""Seconds without a heartbeat, which session sends every ten, after which a stream is taken for dead."""
HELD = 1.0
"""Seconds after which a stream has been a good one, so that the next is opened at once."""


class MethodUnknown(Refusal):
    """This release does not know the task's method."""

    status = Status.UNIMPLEMENTED
    reason = "METHOD_UNKNOWN"
    retryable = True


class LeaseWorker:
    """Leases tasks of our own package and runs them, never more than there are slots; tickets come on top.

    There is no queue here: what cannot be started is refused by its engine and goes back to the ledger.
    """

    def __init__(self, channels: Channels, *, slots: int, handlers: Mapping[type[Message], Handler]) -> None:
        """Takes one handler per task method of our package, by request class; LookupError when one is missing."""
        self.methods = tuple(method_of(request) for request in handlers)
        refuse_gaps(self.methods)
        self._handlers = dict(handlers)
        self._slots = slots
        self._stub = channels.stub(TaskServiceStub)
        self._ledger = Ledger(self._stub)
        self._runs: dict[asyncio.Task[None], Run] = {}
        self._refusing: set[asyncio.Task[None]] = set()
        self._received = 0
        self._changed = asyncio.Event()
        self._draining = False

    async def open_ticket(self, ticket: str) -> AsyncIterator[Any]:
        """Opens a ticket and runs its task here; the returned stream may be dropped without ending the task."""
        if self._draining:
            raise Moved
        task = await self._ledger.open(ticket)
        run = self._run_of(task)
        responses = run.listen()
        self._start(run, outgoing_trace())
        return responses

    async def lease(self) -> None:
        """Leases and runs tasks until drained; a stream that ends, however it ends, is opened again."""
        loop, pauses = asyncio.get_running_loop(), growing_pauses()
        while not self._draining:
            self._received, opened_at = 0, loop.time()
            try:
                await self._take_all()
            except grpc.aio.AioRpcError as error:
                log.info("the lease stream ended: %s", getattr(refusal_of(error), "reason", error.code().name))
            except Exception:
                log.exception("the lease stream broke")
            if loop.time() - opened_at > HELD:
                pauses = growing_pauses()
            await asyncio.sleep(next(pauses))

    async def drain(self, grace: float) -> None:
        """Takes no more tasks, lets the running ones finish for `grace` seconds, and gives the rest back."""
        self._draining = True
        self._changed.set()
        await self._settled(grace)
        for run in self._runs.values():
            run.give_back()
        await self._settled(DEADLINE)

    async def _take_all(self) -> None:
        handed_out = self._handed_out()
        async with closing(handed_out):
            async for response in handed_out:
                if response.HasField("task"):
                    self._take(response.task)

    async def _handed_out(self) -> AsyncIterator[Any]:
        """What session sends on one stream, for as long as it gives signs of life."""
        changed, over = asyncio.Event(), asyncio.Event()
        self._changed = changed
        call = self._stub.Lease(self._credits(changed, over))
        responses = aiter(call)
        try:
            while True:
                yield await asyncio.wait_for(anext(responses), SILENCE)
        except StopAsyncIteration:
            return
        except TimeoutError:
            log.warning("session has said nothing for %d s; leasing anew", SILENCE)
        finally:
            call.cancel()
            # gRPC has a task that reads our credits, and leaves it waiting for the next one when it was session that ended the call.
            over.set()
            changed.set()

    async def _credits(self, changed: asyncio.Event, over: asyncio.Event) -> AsyncIterator[LeaseRequest]:
        """Says how many slots are free, at once and whenever that changes, until the stream is over."""
        yield self._free([method.full_name for method in self.methods])
        last = False
        while not last:
            await changed.wait()
            changed.clear()
            last = self._draining
            if over.is_set():
                return
            yield self._free()

    def _free(self, methods: Collection[str] = ()) -> LeaseRequest:
        running = len(self._runs)
        batch = sum(run.method.is_batch for run in self._runs.values())
        free = 0 if self._draining else max(0, self._slots - running)
        # One slot of two or more is never taken by batch: somebody may be waiting next.
        batch_slots = self._slots if self._slots < 2 else self._slots - 1
        return LeaseRequest(
            methods=methods,
            free_slots=free,
            free_batch_slots=max(0, min(free, batch_slots - batch)),
            received_tasks=self._received,
            running_tasks=running,
            running_batch_tasks=batch,
        )

    def _take(self, task: LeasedTask) -> None:
        self._received += 1
        try:
            run = self._run_of(task)
        except MethodUnknown:
            log.error("session handed out a task of a method that we did not ask for", extra={"task_id": task.task_id})
            # Session counts its slot as taken until it hears otherwise.
            self._changed.set()
        else:
            self._start(run, {"traceparent": task.traceparent})

    def _run_of(self, task: LeasedTask) -> Run:
        request = request_of(task)
        handler = self._handlers.get(type(request)) if request is not None else None
        if request is None or handler is None:
            self._keep(self._refuse(task))
            raise MethodUnknown
        return Run(task, request, method_of(type(request)), handler, self._ledger)

    async def _refuse(self, task: LeasedTask) -> None:
        try:
            await self._ledger.fail(task.lease_token, MethodUnknown.reason, retryable=True)
        except Refusal as refusal:
            log.warning("the ledger would not hear of a task that we cannot do: %s", refusal.reason)

    def _keep(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._refusing.add(task)
        task.add_done_callback(self._refusing.discard)

    def _start(self, run: Run, trace: Mapping[str, str]) -> None:
        task = asyncio.create_task(run.work(trace))
        self._runs[task] = run
        task.add_done_callback(self._ended)
        self._changed.set()

    def _ended(self, task: asyncio.Task[None]) -> None:
        del self._runs[task]
        self._changed.set()

    async def _settled(self, seconds: float) -> None:
        if self._runs:
            await asyncio.wait(self._runs, timeout=seconds)


def refuse_gaps(methods: Collection[Method]) -> None:
    """Raises LookupError when a package has a task that is not among these methods, or one of these is no task."""
    for method in methods:
        if method.task is None:
            raise LookupError(f"{method.full_name} is no task")
    for package in {method.package for method in methods}:
        for task in tasks_of(package):
            if task not in methods:
                raise LookupError(f"{task.full_name} is a task, and nothing here does it")
