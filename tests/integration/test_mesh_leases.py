"""The lease worker against a scripted ledger: what it asks for, what it hands in, and what it survives."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import grpc.aio
import pytest
from google.protobuf.message import Message
from viva.contract.v1.options_pb2 import SERVICE_LLM, SERVICE_SESSION
from viva.gateway.v1.delivery_service_pb2 import SendMailResult
from viva.llm.v1 import llm_service_pb2 as llm
from viva.session.v1 import task_service_pb2 as pb
from viva.session.v1.task_service_pb2_grpc import TaskServiceStub

from mesh.caller import Caller, LeaseAuthority, Person, acting_for, current_caller
from mesh.channels import Channels
from mesh.deadline import time_left, within
from mesh.leases import Attempt, Handler, LeaseWorker
from mesh.ledger import Ledger
from mesh.lifetime import Moved
from mesh.refusal import Exhausted, InvalidArgument, Refusal, Status, Unavailable
from tests.echo.house import CANDIDATE, House
from tests.echo.ledger import ScriptedLedger, Stale

TICKET = "ticket-0123456789abcdef"
INTERVIEW = "1a6e9d1e-0000-4000-8000-00000000000a"
QUESTION = "1a6e9d1e-0000-4000-8000-00000000000b"


class EngineFailed(Unavailable):
    """The engine failed."""

    reason = "ENGINE_FAILED"


class Unreadable(InvalidArgument):
    """This cannot be read."""

    reason = "UNREADABLE"


class EngineBusy(Exhausted):
    """No slot is free."""

    reason = "ENGINE_BUSY"


class Engine:
    """Handlers that do what a test wants: by default they succeed at once."""

    def __init__(self) -> None:
        self.breaks: BaseException | None = None
        self.gate: asyncio.Event | None = None
        """Handlers wait for it when it is there."""
        self.running = asyncio.Semaphore(0)
        self.cancelled = asyncio.Event()
        self.callers: list[Caller] = []
        self.seconds_left: float | None = None

    async def ask(self, request: llm.AskRequest, attempt: Attempt) -> AsyncIterator[llm.AskResponse]:
        yield llm.AskResponse(started=llm.AskStarted(task_id=attempt.task_id, attempt=attempt.number))
        await self._work()
        yield llm.AskResponse(delta=llm.AskDelta(offset=0, text="Why?"))
        yield llm.AskResponse(result=llm.AskResult(text="Why?"))

    async def evaluate(self, request: llm.EvaluateRequest, attempt: Attempt) -> llm.EvaluateResponse:
        await self._work()
        return llm.EvaluateResponse(result=llm.EvaluateResult())

    async def write_report(self, request: llm.WriteReportRequest, attempt: Attempt) -> llm.WriteReportResponse:
        return llm.WriteReportResponse()

    async def _work(self) -> None:
        self.callers.append(current_caller())
        self.seconds_left = time_left()
        self.running.release()
        try:
            if self.gate is not None:
                await self.gate.wait()
        except asyncio.CancelledError:
            self.cancelled.set()
            raise
        if self.breaks is not None:
            raise self.breaks


class Bench:
    """A ledger that listens, and workers that lease from it."""

    def __init__(self, house: House, ledger: ScriptedLedger, port: int) -> None:
        self.house, self.ledger, self.port = house, ledger, port
        self.engine = Engine()

    @asynccontextmanager
    async def working(self, slots: int = 4) -> AsyncIterator[LeaseWorker]:
        """A worker that leases until the end of the block."""
        channels = Channels(self.house.settings(SERVICE_LLM, session=self.port))
        engine = self.engine
        handlers: Mapping[type[Message], Handler] = {
            llm.AskRequest: engine.ask,
            llm.EvaluateRequest: engine.evaluate,
            llm.WriteReportRequest: engine.write_report,
        }
        worker = LeaseWorker(channels, slots=slots, handlers=handlers)
        leasing = asyncio.create_task(worker.lease())
        try:
            yield worker
        finally:
            await worker.drain(0)
            leasing.cancel()
            await channels.close()

    async def open_ticket(self, worker: LeaseWorker) -> AsyncIterator[Any]:
        """Opens the ticket as a servicer does that was called by the person."""
        with acting_for(Caller(token=self.house.person())):
            return await worker.open_ticket(TICKET)

    def hand_out_ask(self, **how: Any) -> str:
        return self.ledger.hand_out(asking(), arm="ask", **how)

    def hand_out_evaluate(self, **how: Any) -> str:
        return self.ledger.hand_out(llm.EvaluateRequest(), arm="evaluate", **how)

    async def told(self, kind: type[Any]) -> Any:
        """What the ledger is told next, which must be of this kind; renewals are passed over."""
        while True:
            told = await asyncio.wait_for(self.ledger.told.get(), 10)
            if not isinstance(told, pb.RenewRequest) or kind is pb.RenewRequest:
                assert isinstance(told, kind), told
                return told

    async def credits(self, **wanted: int) -> pb.LeaseRequest:
        """The next message of the worker that says this."""
        while True:
            said = await asyncio.wait_for(self.ledger.credits.get(), 10)
            if all(getattr(said, name) == value for name, value in wanted.items()):
                return said


def asking() -> llm.AskRequest:
    return llm.AskRequest(interview_id=INTERVIEW, question_id=QUESTION)


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    house, ledger = House(tmp_path), ScriptedLedger()
    async with house.serving(ledger, service=SERVICE_SESSION) as server:
        yield Bench(house, ledger, server.port)


# ---- what it asks for ----


async def test_it_asks_for_the_methods_that_it_does_by_their_names_in_the_contract(bench: Bench) -> None:
    """F20: a task was sent under one name and registered under another."""
    async with bench.working():
        names = (await bench.credits()).methods
    assert list(names) == ["viva.llm.v1.LlmService.Ask", "viva.llm.v1.LlmService.Evaluate", "viva.llm.v1.LlmService.WriteReport"]


async def test_it_asks_for_as_much_as_it_has_slots_and_keeps_one_from_batch(bench: Bench) -> None:
    """F24: one queue, and fifteen evaluations blocked everybody's next question."""
    bench.engine.gate = asyncio.Event()
    async with bench.working(slots=3):
        await bench.credits(free_slots=3, free_batch_slots=2, received_tasks=0)
        bench.hand_out_evaluate()
        await bench.credits(free_slots=2, free_batch_slots=1, received_tasks=1, running_tasks=1, running_batch_tasks=1)
        bench.hand_out_evaluate()
        await bench.credits(free_slots=1, free_batch_slots=0, received_tasks=2, running_tasks=2, running_batch_tasks=2)
        bench.hand_out_ask()
        await bench.credits(free_slots=0, free_batch_slots=0, received_tasks=3, running_tasks=3)
        bench.engine.gate.set()
        await bench.credits(free_slots=3, free_batch_slots=2, running_tasks=0)


