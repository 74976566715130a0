"""TaskService on the wire: decode, call the ledger, encode."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

from google.protobuf.duration_pb2 import Duration
from google.protobuf.message import Message
from viva.contract.v1.options_pb2 import Service
from viva.session.v1 import task_service_pb2 as pb
from viva.session.v1 import task_service_pb2_grpc as rpc

from mesh.call import Context
from mesh.caller import Partner, Person, current_caller
from mesh.contract import Method, method_of, packages_of, tasks_of
from mesh.refusal import PermissionDenied
from services.session.database import UnitOfWork
from services.session.tasks.domain import LeaseStale, Ticket
from services.session.tasks.ledger import Appetite, Handout, Ledger, topic_of
from services.session.tasks.worker import Worker
from services.session.wakes import LONGEST_SLEEP, Alarm, Wakes

HEARTBEAT = timedelta(seconds=10)
HELD_PAUSE = 0.05
"""Seconds before another look at what is due and was not to be had: it is locked by somebody, who needs a moment."""


class ForeignMethod(PermissionDenied):
    """A service takes tasks of its own package only."""

    reason = "FOREIGN_METHOD"


class TaskServicer(rpc.TaskServiceServicer):
    """The ledger, for the services that work."""

    def __init__(self, ledger: Ledger[UnitOfWork], wakes: Wakes) -> None:
        self._ledger = ledger
        self._wakes = wakes

    async def Lease(self, request_iterator: AsyncIterator[pb.LeaseRequest], context: Context) -> AsyncIterator[pb.LeaseResponse]:
        """See the contract."""
        first = await anext(request_iterator, None)
        if first is None:
            return
        worker = Worker(methods=_own_methods(first.methods))
        _report(worker, first)
        with self._wakes.alarm(*{topic_of(method) for method in worker.methods}) as alarm:
            listening = asyncio.create_task(_listen(worker, request_iterator, alarm))
            try:
                async for response in self._hand_out(worker, alarm, listening):
                    yield response
            finally:
                listening.cancel()
                await asyncio.gather(listening, return_exceptions=True)

    async def Open(self, request: pb.OpenRequest, context: Context) -> pb.OpenResponse:
        """See the contract."""
        caller = current_caller()
        handout = await self._ledger.open(Ticket(request.ticket, _holder()), _package_of(caller.service))
        return pb.OpenResponse(task=_encode(handout))

    async def Renew(self, request: pb.RenewRequest, context: Context) -> pb.RenewResponse:
        """See the contract."""
        return pb.RenewResponse(lease_duration=_duration(await self._ledger.renew(request.lease_token)))

    async def Complete(self, request: pb.CompleteRequest, context: Context) -> pb.CompleteResponse:
        """See the contract."""
        arm = request.WhichOneof("result")
        assert arm is not None  # the contract demands one
        result: Message = getattr(request, arm)
        await self._ledger.complete(request.lease_token, _METHOD_OF_ARM[arm].full_name, result.SerializeToString())
        return pb.CompleteResponse()

    async def Fail(self, request: pb.FailRequest, context: Context) -> pb.FailResponse:
        """See the contract."""
        await self._ledger.fail(request.lease_token, request.reason, retryable=request.retryable)
        return pb.FailResponse()

    async def Release(self, request: pb.ReleaseRequest, context: Context) -> pb.ReleaseResponse:
        """See the contract."""
        await self._ledger.release(request.lease_token)
        return pb.ReleaseResponse()

    async def _hand_out(self, worker: Worker, alarm: Alarm, listening: asyncio.Task[None]) -> AsyncIterator[pb.LeaseResponse]:
        clock = asyncio.get_running_loop().time
        quiet_since = clock()
        while not listening.done():
            handout, patience = await self._look(worker)
            if handout:
                worker.take(handout.task)
                yield await self._delivered(handout)
                quiet_since = clock()
                continue
            if clock() - quiet_since >= HEARTBEAT.total_seconds():
                yield pb.LeaseResponse()
                quiet_since = clock()
            await alarm.sleep(patience)

    async def _look(self, worker: Worker) -> tuple[Handout | None, float]:
        """The next task, or how many seconds it is worth waiting for one. Many are woken where one is wanted, so they only look first."""
        appetite = worker.appetite()
        if appetite is None:
            return None, LONGEST_SLEEP
        now, due = await self._ledger.next_due_time(appetite)
        if due is None or due > now:
            return None, LONGEST_SLEEP if due is None else min(LONGEST_SLEEP, (due - now).total_seconds())
        return await self._next(appetite), HELD_PAUSE

    async def _next(self, appetite: Appetite) -> Handout | None:
        """The next task. A stream that ends in the middle gives it back: leased to nobody it would wait for its lease to lapse."""
        handing_out = asyncio.create_task(self._ledger.hand_out(appetite))
        try:
            return await asyncio.shield(handing_out)
        except asyncio.CancelledError:
            if handout := await handing_out:
                await self._ledger.release(handout.token)
            raise

    async def _delivered(self, handout: Handout) -> pb.LeaseResponse:
        """The message that carries a task. What cannot even be encoded is given back instead of lapsing."""
        try:
            return pb.LeaseResponse(task=_encode(handout))
        except BaseException:
            await self._ledger.release(handout.token)
            raise


async def _listen(worker: Worker, requests: AsyncIterator[pb.LeaseRequest], alarm: Alarm) -> None:
    """Keeps the worker's own count up to date until it hangs up."""
    try:
        async for request in requests:
            if _report(worker, request):
                alarm.ring()
    finally:
        alarm.ring()


def _report(worker: Worker, request: pb.LeaseRequest) -> bool:
    return worker.report(
        free=request.free_slots,
        free_batch=request.free_batch_slots,
        running=request.running_tasks,
        running_batch=request.running_batch_tasks,
        received=request.received_tasks,
    )


def _own_methods(wanted: Sequence[str]) -> tuple[str, ...]:
    service = current_caller().service
    own = {method.full_name for package in packages_of(service) for method in tasks_of(package)} if service else set()
    if foreign := set(wanted) - own:
        raise ForeignMethod(method=min(foreign))
    return tuple(wanted)


def _package_of(service: Service.ValueType | None) -> str:
    if service is None:
        raise ForeignMethod
    return packages_of(service)[0]


def _holder() -> str:
    """Whom a ticket was given to: the person or client on whose behalf the call is made."""
    authority = current_caller().authority
    if isinstance(authority, Person):
        return authority.account_id
    if isinstance(authority, Partner):
        return authority.client_id
    raise LeaseStale


def _methods_by_arm() -> dict[str, Method]:
    """The method that each arm of a leased task's request stands for; results use the same names."""
    fields = pb.LeasedTask.DESCRIPTOR.oneofs_by_name["request"].fields
    return {field.name: method_of(type(getattr(pb.LeasedTask(), field.name))) for field in fields}


_METHOD_OF_ARM: dict[str, Method] = _methods_by_arm()
_ARM_OF_METHOD = {method.full_name: arm for arm, method in _METHOD_OF_ARM.items()}


def _encode(handout: Handout) -> pb.LeasedTask:
    task = pb.LeasedTask(
        task_id=handout.task.task_id,
        attempt=handout.task.attempt,
        lease_token=handout.token,
        lease_duration=_duration(handout.lease_left),
        time_left=_duration(handout.time_left),
        traceparent=handout.task.traceparent,
    )
    getattr(task, _ARM_OF_METHOD[handout.task.method]).ParseFromString(handout.request)
    return task


def _duration(value: timedelta) -> Duration:
    duration = Duration()
    duration.FromTimedelta(value)
    return duration
