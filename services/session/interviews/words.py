"""The closed words an interview is told in. The numbers are those of the contract's enums; a contract test compares them."""

from enum import IntEnum
from typing import Any

from interviewing.vocabulary import AnswerKind, Stage, StageKind, Unavailable

__all__ = ["AnswerKind", "NextAction", "Phase", "QuestionSource", "Stage", "StageKind", "Status", "Unavailable", "number"]


class Status(IntEnum):
    """Where an interview is in its life; in the contract InterviewStatus."""

    SCHEDULED = 1
    LIVE = 2
    COMPLETED = 3
    CANCELLED = 4
    EXPIRED = 5


class Phase(IntEnum):
    """What an interview is doing now."""

    INTRO = 1
    QUESTION = 2
    ANSWER = 3
    EVALUATION = 4
    COMPLETE = 5


class NextAction(IntEnum):
    """What a client does next."""

    NEXT_QUESTION = 1
    RETRY = 2
    WAIT = 3
    END = 4
    SHOW_REPORT = 5


class QuestionSource(IntEnum):
    """Where a question came from."""

    TEMPLATE = 1
    ENGINE = 2
    BANK = 3
    FALLBACK = 4


def number(value: int | None) -> Any:
    """A word's number, 0 for none, for a message's enum field: the generated types know each enum's own kind of int only."""
    return int(value or 0)