async def test_a_question_does_not_take_from_the_share_of_batch(bench: Bench) -> None:
    bench.engine.gate = asyncio.Event()
    async with bench.working(slots=2):
        bench.hand_out_ask()
        await bench.credits(free_slots=1, free_batch_slots=1, running_tasks=1, running_batch_tasks=0)


async def test_a_single_slot_may_go_to_batch(bench: Bench) -> None:
    async with bench.working(slots=1):
        await bench.credits(free_slots=1, free_batch_slots=1)


async def test_a_worker_that_lacks_a_handler_is_not_built(bench: Bench) -> None:
    channels = Channels(bench.house.settings(SERVICE_LLM, session=bench.port))
    with pytest.raises(LookupError, match=r"viva\.llm\.v1\.LlmService\.Evaluate is a task, and nothing here does it"):
        LeaseWorker(channels, slots=1, handlers={llm.AskRequest: bench.engine.ask})
    with pytest.raises(LookupError, match=r"LlmService\.Info is no task"):
        LeaseWorker(channels, slots=1, handlers={llm.InfoRequest: bench.engine.ask})
    await channels.close()


# ---- what it hands in ----


async def test_a_result_is_completed_under_the_tasks_lease(bench: Bench) -> None:
    async with bench.working():
        lease = bench.hand_out_ask()
        completed = await bench.told(pb.CompleteRequest)
    assert (completed.lease_token, completed.WhichOneof("result"), completed.ask.text) == (lease, "ask", "Why?")


