"""`make bench-llm`: prints how fast the language-model engine writes, beside the old way and beside llama.cpp's own server.

Contenders take turns, and each measure is repeated, since the machine is rarely alone; what is printed is the median of the rounds
and, where there are several, the least and the most. Everybody runs the same build of llama.cpp, the one that llama-server came out of.
"""

import argparse
import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from pathlib import Path
from statistics import median
from typing import Any

from bench.llm import files

STREAMS = (1, 2, 4, 8, 16)
Opened = Callable[[], AbstractAsyncContextManager[Any]]
Found = dict[str, list[tuple[float, ...]]]


async def run(rounds: int, streams: Sequence[int], names: Sequence[str], parts: Sequence[str]) -> None:
    """Measures and prints."""
    model, threads = files.model(), max(1, (os.cpu_count() or 2) - 1)
    contenders = {name: one for name, one in opened(model, threads).items() if not names or name in names}
    print(f"{model.name}, {threads} thread(s) of {os.cpu_count()}, {rounds} round(s)\n")
    everything: dict[str, Callable[[], Awaitable[None]]] = {
        "streams": lambda: side_by_side(contenders, rounds, streams),
        "objects": lambda: objects(contenders, rounds),
        "neighbour": lambda: neighbour(contenders, rounds),
        "grammar": lambda: grammar(contenders["ours"], rounds),
        "turns": lambda: for_many_and_few(warm_turns, rounds, model, threads),
        "delays": lambda: for_many_and_few(disturbances, rounds, model, threads),
        "roofline": lambda: roofline(contenders, rounds, model.stat().st_size),
    }
    for part in parts or everything:
        await everything[part]()


def opened(model: Path, threads: int) -> dict[str, Opened]:
    """Every contender that there is here."""
    from bench.llm.contenders import llama_server, ours, serial
    from bench.llm.over_grpc import over_grpc

    found: dict[str, Opened] = {
        "serial": lambda: serial(model, threads),
        "ours": lambda: ours(model, threads),
        "ours, gRPC": lambda: over_grpc(model, threads),
    }
    if program := files.server():
        found["llama-server"] = lambda: llama_server(program, model, threads)
    return found


async def alternated(contenders: dict[str, Opened], rounds: int, measure: Callable[[Any, int], Awaitable[tuple[float, ...]]]) -> Found:
    """A measure of everybody, round by round; who begins changes with each."""
    found: Found = {name: [] for name in contenders}
    names = list(contenders)
    for turn in range(rounds):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            async with contenders[name]() as writer:
                found[name].append(await measure(writer, turn))
    return found


async def side_by_side(contenders: dict[str, Opened], rounds: int, streams: Sequence[int]) -> None:
    """Streams of about 300 tokens in and 64 out."""
    print(f"{'streams':>7}  {'contender':<14}{'tokens/s':>22}{'first p50':>24}{'first p95':>11}{'gap p95':>9}   (ms)")
    for count in streams:
        found = await alternated(contenders, rounds, lambda writer, turn, count=count: _figures(writer, count, turn))  # type: ignore[misc]
        for name, figures in found.items():
            rate, first, late, gap = zip(*figures, strict=True)
            shown = f"{spread(rate, '.1f'):>22}{spread([each * 1000 for each in first], '.0f'):>24}"
            print(f"{count:>7}  {name:<14}{shown}{median(late) * 1000:>11.0f}{median(gap) * 1000:>9.0f}", flush=True)


async def _figures(writer: Any, count: int, turn: int) -> tuple[float, ...]:
    from bench.llm import measures

    rate, texts = await measures.streams(writer, count, 2, 1000 * turn)
    firsts, gaps = [text.first for text in texts if text.pieces], [gap for text in texts for gap in text.gaps]
    return rate, measures.percentile(firsts, 50), measures.percentile(firsts, 95), measures.percentile(gaps, 95)


async def objects(contenders: dict[str, Opened], rounds: int) -> None:
    """Whole JSON objects."""
    from bench.llm import measures

    async def measure(writer: Any, turn: int) -> tuple[float, ...]:
        return (await measures.object_seconds(writer, 4, 100 * turn),)

    print("\nseconds to a whole JSON object of one schema, four at once")
    for name, found in (await alternated(contenders, rounds, measure)).items():
        print(f"         {name:<14}{spread([each[0] for each in found], '.2f'):>22}", flush=True)


async def neighbour(contenders: dict[str, Opened], rounds: int) -> None:
    """What is left beside a program that keeps a core busy."""
    from bench.llm import measures
    from bench.llm.machine import busy_neighbour

    async def measure(writer: Any, turn: int) -> tuple[float, ...]:
        alone, _ = await measures.streams(writer, 8, 1, 2000 * turn)
        with busy_neighbour():
            beside, _ = await measures.streams(writer, 8, 1, 2000 * turn + 1000)
        return alone, beside, beside / alone

    print(f"\ntokens/s of eight streams   {'alone':>20}{'beside a busy program':>24}{'left':>6}")
    for name, found in (await alternated(contenders, rounds, measure)).items():
        alone, beside, left = zip(*found, strict=True)
        print(f"         {name:<14}{spread(alone, '.1f'):>25}{spread(beside, '.1f'):>24}{median(left):>6.2f}", flush=True)


