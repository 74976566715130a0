"""A tiny model that really runs, and what tests ask of it."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from services.llm.domain.generation import Effort, Form, Generation, Generator, Hole, Lane, Prompt
from services.llm.engines.llama_cpp.generator import LlamaCppGenerator
from services.llm.engines.llama_cpp.settings import LlamaCppSettings
from services.llm.prompts.forms import form, level, numbers, record, text
from tests.llm.tiny_model import write_tiny_model

SOON = 60.0
FREE = Form((Hole(""),))
"""Whatever the model likes, until it ends by itself."""
ENDLESS = Form((Hole('root ::= [가-힣]{2000} "."'),))
REPLY = form(record({"evidence": numbers(12, 3), "level": level(5), "feedback": text(20)}))


def generation(user: str = "안녕하세요", **changes: Any) -> Generation:
    """A text of a dozen tokens, or what the test wants."""
    whole: dict[str, Any] = {
        "prompt": Prompt("시스템", user),
        "form": REPLY,
        "lane": Lane.INTERACTIVE,
        "max_tokens": 300,
        "seconds": SOON,
        "seed": 1,
        "temperature": 1.0,
    }
    return Generation(**(whole | changes))


async def written(generator: Generator, wanted: Generation) -> tuple[str, Effort]:
    """A whole text, and what it took."""
    pieces = [piece async for piece in generator.generate(wanted)]
    effort = pieces.pop()
    assert isinstance(effort, Effort)
    return "".join(str(piece) for piece in pieces), effort


async def reply(generator: Generator, wanted: Generation) -> Any:
    """A whole text as JSON."""
    return json.loads((await written(generator, wanted))[0])


async def ready(generator: Generator) -> None:
    """Waits until nothing is missing."""
    await missing(generator, "None")


async def missing(generator: Generator, what: str) -> None:
    """Waits until this is what is missing."""
    async with asyncio.timeout(SOON):
        while what not in str(await generator.what_is_missing()):  # noqa: ASYNC110  # readiness is asked for, by the second, not told
            await asyncio.sleep(0.01)


@asynccontextmanager
async def running(directory: Path, **settings: Any) -> AsyncIterator[LlamaCppGenerator]:
    """The tiny model, loaded."""
    model = directory / "tiny.gguf"
    if not model.exists():
        write_tiny_model(model)
    generator = LlamaCppGenerator(LlamaCppSettings(model, **({"context": 4096, "slots": 4, "threads": 1} | settings)))
    try:
        await ready(generator)
        yield generator
    finally:
        await generator.close()


async def at_rest(generator: LlamaCppGenerator) -> None:
    """Waits until nothing is written and no cell is promised."""
    async with asyncio.timeout(SOON):
        while generator.worker is None or not generator.worker.is_idle:  # noqa: ASYNC110  # a thread tells no event loop that it is idle
            await asyncio.sleep(0.005)