async def test_a_result_without_anything_in_it_is_a_result(bench: Bench) -> None:
    channels = Channels(bench.house.settings(SERVICE_LLM, session=bench.port))
    await Ledger(channels.stub(TaskServiceStub)).complete("a-lease-that-is-good", SendMailResult())
    assert (await bench.told(pb.CompleteRequest)).WhichOneof("result") == "send_mail"
    await channels.close()


async def test_a_result_that_breaks_a_rule_of_the_contract_is_a_failure(bench: Bench) -> None:
    async with bench.working():
        bench.hand_out_evaluate()
        assert (await bench.told(pb.FailRequest)).reason == "INVALID_REQUEST"


async def test_a_handler_works_as_its_lease_within_its_attempt(bench: Bench) -> None:
    async with bench.working():
        lease = bench.hand_out_ask(seconds=9.0)
        await bench.told(pb.CompleteRequest)
    assert bench.engine.callers == [Caller(authority=LeaseAuthority(lease))]
    assert bench.engine.seconds_left is not None and 8.0 < bench.engine.seconds_left <= 9.0


async def test_the_ledger_is_spoken_to_as_the_service_and_not_as_the_lease(bench: Bench) -> None:
    async with bench.working():
        bench.hand_out_ask()
        await bench.told(pb.CompleteRequest)
    assert bench.ledger.callers == [Caller(service=SERVICE_LLM)]


@pytest.mark.parametrize(
    ("breaks", "reason", "retryable"),
    [
        (Unreadable(), "UNREADABLE", False),
        (EngineFailed(), "ENGINE_FAILED", True),
        (ValueError("what the candidate wrote"), "HANDLER_BROKE", True),
        (MemoryError(), "HANDLER_BROKE", True),
    ],
)
async def test_a_failure_is_told_by_its_reason(bench: Bench, breaks: Exception, reason: str, retryable: bool) -> None:
    """F44: a model error became an empty string."""
    bench.engine.breaks = breaks
    async with bench.working():
        lease = bench.hand_out_ask()
        failed = await bench.told(pb.FailRequest)
    assert (failed.lease_token, failed.reason, failed.retryable) == (lease, reason, retryable)


async def test_a_handler_that_ends_without_a_result_has_failed(bench: Bench) -> None:
    async with bench.working():
        bench.ledger.hand_out(llm.WriteReportRequest(), arm="write_report")
        assert (await bench.told(pb.FailRequest)).reason == "NO_RESULT"


async def test_an_attempt_that_takes_too_long_is_ended_and_failed(bench: Bench) -> None:
    bench.engine.gate = asyncio.Event()
    async with bench.working():
        bench.hand_out_ask(seconds=0.2)
        failed = await bench.told(pb.FailRequest)
    assert (failed.reason, failed.retryable) == ("DEADLINE_EXCEEDED", True)
    assert bench.engine.cancelled.is_set()


