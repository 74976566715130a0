"""`make bench-llm`: prints how fast the language-model engine writes, beside the old way and beside llama.cpp's own server.

Contenders take turns, and each measure is repeated, since the machine is rarely alone; what is printed is the median of the rounds
and, where there are several, the least and the most. Tokens for each second of the processor, of everybody's processes together, say
more than those for each second of the clock where others use the machine, too. Everybody runs the same build of llama.cpp, the one that
llama-server came out of.
"""

import argparse
import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from bench.llm import files

if TYPE_CHECKING:
    from bench.llm.bare import Bare

STREAMS = (1, 2, 4, 8, 16)
SERIAL_STREAMS = (1, 8)
"""One after another takes as long again for each stream more."""
Writers = dict[str, Any]
Found = dict[str, list[tuple[float, ...]]]


async def run(rounds: int, streams: Sequence[int], names: Sequence[str], parts: Sequence[str], file: Path | None) -> None:
    """Measures and prints. All contenders are there from the beginning; who is not asked takes no time."""
    model, threads = file or files.model(), max(1, (os.cpu_count() or 2) - 1)
    print(f"{model.name}, {threads} thread(s) of {os.cpu_count()}, {rounds} round(s)\n", flush=True)
    async with AsyncExitStack() as stack:
        all_of_them = opened(model, threads)
        found = {name: await stack.enter_async_context(one) for name, one in all_of_them.items() if not names or name in names}
        batching = {name: writer for name, writer in found.items() if name != "serial"}
        here = {name: writer for name, writer in batching.items() if name != "ours, gRPC"}
        everything: dict[str, Callable[[], Awaitable[None]]] = {
            "streams": lambda: side_by_side(found, rounds, streams),
            "objects": lambda: objects(batching, rounds),
            "grammar": lambda: grammar(here, rounds),
            "turns": lambda: warm_turns(here, rounds, model, threads),
            "delays": lambda: disturbances(here, rounds),
            "neighbour": lambda: neighbour(batching),
            "roofline": lambda: roofline(here, model.stat().st_size),
        }
        for part in parts or everything:
            await everything[part]()


def opened(model: Path, threads: int) -> dict[str, AbstractAsyncContextManager[Any]]:
    """Every contender that there is here."""
    from bench.llm.contenders import llama_server, ours, serial
    from bench.llm.over_grpc import over_grpc

    found: dict[str, AbstractAsyncContextManager[Any]] = {
        "serial": serial(model, threads),
        "ours": ours(model, threads),
        "ours, gRPC": over_grpc(model, threads),
    }
    if program := files.server():
        found["llama-server"] = llama_server(program, model, threads)
    return found


async def alternated(writers: Writers, rounds: int, measure: Callable[[Any, int], Awaitable[tuple[float, ...]]]) -> Found:
    """A measure of everybody, round by round; who begins changes with each."""
    found: Found = {name: [] for name in writers}
    names = list(writers)
    for turn in range(rounds):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            found[name].append(await measure(writers[name], turn))
    return found


async def side_by_side(writers: Writers, rounds: int, streams: Sequence[int]) -> None:
    """Streams of about 200 tokens in and 48 out."""
    shown = f"{'tokens/s':>22}{'tokens/CPU s':>22}{'first p50':>26}{'first p95':>11}{'gap p95':>9}{'cut off':>9}"
    print(f"{'streams':>7}  {'contender':<14}{shown}   (times in ms)")
    for count in streams:
        some = {name: writer for name, writer in writers.items() if name != "serial" or count in SERIAL_STREAMS}
        found = await alternated(some, rounds, lambda writer, turn, count=count: _figures(writer, count, turn))  # type: ignore[misc]
        for name, figures in found.items():
            rate, work, first, late, gap, cut = zip(*figures, strict=True)
            line = f"{spread(rate, '.1f'):>22}{spread(work, '.1f'):>22}{spread([each * 1000 for each in first], '.0f'):>26}"
            print(f"{count:>7}  {name:<14}{line}{median(late) * 1000:>11.0f}{median(gap) * 1000:>9.0f}{sum(cut):>9.0f}", flush=True)


async def _figures(writer: Any, count: int, turn: int) -> tuple[float, ...]:
    from bench.llm import measures
    from bench.llm.machine import cpu_seconds

    before = cpu_seconds()
    rate, texts = await measures.streams(writer, count, 1 if count > 2 else 2, 1000 * turn + 100 * count, words=8, max_tokens=48)
    work = sum(text.tokens for text in texts) / (cpu_seconds() - before)
    firsts, gaps = [text.first for text in texts if text.pieces], [gap for text in texts for gap in text.gaps]
    cut = sum(not text.tokens for text in texts)
    return rate, work, measures.percentile(firsts, 50), measures.percentile(firsts, 95), measures.percentile(gaps, 95), cut


async def objects(writers: Writers, rounds: int) -> None:
    """Whole JSON objects."""
    from bench.llm import measures

    async def measure(writer: Any, turn: int) -> tuple[float, ...]:
        return (await measures.object_seconds(writer, 4, 100 * turn),)

    print("\nseconds to a whole JSON object of one schema, four at once")
    for name, found in (await alternated(writers, rounds, measure)).items():
        print(f"         {name:<14}{spread([each[0] for each in found], '.2f'):>22}", flush=True)


