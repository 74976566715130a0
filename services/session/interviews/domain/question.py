"""The questions of an interview before they are words on paper: planned, being made, open."""

from dataclasses import dataclass
from datetime import timedelta

from services.session.interviews.domain.answer_clock import AnswerClock
from services.session.interviews.words import Stage, StageKind


@dataclass(frozen=True)
class PlannedStage:
    """One stage of the plan. `text` is its question, filled in, when the kind is TEMPLATE; otherwise empty."""

    stage: Stage
    kind: StageKind
    time_limit: timedelta
    text: str = ""


@dataclass
class Making:
    """The question that is being made. The task that makes it has the same id."""

    question_id: str
    stage: Stage
    ordinal: int
    attempt: int = 1


@dataclass
class OpenQuestion:
    """The question that takes an answer now, and its clock. `characters` counts what has been said to it so far."""

    question_id: str
    stage: Stage
    ordinal: int
    clock: AnswerClock
    follow_up_wanted: bool = False
    characters: int = 0
