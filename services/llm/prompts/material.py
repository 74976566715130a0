"""Chooses which sentences of an interview a report may rest on, and numbers them: what was cited, and what tells a story."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from services.llm.domain.answer import Citation, Line
from services.llm.domain.report import TELLING, TOLD, ReportBrief
from services.llm.domain.sentences import evidence_in

SENTENCES = 90
"""Shown in all, where the model has room for them; what was cited goes before what only tells a story."""
MOST_CITED = 2 / 3
"""Of what is shown: the rest is there for stories, however much was cited."""
OF_AN_ANSWER = 12
"""Sentences of one answer, from its beginning, that a story is looked for in."""
TALES = 8


@dataclass(frozen=True)
class Tale:
    """An answer that may tell a story: its sentences are those from `first` to `last`, counted from 1."""

    name: str
    answer_id: str
    first: int
    last: int


@dataclass(frozen=True)
class Material:
    """The sentences in the order of their numbers, each answer's together."""

    sentences: tuple[Citation, ...]
    tales: tuple[Tale, ...]


def material_of(brief: ReportBrief, share: float = 1.0) -> Material:
    """What a report about this interview may rest on; `share`: of what is shown at most, from 0 to 1."""
    most = int(SENTENCES * share)
    cited = _once(_in_turn([evaluation.citations for evaluation in brief.evaluations]))[: int(most * MOST_CITED)]
    room, sentences, tales = most - len(cited), list[Citation](), list[Tale]()
    for answer_id, question_id in brief.question_of:
        lines = [line for line in brief.transcript if line.question_id == question_id]
        told = _told(lines) if len(tales) < TALES else []
        told = told if len(told) >= TOLD and len(told) <= room else []
        room -= len(told)
        own = _in_order([*told, *(citation for citation in cited if citation.line_id in {line.line_id for line in lines})], lines)
        if told:
            tales.append(Tale(f"answer_{len(tales) + 1}", answer_id, len(sentences) + 1, len(sentences) + len(own)))
        sentences += own
    return Material(tuple(_once([*sentences, *cited])), tuple(tales))


def _told(lines: Sequence[Line]) -> list[Citation]:
    """The sentences in which a story may be told."""
    telling = [line for line in lines if line.stage in TELLING]
    return [sentence.cite() for sentence in evidence_in(telling)][:OF_AN_ANSWER]


def _in_order(citations: Sequence[Citation], lines: Sequence[Line]) -> list[Citation]:
    """As they were said."""
    place = {line.line_id: number for number, line in enumerate(lines)}
    return sorted(_once(citations), key=lambda citation: (place[citation.line_id], citation.start, citation.end))


def _in_turn(answers: Sequence[Sequence[Citation]]) -> Iterator[Citation]:
    """One of each answer, then another of each: where there is room for few, no answer goes unheard."""
    return (citation for several in zip_longest(*answers) for citation in several if citation is not None)


def _once(citations: "Sequence[Citation] | Iterator[Citation]") -> list[Citation]:
    return list({(each.line_id, each.start, each.end): each for each in citations}.values())
