"""Finds stories in answers: where it was, what had to be done, what the candidate did, what came of it."""

from collections.abc import Iterator, Sequence
from dataclasses import fields

from interviewing.language import Language
from services.llm.domain.answer import Citation, Line
from services.llm.domain.report import TELLING, ReportBrief, StarStory
from services.llm.domain.sentences import Sentence, evidence_in
from services.llm.engines.bank.tongue import Tongue
from services.llm.engines.bank.words import read_list

CITED = 2
"""Sentences cited for one part."""

_SIGNS = {
    Language.KOREAN: {part: read_list(f"korean_{part}") for part in ("result", "action", "task", "situation")},
    Language.ENGLISH: {part: read_list(f"english_{part}") for part in ("result", "action", "task", "situation")},
}


def stories_in(brief: ReportBrief, tongue: Tongue) -> Iterator[StarStory]:
    """The stories of an interview, in the order they were told."""
    for answer_id, question_id in brief.question_of:
        lines = [line for line in brief.transcript if line.question_id == question_id and line.stage in TELLING]
        story = _story(answer_id, lines, brief.language, tongue)
        if story.is_told:
            yield story


def _story(answer_id: str, lines: Sequence[Line], language: Language, tongue: Tongue) -> StarStory:
    parts: dict[str, list[Citation]] = {field.name: [] for field in fields(StarStory) if field.name != "answer_id"}
    for sentence in evidence_in(lines):
        if part := _part_of(sentence, language, tongue):
            parts[part].append(sentence.cite())
    return StarStory(answer_id, **{name: tuple(cited[:CITED]) for name, cited in parts.items()})


def _part_of(sentence: Sentence, language: Language, tongue: Tongue) -> str | None:
    """The part whose signs a sentence holds most; of equals, the one nearer to the end of a story."""
    signs = _SIGNS[language]
    counts = {part: len(tongue.hits(sentence.text, words)) for part, words in signs.items()}
    best = max(counts, key=lambda part: counts[part])
    return best if counts[best] else None
