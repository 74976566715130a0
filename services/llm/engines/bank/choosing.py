"""Chooses a question of the bank: by its rank, by how it fits the job and the résumé, and never one like those asked before."""

from collections.abc import Callable, Iterator
from functools import lru_cache

from interviewing.vocabulary import Difficulty
from interviewing.wording import faults_in_question
from services.llm.domain.asking import is_same_question
from services.llm.domain.question import BankOption, QuestionBrief
from services.llm.engines.bank.tongue import Tongue

ALIKE = 0.6
"""Share of content words in common from which two questions ask the same."""
NEAR = 0.25
"""Options whose worth is within this of the best are equals; which of them is asked differs from interview to interview."""


def choose(brief: QuestionBrief, tongue: Tongue, turn: Callable[[int], int], *, is_gentle: bool) -> BankOption | None:
    """The option to ask, or None when none is left that may be asked. `turn` picks among equals."""
    options = list(_askable(brief, tongue, is_gentle=is_gentle))
    if not options:
        return None
    about = tongue.content_words("\n".join((brief.position, *brief.resume_passages, brief.company_ideal)))
    worth = {
        option.question_id: _worth(option, index, _question_words(tongue, option.text) & about, is_gentle=is_gentle)
        for index, option in enumerate(options)
    }
    best = max(worth.values())
    equals = [option for option in options if worth[option.question_id] >= best - NEAR]
    return equals[turn(len(equals))]


def _worth(option: BankOption, index: int, shared: frozenset[str], *, is_gentle: bool) -> float:
    """How well an option serves: 1 for the first of session's ranking, less for later ones, more for what fits."""
    rank = 1 / (1 + 0.1 * index)
    fit = 0.25 * min(len(shared), 4) / 4 + (0.3 if option.is_for_position else 0.0)
    record = 0.1 * (option.mean_points - 50) / 50 if option.mean_points is not None else 0.0
    ease = {Difficulty.EASY: 2.0, Difficulty.MEDIUM: 0.5, Difficulty.HARD: 0.0}[option.difficulty] if is_gentle else 0.0
    return rank + fit + record + ease


def _askable(brief: QuestionBrief, tongue: Tongue, *, is_gentle: bool) -> Iterator[BankOption]:
    asked = [(text, _question_words(tongue, text)) for text in brief.asked]
    for option in brief.bank_options:
        # An ice-breaker is for a candidate who is stuck, and once is enough.
        if option.is_ice_breaker and (brief.has_broken_ice or not is_gentle):
            continue
        words = _question_words(tongue, option.text)
        repeats = any(is_same_question(option.text, text) or _are_alike(words, other) for text, other in asked)
        if not repeats and not faults_in_question(option.text, brief.language):
            yield option


def _question_words(tongue: Tongue, text: str) -> frozenset[str]:
    """The content words of a question. The bank's are read once; one that quotes a candidate's words is not kept in mind."""
    return tongue.content_words(text) if "“" in text else _remembered_words(tongue.content_words, text)


@lru_cache(maxsize=4096)
def _remembered_words(content_words: Callable[[str], frozenset[str]], text: str) -> frozenset[str]:
    return content_words(text)


def _are_alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one and other) and len(one & other) / len(one | other) >= ALIKE
