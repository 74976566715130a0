"""A whole interview: what an engine is told when it writes the words of a report, and what it gives back."""

from dataclasses import dataclass

from interviewing.language import Language
from interviewing.vocabulary import Area, Axis, Purpose, Recommendation, Stage, Unavailable
from services.llm.domain.answer import Citation, Evaluation, Line, Remark
from services.llm.domain.stamp import Stamp


@dataclass(frozen=True)
class AreaScore:
    """An area with its weight and, when any of its answers has one, its score; computed by session."""

    area: Area
    weight: int
    points: float | None = None
    unavailable: Unavailable | None = None


@dataclass(frozen=True)
class AxisScore:
    """One corner of the radar chart. Points come from session; an engine adds words and citations."""

    axis: Axis
    points: float | None = None
    feedback: str = ""
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True)
class MissingPart:
    """A part without a score. No stage when it is the report as a whole."""

    stage: Stage | None
    reason: Unavailable


@dataclass(frozen=True)
class ReportBrief:
    """A whole interview as it was held and read. `transcript` holds the candidate's lines in the order they were said."""

    interview_id: str
    language: Language
    purpose: Purpose
    transcript: tuple[Line, ...]
    evaluations: tuple[Evaluation, ...]
    areas: tuple[AreaScore, ...] = ()
    axes: tuple[AxisScore, ...] = ()
    overall: float | None = None
    missing: tuple[MissingPart, ...] = ()
    position: str = ""
    company_ideal: str = ""
    question_of: tuple[tuple[str, str], ...] = ()
    """(answer_id, question_id) for every answer."""
    attempt: int = 1


TELLING = frozenset(stage for stage in Stage if stage.subject not in (Stage.INTRO, Stage.MOTIVATION, Stage.SKILL, Stage.FINAL_STATEMENT))
"""Stages whose answers tell of something that happened."""
TOLD = 2
"""Parts that make a story, one of them an action or a result."""


@dataclass(frozen=True)
class StarStory:
    """An answer as situation, task, action, result; a part that was not told is empty."""

    answer_id: str
    situation: tuple[Citation, ...] = ()
    task: tuple[Citation, ...] = ()
    action: tuple[Citation, ...] = ()
    result: tuple[Citation, ...] = ()

    @property
    def is_told(self) -> bool:
        """Whether there is enough of it to be a story."""
        parts = (self.situation, self.task, self.action, self.result)
        return sum(bool(part) for part in parts) >= TOLD and bool(self.action or self.result)


@dataclass(frozen=True)
class ReportDraft:
    """The words of a report, in its language."""

    summary: str
    stamp: Stamp
    strengths: tuple[Remark, ...] = ()
    improvements: tuple[Remark, ...] = ()
    axes: tuple[AxisScore, ...] = ()
    stories: tuple[StarStory, ...] = ()
    recommendation: Recommendation = Recommendation.NONE
    recommendation_reasons: tuple[Remark, ...] = ()

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Everything that is cited anywhere in it."""
        cited = [remark.citations for remark in (*self.strengths, *self.improvements, *self.recommendation_reasons)]
        cited += [axis.citations for axis in self.axes]
        cited += [part for story in self.stories for part in (story.situation, story.task, story.action, story.result)]
        return tuple(citation for citations in cited for citation in citations)