async def test_want_of_room_gives_the_task_back_and_rests_the_slot(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mesh.runs.COOL_OFF", 0.2)
    bench.engine.breaks = EngineBusy()
    async with bench.working(slots=1):
        await bench.credits(free_slots=1)
        lease = bench.hand_out_ask()
        assert (await bench.told(pb.ReleaseRequest)).lease_token == lease
        await bench.credits(free_slots=0, running_tasks=1)
        await bench.credits(free_slots=1, running_tasks=0)


# ---- what it survives ----


async def test_one_failing_task_never_ends_the_worker(bench: Bench) -> None:
    """F33: a failed summary destroyed the whole session."""
    bench.engine.breaks = RuntimeError()
    async with bench.working():
        for _ in range(5):
            bench.hand_out_ask()
            await bench.told(pb.FailRequest)
        bench.engine.breaks = None
        bench.hand_out_ask()
        await bench.told(pb.CompleteRequest)
    assert bench.ledger.streams == 1


async def test_a_result_is_told_until_it_is_heard(bench: Bench) -> None:
    """F22: a task was lost, and nothing ever triggered it again."""
    bench.ledger.refusals[pb.CompleteRequest] = [Unavailable() for _ in range(9)]
    async with bench.working():
        lease = bench.hand_out_ask()
        assert (await bench.told(pb.CompleteRequest)).lease_token == lease


async def test_a_result_is_told_again_when_session_stopped_before_it_had_begun_to_listen(bench: Bench) -> None:
    class Stopped(Refusal):
        """What gRPC answers for a server that stops, as far as the status goes."""

        status = Status.CANCELLED

    bench.ledger.refusals[pb.CompleteRequest] = [Stopped()]
    async with bench.working():
        lease = bench.hand_out_ask()
        assert (await bench.told(pb.CompleteRequest)).lease_token == lease


async def test_a_result_that_came_too_late_is_nobodys_business(bench: Bench) -> None:
    bench.ledger.refusals[pb.CompleteRequest] = [Stale()]
    async with bench.working(slots=1):
        await bench.credits(free_slots=1)
        bench.hand_out_ask()
        await bench.credits(free_slots=0)
        await bench.credits(free_slots=1)
        bench.hand_out_ask()
        await bench.told(pb.CompleteRequest)
    assert bench.ledger.told.empty()


async def test_a_result_that_session_will_not_have_is_tried_again(bench: Bench) -> None:
    class ResultRefused(InvalidArgument):
        """Its citation does not stand in the transcript."""

        reason = "RESULT_REFUSED"

    bench.ledger.refusals[pb.CompleteRequest] = [ResultRefused()]
    async with bench.working():
        bench.hand_out_ask()
        failed = await bench.told(pb.FailRequest)
    assert (failed.reason, failed.retryable) == ("RESULT_REFUSED", True)


async def test_a_lease_is_renewed_while_the_work_goes_on(bench: Bench) -> None:
    bench.ledger.lease_seconds, bench.engine.gate = 0.3, asyncio.Event()
    async with bench.working():
        lease = bench.hand_out_ask()
        for _ in range(3):
            assert (await bench.told(pb.RenewRequest)).lease_token == lease
        bench.engine.gate.set()
        await bench.told(pb.CompleteRequest)


async def test_a_lapsed_lease_stops_the_work_without_a_word(bench: Bench) -> None:
    bench.ledger.lease_seconds, bench.engine.gate = 0.3, asyncio.Event()
    bench.ledger.refusals[pb.RenewRequest] = [Stale()]
    async with bench.working(slots=1):
        bench.hand_out_ask()
        await bench.credits(free_slots=0)
        await bench.credits(free_slots=1)
    assert bench.engine.cancelled.is_set()
    assert bench.ledger.told.empty()


async def test_a_renewal_that_fails_stops_nothing(bench: Bench) -> None:
    bench.ledger.lease_seconds, bench.engine.gate = 0.3, asyncio.Event()
    bench.ledger.refusals[pb.RenewRequest] = [Refusal(), ValueError("broken")]
    async with bench.working():
        bench.hand_out_ask()
        await bench.told(pb.RenewRequest)
        bench.engine.gate.set()
        await bench.told(pb.CompleteRequest)


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
