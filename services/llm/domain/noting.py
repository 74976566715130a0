"""What is noted of each text that a model writes: what for, how it ended, and what it took. No word of it."""

from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from services.llm.domain.generation import Effort, Lane


class Job(Enum):
    """What a text is written for."""

    QUESTION = "question"
    EVALUATION = "evaluation"
    REPORT = "report"


class Ending(Enum):
    """How a text ended."""

    WHOLE = "whole"
    FAILED = "failed"
    """It was refused, broke off, ran out of time, or is not what was asked for."""
    DROPPED = "dropped"
    """Nobody wanted it any more."""


@dataclass(frozen=True)
class Note:
    """One text. `effort` is what is known of a text that did not come to its end."""

    job: Job
    lane: Lane
    ending: Ending
    effort: Effort
    model: str = ""
    prompt_version: str = ""


class Notes(Protocol):
    """Keeps notes where operators look."""

    def wrote(self, note: Note) -> None:
        """A text has ended."""
        ...

    def failed(self, job: Job, fault: str) -> None:
        """An attempt brought nothing that may be used; `fault` is a word of ours."""
        ...


class NoNotes:
    """Keeps none."""

    def wrote(self, note: Note) -> None:
        """Forgets it."""

    def failed(self, job: Job, fault: str) -> None:
        """Forgets it."""
