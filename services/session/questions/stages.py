"""The fixed vocabulary of an interview's way: stages, how their questions come about, what answers count towards.

The numbers are those of viva.interview.v1, so that translating to the wire is a cast; a contract test holds them equal.
"""

from enum import IntEnum

from interviewing.language import Language

__all__ = ["Area", "Focus", "Language", "Stage", "StageKind", "Variant"]


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
