"""Reads the résumés in `others/`: a page of HTML each, and beside it its facts, one a line, as section, kind and words."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from bench.reading import scoring
from bench.reading.html_paper import chromium_pages
from bench.reading.scoring import Comparison
from bench.reading.truth import Fact, Facts, found_in
from services.resume.adapters.parser_messages import ParserLimits
from services.resume.adapters.pdf_reader import read_pdf
from services.resume.domain.reading import read_resume
from services.resume.domain.resume import SectionKind

FOLDER = Path(__file__).parent / "others"
_MEANING = re.compile(r"=[^=]*$")


def compared() -> Iterator[tuple[str, Comparison]]:
    """Every résumé's name with what was found of it; answers and the meaning of periods are the generated corpus's to measure."""
    with chromium_pages() as draw:
        for page in sorted(FOLDER.glob("*.html")):
            resume, _ = read_resume(read_pdf(draw(page.read_text("utf-8")), ParserLimits()))
            yield page.stem, scoring.compare(_truth(page.with_suffix(".txt")), as_printed(found_in(resume)))


def _truth(path: Path) -> Facts:
    return Counter(fact(*line.split("\t")) for line in path.read_text("utf-8").splitlines() if line)


def fact(section: str, kind: str, words: str) -> Fact:
    """A line of such a file."""
    return Fact(SectionKind[section], kind, "".join(_without_number(kind, words).split()))


def _without_number(kind: str, words: str) -> str:
    return re.sub(r"^\d{1,2}[.)]\s*", "", words) if kind == "QUESTION" else words


def as_printed(facts: Facts) -> Facts:
    """Without answers, and periods without what they mean."""
    printed: Facts = Counter()
    for fact, count in facts.items():
        if fact.kind != "ANSWER":
            words = _MEANING.sub("", fact.words) if fact.kind == "PERIOD" else fact.words
            printed[fact._replace(words=words)] += count
    return printed
