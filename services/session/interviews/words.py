"""The closed sets of words an interview is told in. The numbers are those of the contract's enums; a contract test compares them."""

from enum import IntEnum
from typing import Any


def number(value: int) -> Any:
    """A word's number, for a message's enum field: the generated types know each enum's own kind of int only."""
    return int(value)


class Stage(IntEnum):
    """viva.interview.v1.Stage."""

    UNSPECIFIED = 0
    INTRO = 1
    MOTIVATION = 2
    SKILL = 3
    SKILL_FOLLOWUP = 4
    EXPERIENCE = 5
    EXPERIENCE_FOLLOWUP = 6
    PROBLEM_SOLVING = 7
    PROBLEM_SOLVING_FOLLOWUP = 8
    COMMUNICATION = 9
    COMMUNICATION_FOLLOWUP = 10
    RESPONSIBILITY = 11
    RESPONSIBILITY_FOLLOWUP = 12
    GROWTH = 13
    GROWTH_FOLLOWUP = 14
    FINAL_STATEMENT = 15


class StageKind(IntEnum):
    """viva.interview.v1.StageKind."""

    TEMPLATE = 1
    FOLLOW_UP = 2
    GENERATED = 3


class Status(IntEnum):
    """viva.session.v1.InterviewStatus."""

    SCHEDULED = 1
    LIVE = 2
    COMPLETED = 3
    CANCELLED = 4
    EXPIRED = 5


class Phase(IntEnum):
    """viva.session.v1.Phase."""

    INTRO = 1
    QUESTION = 2
    ANSWER = 3
    EVALUATION = 4
    COMPLETE = 5


class NextAction(IntEnum):
    """viva.session.v1.NextAction."""

    NEXT_QUESTION = 1
    RETRY = 2
    WAIT = 3
    END = 4
    SHOW_REPORT = 5


class QuestionSource(IntEnum):
    """viva.session.v1.QuestionSource."""

    TEMPLATE = 1
    ENGINE = 2
    BANK = 3
    FALLBACK = 4


class AnswerKind(IntEnum):
    """viva.interview.v1.AnswerKind."""

    ANSWER = 1
    REFUSAL = 2
    EMPTY = 3
    QUESTION_BACK = 4
    SKIPPED = 5
    TIMED_OUT = 6


class Unavailable(IntEnum):
    """viva.interview.v1.Unavailable."""

    UNSPECIFIED = 0
    TRANSCRIPT_TOO_POOR = 1
    NO_EVIDENCE = 2
    NOT_ANSWERED = 3
    ENGINE_NOT_PERMITTED = 4
    ENGINE_FAILED = 5
