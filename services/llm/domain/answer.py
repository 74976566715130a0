"""One answer: what an engine is told when it reads it, and what it finds, each score with the words it rests on."""

from dataclasses import dataclass
from datetime import timedelta

from interviewing.language import Language
from interviewing.vocabulary import AnswerKind, Area, Purpose, Stage, Unavailable
from services.llm.domain.stamp import Stamp


@dataclass(frozen=True)
class Line:
    """Something the candidate said in one go."""

    line_id: str
    text: str
    question_id: str = ""
    stage: Stage | None = None
    spoken: tuple[tuple[int, timedelta], ...] = ()
    """Where each word begins, in code points, and when it was spoken. Empty for a typed line."""

    def heard_at(self, place: int) -> timedelta | None:
        """When the word at a place was spoken, from the start of the interview's audio; None for a typed line."""
        return next((time for begins, time in reversed(self.spoken) if begins <= place), None)


@dataclass(frozen=True)
class Citation:
    """A span of a line: code points from `start` up to, not including, `end`."""

    line_id: str
    start: int
    end: int
    text: str
    heard_at: timedelta | None = None

    @classmethod
    def of(cls, line: Line, start: int, end: int) -> "Citation":
        """The span as it stands in the line."""
        return cls(line.line_id, start, end, line.text[start:end], line.heard_at(start))

    def stands_in(self, line: Line) -> bool:
        """Whether the line holds exactly these words at exactly this place."""
        return 0 <= self.start < self.end <= len(line.text) and line.text[self.start : self.end] == self.text


@dataclass(frozen=True)
class Level:
    """One anchored level of a criterion."""

    points: int
    anchor: str


@dataclass(frozen=True)
class Criterion:
    """One thing that is looked at in an answer; levels go from the lowest to the highest."""

    criterion_id: str
    name: str
    levels: tuple[Level, ...]
    indicators: tuple[str, ...] = ()


@dataclass(frozen=True)
class AnswerBrief:
    """One answer and what it is read by."""

    answer_id: str
    language: Language
    purpose: Purpose
    question: str
    lines: tuple[Line, ...]
    criteria: tuple[Criterion, ...]
    rubric_version: str = ""
    stage: Stage | None = None
    area: Area | None = None
    position: str = ""
    kind: AnswerKind = AnswerKind.ANSWER
    attempt: int = 1

    @property
    def text(self) -> str:
        """All that was said, line by line."""
        return "\n".join(line.text for line in self.lines)


@dataclass(frozen=True)
class CriterionScore:
    """Either points with citations, or the reason there are none."""

    criterion_id: str
    name: str
    points: int | None = None
    anchor: str = ""
    citations: tuple[Citation, ...] = ()
    unavailable: Unavailable | None = None


@dataclass(frozen=True)
class Remark:
    """One thing said about an answer or an interview, and what it rests on."""

    text: str
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True)
class Evaluation:
    """What one answer was found to show. Either `points`, or the reason there are none."""

    answer_id: str
    kind: AnswerKind
    stamp: Stamp
    stage: Stage | None = None
    area: Area | None = None
    points: int | None = None
    criteria: tuple[CriterionScore, ...] = ()
    strengths: tuple[Remark, ...] = ()
    weaknesses: tuple[Remark, ...] = ()
    feedback: str = ""
    unavailable: Unavailable | None = None
    needs_person: bool = False

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Everything that is cited anywhere in it."""
        cited = [criterion.citations for criterion in self.criteria] + [remark.citations for remark in (*self.strengths, *self.weaknesses)]
        return tuple(citation for citations in cited for citation in citations)
