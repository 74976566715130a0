"""Ours as a partner's program meets it: the llm service in a process of its own, asked by tickets, its words streamed over gRPC."""

import asyncio
import os
import sys
import tempfile
from asyncio.subprocess import DEVNULL
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import grpc.aio
from grpc_health.v1 import health_pb2, health_pb2_grpc
from viva.contract.v1.options_pb2 import SERVICE_RESUME, SERVICE_SESSION
from viva.interview.v1 import stage_pb2
from viva.interview.v1.language_pb2 import LANGUAGE_ENGLISH
from viva.llm.v1 import ask_context_pb2
from viva.llm.v1 import llm_service_pb2 as pb
from viva.llm.v1.llm_service_pb2_grpc import LlmServiceStub
from viva.resume.v1.resume_service_pb2_grpc import ResumeServiceServicer

from bench.llm.contenders import CONTEXT, MOST, free_port
from bench.llm.served import told
from services.llm.domain.generation import Effort, Generation
from tests.echo.house import House, bearer
from tests.echo.ledger import ScriptedLedger
from tests.resumes.session import Yes, without_gaps

SERVING = health_pb2.HealthCheckResponse.SERVING


class Tickets:
    """Asks for texts by tickets of a ledger of its own."""

    def __init__(self, stub: LlmServiceStub, house: House, ledger: ScriptedLedger) -> None:
        self._stub = stub
        self._house = house
        self._ledger = ledger

    async def generate(self, generation: Generation) -> AsyncGenerator[str | Effort, None]:
        """A text that takes longer than the contract gives a question is cut off then, and its tokens count for nothing."""
        ticket = f"ticket-{uuid4()}"
        self._ledger.tickets[ticket] = self._ledger.task(_request(generation), arm="ask", seconds=generation.seconds)
        try:
            async for response in self._stub.Ask(pb.AskRequest(ticket=ticket), metadata=bearer(self._house.person())):
                if response.HasField("delta"):
                    yield response.delta.text
                elif response.HasField("result"):
                    yield Effort(True, written_tokens=response.result.stamp.effort.written_tokens)
        except grpc.aio.AioRpcError as error:
            if error.code() is not grpc.StatusCode.DEADLINE_EXCEEDED:
                raise
            yield Effort(False)


@asynccontextmanager
async def over_grpc(model: Path, threads: int) -> AsyncIterator[Tickets]:
    """The service, as long as it is needed."""
    with tempfile.TemporaryDirectory() as directory:
        house, ledger, yes, port = House(Path(directory)), ScriptedLedger(), Yes(), free_port()
        async with (
            house.serving(ledger, yes, service=SERVICE_SESSION, lookup=yes) as session,
            house.serving(without_gaps(ResumeServiceServicer), service=SERVICE_RESUME, lookup=yes) as resume,
        ):
            environment = {
                "VIVA_KEYS_DIR": directory,
                "VIVA_PORT": str(port),
                "VIVA_SESSION_TARGET": f"ipv4:127.0.0.1:{session.port}",
                "VIVA_RESUME_TARGET": f"ipv4:127.0.0.1:{resume.port}",
                "VIVA_LLM_MODEL": str(model),
                "VIVA_LLM_CONTEXT": str(CONTEXT),
                "VIVA_LLM_SEQUENCES": str(MOST),
                "VIVA_LLM_THREADS": str(threads),
            }
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bench.llm.served", env=os.environ | environment, stdout=DEVNULL, stderr=DEVNULL
            )
            try:
                async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
                    await _serving(channel)
                    yield Tickets(LlmServiceStub(channel), house, ledger)
            finally:
                process.terminate()
                await process.wait()


async def _serving(channel: grpc.aio.Channel) -> None:
    async with asyncio.timeout(120):
        stub: Any = health_pb2_grpc.HealthStub(channel)
        watch = stub.Watch(health_pb2.HealthCheckRequest(), wait_for_ready=True)
        async for news in watch:
            if news.status == SERVING:
                watch.cancel()
                return


def _request(generation: Generation) -> pb.AskRequest:
    context = ask_context_pb2.AskContext(
        language=LANGUAGE_ENGLISH,
        stage=stage_pb2.STAGE_EXPERIENCE,
        kind=stage_pb2.STAGE_KIND_GENERATED,
        guide=told(generation),
    )
    return pb.AskRequest(interview_id=str(uuid4()), question_id=str(uuid4()), context=context)
