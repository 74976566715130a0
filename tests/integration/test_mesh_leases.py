"""The lease worker against a scripted ledger: what it asks for, what it hands in, and what it survives."""

import asyncio

import pytest
from viva.contract.v1.options_pb2 import SERVICE_LLM
from viva.gateway.v1.delivery_service_pb2 import SendMailResult
from viva.llm.v1 import llm_service_pb2 as llm
from viva.session.v1 import task_service_pb2 as pb
from viva.session.v1.task_service_pb2_grpc import TaskServiceStub

from mesh.caller import Caller, LeaseAuthority
from mesh.channels import Channels
from mesh.leases import LeaseWorker
from mesh.ledger import Ledger
from mesh.refusal import InvalidArgument, Refusal, Status, Unavailable
from tests.echo.ledger import Stale
from tests.integration.lease_bench import Bench, EngineBusy, EngineFailed, Unreadable

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
