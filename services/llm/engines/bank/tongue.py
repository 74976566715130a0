"""What the bank engine needs to know of a language, and the parts that are the same in all of them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

ANY_NUMBER = "<number>"
"""Stands for any number among a criterion's indicators."""
LONGEST_PHRASE = 40
"""Characters that a question may quote."""

# Names of things that no tokeniser keeps whole: C++, C#, CI/CD, Node.js, .NET, gRPC-Web, 95%, 1,200, 2.5x.
TECHNICAL = re.compile(
    r"(?<![A-Za-z0-9.])\.NET(?![A-Za-z])"
    r"|(?<![A-Za-z0-9])[A-Za-z][A-Za-z0-9]*(?:[./&-][A-Za-z0-9]+)*(?:\+\+|#)?"
    r"|(?<![A-Za-z0-9])\d+(?:[.,]\d+)*(?:\s?%|(?:ms|[a-zA-Z])?(?![A-Za-z0-9]))"
)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*\s?%?")


@dataclass(frozen=True)
class Phrase:
    """Words of an answer that a question may quote, and how much they say."""

    text: str
    start: int
    weight: float


@dataclass(frozen=True)
class Hit:
    """An indicator that a text holds, and where."""

    indicator: str
    at: int


class Tongue(Protocol):
    """Reads one language."""

    def phrases(self, text: str) -> Sequence[Phrase]:
        """What can be quoted, the most telling first; each stands verbatim in the text."""
        ...

    def hits(self, text: str, indicators: Sequence[str]) -> Sequence[Hit]:
        """Which indicators a text holds, each once."""
        ...

    def content_words(self, text: str) -> frozenset[str]:
        """The words that carry meaning, in their dictionary form."""
        ...


def technical_spans(text: str) -> Iterator[tuple[int, int]]:
    """Where the names of things and the figures stand."""
    for found in TECHNICAL.finditer(text):
        yield found.start(), found.end()


def first_number(text: str) -> int:
    """Where the first figure stands; -1 when there is none."""
    found = _NUMBER.search(text)
    return found.start() if found else -1
