"""Reads a question out of what a model writes, while it is being written."""

import re
from collections.abc import AsyncGenerator

from services.llm.domain.engine import EngineFailed
from services.llm.domain.question import Question, QuestionBrief
from services.llm.domain.stamp import Stamp
from services.llm.engines.model.writing import whole_letters

LONGEST_QUOTE = 200
"""Characters; as the contract has it."""
_QUOTE = re.compile(r"“([^”]+)”")
_BEFORE = " \t\n\r\"'"
"""What a model may put before a question, and nobody says."""


class OneQuestion:
    """Lets a text through up to its first question mark that stands in no quote; what comes after was not asked for."""

    def __init__(self) -> None:
        """Nothing has come yet."""
        self.text = ""
        self.is_over = False

    def take(self, piece: str) -> str:
        """What of a piece belongs to the question."""
        if self.is_over:
            return ""
        fresh = piece if self.text else piece.lstrip(_BEFORE)
        end = self._end_in(fresh)
        if end is not None:
            fresh, self.is_over = fresh[:end], True
        self.text += fresh
        return fresh

    def _end_in(self, fresh: str) -> int | None:
        """Where the question ends in what is new."""
        is_quoting = self.text.count("“") > self.text.count("”")
        for place, character in enumerate(fresh):
            if character in "“”":
                is_quoting = character == "“"
            elif character == "\n":
                return place
            elif character == "?" and not is_quoting:
                return place + 1
        return None


async def until_asked(pieces: AsyncGenerator[str, None], question: OneQuestion) -> AsyncGenerator[str, None]:
    """The pieces of the question; a model that goes on after it is stopped, and one that ends with it is heard to its end."""
    async for piece in pieces:
        was_over = question.is_over
        if fresh := question.take(piece):
            yield fresh
        if was_over:
            return


def read(text: str, brief: QuestionBrief, stamp: Stamp) -> Question:
    """The question with the words that it quotes. Raises EngineFailed for a quote of the answer that nobody said."""
    answer = brief.last_turn.answer if brief.last_turn else ""
    quotes = _QUOTE.findall(whole_letters(text))
    said = [quote for quote in quotes if quote in answer]
    if quotes and not said and not any(quote in passage for quote in quotes for passage in brief.resume_passages):
        raise EngineFailed(fault="QUOTE_NOT_SAID")
    return Question(text, stamp, quoted=said[0][:LONGEST_QUOTE] if said else "", is_gentle=brief.wants_gentle)
