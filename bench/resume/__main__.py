"""`make bench-resume`: prints how long a résumé takes from the first byte of its upload to READY, beside the bare work.

Bare is what nobody could do without: PyMuPDF takes the text out and the model embeds the same passages, in this one process, with nothing
checked, confined, stored or told. They take turns, document by document. Bare embeds on one thread; how long it would take on as many as
the service has is printed beside it.
"""

import argparse
import asyncio
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pymupdf

from bench.harness.figures import Summary, ratio
from bench.harness.machine import Machine
from bench.harness.page import table
from bench.resume.beside import beside, memory_after_harm
from bench.resume.candidate import Candidate, candidate_of
from deploy.supervisor.postgres import DATABASE
from deploy.supervisor.readiness import until
from services.resume.adapters import build_minilm
from services.resume.adapters.document_reader import read_file
from services.resume.adapters.minilm import MiniLm
from services.resume.adapters.parser_messages import ParserLimits
from services.resume.domain.reading import read_resume
from tests.integration.supervised import Supervised
from tests.integration.visitor import database_of
from tests.resumes.samples import of_written_pages

PAGES = (1, 3, 10)
ROUNDS, SHORT_ROUNDS = 12, 2
AT_ONCE = 10
THREADS = min(2, os.cpu_count() or 1)
"""That the service embeds on unless it is told otherwise."""


@dataclass
class Times:
    """Seconds of one size of document, round by round."""

    viva: list[list[float]] = field(default_factory=list)
    bare: list[list[float]] = field(default_factory=list)
    bare_as_wide: list[list[float]] = field(default_factory=list)
    """On as many threads as the service embeds on."""


async def measure(rounds: int) -> None:
    """Measures and prints."""
    machine = Machine()
    build_minilm.build(build_minilm.default_directory())
    with tempfile.TemporaryDirectory() as folder, models() as (model, wide):
        product = Supervised(Path(folder) / "viva", only="postgres,session,resume")
        product.start()
        try:
            await at_rest(product)
            async with candidate_of(product) as candidate:
                times = {pages: await side_by_side(candidate, model, wide, of_written_pages(pages), rounds, machine) for pages in PAGES}
                heads = ("pages", "Viva p50", "Viva p99", "bare p50", "ratio", "60 ms + 1.3 × bare", f"bare on {THREADS} threads", "ratio")
                print("\n".join(machine.lines()) + f"\n\n{table(heads, list(map(_row, times.items())))}\n", flush=True)
                together = [await at_once(candidate, of_written_pages(3)) for _ in range(max(1, rounds // 4))]
                print(await beside(candidate, of_written_pages(3), max(2, rounds // 3)), flush=True)
                print(await memory_after_harm(candidate, product), flush=True)
        finally:
            product.stop()
    best = min(together)
    print(f"{AT_ONCE} uploads of 3 pages at once: all READY after {best:.2f} s, {60 * AT_ONCE / best:.0f} documents a minute.")


async def at_rest(product: Supervised) -> None:
    """Returns when the questions that ship have their vectors: until then a first start keeps the model busy."""

    async def is_done() -> bool:
        with database_of(product).administer(DATABASE) as connection:
            row = connection.execute("SELECT count(*) FROM tasks WHERE state IN ('READY', 'LEASED')").fetchone()
        return row is not None and not row[0]

    await until(is_done)


@contextmanager
def models() -> Iterator[tuple[MiniLm, MiniLm]]:
    """The model on one thread, and on as many as the service has."""
    directory = build_minilm.default_directory()
    with closing(MiniLm.load(directory)) as one, closing(MiniLm.load(directory, threads=THREADS)) as wide:
        yield one, wide


async def side_by_side(candidate: Candidate, model: MiniLm, wide: MiniLm, file: bytes, rounds: int, machine: Machine) -> Times:
    """The same document all three ways, in turns. The first of each is not counted."""
    times = Times()
    resume, passages = read_resume(read_file(file, ParserLimits()))
    texts = [passage.text for passage in passages]
    assert resume.sections
    await candidate.read(file)
    await bare(model, file, texts)
    await bare(wide, file, texts)
    for _ in range(rounds):
        machine.look()
        times.viva.append([await candidate.read(file)])
        times.bare.append([await bare(model, file, texts)])
        times.bare_as_wide.append([await bare(wide, file, texts)])
    return times


async def bare(model: MiniLm, file: bytes, texts: list[str]) -> float:
    """Seconds of the work that nobody could leave out."""
    began = time.perf_counter()
    with pymupdf.open(stream=file, filetype="pdf") as pdf:
        for page in pdf:
            page.get_text("dict")
    await model.embed(texts)
    return time.perf_counter() - began


async def at_once(candidate: Candidate, file: bytes) -> float:
    """Seconds until the last of several uploads that begin together has been read."""
    began = time.perf_counter()
    await asyncio.gather(*(candidate.read(file) for _ in range(AT_ONCE)))
    return time.perf_counter() - began


def _row(item: tuple[int, Times]) -> tuple[str, ...]:
    pages, times = item
    viva, own = Summary.of([one for each in times.viva for one in each]), Summary.of([one for each in times.bare for one in each])
    share = ratio(times.viva, times.bare)
    wide, wide_share = Summary.of([one for each in times.bare_as_wide for one in each]), ratio(times.viva, times.bare_as_wide)
    goal = 0.060 + 1.3 * own.median
    return (
        str(pages),
        f"{1000 * viva.median:.0f} ms",
        f"{1000 * viva.p99:.0f} ms",
        f"{1000 * own.median:.0f} ms",
        f"{share.value:.2f} ({share.low:.2f}–{share.high:.2f})",
        f"{1000 * goal:.0f} ms, {'held' if viva.median <= goal else 'missed'}",
        f"{1000 * wide.median:.0f} ms",
        f"{wide_share.value:.2f} ({wide_share.low:.2f}–{wide_share.high:.2f})",
    )


def main() -> None:
    """Runs once."""
    options = argparse.ArgumentParser(prog="make bench-resume")
    options.add_argument("--short", action="store_true", help=f"{SHORT_ROUNDS} rounds")
    options.add_argument("--seed", type=int, default=None, help="nothing here is drawn by lot; taken for the sake of the other benches")
    asyncio.run(measure(SHORT_ROUNDS if options.parse_args().short else ROUNDS))


if __name__ == "__main__":
    main()
