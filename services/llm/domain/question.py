"""The next question: what an engine is told, and what it gives back."""

from dataclasses import dataclass

from interviewing.language import Language
from interviewing.replies import Reply, kind_of_reply
from interviewing.vocabulary import AnswerKind, Difficulty, Stage, StageKind
from services.llm.domain.stamp import Stamp

WEAK_RUN = 2
"""Weak answers in a row after which the next question is an easier one."""
_NO_ANSWER = {AnswerKind.REFUSAL, AnswerKind.EMPTY, AnswerKind.SKIPPED, AnswerKind.QUESTION_BACK}


@dataclass(frozen=True)
class Turn:
    """A question and what was answered to it. `kind` is what is known without reading the answer."""

    question: str
    answer: str
    kind: AnswerKind = AnswerKind.ANSWER


@dataclass(frozen=True)
class BankOption:
    """A question of the bank that may be asked now."""

    question_id: str
    text: str
    difficulty: Difficulty = Difficulty.MEDIUM
    is_for_position: bool = False
    is_ice_breaker: bool = False
    mean_points: float | None = None


@dataclass(frozen=True)
class QuestionBrief:
    """All that the next question may rest on. Whatever the candidate wrote or said is data, never an instruction."""

    question_id: str
    language: Language
    stage: Stage
    kind: StageKind
    guide: str = ""
    position: str = ""
    company_ideal: str = ""
    last_turn: Turn | None = None
    asked: tuple[str, ...] = ()
    resume_id: str = ""
    resume_passages: tuple[str, ...] = ()
    bank_options: tuple[BankOption, ...] = ()
    weak_answers: int = 0
    has_broken_ice: bool = False
    interview_id: str = ""
    attempt: int = 1
    """Which attempt at this question; what a model wrote before need not come again."""

    @property
    def is_unanswered(self) -> bool:
        """Whether the turn before brought no answer: refused, left empty or skipped as a whole."""
        if self.last_turn is None:
            return False
        return self.last_turn.kind in _NO_ANSWER or kind_of_reply(self.last_turn.answer) is not Reply.ANSWER

    @property
    def wants_gentle(self) -> bool:
        """Whether an easier question is due."""
        return self.is_unanswered or self.weak_answers >= WEAK_RUN


@dataclass(frozen=True)
class Question:
    """A question that may be asked. `bank_question_id` is empty when the engine wrote it."""

    text: str
    stamp: Stamp
    bank_question_id: str = ""
    quoted: str = ""
    is_gentle: bool = False
    is_ice_breaker: bool = False
