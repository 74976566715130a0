"""`make fuzz-resume`: harms real files at random for half an hour and has each read by a parser process, scans with Tesseract's help.

Whatever a file does, it must do it to the process that reads it: the answer is a résumé or a reason, the next process stands ready,
none is left behind, and this process grows no larger. Ends with 1, and the file, when that is not so.
"""

import argparse
import asyncio
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import psutil

from bench.fuzz_resume.mutations import harmed, seeds
from mesh.refusal import Refusal
from services.resume.adapters import ocr, ocr_process, parser_process
from services.resume.adapters.parser import ParserPool
from services.resume.adapters.parser_messages import ParserLimits
from services.resume.domain.unreadable import ParserUnavailable, Unreadable
from tests.resumes import samples

SHORT_FILES = 60
READERS = 2
MEBIBYTE = 1024 * 1024


@dataclass
class Run:
    """What became of the files so far."""

    random: Random
    until: float
    most: int | None
    keep: Path
    outcomes: "Counter[str]" = field(default_factory=Counter)
    slowest: float = 0.0
    escaped: list[str] = field(default_factory=list)
    seeds: list[bytes] = field(default_factory=seeds)

    @property
    def files(self) -> int:
        """How many have been read or refused."""
        return sum(self.outcomes.values())

    def goes_on(self) -> bool:
        """Whether another file is to be tried."""
        return time.monotonic() < self.until and (self.most is None or self.files < self.most) and not self.escaped

    async def read(self, parsers: ParserPool) -> None:
        """Harms files and has them read, one after the other."""
        while self.goes_on():
            file, start = harmed(self.random.choice(self.seeds), self.random), time.monotonic()
            try:
                await parsers.parse(file)
                self.outcomes["read"] += 1
            except ParserUnavailable:
                self._escape("no parser process starts", file)
            except Unreadable as refusal:
                self.outcomes[refusal.reason] += 1
            except Refusal as refusal:
                self._escape(f"refused with {refusal.reason}", file)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is what is looked for
                self._escape(repr(error), file)
            self.slowest = max(self.slowest, time.monotonic() - start)

    def _escape(self, what: str, file: bytes) -> None:
        self.keep.write_bytes(file)
        self.escaped.append(f"{what}; the file: {self.keep}")


async def run(random: Random, *, seconds: float, most: int | None, keep: Path) -> Run:
    """Tries files for so long, or so many."""
    tried = Run(random, time.monotonic() + seconds, most, keep)
    others = _parsers()
    async with ParserPool(ParserLimits(), concurrency=READERS, ocr=ocr.Ocr.find()) as parsers:
        async with asyncio.TaskGroup() as readers:
            for _ in range(READERS):
                readers.create_task(tried.read(parsers))
            if most is None:
                readers.create_task(_tell(tried))
        if not (await parsers.parse(samples.english_rows())).passages or await parsers.what_is_missing():
            tried.escaped.append("a good résumé is not read afterwards")
    if left := _parsers() - others:
        tried.escaped.append(f"{len(left)} processes that read are left behind")
    return tried


def _parsers() -> set[int]:
    """The ids of all that read below this one; a whole Viva that is held by somebody else has some, too."""
    names = {parser_process.__name__, ocr_process.__name__, ocr.PROGRAM}
    children = psutil.Process().children(recursive=True)
    return {child.pid for child in children if names & {word.rpartition("/")[2] for word in child.cmdline()}}


async def _tell(tried: Run) -> None:
    """Prints a line a minute."""
    last = time.monotonic()
    while tried.goes_on():
        await asyncio.sleep(1)
        if time.monotonic() - last >= 60:
            last = time.monotonic()
            print(f"{tried.files} files, {_memory():.0f} MiB here", flush=True)


def _memory() -> float:
    return float(psutil.Process().memory_info().rss / MEBIBYTE)


def main() -> None:
    """Runs, prints the counts, and ends with 1 when something escaped."""
    options = argparse.ArgumentParser(prog="make fuzz-resume")
    options.add_argument("--minutes", type=float, default=30.0)
    options.add_argument("--seed", type=int, default=None, help="the same files again")
    options.add_argument("--short", action="store_true", help=f"{SHORT_FILES} files")
    options.add_argument("--keep", type=Path, default=Path("escaped.bin"), help="where a file goes that something escapes from")
    chosen = options.parse_args()
    seed = chosen.seed if chosen.seed is not None else Random().randrange(1 << 32)
    before = _memory()
    most = SHORT_FILES if chosen.short else None
    tried = asyncio.run(run(Random(seed), seconds=60 * chosen.minutes, most=most, keep=chosen.keep))
    print(
        f"\nseed {seed}: {tried.files} files, the slowest {tried.slowest:.1f} s; {before:.0f} MiB here before, {_memory():.0f} MiB after\n"
    )
    print("| outcome | files |\n|---|---|")
    for outcome, count in tried.outcomes.most_common():
        print(f"| {outcome} | {count} |")
    for escape in tried.escaped:
        print(f"\nESCAPED: {escape}", file=sys.stderr)
    sys.exit(1 if tried.escaped else 0)


if __name__ == "__main__":
    main()