async def neighbour(writers: Writers) -> None:
    """What is left beside a program that keeps a core busy."""
    from bench.llm import measures
    from bench.llm.machine import busy_neighbour

    async def measure(writer: Any, turn: int) -> tuple[float, ...]:
        alone, _ = await measures.streams(writer, 8, 1, 2000, words=8, max_tokens=48)
        with busy_neighbour():
            beside, _ = await measures.streams(writer, 8, 1, 3000, words=8, max_tokens=48)
        return alone, beside, beside / alone

    print(f"\ntokens/s of eight streams, one round   {'alone':>10}{'beside a busy program':>24}{'left':>6}")
    for name, found in (await alternated(writers, 1, measure)).items():
        alone, beside, left = found[0]
        print(f"         {name:<14}{alone:>25.1f}{beside:>24.1f}{left:>6.2f}", flush=True)


async def grammar(writers: Writers, rounds: int) -> None:
    """What it costs to be held to a grammar, at a temperature that tries it."""
    from bench.llm import measures

    writer = writers["ours"]
    free = [(await measures.streams(writer, 4, 1, 100 * turn))[0] for turn in range(rounds)]
    held = [(await measures.streams(writer, 4, 1, 100 * turn + 50, form=measures.HELD))[0] for turn in range(rounds)]
    print(f"\nours: tokens/s of four streams: free {spread(free, '.1f')}; by a grammar {spread(held, '.1f')}", flush=True)


async def warm_turns(writers: Writers, rounds: int, model: Path, threads: int) -> None:
    """What an interview's kept sequence is worth, and how much of the rest is looking back on the history: llama-server pays it, too."""
    from bench.llm import measures
    from bench.llm.bare import bare

    print(f"\nfirst token in ms, alone on the engine           {'cold':>8}{'warm +200':>11}{'200 alone':>11}{'warm/alone':>22}")
    for title, words in (("1,000 tokens", 40), ("3,000 tokens", 118)):
        found = await alternated(writers, rounds, lambda writer, turn, words=words: measures.turns(writer, words, 10 * words + turn))  # type: ignore[misc]
        for name, figures in found.items():
            cold, warm, alone = (median(column) * 1000 for column in zip(*figures, strict=True))
            ratios = spread([each[1] / each[2] for each in figures], ".2f")
            print(f"         {title:<17}{name:<22}{cold:>8.0f}{warm:>11.0f}{alone:>11.0f}{ratios:>22}", flush=True)
    with bare(model, threads) as text:
        looking_back(text, rounds)


def looking_back(text: "Bare", rounds: int) -> None:
    """The same with no engine around it: what of a warm turn is this model's own."""
    print("\nllama.cpp by itself, 200 tokens, ms        behind none    behind the history          behind it/none")
    for title, history in (("1,000 tokens", 1000), ("3,000 tokens", 3000)):
        pairs = [(text.seconds(0, 200), text.seconds(history, 200)) for _ in range(rounds)]
        none, behind = (median(column) * 1000 for column in zip(*pairs, strict=True))
        print(f"         {title:<30}{none:>15.0f}{behind:>22.0f}{spread([each[1] / each[0] for each in pairs], '.2f'):>24}", flush=True)


async def disturbances(writers: Writers, rounds: int) -> None:
    """Who delays whom."""
    from bench.llm import measures

    async def delayed(writer: Any, turn: int) -> tuple[float, ...]:
        return await measures.delay(writer, 5000 + 20 * turn)

    print("\nbetween two pieces of four streams, p95 in ms: undisturbed, and while a prompt of 3,000 tokens is read")
    for name, found in (await alternated(writers, rounds, delayed)).items():
        before, during = (spread([each * 1000 for each in column], ".0f") for column in zip(*found, strict=True))
        print(f"         {name:<14}{before:>22}{during:>22}", flush=True)
    writer = writers["ours"]
    idle = [(await measures.timed(writer, measures.generation(7000 + turn))).first for turn in range(rounds)]
    async with measures.reports(writer, 8, 8000):
        busy = [(await measures.timed(writer, measures.generation(9000 + turn))).first for turn in range(rounds)]
    figures = f"idle {spread([each * 1000 for each in idle], '.0f')} ms; with 8 reports {spread([each * 1000 for each in busy], '.0f')} ms"
    print(f"ours: first token of a live question: {figures} ({median(busy) / median(idle):.2f} ×)", flush=True)


async def roofline(writers: Writers, size: int) -> None:
    """Each step reads all weights once: no step is faster than memory gives them."""
    from bench.llm import measures
    from bench.llm.machine import bytes_a_second

    most = bytes_a_second() / size
    print(f"\nmemory gives one thread the weights {most:.0f} times a second; steps of writing, as a share of that, one round:")
    for name, writer in writers.items():
        shares = []
        for count in (1, 8):
            _, texts = await measures.streams(writer, count, 1, count, words=1, max_tokens=48)
            shares.append(1 / median([gap for text in texts for gap in text.gaps]) / most)
        print(f"         {name:<14}one stream {shares[0]:.2f}, eight {shares[1]:.2f}", flush=True)


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
    parser.add_argument("--model", type=Path, help="a GGUF file; SmolLM2 135M where none is named")
    options = parser.parse_args()
    _with_the_servers_library()
    asyncio.run(run(options.rounds, options.streams, options.contenders, options.parts, options.model))


def _with_the_servers_library() -> None:
    """Begins anew with llama.cpp as it was built for llama-server: what is compared then differs in nothing else."""
    server = files.server()
    if server is None or "LLAMA_CPP_LIB_PATH" in os.environ or not list(server.parent.glob("libllama.*")):
        return
    os.environ["LLAMA_CPP_LIB_PATH"] = str(server.parent)
    os.execv(sys.executable, [sys.executable, "-m", "bench.llm", *sys.argv[1:]])


if __name__ == "__main__":
    main()
