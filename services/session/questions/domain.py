"""A question of the bank: what it is, and what keeps it from being kept."""

from dataclasses import dataclass

from interviewing.topics import Finding, Topic, forbidden_topic
from interviewing.wording import WordingFault, faults_in_question
from mesh.refusal import InvalidArgument
from services.session.questions.rubric import Rubric
from services.session.questions.stages import Category, Difficulty, Language, Stage, Variant

__all__ = [
    "BankQuestion",
    "Category",
    "Difficulty",
    "Finding",
    "NotOneQuestion",
    "QuestionBroken",
    "QuestionForbidden",
    "Topic",
    "forbidden_topic",
]


class QuestionForbidden(InvalidArgument):
    """No interview may ask about this."""

    reason = "QUESTION_FORBIDDEN_TOPIC"


class QuestionBroken(InvalidArgument):
    """This is not one question in its language, without mark-up and without places to fill in."""

    reason = "QUESTION_BROKEN"


class NotOneQuestion(QuestionBroken):
    """This asks nothing, or several things at once."""

    reason = "NOT_ONE_QUESTION"


@dataclass(frozen=True)
class BankQuestion:
    """What people write about a bank question. Empty position and industry suit any; no variant suits both ways."""

    text: str
    language: Language
    stage: Stage
    category: Category
    difficulty: Difficulty
    rubric: Rubric
    position: str = ""
    industry: str = ""
    tags: tuple[str, ...] = ()
    is_ice_breaker: bool = False
    variant: Variant | None = None

    def check(self) -> None:
        """Raises QuestionForbidden or QuestionBroken, naming what is wrong, when it may not be asked."""
        if finding := forbidden_topic(self.text):
            raise QuestionForbidden(topic=finding.topic)
        faults = faults_in_question(self.text, self.language)
        if faults:
            several = faults[0] in (WordingFault.NO_QUESTION, WordingFault.SEVERAL_QUESTIONS)
            raise (NotOneQuestion if several else QuestionBroken)(fault=faults[0])
        if not self.rubric.is_sound:
            raise QuestionBroken(fault="RUBRIC_BROKEN")

    @property
    def faults(self) -> tuple[WordingFault, ...]:
        """Everything that is wrong with its words."""
        return faults_in_question(self.text, self.language)
