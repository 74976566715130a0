"""`make bench-llm`: prints how fast the language-model engine writes, beside the old way and beside llama.cpp's own server.

Contenders take turns, and each measure is repeated, since the machine is rarely alone; what is printed is the median of the rounds.
"""

import argparse
import asyncio
import os
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from pathlib import Path
from statistics import median
from typing import Any

from bench.llm import files, measures
from bench.llm.contenders import Writer, llama_server, ours, serial

STREAMS = (1, 2, 4, 8, 16)
Opened = Callable[[], AbstractAsyncContextManager[Any]]


async def run(rounds: int, streams: tuple[int, ...]) -> None:
    """Measures and prints."""
    model, threads = files.model(), max(1, (os.cpu_count() or 2) - 1)
    contenders = opened(model, threads)
    print(f"{model.name}, {threads} thread(s) of {os.cpu_count()}, {rounds} round(s)\n")
    await side_by_side(contenders, rounds, streams)
    await objects(contenders, rounds)
    async with ours(model, threads) as writer:
        await warm_turns(writer, rounds)
        await disturbances(writer, rounds)


def opened(model: Path, threads: int) -> dict[str, Opened]:
    """Every contender that there is here."""
    found: dict[str, Opened] = {"serial": lambda: serial(model, threads), "ours": lambda: ours(model, threads)}
    if program := files.server():
        found["llama-server"] = lambda: llama_server(program, model, threads)
    return found


async def side_by_side(contenders: dict[str, Opened], rounds: int, streams: tuple[int, ...]) -> None:
    """Streams of about 300 tokens in and 64 out."""
    print(f"{'streams':>7}  {'contender':<13}{'tokens/s':>9}{'first p50':>11}{'first p95':>11}{'gap p95':>9}   (ms)")
    for count in streams:
        figures: dict[str, list[tuple[float, float, float, float]]] = {name: [] for name in contenders}
        for turn in range(rounds):
            for name, open_one in contenders.items():
                async with open_one() as writer:
                    figures[name].append(await _figures(writer, count, turn))
        for name, found in figures.items():
            rate, first, late, gap = (median(column) for column in zip(*found, strict=True))
            print(f"{count:>7}  {name:<13}{rate:>9.1f}{first * 1000:>11.0f}{late * 1000:>11.0f}{gap * 1000:>9.0f}", flush=True)


async def _figures(writer: Writer, count: int, turn: int) -> tuple[float, float, float, float]:
    rate, texts = await measures.streams(writer, count, 2, 1000 * turn)
    firsts, gaps = [text.first for text in texts if text.pieces], [gap for text in texts for gap in text.gaps]
    return rate, measures.percentile(firsts, 50), measures.percentile(firsts, 95), measures.percentile(gaps, 95)


async def objects(contenders: dict[str, Opened], rounds: int) -> None:
    """Whole JSON objects."""
    print("\nseconds to a whole JSON object of one schema, four at once")
    figures: dict[str, list[float]] = {name: [] for name in contenders}
    for turn in range(rounds):
        for name, open_one in contenders.items():
            async with open_one() as writer:
                figures[name].append(await measures.object_seconds(writer, 4, 100 * turn))
    for name, found in figures.items():
        print(f"         {name:<13}{median(found):>9.2f}", flush=True)


async def warm_turns(writer: Writer, rounds: int) -> None:
    """What an interview's kept sequence is worth."""
    print(f"\nours: first token in ms   {'cold':>8}{'warm +200':>11}{'200 alone':>11}{'warm/alone':>12}")
    for name, words in (("1,000 tokens", 40), ("3,000 tokens", 118)):
        found = [await measures.turns(writer, words, 10 * words + turn) for turn in range(rounds)]
        cold, warm, alone = (median(column) * 1000 for column in zip(*found, strict=True))
        print(f"         {name:<17}{cold:>8.0f}{warm:>11.0f}{alone:>11.0f}{warm / alone:>12.2f}", flush=True)


async def disturbances(writer: Writer, rounds: int) -> None:
    """Who delays whom."""
    delays = [await measures.delay(writer, 5000 + 20 * turn) for turn in range(rounds)]
    before, during = (median(column) * 1000 for column in zip(*delays, strict=True))
    print(f"\nours: between two pieces, p95: {before:.0f} ms; while a prompt of 3,000 tokens is read: {during:.0f} ms")
    idle = median([(await measures.timed(writer, measures.generation(7000 + turn))).first for turn in range(rounds)])
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(measures.reports(writer, 8, 8000))
        busy = median([(await measures.timed(writer, measures.generation(9000 + turn))).first for turn in range(rounds)])
    print(f"ours: first token of a live question: idle {idle * 1000:.0f} ms; with 8 reports {busy * 1000:.0f} ms ({busy / idle:.2f} ×)")


def main() -> None:
    """Reads the options and measures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--streams", type=int, nargs="+", default=STREAMS)
    options = parser.parse_args()
    asyncio.run(run(options.rounds, tuple(options.streams)))


if __name__ == "__main__":
    main()
