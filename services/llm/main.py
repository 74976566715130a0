"""Starts the llm service: `python -m services.llm.main`."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from google.protobuf.message import Message
from viva.llm.v1 import llm_service_pb2 as pb
from viva.resume.v1.resume_service_pb2_grpc import ResumeServiceStub

from mesh.channels import Channels
from mesh.leases import Handler, LeaseWorker
from mesh.process import run_process
from mesh.server import Server, serve
from services.llm.adapters import gauges
from services.llm.adapters.notes import TelemetryNotes
from services.llm.adapters.passages import ResumePassages
from services.llm.domain.asking import Asking
from services.llm.domain.engine import Engine, EngineBusy
from services.llm.domain.generation import Generator
from services.llm.domain.reading import Reading
from services.llm.engines.bank.engine import BankEngine
from services.llm.engines.llama_cpp.generator import LlamaCppGenerator
from services.llm.engines.model.engine import ModelEngine
from services.llm.engines.openai.generator import ServerGenerator
from services.llm.engines.workbench import Workbench
from services.llm.servicer import LlmServicer
from services.llm.settings import Settings
from services.llm.tasks import LlmTasks


async def run(settings: Settings) -> None:
    """Serves until told to stop."""
    async with chosen(settings) as engine:
        server = wired(settings, engine)
        warming = asyncio.create_task(warm_up(server, engine))
        try:
            await serve(server)
        finally:
            warming.cancel()


@asynccontextmanager
async def chosen(settings: Settings) -> AsyncIterator[Engine]:
    """The engine that the settings name, for as long as it is needed."""
    if generator := generator_of(settings):
        if isinstance(generator, LlamaCppGenerator):
            gauges.show(lambda: generator.occupancy)
        try:
            yield ModelEngine(generator, TelemetryNotes(), scores_hiring=settings.scores_hiring)
        finally:
            await generator.close()
        return
    workbench = Workbench(slots=settings.threads, queue_limit=settings.queue_limit)
    try:
        yield BankEngine(workbench)
    finally:
        workbench.close()


def generator_of(settings: Settings) -> Generator | None:
    """What runs the language model; None where none was chosen."""
    if settings.model:
        return LlamaCppGenerator(settings.model)
    return ServerGenerator(settings.server) if settings.server else None


async def warm_up(server: Server, engine: Engine) -> None:
    """Loads the bank engine's dictionary once the service is ready: it delays neither the start nor the first question.

    A language model is warm before the service is ready.
    """
    await server.readiness.reached()
    if isinstance(engine, BankEngine):
        with suppress(EngineBusy):
            await engine.warm_up()


def wired(settings: Settings, engine: Engine) -> Server:
    """The service with all its parts, not yet started."""
    channels = Channels(settings.mesh)
    reading = Reading(engine)
    tasks = LlmTasks(Asking(engine, ResumePassages(channels.stub(ResumeServiceStub))), reading, TelemetryNotes())
    handlers: dict[type[Message], Handler] = {
        pb.AskRequest: tasks.ask,
        pb.EvaluateRequest: tasks.evaluate,
        pb.WriteReportRequest: tasks.write_report,
    }
    worker = LeaseWorker(channels, slots=settings.slots, handlers=handlers)
    servicer = LlmServicer(engine, reading, tasks, worker.open_ticket)
    return Server(settings.mesh, servicers=[servicer], channels=channels, worker=worker, ready=engine.what_is_missing)


def main() -> None:
    """Reads the settings and runs."""
    run_process(run(Settings.from_environment(os.environ)))


if __name__ == "__main__":
    main()
