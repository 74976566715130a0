"""Rows R2, F52 and F42: which part of the facts in résumés of known content is found. `make bench-reading` measures all of the corpus."""

from collections.abc import Iterator

import pytest

from bench.reading import by_hand, corpus, scoring
from bench.reading.blind import reading as blind
from bench.reading.scoring import Comparison
from bench.reading.truth import Fact, found_in, truth_of
from services.resume.adapters.document_reader import read_file
from services.resume.adapters.parser_messages import ParserLimits
from services.resume.adapters.pdf_reader import read_pdf
from services.resume.domain.document import HiddenReason
from services.resume.domain.reading import read_resume
from services.resume.domain.resume import SectionKind

OVERALL, SECTION, LAYOUT = 0.95, 0.90, 0.90
WITHOUT_TABLES = ("plain", "pipes", "stacked", "right_dates", "gutter", "sidebar_left", "sidebar_right", "labelled")
SIGNED = ("C++", "C#", "F#", ".NET", "CI/CD", "TCP/IP", "PL/SQL", "A/Btesting", "A/B테스트", "Node.js", "Vue.js", "Next.js", "ASP.NETCore")

Reads = list[tuple[str, Comparison]]


def _compared() -> Iterator[tuple[str, Comparison]]:
    wanted = list(corpus.sheets(held_out=False, producers=("reportlab",)))
    for sheet, content in corpus.drawn(wanted):
        resume, _ = read_resume(read_pdf(content, ParserLimits()))
        yield sheet.layout, scoring.compare(truth_of(sheet.person), found_in(resume))


@pytest.fixture(scope="module")
def reads() -> Reads:
    """Four résumés of each layout: Korean and English, thin and rich."""
    return list(_compared())


def test_nearly_all_facts_are_found_and_hardly_any_is_made_up(reads: Reads) -> None:
    scores = scoring.by(("all", comparison) for _, comparison in reads)

    assert scores["all"].f1 >= OVERALL, scoring.table(scores)


def test_no_section_is_read_worse_than_the_others(reads: Reads) -> None:
    scores = scoring.by_fact(comparison for _, comparison in reads)

    assert min(score.f1 for score in scores.values()) >= SECTION, scoring.table(scores)
    assert len(scores) == len(SectionKind) - 1


def test_no_layout_is_read_worse_than_the_others(reads: Reads) -> None:
    scores = scoring.by(reads)

    assert min(score.f1 for score in scores.values()) >= LAYOUT, scoring.table(scores)
    assert len(scores) == 12


def test_f52_layouts_without_tables_are_read_as_well_as_forms(reads: Reads) -> None:
    free = scoring.by(("free", comparison) for layout, comparison in reads if layout in WITHOUT_TABLES)

    assert free["free"].f1 >= OVERALL, scoring.table(free)


def test_f42_skills_with_signs_arrive_whole(reads: Reads) -> None:
    signed = scoring.by(("signed", _of_signed(comparison)) for _, comparison in reads)["signed"]

    assert signed.right > 50 and signed.missed == 0


def _of_signed(comparison: Comparison) -> Comparison:
    missed, wrong, right = (
        type(facts)({fact: count for fact, count in facts.items() if _is_signed(fact)})
        for facts in (comparison.missed, comparison.wrong, comparison.right)
    )
    return Comparison(missed, wrong, right)


def _is_signed(fact: Fact) -> bool:
    return fact.kind == "SKILL" and fact.words in SIGNED


def test_f42_what_was_done_is_kept_with_its_signs() -> None:
    sheet = next(
        sheet
        for sheet in corpus.sheets(held_out=False, producers=("reportlab",))
        if any("95%" in str(job.duties) for job in sheet.person.jobs)
    )
    ((_, content),) = corpus.drawn([sheet])

    resume, passages = read_resume(read_pdf(content, ParserLimits()))

    assert "95%" in "".join(line.text for section in resume.sections for line in section.lines)
    assert "95%" in "".join(passage.text for passage in passages)


def test_f52_layouts_that_no_generator_made_are_read_as_well() -> None:
    reads = list(by_hand.compared())

    scores = scoring.by(reads)

    assert sum(scores.values(), scoring.Score()).f1 >= OVERALL, scoring.table(scores)
    assert len(scores) >= 20


def test_f52_resumes_that_were_blind_when_they_were_written_are_read_as_well() -> None:
    reads = [each for folder in blind.SETS.values() for each in blind.compared(folder)]

    scores = scoring.by((name, comparison) for name, comparison, _ in reads)

    assert sum(scores.values(), scoring.Score()).f1 >= OVERALL, scoring.table(scores)
    assert min(score.f1 for score in scoring.by_fact(comparison for _, comparison, _ in reads).values()) >= SECTION
    assert [text for _, _, hidden in reads for text in hidden] == []
    assert len(scores) == 80


def test_nothing_that_chromium_draws_is_taken_for_hidden_and_its_blanks_and_dashes_arrive() -> None:
    wanted = [sheet for sheet in corpus.sheets(held_out=False, producers=("chromium",)) if sheet.language == "en" and sheet.rich]

    documents = [read_file(content, ParserLimits()) for _, content in corpus.drawn(wanted[:4])]

    assert [text.text for each in documents for text in each.hidden if text.reason is not HiddenReason.METADATA] == []
    names = [sheet.person.name for sheet in wanted[:4]]
    assert all(any(name in line.text for line in each.lines) for name, each in zip(names, documents, strict=True))
    assert not any("\u00ad" in line.text for each in documents for line in each.lines)
