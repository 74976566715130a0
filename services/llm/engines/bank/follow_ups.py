"""Asks one thing about the last answer, quoting it, or something easier where there was no answer to quote."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from interviewing.language import Language
from interviewing.topics import forbidden_topic
from interviewing.wording import faults_in_question
from services.llm.domain.asking import is_same_question
from services.llm.domain.question import QuestionBrief
from services.llm.domain.sentences import speaks_to_the_judge
from services.llm.engines.bank.names import introduced_in
from services.llm.engines.bank.particles import with_particle
from services.llm.engines.bank.phrasings import ABOUT_A_QUOTE, AFTER_NO_ANSWER, REASSURANCE
from services.llm.engines.bank.tongue import Phrase, Tongue

QUOTED = 8
"""How many phrases of an answer are tried."""
READ = 3000
"""Characters of a long answer, from its end, that are looked through while somebody waits."""
_PARTICLE = re.compile(r"\{(을|이)\}")
# What cannot stand inside the quotation marks of a spoken question.
_UNQUOTABLE = re.compile(r"[“”\"{}<>`*_|\n]|://|@")


@dataclass(frozen=True)
class Wording:
    """A question in the making."""

    text: str
    quoted: str = ""


def about_the_answer(brief: QuestionBrief, tongue: Tongue, turn: Callable[[int], int]) -> Wording | None:
    """A question that quotes the last answer, or None when nothing in it can be quoted. `turn` picks among equals."""
    if brief.last_turn is None:
        return None
    phrasings = ABOUT_A_QUOTE[brief.stage.subject][brief.language]
    for phrase in _quotable(brief, tongue):
        for phrasing in _from(phrasings, turn(len(phrasings))):
            text = fill(phrasing, phrase.text)
            if _may_be_asked(text, brief):
                return Wording(text, phrase.text)
    return None


def something_easier(brief: QuestionBrief, turn: Callable[[int], int]) -> Wording | None:
    """A question that asks for no answer before it, or None when all of them have been asked."""
    questions = AFTER_NO_ANSWER[brief.stage.subject][brief.language]
    for question in _from(questions, turn(len(questions))):
        text = f"{reassurance(brief.language, turn)} {question}"
        is_new = not any(question in asked for asked in brief.asked)
        if is_new and _may_be_asked(text, brief):
            return Wording(text)
    return None


def reassurance(language: Language, turn: Callable[[int], int]) -> str:
    """A word after a refusal that makes nothing of it."""
    words = REASSURANCE[language]
    return words[turn(len(words))]


def fill(phrasing: str, quote: str) -> str:
    """The phrasing with the quote in it and the particle that fits the quote."""
    with_particles = _PARTICLE.sub(lambda match: with_particle(quote, match.group(1)), phrasing)
    return with_particles.replace("{quote}", quote)


def _quotable(brief: QuestionBrief, tongue: Tongue) -> Iterator[Phrase]:
    """Phrases of the answer, those first that the résumé speaks of, too; none that was quoted before, and nobody's name."""
    answer = brief.last_turn.answer[-READ:] if brief.last_turn else ""
    resume = "\n".join(brief.resume_passages).casefold()
    names = introduced_in(answer)
    phrases = [phrase for phrase in tongue.phrases(answer) if phrase.text not in names and _may_be_quoted(phrase.text, brief)]
    yield from sorted(phrases, key=lambda phrase: -(phrase.weight + (phrase.text.casefold() in resume)))[:QUOTED]


def _may_be_quoted(phrase: str, brief: QuestionBrief) -> bool:
    if _UNQUOTABLE.search(phrase) or forbidden_topic(phrase) or speaks_to_the_judge(phrase):
        return False
    return not any(f"“{phrase}”" in asked for asked in brief.asked)


def _may_be_asked(text: str, brief: QuestionBrief) -> bool:
    return not faults_in_question(text, brief.language) and not any(is_same_question(text, asked) for asked in brief.asked)


def _from(items: Sequence[str], first: int) -> Iterator[str]:
    """All items, beginning at one and coming round."""
    yield from items[first:]
    yield from items[:first]
