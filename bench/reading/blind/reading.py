"""Reads a folder of these résumés and compares what was found with their facts."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from bench.reading import scoring
from bench.reading.blind.papers import drawn
from bench.reading.by_hand import as_printed, fact
from bench.reading.scoring import Comparison
from bench.reading.truth import Fact, Facts, found_in
from services.resume.adapters.document_reader import read_file
from services.resume.adapters.parser_messages import ParserLimits
from services.resume.domain.document import HiddenText
from services.resume.domain.hidden import told
from services.resume.domain.reading import read_resume

SETS = {name: Path(__file__).parent / name for name in ("first", "second", "third", "fourth", "fifth", "sixth")}


def compared(folder: Path) -> Iterator[tuple[str, Comparison, tuple[HiddenText, ...]]]:
    """Every résumé's name, what was found of it, and what was taken for hidden, where nothing is."""
    for facts, content in drawn(folder):
        document = read_file(content, ParserLimits())
        found = as_printed(found_in(read_resume(document)[0]))
        yield facts.stem, scoring.compare(_truth(facts, found), found), tuple(told(document)[0])


def _truth(path: Path, found: Facts) -> Facts:
    """Where a fact may be cut in more than one way, the way in which it was found, if it was in one of them."""
    left, true = found.copy(), Counter[Fact]()
    for line in filter(None, path.read_text("utf-8").splitlines()):
        section, kind, *ways = line.split("\t")
        facts = [fact(section, kind, words) for words in ways]
        chosen = next((each for each in facts if left[each] > 0), facts[0])
        left[chosen] -= 1
        true[chosen] += 1
    return true
