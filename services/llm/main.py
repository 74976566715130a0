"""Starts the llm service: `python -m services.llm.main`."""

import asyncio
import os
from contextlib import suppress

from google.protobuf.message import Message
from viva.llm.v1 import llm_service_pb2 as pb
from viva.resume.v1.resume_service_pb2_grpc import ResumeServiceStub

from mesh.channels import Channels
from mesh.leases import Handler, LeaseWorker
from mesh.process import run_process
from mesh.server import Server, serve
from services.llm.adapters.passages import ResumePassages
from services.llm.domain.asking import Asking
from services.llm.domain.engine import Engine, EngineBusy
from services.llm.domain.reading import Reading
from services.llm.engines.bank.engine import BankEngine
from services.llm.engines.workbench import Workbench
from services.llm.servicer import LlmServicer
from services.llm.settings import Settings
from services.llm.tasks import LlmTasks


async def run(settings: Settings) -> None:
    """Serves until told to stop."""
    workbench = Workbench(slots=settings.threads, queue_limit=settings.queue_limit)
    engine = BankEngine(workbench)
    server = wired(settings, engine)
    warming = asyncio.create_task(warm_up(server, engine))
    try:
        await serve(server)
    finally:
        warming.cancel()
        workbench.close()


async def warm_up(server: Server, engine: BankEngine) -> None:
    """Loads the engine's dictionary once the service is ready: it delays neither the start nor the first question."""
    await server.readiness.reached()
    with suppress(EngineBusy):
        await engine.warm_up()


def wired(settings: Settings, engine: Engine) -> Server:
    """The service with all its parts, not yet started."""
    channels = Channels(settings.mesh)
    reading = Reading(engine)
    tasks = LlmTasks(Asking(engine, ResumePassages(channels.stub(ResumeServiceStub))), reading)
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
