"""The lease worker's stream: it is opened again however it ended, leaves nothing behind, and is drained."""

import asyncio
import gc
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
from viva.llm.v1 import llm_service_pb2 as llm
from viva.session.v1 import task_service_pb2 as pb

from mesh.lifetime import Moved
from tests.integration.lease_bench import TICKET, Bench

# ---- streams that end ----


async def test_a_stream_that_is_moved_is_opened_again_and_running_work_goes_on(bench: Bench) -> None:
    """F35: a deploy dropped what was under way."""
    bench.engine.gate = asyncio.Event()
    async with bench.working():
        lease = bench.hand_out_ask()
        await bench.engine.running.acquire()
        bench.ledger.end_stream(Moved())
        again = await bench.credits(received_tasks=0, running_tasks=1)
        bench.engine.gate.set()
        assert (await bench.told(pb.CompleteRequest)).lease_token == lease
    assert again.methods


async def test_a_stream_that_falls_silent_is_opened_again(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mesh.leases.SILENCE", 0.2)
    async with bench.working():
        await bench.credits()
        assert (await bench.credits()).methods
    assert bench.ledger.streams >= 2


async def test_a_task_of_a_method_that_this_release_does_not_know_is_failed_for_another_to_try(bench: Bench) -> None:
    """F20: a stale task after a rename."""
    task = bench.ledger.task(llm.AskRequest(), arm="ask")
    task.ClearField("ask")
    async with bench.working():
        bench.ledger.send(pb.LeaseResponse(task=task))
        failed = await bench.told(pb.FailRequest)
        bench.hand_out_ask()
        await bench.told(pb.CompleteRequest)
    assert (failed.lease_token, failed.reason, failed.retryable) == (task.lease_token, "METHOD_UNKNOWN", True)


@asynccontextmanager
async def wire_to(port: int) -> AsyncIterator[tuple[int, Callable[[], None]]]:
    """A port that leads to another, and how to cut every connection that goes through it, as when a machine dies."""
    ends: list[asyncio.StreamWriter] = []

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while piece := await reader.read(65_536):
                writer.write(piece)
                await writer.drain()

    async def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", port)
        ends.extend((writer, back))
        await asyncio.gather(carry(reader, back), carry(there, writer))

    def cut() -> None:
        while ends:
            ends.pop().transport.abort()

    server = await asyncio.start_server(connect, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1], cut
    finally:
        server.close()
        cut()


@pytest.mark.parametrize("how", ["dies", "says so"])
async def test_a_session_that_goes_leaves_nothing_running_for_its_stream(bench: Bench, how: str) -> None:
    """What fed the stream waited for ever, and asyncio complained when it was collected."""
    complaints: list[Any] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context))
    bench.engine.gate = asyncio.Event()
    async with wire_to(bench.port) as (port, cut):
        leader, bench.port = bench.port, port
        async with bench.working():
            bench.hand_out_ask()
            await bench.engine.running.acquire()
            for _ in range(3):
                cut() if how == "dies" else bench.ledger.end_stream(Moved())
                assert (await bench.credits(received_tasks=0, running_tasks=1)).methods
                assert len(feeding()) == 1
            bench.engine.gate.set()
            await bench.told(pb.CompleteRequest)
        bench.port = leader
    gc.collect()
    await asyncio.sleep(0)
    assert (complaints, feeding()) == ([], [])


def feeding() -> list[str]:
    """The tasks of gRPC that feed a stream."""
    return [task.get_name() for task in asyncio.all_tasks() if "_consume_request_iterator" in repr(task.get_coro())]


# ---- draining ----


async def test_a_drain_takes_nothing_more_and_lets_running_work_finish(bench: Bench) -> None:
    bench.engine.gate = asyncio.Event()
    async with bench.working() as worker:
        bench.hand_out_ask()
        await bench.engine.running.acquire()
        draining = asyncio.create_task(worker.drain(10))
        await bench.credits(free_slots=0, free_batch_slots=0, running_tasks=1)
        bench.engine.gate.set()
        await draining
        await bench.told(pb.CompleteRequest)
        with pytest.raises(Moved):
            await worker.open_ticket(TICKET)


async def test_a_drain_gives_back_what_does_not_finish(bench: Bench) -> None:
    bench.engine.gate = asyncio.Event()
    async with bench.working() as worker:
        lease = bench.hand_out_ask()
        await bench.engine.running.acquire()
        await worker.drain(0.05)
        assert (await bench.told(pb.ReleaseRequest)).lease_token == lease
    assert bench.engine.cancelled.is_set()
