"""Tickets: the person who brings one gets the words, and the work does not end when they leave."""

import asyncio
from typing import Any

import grpc.aio
import pytest
from viva.session.v1 import task_service_pb2 as pb

from mesh.caller import Caller, LeaseAuthority, Person
from mesh.deadline import within
from mesh.refusal import Refusal, Unavailable
from tests.echo.house import CANDIDATE
from tests.echo.ledger import Stale
from tests.integration.lease_bench import TICKET, Bench, asking

# ---- tickets ----


def with_ticket(bench: Bench) -> str:
    task = bench.ledger.task(asking(), arm="ask")
    bench.ledger.tickets[TICKET] = task
    return task.lease_token


async def test_a_ticket_is_opened_by_the_person_who_brings_it_and_streamed_to_them(bench: Bench) -> None:
    lease = with_ticket(bench)
    async with bench.working() as worker:
        stream = await bench.open_ticket(worker)
        pieces = [response.WhichOneof("piece") async for response in stream]
        completed = await bench.told(pb.CompleteRequest)
    opener = bench.ledger.callers[0]
    assert isinstance(opener.authority, Person) and opener.authority.account_id == CANDIDATE
    assert pieces == ["started", "delta", "result"]
    assert completed.lease_token == lease
    assert bench.engine.callers == [Caller(authority=LeaseAuthority(lease))]


async def test_the_result_is_seen_only_after_session_has_it(bench: Bench) -> None:
    """F27: what was announced was not yet so."""
    with_ticket(bench)
    bench.ledger.refusals[pb.CompleteRequest] = [Stale()]
    async with bench.working() as worker:
        stream: Any = await bench.open_ticket(worker)
        seen = [(await anext(stream)).WhichOneof("piece") for _ in range(2)]
        with pytest.raises(Refusal) as caught:
            await anext(stream)
    assert caught.value.reason == "LEASE_STALE"
    assert seen == ["started", "delta"]


async def test_dropping_the_stream_of_a_leased_run_does_not_end_it(bench: Bench) -> None:
    with_ticket(bench)
    bench.engine.gate = asyncio.Event()
    async with bench.working() as worker:
        stream: Any = await bench.open_ticket(worker)
        assert (await anext(stream)).HasField("started")
        await stream.aclose()
        bench.engine.gate.set()
        assert (await bench.told(pb.CompleteRequest)).ask.text == "Why?"


async def test_a_ticket_that_was_opened_before_is_refused_with_the_ledgers_reason(bench: Bench) -> None:
    class TicketSpent(Refusal):
        """This ticket was opened before."""

        reason = "TICKET_SPENT"

    bench.ledger.refusals[pb.OpenRequest] = [TicketSpent()]
    async with bench.working() as worker:
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await bench.open_ticket(worker)
    assert caught.value.details() == "This ticket was opened before."


async def test_work_on_a_ticket_takes_a_slot(bench: Bench) -> None:
    with_ticket(bench)
    bench.engine.gate = asyncio.Event()
    async with bench.working(slots=2) as worker:
        await bench.credits(free_slots=2)
        await bench.open_ticket(worker)
        await bench.credits(free_slots=1, received_tasks=0, running_tasks=1)


async def test_the_callers_deadline_does_not_reach_what_the_ledger_must_hear(bench: Bench) -> None:
    with_ticket(bench)
    bench.engine.gate = asyncio.Event()
    async with bench.working() as worker:
        with within(0.2):
            await bench.open_ticket(worker)
        await bench.engine.running.acquire()
        bench.ledger.refusals[pb.CompleteRequest] = [Unavailable() for _ in range(5)]
        bench.engine.gate.set()
        await bench.told(pb.CompleteRequest)
