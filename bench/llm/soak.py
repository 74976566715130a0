"""`python -m bench.llm.soak`: thousands of texts, many of them dropped half-way, and what is left over afterwards: nothing.

Runs on the tiny model that the tests write, so that ten thousand texts take minutes.
"""

import argparse
import asyncio
import random
import tempfile
import threading
from collections import Counter
from contextlib import aclosing
from pathlib import Path

import psutil

from services.llm.domain.engine import EngineBusy, EngineFailed
from services.llm.domain.generation import Effort, Lane
from services.llm.engines.llama_cpp.generator import LlamaCppGenerator
from services.llm.engines.llama_cpp.layout import PREFIXES
from tests.llm.running import at_rest, generation, running

AT_ONCE = 24
SHARE_DROPPED = 0.3
INTERVIEWS = 40


async def soak(requests: int, *, own_cells: bool) -> None:
    """Prints what the process holds before, half-way and after."""
    sizes = {"context": 32768 if own_cells else 4096, "own_cells": own_cells}
    with tempfile.TemporaryDirectory() as directory:
        async with running(Path(directory), slots=8, queue_limit=64, host_bytes=1 << 22, **sizes) as generator:
            print(f"{'':<10}{'threads':>8}{'MiB':>8}{'cells':>7}{'promised':>10}{'sequences':>11}{'host KiB':>10}")
            await many(generator, 200, random.Random(0))
            await report("warm", generator)
            ends = await many(generator, requests // 2, random.Random(1))
            await report("half-way", generator)
            ends += await many(generator, requests - requests // 2, random.Random(2))
            await report("after", generator)
            print(", ".join(f"{count:,} {name}" for name, count in ends.most_common()))


async def many(generator: LlamaCppGenerator, count: int, chance: random.Random) -> Counter[str]:
    """So many texts, a few at once; returns how they ended."""
    ends: Counter[str] = Counter()
    left = iter(range(count))

    async def one_after_another() -> None:
        for number in left:
            ends[await one(generator, number, chance)] += 1

    await asyncio.gather(*(one_after_another() for _ in range(AT_ONCE)))
    return ends


async def one(generator: LlamaCppGenerator, number: int, chance: random.Random) -> str:
    """One text, read to its end or dropped at some piece or before the first."""
    wanted = generation(
        "질문 " + "가" * chance.randrange(60),
        seed=number,
        lane=chance.choice(list(Lane)),
        conversation=chance.choice(["", f"interview-{chance.randrange(INTERVIEWS)}"]),
        seconds=chance.choice([60.0, 60.0, 60.0, 0.05]),
    )
    pieces_wanted = chance.randrange(12) if chance.random() < SHARE_DROPPED else 1 << 30
    try:
        async with aclosing(generator.generate(wanted)) as pieces:
            if not pieces_wanted:
                # Gone while its prompt is read: nobody has asked for a first piece.
                task = asyncio.ensure_future(anext(pieces))
                await asyncio.sleep(0)
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
                return "dropped"
            heard = 0
            async for piece in pieces:
                if isinstance(piece, Effort):
                    return "whole"
                heard += 1
                if heard >= pieces_wanted:
                    return "dropped"
    except EngineBusy:
        return "refused: busy"
    except EngineFailed as failed:
        return f"failed: {failed.facts.get('fault', '')}"
    return "whole"


async def report(when: str, generator: LlamaCppGenerator) -> None:
    """One line: what is held when nothing is written."""
    await at_rest(generator)
    assert generator.worker is not None
    sequences = generator.worker.sequences
    cells = sequences.cells
    held = sum(cells.held_by(number) for number in cells.sequences)
    first = PREFIXES if generator.worker.layout.is_pool else 0
    kept = sum(1 for number in cells.sequences if number >= first)
    memory = psutil.Process().memory_info().rss / 2**20
    figures = f"{memory:>8.1f}{held:>7}{cells.used - held:>10}{kept:>11}{sequences.parked_bytes / 1024:>10.0f}"
    print(f"{when:<10}{threading.active_count():>8}{figures}", flush=True)


def main() -> None:
    """Reads how many."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--pool", action="store_true", help="all texts share their cells, as on a GPU")
    options = parser.parse_args()
    asyncio.run(soak(options.requests, own_cells=not options.pool))


if __name__ == "__main__":
    main()
