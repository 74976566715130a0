"""What one move of an interview changes: the words, events and tasks that are written in one transaction."""

from dataclasses import dataclass, field
from datetime import timedelta

from services.session.interviews import happenings as h
from services.session.interviews.domain.question import Making
from services.session.interviews.words import AnswerKind, NextAction, Phase, QuestionSource, Stage, Status


@dataclass(frozen=True)
class NewQuestion:
    """A question to write down."""

    question_id: str
    stage: Stage
    ordinal: int
    number: int
    text: str
    source: QuestionSource
    time_limit: timedelta
    bank_question_id: str | None = None


@dataclass(frozen=True)
class NewAnswer:
    """An answer to write down. `to_evaluate`: somebody should read it."""

    answer_id: str
    question_id: str
    stage: Stage
    ordinal: int
    kind: AnswerKind
    to_evaluate: bool


@dataclass(frozen=True)
class State:
    """Where an interview stands."""

    phase: Phase
    stage: Stage
    next_action: NextAction
    remaining: int
    status: Status
    open_question_id: str
    answer_time_left: timedelta | None
    is_paused: bool
    attempt: int


@dataclass(frozen=True)
class Event:
    """Something that happened, and where the interview stood right after."""

    happening: h.Happening
    state: State


@dataclass
class Step:
    """What one use case changed: everything that must be written in one transaction."""

    events: list[Event] = field(default_factory=list)
    question: NewQuestion | None = None
    time_limit: timedelta | None = None
    """What the open question's became."""
    answer: NewAnswer | None = None
    make: Making | None = None
    cancel_making: bool = False
    cancel_evaluations: bool = False
    write_report: bool = False
