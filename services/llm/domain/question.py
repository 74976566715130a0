"""The next question: what an engine is told, and what it gives back."""

from dataclasses import dataclass

from interviewing.language import Language
from interviewing.vocabulary import AnswerKind, Difficulty, Stage, StageKind
from services.llm.domain.stamp import Stamp


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


@dataclass(frozen=True)
class Question:
    """A question that may be asked. `bank_question_id` is empty when the engine wrote it."""

    text: str
    stamp: Stamp
    bank_question_id: str = ""
    quoted: str = ""
    is_gentle: bool = False
    is_ice_breaker: bool = False
