"""What can happen in an interview. One class per event of the contract, with the same names and ids only."""

from dataclasses import dataclass
from datetime import timedelta

from services.session.interviews.words import AnswerKind, QuestionSource, Stage, Status, Unavailable


@dataclass(frozen=True)
class Created:
    """The interview exists."""


@dataclass(frozen=True)
class Started:
    """It is live."""


@dataclass(frozen=True)
class QuestionRequested:
    """A question is being made."""

    question_id: str
    stage: Stage
    ordinal: int


@dataclass(frozen=True)
class QuestionRetried:
    """Making it failed and is tried again; `attempt` begins."""

    question_id: str
    attempt: int


@dataclass(frozen=True)
class QuestionAsked:
    """A question is open."""

    question_id: str
    source: QuestionSource


@dataclass(frozen=True)
class QuestionPresented:
    """The candidate sees or hears it; the clock runs."""

    question_id: str
    time_limit: timedelta


@dataclass(frozen=True)
class QuestionRepeated:
    """The candidate asked for it again."""

    question_id: str


@dataclass(frozen=True)
class LineAdded:
    """Something was said while it was open."""

    line_id: str
    question_id: str


@dataclass(frozen=True)
class AnswerTimeWarned:
    """The time is nearly up."""

    question_id: str
    time_left: timedelta


@dataclass(frozen=True)
class AnswerAccepted:
    """The question has its answer."""

    answer_id: str
    question_id: str
    kind: AnswerKind


@dataclass(frozen=True)
class Paused:
    """The clock stands still."""

    by_absence: bool


@dataclass(frozen=True)
class Resumed:
    """The clock runs again."""


@dataclass(frozen=True)
class FollowUpRequested:
    """One more question about the open question's answer was asked for."""

    question_id: str


@dataclass(frozen=True)
class AccommodationGranted:
    """The time limits changed; `time_limit` is what the open question's became."""

    time_percent: int
    text_only: bool
    captions: bool
    time_limit: timedelta | None


@dataclass(frozen=True)
class Ended:
    """It is over."""

    status: Status
    report_follows: bool


@dataclass(frozen=True)
class AnswerEvaluated:
    """One answer has been read, or will not be."""

    answer_id: str
    unavailable: Unavailable | None


@dataclass(frozen=True)
class ReportReady:
    """The report is there."""

    report_id: str
    version: int


@dataclass(frozen=True)
class VariantChosen:
    """It takes another way through the stages; by the number of the contract's ScenarioVariant."""

    variant: int


Happening = (
    Created
    | Started
    | QuestionRequested
    | QuestionRetried
    | QuestionAsked
    | QuestionPresented
    | QuestionRepeated
    | LineAdded
    | AnswerTimeWarned
    | AnswerAccepted
    | Paused
    | Resumed
    | FollowUpRequested
    | AccommodationGranted
    | Ended
    | AnswerEvaluated
    | ReportReady
    | VariantChosen
)
