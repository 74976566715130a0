"""`make bench-reading`: draws the corpus, reads it, and prints which part of its facts was found.

`--failures` lists what was missed and what was made up, on the development half only: nobody may look at the other.
"""

import argparse
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from bench.reading import by_hand as written
from bench.reading import corpus, scoring
from bench.reading.blind import reading as blind
from bench.reading.corpus import Sheet
from bench.reading.scoring import Comparison
from bench.reading.truth import found_in, truth_of
from services.resume.adapters.document_reader import read_file
from services.resume.adapters.parser_messages import ParserLimits
from services.resume.domain.document import HiddenText
from services.resume.domain.hidden import told
from services.resume.domain.reading import read_resume

FOLDER = Path("var/reading")


class Read(NamedTuple):
    """One sheet, what was found of it, and what was taken for hidden in it, where nothing is."""

    sheet: Sheet
    comparison: Comparison
    hidden: Sequence[HiddenText]


def compared(sheets: Iterable[Sheet], folder: Path) -> Iterator[Read]:
    """Reads every sheet and compares what was found with what is true."""
    for sheet, content in corpus.kept(list(sheets), folder):
        document = read_file(content, ParserLimits())
        resume, _ = read_resume(document)
        yield Read(sheet, scoring.compare(truth_of(sheet.person), found_in(resume)), told(document)[0])


def report(title: str, reads: list[Read], *, kinds: bool) -> None:
    """Prints the tables of one half."""
    comparisons = [read.comparison for read in reads]
    print(f"\n{title}: {len(reads)} résumés\n\n{scoring.table(scoring.by_fact(comparisons, kinds=kinds))}\n")
    for name in ("layout", "language", "producer"):
        print(scoring.table(scoring.by((str(getattr(read.sheet, name)), read.comparison) for read in reads)), "\n")
    alarms = [f"{read.sheet.name}: {text.reason.name}: {text.text}" for read in reads for text in read.hidden]
    print("\n".join([f"Taken for hidden, where nothing is: {len(alarms)}", *alarms]))


def by_hand(reads: list[tuple[str, Comparison]], *, listing: bool) -> None:
    """Prints the table of what was written by hand."""
    if listing:
        for name, comparison in reads:
            _list(name, comparison)
    print(f"\nWritten by hand: {len(reads)} résumés\n\n{scoring.table(scoring.by_fact(comparison for _, comparison in reads))}\n")


def blindly(title: str, folder: Path, *, kinds: bool, listing: bool) -> None:
    """Prints the tables of one set that was written before it was read."""
    reads = list(blind.compared(folder))
    if listing:
        for name, comparison, _ in reads:
            _list(name, comparison)
    comparisons = [comparison for _, comparison, _ in reads]
    print(f"\nBlind, {title}: {len(reads)} résumés\n\n{scoring.table(scoring.by_fact(comparisons, kinds=kinds))}\n")
    print(scoring.table(scoring.by((name, comparison) for name, comparison, _ in reads)), "\n")
    alarms = [f"{name}: {text.reason.name}: {text.text}" for name, _, hidden in reads for text in hidden]
    print("\n".join([f"Taken for hidden, where nothing is: {len(alarms)}", *alarms]))


def failures(reads: Iterable[Read], part: str) -> None:
    """Lists what went wrong, résumé by résumé."""
    for read in reads:
        if part in read.sheet.name:
            _list(read.sheet.name, read.comparison)


def _list(name: str, comparison: Comparison) -> None:
    if comparison.missed or comparison.wrong:
        print(f"--- {name}")
    for sign, facts in (("-", comparison.missed), ("+", comparison.wrong)):
        for fact in sorted(facts.elements(), key=lambda fact: (fact.section.value, fact.kind)):
            print(f"  {sign} {fact.section.name}.{fact.kind}: {fact.words}")


def main() -> None:
    """Runs once."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seed", type=int, default=0, help="draws other people")
    options.add_argument("--held-out", action="store_true", help="reads the held-out half as well")
    options.add_argument("--kinds", action="store_true", help="a line a kind of fact instead of a line a section")
    options.add_argument("--failures", metavar="PART", help="list failures on development résumés whose name has this part")
    options.add_argument("--blind", choices=sorted(blind.SETS), help="read one blind set and nothing else")
    chosen = options.parse_args()
    if chosen.blind:
        blindly(chosen.blind, blind.SETS[chosen.blind], kinds=chosen.kinds, listing=chosen.failures is not None)
        return
    folder = FOLDER / str(chosen.seed)
    reads = list(compared(corpus.sheets(held_out=False, seed=chosen.seed), folder / "development"))
    if chosen.failures is not None:
        failures(reads, chosen.failures)
    report("Development", reads, kinds=chosen.kinds)
    by_hand(list(written.compared()), listing=chosen.failures is not None)
    for title, place in blind.SETS.items():
        blindly(title, place, kinds=chosen.kinds, listing=False)
    if chosen.held_out:
        report("Held out", list(compared(corpus.sheets(held_out=True, seed=chosen.seed), folder / "held-out")), kinds=chosen.kinds)


if __name__ == "__main__":
    main()
