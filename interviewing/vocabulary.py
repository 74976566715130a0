"""The closed words of an interview, with the numbers of the contract, for code that may not import the contract.

Translating to the wire is a cast; tests/contract holds every name and number equal to viva.interview.v1.
"""

from enum import IntEnum


class Stage(IntEnum):
    """A place in the interview, in the standard order."""

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

    @property
    def follows(self) -> "Stage | None":
        """The stage whose answer a follow-up stage is about; None for a stage that stands alone."""
        return Stage[self.name.removesuffix("_FOLLOWUP")] if self.name.endswith("_FOLLOWUP") else None

    @property
    def subject(self) -> "Stage":
        """The stage that this one is about: itself, or what it follows."""
        return self.follows or self


class StageKind(IntEnum):
    """How the question of a stage comes about."""

    TEMPLATE = 1
    FOLLOW_UP = 2
    GENERATED = 3


class Area(IntEnum):
    """What an answer counts towards; A to E of the report."""

    EXPRESSION = 1
    MOTIVATION = 2
    KNOWLEDGE = 3
    EXPERIENCE = 4
    CHARACTER = 5


class Variant(IntEnum):
    """Which of the two ways through the stages an interview takes."""

    STANDARD = 1
    CAREER_CHANGER = 2


class Focus(IntEnum):
    """What an interview concentrates on."""

    TECHNICAL = 1
    PERSONALITY = 2
    COMPREHENSIVE = 3


class Purpose(IntEnum):
    """What an interview is for."""

    PRACTICE = 1
    HIRING = 2


class AnswerKind(IntEnum):
    """What a candidate's turn was."""

    ANSWER = 1
    REFUSAL = 2
    EMPTY = 3
    QUESTION_BACK = 4
    SKIPPED = 5
    TIMED_OUT = 6


class Unavailable(IntEnum):
    """Why a part has no score."""

    TRANSCRIPT_TOO_POOR = 1
    NO_EVIDENCE = 2
    NOT_ANSWERED = 3
    ENGINE_NOT_PERMITTED = 4
    ENGINE_FAILED = 5


class Category(IntEnum):
    """What kind of question it is; in the contract QuestionCategory."""

    TECHNICAL = 1
    BEHAVIORAL = 2
    SITUATIONAL = 3
    CULTURAL_FIT = 4


class Difficulty(IntEnum):
    """How hard a question is to answer well."""

    EASY = 1
    MEDIUM = 2
    HARD = 3


class Axis(IntEnum):
    """One corner of the report's radar chart."""

    EXPRESSION = 1
    MOTIVATION = 2
    KNOWLEDGE = 3
    PROBLEM_SOLVING = 4
    COLLABORATION = 5
    GROWTH = 6


class Recommendation(IntEnum):
    """How strongly an interview speaks for the candidate."""

    HIGH = 1
    MEDIUM = 2
    LOW = 3
    NONE = 4
