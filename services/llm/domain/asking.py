"""Asks an engine for the next question and lets nothing through that may not be asked."""

import logging
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Protocol

from interviewing.vocabulary import StageKind
from interviewing.wording import faults_in_question
from mesh.refusal import Refusal
from services.llm.domain.engine import Engine, EngineFailed
from services.llm.domain.question import Question, QuestionBrief

log = logging.getLogger(__name__)

PASSAGES = 5
"""How much of a résumé one question may rest on."""
LONGEST_QUERY = 2000
"""Characters that the résumé is searched with."""


class Passages(Protocol):
    """Looks into the résumé of the interview that is being served."""

    async def find(self, resume_id: str, query: str, limit: int) -> Sequence[str]:
        """The passages that speak about a text, best first."""
        ...


class Asking:
    """The next question: grounded in the résumé, thought of by the engine, checked before it counts."""

    def __init__(self, engine: Engine, passages: Passages) -> None:
        """Takes the engine, and the way to the résumé."""
        self._engine = engine
        self._passages = passages

    async def ask(self, brief: QuestionBrief) -> AsyncGenerator[str | Question, None]:
        """Yields the words as they come, then the question. Raises EngineFailed for one that may not be asked."""
        grounded = replace(brief, resume_passages=brief.resume_passages or await self._look_up(brief))
        shown = ""
        async with aclosing(self._engine.ask(grounded)) as pieces:
            async for piece in pieces:
                if isinstance(piece, Question):
                    require_askable(piece, brief, shown)
                    yield piece
                    return
                shown += piece
                yield piece
        raise EngineFailed(fault="NO_QUESTION")

    async def _look_up(self, brief: QuestionBrief) -> tuple[str, ...]:
        """What the résumé says about this; nothing when it cannot be reached, for a question must come all the same."""
        query = _query_of(brief)
        if not brief.resume_id or not query:
            return ()
        try:
            return tuple(await self._passages.find(brief.resume_id, query[:LONGEST_QUERY], PASSAGES))
        except Refusal as refusal:
            log.warning("a question is asked without looking into the résumé: %s", refusal.reason)
            return ()


def _query_of(brief: QuestionBrief) -> str:
    """What to look for: what the candidate just spoke of when the question is about that, else what the stage is after."""
    answer = brief.last_turn.answer if brief.last_turn and brief.kind is StageKind.FOLLOW_UP else ""
    return answer.strip() or f"{brief.position} {brief.guide}".strip()


def require_askable(question: Question, brief: QuestionBrief, shown: str) -> None:
    """Raises EngineFailed for a question that breaks a rule, repeats another, or is not what was streamed."""
    faults = faults_in_question(question.text, brief.language)
    if faults:
        raise EngineFailed(fault=faults[0])
    if question.text != shown:
        raise EngineFailed(fault="STREAM_DIFFERS")
    if any(is_same_question(question.text, asked) for asked in brief.asked):
        raise EngineFailed(fault="REPEATED_QUESTION")


def is_same_question(one: str, other: str) -> bool:
    """Whether two questions are the same but for case, spaces and punctuation."""
    return _letters(one) == _letters(other)


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())
