"""Tells the ledger how a task ended, and keeps telling it until it has heard or says that the lease is stale.

Nothing here may be cut off by whoever wanted the task: each call has a deadline of its own, and none carries the
authority of the run.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from typing import Any, TypeVar

import grpc.aio
from google.protobuf.message import Message
from viva.session.v1.task_service_pb2 import CompleteRequest, FailRequest, LeasedTask, OpenRequest, ReleaseRequest, RenewRequest
from viva.session.v1.task_service_pb2_grpc import TaskServiceStub

from mesh.caller import NOBODY, acting_for
from mesh.deadline import within
from mesh.pauses import growing_pauses
from mesh.refusal import Refusal, Status
from mesh.refusals import refusal_of
from mesh.rich_status import TRANSIENT

DEADLINE = 5.0
"""Seconds for one call."""
Response = TypeVar("Response")


class LeaseStale(Refusal):
    """The task is no longer ours: it was handed out again, fell back or was cancelled."""

    status = Status.FAILED_PRECONDITION
    reason = "LEASE_STALE"


class LedgerBroken(Refusal):
    """The ledger could not take what we told it."""

    status = Status.UNAVAILABLE
    reason = "LEDGER_BROKEN"
    retryable = True


class Ledger:
    """The five calls that a task's doer makes."""

    def __init__(self, stub: TaskServiceStub, *, pauses: Callable[[], Iterator[float]] | None = None) -> None:
        """Waits between two tries as `pauses` says, in seconds: ever longer up to 2 s unless told otherwise."""
        self._stub = stub
        self._pauses = pauses or growing_pauses

    async def open(self, ticket: str) -> LeasedTask:
        """Exchanges a ticket, on behalf of whoever brought it and in their time."""
        return (await self._stub.Open(OpenRequest(ticket=ticket))).task

    async def renew(self, token: str) -> timedelta:
        """Lengthens a lease and says for how long; one try, because the next renewal is another."""
        response = await self._once(self._stub.Renew, RenewRequest(lease_token=token))
        return response.lease_duration.ToTimedelta()

    async def complete(self, token: str, result: Message) -> None:
        """Hands in a result; LeaseStale when it came too late, another Refusal when session will not have it."""
        request = CompleteRequest(lease_token=token)
        arm = getattr(request, result_arm(result))
        arm.SetInParent()
        arm.CopyFrom(result)
        await self._until_heard(self._stub.Complete, request)

    async def fail(self, token: str, reason: str, *, retryable: bool) -> None:
        """Says that the attempt failed."""
        await self._until_heard(self._stub.Fail, FailRequest(lease_token=token, reason=reason, retryable=retryable))

    async def release(self, token: str) -> None:
        """Gives the task back, uncounted."""
        await self._until_heard(self._stub.Release, ReleaseRequest(lease_token=token))

    async def _until_heard(self, call: Callable[..., Awaitable[Response]], request: Message) -> Response:
        for pause in self._pauses():
            try:
                return await self._once(call, request)
            except Refusal as refusal:
                if refusal.status not in TRANSIENT or isinstance(refusal, LedgerBroken):
                    raise
            await asyncio.sleep(pause)
        raise LedgerBroken

    async def _once(self, call: Callable[..., Awaitable[Response]], request: Message) -> Response:
        with acting_for(NOBODY), within(None):
            try:
                return await call(request, timeout=DEADLINE)
            except grpc.aio.AioRpcError as error:
                raise _meaning(error) from error


def result_arm(result: Message) -> str:
    """The field of CompleteRequest that takes results of this type; LookupError when none does."""
    arms = CompleteRequest.DESCRIPTOR.oneofs_by_name["result"].fields
    for arm in arms:
        if arm.message_type is not None and arm.message_type.full_name == result.DESCRIPTOR.full_name:
            return arm.name
    raise LookupError(f"the ledger takes no {result.DESCRIPTOR.full_name}")


def request_of(task: LeasedTask) -> Message | None:
    """What a task asks for; None when it is of a method that this release does not know."""
    arm: Any = task.WhichOneof("request")
    return getattr(task, arm) if arm else None


def _meaning(error: grpc.aio.AioRpcError) -> Refusal:
    refusal = refusal_of(error)
    if refusal is None:
        return LedgerBroken(code=error.code().name)
    return LeaseStale() if refusal.reason == LeaseStale.reason else refusal
