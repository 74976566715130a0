"""An llm that is killed while a model writes takes nothing with it: its task is finished by another, and half a question is none."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import grpc.aio
import pytest
from viva.contract.v1.options_pb2 import SERVICE_RESUME, SERVICE_SESSION
from viva.interview.v1 import stage_pb2
from viva.interview.v1.language_pb2 import LANGUAGE_KOREAN
from viva.llm.v1 import ask_context_pb2
from viva.llm.v1 import llm_service_pb2 as pb
from viva.llm.v1.llm_service_pb2_grpc import LlmServiceStub
from viva.resume.v1.resume_service_pb2_grpc import ResumeServiceServicer
from viva.session.v1 import task_service_pb2 as tasks

from deploy.supervisor.ports import free_port
from deploy.supervisor.readiness import grpc_health, until
from tests.echo.house import House, bearer
from tests.echo.ledger import ScriptedLedger
from tests.llm.phrases import KOREAN
from tests.llm.tiny_model import write_tiny_model
from tests.resumes.session import Yes, without_gaps

TICKET = "ticket-0123456789abcdef"
SOON = 120.0
"""Seconds, on a machine that has far more to do than cores."""
ATTEMPTS = 20


@asynccontextmanager
async def llm(house: House, model: Path, session: int, resume: int) -> AsyncIterator[tuple[Process, grpc.aio.Channel]]:
    """A whole llm service in a process of its own, ready."""
    port = free_port()
    environment = {
        "VIVA_KEYS_DIR": str(house.directory),
        "VIVA_PORT": str(port),
        "VIVA_SESSION_TARGET": f"ipv4:127.0.0.1:{session}",
        "VIVA_RESUME_TARGET": f"ipv4:127.0.0.1:{resume}",
        "VIVA_LLM_MODEL": str(model),
        "VIVA_LLM_CONTEXT": "32768",
        "VIVA_LLM_THREADS": "1",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "services.llm.main", env=os.environ | environment, stdout=DEVNULL, stderr=DEVNULL
    )
    try:
        await asyncio.wait_for(until(grpc_health(port)), SOON)
        async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
            yield process, channel
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


def asking() -> pb.AskRequest:
    context = ask_context_pb2.AskContext(
        language=LANGUAGE_KOREAN, stage=stage_pb2.STAGE_EXPERIENCE, kind=stage_pb2.STAGE_KIND_GENERATED, guide="경험"
    )
    return pb.AskRequest(interview_id=str(uuid4()), question_id=str(uuid4()), context=context)


async def told(ledger: ScriptedLedger) -> object:
    """What a worker told the ledger next, but for renewals."""
    while isinstance(news := await asyncio.wait_for(ledger.told.get(), SOON), tasks.RenewRequest):
        pass
    return news


async def test_an_llm_that_is_killed_in_the_middle_of_a_question_has_it_finished_by_another(tmp_path: Path) -> None:
    house, ledger, yes, request = House(tmp_path), ScriptedLedger(), Yes(), asking()
    rambling = write_tiny_model(tmp_path / "rambling.gguf")
    asks = write_tiny_model(tmp_path / "asks.gguf", name="Asks 1M", phrases=KOREAN)
    async with (
        house.serving(ledger, yes, service=SERVICE_SESSION, lookup=yes) as session,
        house.serving(without_gaps(ResumeServiceServicer), service=SERVICE_RESUME, lookup=yes) as resume,
    ):
        async with llm(house, rambling, session.port, resume.port) as (process, channel):
            leased = ledger.tickets[TICKET] = ledger.task(request, arm="ask", seconds=SOON)
            call = LlmServiceStub(channel).Ask(pb.AskRequest(ticket=TICKET), metadata=bearer(house.person()))
            responses = aiter(call)
            while not (await anext(responses)).HasField("delta"):
                pass
            process.send_signal(signal.SIGKILL)
            with pytest.raises(grpc.aio.AioRpcError) as lost:
                [response async for response in responses]
            assert lost.value.code() is grpc.StatusCode.UNAVAILABLE
        assert ledger.told.empty()

        async with llm(house, asks, session.port, resume.port):
            # As session does it once the lease has lapsed, and again when what a model wrote may not be asked.
            for _ in range(ATTEMPTS):
                lease = ledger.hand_out(request, arm="ask", seconds=SOON)
                if isinstance(news := await told(ledger), tasks.CompleteRequest):
                    break
        assert isinstance(news, tasks.CompleteRequest) and news.lease_token == lease != leased.lease_token
        # A sampler may put a sign of no meaning before it.
        assert any(phrase in news.ask.text for phrase in KOREAN)
        assert news.ask.stamp.model == "Asks 1M" and news.ask.stamp.effort.written_tokens
