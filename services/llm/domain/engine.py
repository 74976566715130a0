"""The port that every engine stands behind, and what it may refuse with."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Protocol

from interviewing.language import Language
from interviewing.vocabulary import Purpose
from mesh.refusal import Exhausted, Unavailable
from services.llm.domain.answer import AnswerBrief, Evaluation
from services.llm.domain.generation import FormControl, ModelFacts
from services.llm.domain.question import Question, QuestionBrief
from services.llm.domain.report import ReportBrief, ReportDraft
from services.llm.domain.stamp import Stamp


class EngineBusy(Exhausted):
    """Every slot of the engine is taken and its queue is full."""

    reason = "ENGINE_BUSY"


class EngineFailed(Unavailable):
    """The engine gave nothing that may be used."""

    reason = "ENGINE_FAILED"


@dataclass(frozen=True)
class EngineInfo:
    """What is loaded and what it can do."""

    stamp: Stamp
    has_model: bool
    languages: tuple[Language, ...]
    scored_purposes: tuple[Purpose, ...]
    slots: int
    queue_limit: int
    model: ModelFacts | None = None
    form_control: FormControl = FormControl.NONE


class Engine(Protocol):
    """Thinks of questions, reads answers, writes reports. Whatever burns time runs off the event loop."""

    @property
    def info(self) -> EngineInfo:
        """What is loaded and what it can do."""
        ...

    async def what_is_missing(self) -> str | None:
        """What stands in the way of working, in words for an operator; None when nothing does. Loads what is lazy."""
        ...

    def ask(self, brief: QuestionBrief) -> AsyncGenerator[str | Question, None]:
        """Yields the question's words as they come, then the question. Closed early, it stops. Raises EngineBusy or EngineFailed."""
        ...

    async def evaluate(self, brief: AnswerBrief) -> Evaluation:
        """Reads an answer that has something to read. Raises EngineBusy or EngineFailed."""
        ...

    async def write_report(self, brief: ReportBrief) -> ReportDraft:
        """Writes the words of a report. Raises EngineBusy or EngineFailed."""
        ...
