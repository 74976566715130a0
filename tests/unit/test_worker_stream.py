"""The stream that hands tasks to one worker: however it ends, no task is lost with it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from viva.contract.v1.options_pb2 import SERVICE_LLM
from viva.llm.v1 import llm_service_pb2 as llm
from viva.session.v1 import task_service_pb2 as pb

from mesh.caller import Caller, acting_for
from mesh.contract import method_of
from services.session.tasks.domain import Lane, Rules, Task
from services.session.tasks.ledger import Appetite, Handout
from services.session.tasks.servicer import ForeignMethod, TaskServicer
from services.session.wakes import Wakes

EVALUATE = method_of(llm.EvaluateRequest).full_name
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


class SlowLedger:
    """A ledger whose database takes until `committed` is set; notes what comes back to it."""

    def __init__(self) -> None:
        self.asked, self.committed = asyncio.Event(), asyncio.Event()
        self.released: list[str] = []

    async def next_due_time(self, appetite: Appetite) -> tuple[datetime, datetime | None]:
        """There is one, now."""
        return NOW, NOW

    async def hand_out(self, appetite: Appetite) -> Handout | None:
        """One task, late."""
        self.asked.set()
        await self.committed.wait()
        rules = Rules(Lane.BATCH, 3, timedelta(seconds=30), timedelta(seconds=180), fallback=2)
        task = Task("t", EVALUATE, b"", rules, create_time=NOW, not_before_time=NOW)
        return Handout(task, "token", b"", timedelta(seconds=10), timedelta(seconds=30))

    async def release(self, token: str) -> None:
        """Notes it."""
        self.released.append(token)


@pytest.fixture(autouse=True)
def as_llm() -> Iterator[None]:
    """The caller is the llm service."""
    with acting_for(Caller(service=SERVICE_LLM)):
        yield


async def saying(*messages: pb.LeaseRequest) -> AsyncIterator[pb.LeaseRequest]:
    """A worker that says these things and then listens on."""
    for message in messages:
        yield message
    await asyncio.Event().wait()


async def hanging_up() -> AsyncIterator[pb.LeaseRequest]:
    """A worker that says nothing and goes."""
    nothing: tuple[pb.LeaseRequest, ...] = ()
    for message in nothing:
        yield message


def servicer(ledger: Any) -> TaskServicer:
    return TaskServicer(ledger, Wakes("postgresql://nowhere"))


async def test_a_task_that_is_handed_out_while_its_stream_ends_is_given_back() -> None:
    ledger = SlowLedger()
    stream = servicer(ledger).Lease(saying(pb.LeaseRequest(methods=[EVALUATE], free_slots=1, free_batch_slots=1)), None)  # type: ignore[arg-type]
    reading = asyncio.ensure_future(anext(stream))
    async with asyncio.timeout(10):
        await ledger.asked.wait()
    reading.cancel()
    asyncio.get_running_loop().call_soon(ledger.committed.set)
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert ledger.released == ["token"]


async def test_a_worker_that_says_nothing_and_goes_is_let_go() -> None:
    stream = servicer(SlowLedger()).Lease(hanging_up(), None)  # type: ignore[arg-type]
    assert [response async for response in stream] == []


async def test_f20_a_worker_is_refused_methods_of_another_package() -> None:
    stream = servicer(SlowLedger()).Lease(saying(pb.LeaseRequest(methods=["viva.resume.v1.ResumeService.Analyze"])), None)  # type: ignore[arg-type]
    with pytest.raises(ForeignMethod):
        await anext(stream)


async def test_nobody_is_woken_for_a_stream_that_has_ended() -> None:
    wakes, ledger = Wakes("postgresql://nowhere"), SlowLedger()
    stream = TaskServicer(ledger, wakes).Lease(saying(pb.LeaseRequest(methods=[EVALUATE], free_slots=1, free_batch_slots=1)), None)  # type: ignore[arg-type]
    ledger.committed.set()
    await anext(stream)
    assert wakes._alarms
    await stream.aclose()  # type: ignore[attr-defined]
    assert not wakes._alarms
