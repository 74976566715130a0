"""A ledger that hands out what a test tells it to and writes down what workers tell it."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

from google.protobuf.message import Message
from viva.session.v1 import task_service_pb2 as pb
from viva.session.v1.task_service_pb2_grpc import TaskServiceServicer

from mesh.caller import Caller, current_caller
from mesh.refusal import Refusal, Status


class Stale(Refusal):
    """This lease is stale."""

    status = Status.FAILED_PRECONDITION
    reason = "LEASE_STALE"


class ScriptedLedger(TaskServiceServicer):
    """Session's side of a worker's conversation."""

    def __init__(self) -> None:
        self.lease_seconds = 30.0
        self.credits: asyncio.Queue[pb.LeaseRequest] = asyncio.Queue()
        self.told: asyncio.Queue[Any] = asyncio.Queue()
        """Every Renew, Complete, Fail and Release as it was granted."""
        self.refusals: defaultdict[type[Message], list[Exception]] = defaultdict(list)
        """What the next calls with such a request are refused with, in order."""
        self.tickets: dict[str, pb.LeasedTask] = {}
        self.callers: list[Caller] = []
        self.streams = 0
        self._outbox: asyncio.Queue[pb.LeaseResponse | Exception] = asyncio.Queue()

    def task(self, request: Message, *, arm: str, seconds: float = 20.0) -> pb.LeasedTask:
        """A task that is leased to whoever gets it."""
        task = pb.LeasedTask(task_id=str(uuid4()), attempt=1, lease_token=f"lease-of-{uuid4()}")
        task.lease_duration.FromTimedelta(timedelta(seconds=self.lease_seconds))
        task.time_left.FromTimedelta(timedelta(seconds=seconds))
        getattr(task, arm).SetInParent()
        getattr(task, arm).CopyFrom(request)
        return task

    def hand_out(self, request: Message, *, arm: str, seconds: float = 20.0) -> str:
        """Sends a task to the worker on the open stream, or the next one; returns its lease."""
        task = self.task(request, arm=arm, seconds=seconds)
        self._outbox.put_nowait(pb.LeaseResponse(task=task))
        return task.lease_token

    def send(self, response: pb.LeaseResponse) -> None:
        """Sends anything to the worker."""
        self._outbox.put_nowait(response)

    def end_stream(self, refusal: Exception) -> None:
        """Ends the worker's stream."""
        self._outbox.put_nowait(refusal)

    async def Lease(self, requests: AsyncIterator[pb.LeaseRequest], context: Any) -> AsyncIterator[pb.LeaseResponse]:
        self.streams += 1
        listening = asyncio.create_task(self._listen(requests))
        try:
            while True:
                response = await self._outbox.get()
                if isinstance(response, Exception):
                    raise response
                yield response
        finally:
            listening.cancel()

    async def _listen(self, requests: AsyncIterator[pb.LeaseRequest]) -> None:
        async for request in requests:
            self.credits.put_nowait(request)

    async def Open(self, request: pb.OpenRequest, context: Any) -> pb.OpenResponse:
        self.callers.append(current_caller())
        self._refuse(request)
        return pb.OpenResponse(task=self.tickets.pop(request.ticket))

    async def Renew(self, request: pb.RenewRequest, context: Any) -> pb.RenewResponse:
        self._note(request)
        response = pb.RenewResponse()
        response.lease_duration.FromTimedelta(timedelta(seconds=self.lease_seconds))
        return response

    async def Complete(self, request: pb.CompleteRequest, context: Any) -> pb.CompleteResponse:
        self._note(request)
        return pb.CompleteResponse()

    async def Fail(self, request: pb.FailRequest, context: Any) -> pb.FailResponse:
        self._note(request)
        return pb.FailResponse()

    async def Release(self, request: pb.ReleaseRequest, context: Any) -> pb.ReleaseResponse:
        self._note(request)
        return pb.ReleaseResponse()

    def _note(self, request: Message) -> None:
        self.callers.append(current_caller())
        self._refuse(request)
        self.told.put_nowait(request)

    def _refuse(self, request: Message) -> None:
        if waiting := self.refusals[type(request)]:
            raise waiting.pop(0)
