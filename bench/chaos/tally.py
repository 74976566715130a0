"""Keeps what the candidates saw: what they were promised, how often they had to try again, and what should not have happened."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Acknowledged:
    """An answer that Viva said it has."""

    question_id: str
    answer_id: str
    text: str


@dataclass
class Record:
    """What one candidate saw of one interview."""

    interview_id: str = ""
    answers: list[Acknowledged] = field(default_factory=list)
    report: dict[str, Any] = field(default_factory=dict)
    lines: list[dict[str, Any]] = field(default_factory=list)
    watched: list[int] = field(default_factory=list)
    """Sequences of the events that were watched, in the order in which they came, over all connections."""
    watches: bool = False
    failure: str = ""
    """Why the interview was given up, if it was."""


@dataclass
class Tally:
    """What all candidates together met."""

    counts: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def count(self, what: str) -> None:
        """Counts something that may happen."""
        self.counts[what] += 1

    def fault(self, what: str) -> None:
        """Notes something that must not happen."""
        self.faults.append(what)
