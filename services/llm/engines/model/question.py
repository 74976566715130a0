"""Reads a question out of what a model writes, while it is being written."""

import re
from collections.abc import AsyncGenerator

from services.llm.domain.engine import EngineFailed
from services.llm.domain.question import Question, QuestionBrief
from services.llm.domain.stamp import Stamp
from services.llm.engines.model.writing import whole_letters
from services.llm.prompts import asking

LONGEST_QUOTE = 200
"""Characters; as the contract has it."""
_QUOTE = re.compile(r"“([^”]+)”")


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
        fresh = piece if self.text else asking.begun(piece)
        end = asking.end_of(self.text + fresh)
        if end is not None:
            fresh, self.is_over = fresh[: end - len(self.text)], True
        self.text += fresh
        return fresh


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
