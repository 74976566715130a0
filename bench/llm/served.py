"""The llm service as it is served, tasks, leases and streams with it, but for what it asks: the bench's own texts instead of questions.

`python -m bench.llm.served`, told by the same variables as `services.llm.main`. What is asked for stands as JSON in a task's guide.
"""

import json
import os
from collections.abc import AsyncGenerator
from dataclasses import asdict
from typing import Any

from google.protobuf.message import Message
from viva.llm.v1 import llm_service_pb2 as pb

from bench.llm.measures import FREE, REPLY
from mesh.channels import Channels
from mesh.leases import Handler, LeaseWorker
from mesh.process import run_process
from mesh.server import Server, serve
from services.llm.domain.generation import Effort, Generation, Generator, Lane, Prompt
from services.llm.domain.question import Question, QuestionBrief
from services.llm.domain.reading import Reading
from services.llm.engines.model.engine import ModelEngine
from services.llm.main import generator_of
from services.llm.servicer import LlmServicer
from services.llm.settings import Settings
from services.llm.tasks import LlmTasks


def told(generation: Generation) -> str:
    """What is asked for, as JSON."""
    how = {"seed": generation.seed, "temperature": generation.temperature, "max_tokens": generation.max_tokens}
    lane, is_reply = generation.lane.value, generation.form is REPLY
    return json.dumps({"prompt": asdict(generation.prompt), "how": how, "lane": lane, "is_reply": is_reply, "seconds": generation.seconds})


def understood(text: str) -> Generation:
    """The same, read back."""
    found: dict[str, Any] = json.loads(text)
    form = REPLY if found["is_reply"] else FREE
    return Generation(Prompt(**found["prompt"]), form, Lane(found["lane"]), seconds=found["seconds"], **found["how"])


class Texts:
    """Stands where questions are thought of."""

    def __init__(self, generator: Generator, engine: ModelEngine) -> None:
        self._generator = generator
        self._engine = engine

    async def ask(self, brief: QuestionBrief) -> AsyncGenerator[str | Question, None]:
        words, effort = "", Effort(False)
        async for piece in self._generator.generate(understood(brief.guide)):
            if isinstance(piece, Effort):
                effort = piece
            else:
                words += piece
                yield piece
        yield Question(words, self._engine.info.stamp.with_effort(effort))


async def run(settings: Settings) -> None:
    """Serves until told to stop."""
    generator = generator_of(settings)
    assert generator is not None, "no model was named"
    channels, engine = Channels(settings.mesh), ModelEngine(generator)
    asking: Any = Texts(generator, engine)
    reading = Reading(engine)
    tasks = LlmTasks(asking, reading)
    handlers: dict[type[Message], Handler] = {
        pb.AskRequest: tasks.ask,
        pb.EvaluateRequest: tasks.evaluate,
        pb.WriteReportRequest: tasks.write_report,
    }
    worker = LeaseWorker(channels, slots=settings.slots, handlers=handlers)
    servicer = LlmServicer(engine, reading, tasks, worker.open_ticket)
    try:
        await serve(Server(settings.mesh, servicers=[servicer], channels=channels, worker=worker, ready=engine.what_is_missing))
    finally:
        await generator.close()


if __name__ == "__main__":
    run_process(run(Settings.from_environment(os.environ)))
