"""A lease worker with an engine that does what a test wants, against a scripted ledger."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from google.protobuf.message import Message
from viva.contract.v1.options_pb2 import SERVICE_LLM, SERVICE_SESSION
from viva.llm.v1 import llm_service_pb2 as llm
from viva.session.v1 import task_service_pb2 as pb

from mesh.caller import Caller, acting_for, current_caller
from mesh.channels import Channels
from mesh.deadline import time_left
from mesh.leases import Attempt, Handler, LeaseWorker
from mesh.refusal import Exhausted, InvalidArgument, Unavailable
from tests.echo.house import House
from tests.echo.ledger import ScriptedLedger

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


@asynccontextmanager
async def lease_bench(directory: Path) -> AsyncIterator[Bench]:
    """A bench on free ports; `directory` holds its keys."""
    house, ledger = House(directory), ScriptedLedger()
    async with house.serving(ledger, service=SERVICE_SESSION) as server:
        yield Bench(house, ledger, server.port)