async def grammar(ours: Opened, rounds: int) -> None:
    """What it costs to be held to a grammar, at a temperature that tries it."""
    from bench.llm import measures

    async with ours() as writer:
        free = [(await measures.streams(writer, 4, 1, 100 * turn))[0] for turn in range(rounds)]
        held = [(await measures.streams(writer, 4, 1, 100 * turn + 50, form=measures.HELD))[0] for turn in range(rounds)]
    print(f"\nours: tokens/s of four streams: free {spread(free, '.1f')}; by a grammar {spread(held, '.1f')}", flush=True)


async def for_many_and_few(measure: Callable[[Opened, int], Awaitable[None]], rounds: int, model: Path, threads: int) -> None:
    """The engine as it is set up for many texts at once, and for few."""
    from bench.llm.contenders import ours

    for slots in (16, 4):
        print(f"\nours, set up for {slots} at once")
        await measure(lambda slots=slots: ours(model, threads, slots), rounds)  # type: ignore[misc]


async def warm_turns(ours: Opened, rounds: int) -> None:
    """What an interview's kept sequence is worth."""
    from bench.llm import measures

    print(f"\nours: first token in ms   {'cold':>8}{'warm +200':>11}{'200 alone':>11}{'warm/alone':>12}")
    async with ours() as writer:
        for name, words in (("1,000 tokens", 40), ("3,000 tokens", 118)):
            found = [await measures.turns(writer, words, 10 * words + turn) for turn in range(rounds)]
            cold, warm, alone = (median(column) * 1000 for column in zip(*found, strict=True))
            print(f"         {name:<17}{cold:>8.0f}{warm:>11.0f}{alone:>11.0f}{warm / alone:>12.2f}", flush=True)


async def disturbances(ours: Opened, rounds: int) -> None:
    """Who delays whom."""
    from bench.llm import measures

    async with ours() as writer:
        delays = [await measures.delay(writer, 5000 + 20 * turn) for turn in range(rounds)]
        before, during = (spread([each * 1000 for each in column], ".0f") for column in zip(*delays, strict=True))
        print(f"\nours: between two pieces, p95: {before} ms; while a prompt of 3,000 tokens is read: {during} ms")
        idle = median([(await measures.timed(writer, measures.generation(7000 + turn))).first for turn in range(rounds)])
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(measures.reports(writer, 8, 8000))
            busy = median([(await measures.timed(writer, measures.generation(9000 + turn))).first for turn in range(rounds)])
        figures = f"idle {idle * 1000:.0f} ms; with 8 reports {busy * 1000:.0f} ms ({busy / idle:.2f} ×)"
        print(f"ours: first token of a live question: {figures}", flush=True)


async def roofline(contenders: dict[str, Opened], rounds: int, size: int) -> None:
    """Each step reads all weights once: no step is faster than memory gives them."""
    from bench.llm import measures
    from bench.llm.machine import bytes_a_second

    most = bytes_a_second() / size
    print(f"\nmemory gives one thread the weights {most:.0f} times a second; steps of writing, as a share of that:")

    async def measure(writer: Any, turn: int) -> tuple[float, ...]:
        shares = []
        for count in (1, 8):
            _, texts = await measures.streams(writer, count, 1, 100 * turn + count, words=1, max_tokens=48)
            gaps = [gap for text in texts for gap in text.gaps]
            shares.append(1 / median(gaps) / most)
        return tuple(shares)

    for name, found in (await alternated({k: v for k, v in contenders.items() if k != "serial"}, rounds, measure)).items():
        one, eight = zip(*found, strict=True)
        print(f"         {name:<14}one stream {median(one):.2f}, eight {median(eight):.2f}", flush=True)


def spread(values: Sequence[float], form: str) -> str:
    """The median, and of several the least and the most."""
    if len(values) == 1:
        return format(values[0], form)
    return f"{format(median(values), form)} ({format(min(values), form)}–{format(max(values), form)})"


def main() -> None:
    """Reads the options and measures, with the library of the server's own build where there is one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--streams", type=int, nargs="+", default=STREAMS)
    parser.add_argument("--contenders", nargs="+", default=())
    parser.add_argument("--parts", nargs="+", default=())
    options = parser.parse_args()
    _with_the_servers_library()
    asyncio.run(run(options.rounds, options.streams, options.contenders, options.parts))


def _with_the_servers_library() -> None:
    """Begins anew with llama.cpp as it was built for llama-server: what is compared then differs in nothing else."""
    server = files.server()
    if server is None or "LLAMA_CPP_LIB_PATH" in os.environ or not list(server.parent.glob("libllama.*")):
        return
    os.environ["LLAMA_CPP_LIB_PATH"] = str(server.parent)
    os.execv(sys.executable, [sys.executable, "-m", "bench.llm", *sys.argv[1:]])


if __name__ == "__main__":
    main()
