"""What is measured: streams side by side, whole JSON objects, warm turns beside cold prompts, and who delays whom."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import Any

from bench.llm.contenders import Writer
from services.llm.domain.engine import EngineFailed
from services.llm.domain.generation import Effort, Form, Generation, Hole, Lane, Prompt
from services.llm.prompts.forms import form, level, numbers, record, text

SYSTEM = "You are an interviewer. You write the next question of an interview and nothing else. Ask about one thing at a time."
SENTENCE = "When our payment service became slow I read the logs, found that the connection pool was too small, and added load tests. "
FREE = Form((Hole(""),))
HELD = Form((Hole(r'root ::= [^ ?*`{}<>|\x00-\x1F\x7F] [^?*`{}<>|\x00-\x1F\x7F]{600} "?"'),))
"""The grammar of questions, for longer texts."""
REPLY = form(
    record(
        {name: record({"evidence": numbers(12, 3), "level": level(5)}) for name in ("depth", "own_part", "result")} | {"feedback": text(80)}
    )
)
SECONDS = 300.0


@dataclass
class Timed:
    """When each piece of one text came."""

    began: float
    pieces: list[float] = field(default_factory=list)
    tokens: int = 0
    effort: Effort | None = None

    @property
    def first(self) -> float:
        return self.pieces[0] - self.began

    @property
    def gaps(self) -> list[float]:
        return [later - earlier for earlier, later in pairwise(self.pieces)]


def generation(number: int, *, words: int = 12, **changes: Any) -> Generation:
    """About 25 tokens for each of `words`, and different for every number."""
    how: dict[str, Any] = {
        "prompt": Prompt(SYSTEM, f"Answer {number}: " + SENTENCE * words),
        "form": FREE,
        "lane": Lane.INTERACTIVE,
        "max_tokens": 64,
        "seconds": SECONDS,
        "seed": number,
        "temperature": 0.8,
    }
    return Generation(**(how | changes))


async def timed(writer: Writer, wanted: Generation, found: Timed | None = None) -> Timed:
    """One text with its times, which can be watched in `found`."""
    found = found or Timed(time.perf_counter())
    async for piece in writer.generate(wanted):
        if isinstance(piece, Effort):
            found.tokens, found.effort = piece.written_tokens, piece
        else:
            found.pieces.append(time.perf_counter())
    return found


async def streams(writer: Writer, count: int, each: int, first_number: int = 0, **how: Any) -> tuple[float, list[Timed]]:
    """`count` streams of `each` texts one after another: tokens a second over all, and every text."""

    async def stream(number: int) -> list[Timed]:
        return [await timed(writer, generation(first_number + number * each + turn, **how)) for turn in range(each)]

    began = time.perf_counter()
    found = [text for texts in await asyncio.gather(*(stream(number) for number in range(count))) for text in texts]
    return sum(text.tokens for text in found) / (time.perf_counter() - began), found


async def object_seconds(writer: Writer, count: int, first_number: int = 0) -> float:
    """Median seconds until a whole JSON object of the same schema is there, `count` of them at once."""

    async def one(number: int) -> float:
        began = time.perf_counter()
        await timed(writer, generation(first_number + number, form=REPLY, max_tokens=400, temperature=0.0))
        return time.perf_counter() - began

    return median(await asyncio.gather(*(one(number) for number in range(count))))


async def turns(writer: Writer, words: int, number: int) -> tuple[float, float, float]:
    """First token of a cold prompt of about 25·words tokens, of the next turn that adds 200, and of those 200 alone."""
    start = Prompt(SYSTEM, f"Interview {number}. " + SENTENCE * words)
    added = Prompt(SYSTEM, start.user + SENTENCE * 8)
    cold = await timed(writer, generation(number, prompt=start, max_tokens=4, conversation=f"turn-{number}"))
    warm = await timed(writer, generation(number, prompt=added, max_tokens=4, conversation=f"turn-{number}"))
    alone = await timed(writer, generation(number, prompt=Prompt(SYSTEM, f"Alone {number}. " + SENTENCE * 8), max_tokens=4))
    return cold.first, warm.first, alone.first


async def delay(writer: Writer, number: int) -> tuple[float, float]:
    """95th percentile between two pieces of four streams that have begun: for two seconds, and while a prompt of 3,000 tokens is read."""
    texts = [Timed(time.perf_counter()) for _ in range(4)]
    writing = [asyncio.create_task(timed(writer, generation(number + index, max_tokens=300), text)) for index, text in enumerate(texts)]
    while not all(text.pieces for text in texts):  # noqa: ASYNC110  # whoever writes tells nobody that all have begun
        await asyncio.sleep(0.05)
    all_write = time.perf_counter()
    await asyncio.sleep(2.0)
    began = time.perf_counter()
    await timed(writer, generation(number + 9, words=118, max_tokens=1))
    ended = time.perf_counter()
    found = await asyncio.gather(*writing)
    before = [later - earlier for text in found for earlier, later in pairwise(text.pieces) if all_write <= earlier and later < began]
    during = [later - earlier for text in found for earlier, later in pairwise(text.pieces) if began <= later <= ended]
    return percentile(before, 95), percentile(during, 95)


@asynccontextmanager
async def reports(writer: Writer, count: int, number: int) -> AsyncIterator[None]:
    """So many reports that are being written meanwhile."""
    wanted = [generation(number + index, lane=Lane.BATCH, max_tokens=1500, words=40) for index in range(count)]
    writing = [asyncio.create_task(timed(writer, each)) for each in wanted]
    await asyncio.sleep(3.0)
    yield
    for task in writing:
        task.cancel()
    for task in writing:
        with suppress(asyncio.CancelledError, EngineFailed):
            await task


def percentile(values: Sequence[float], share: int) -> float:
    """The value that `share` percent do not exceed; 0 for none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * share // 100)] if ordered else 0.0
