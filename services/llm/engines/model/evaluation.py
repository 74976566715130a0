"""Reads an evaluation out of a model's reply. The model chooses levels; their points are the rubric's."""

from collections.abc import Mapping, Sequence
from typing import Any

from interviewing.vocabulary import Unavailable
from services.llm.domain.answer import AnswerBrief, Citation, Criterion, CriterionScore, Evaluation, Remark
from services.llm.domain.engine import EngineFailed
from services.llm.domain.reading import kind_of
from services.llm.domain.sentences import Sentence
from services.llm.domain.stamp import Stamp
from services.llm.prompts.evaluating import CITED, LONGEST_FEEDBACK, LONGEST_REMARK, REMARKS


def read(reply: Any, brief: AnswerBrief, sentences: Sequence[Sentence], stamp: Stamp) -> Evaluation:
    """The evaluation. Raises EngineFailed for a reply that is not of its form."""
    cites = [sentence.cite() for sentence in sentences]
    try:
        scores = tuple(_score(reply["criteria"][criterion.criterion_id], criterion, cites) for criterion in brief.criteria)
        return evaluation(
            brief,
            stamp,
            scores,
            strengths=remarks(reply["strengths"], cites, REMARKS, LONGEST_REMARK),
            weaknesses=remarks(reply["weaknesses"], cites, REMARKS, LONGEST_REMARK),
            feedback=words(reply["feedback"], LONGEST_FEEDBACK),
        )
    except (KeyError, TypeError, AttributeError):
        raise EngineFailed(fault="NOT_OF_ITS_FORM") from None


def evaluation(
    brief: AnswerBrief,
    stamp: Stamp,
    scores: tuple[CriterionScore, ...],
    *,
    strengths: tuple[Remark, ...] = (),
    weaknesses: tuple[Remark, ...] = (),
    feedback: str = "",
) -> Evaluation:
    """The evaluation with these scores: its points are their mean over all criteria, and what was not shown adds nothing."""
    shown = [score.points for score in scores if score.points is not None]
    return Evaluation(
        answer_id=brief.answer_id,
        kind=kind_of(brief),
        stamp=stamp.read_by(brief.rubric_version),
        stage=brief.stage,
        area=brief.area,
        points=round(sum(shown) / len(scores)) if shown else None,
        criteria=scores,
        strengths=strengths,
        weaknesses=weaknesses,
        feedback=feedback,
        unavailable=None if shown else Unavailable.NO_EVIDENCE,
    )


def unshown(criterion: Criterion) -> CriterionScore:
    """A criterion that nothing speaks for."""
    return CriterionScore(criterion.criterion_id, criterion.name, unavailable=Unavailable.NO_EVIDENCE)


def remarks(found: Sequence[Mapping[str, Any]], cites: Sequence[Citation], most: int, longest: int) -> tuple[Remark, ...]:
    """Remarks with what they rest on."""
    return tuple(Remark(words(each["text"], longest), cited(each["evidence"], cites)) for each in found[:most])


def cited(numbers: Sequence[Any], cites: Sequence[Citation]) -> tuple[Citation, ...]:
    """What the numbers stand for, each once. Raises EngineFailed for a number that stands for nothing."""
    different = list(dict.fromkeys(numbers))
    if any(not isinstance(number, int) or not 1 <= number <= len(cites) for number in different):
        raise EngineFailed(fault="CITATION_UNKNOWN")
    return tuple(cites[number - 1] for number in different[:CITED])


def words(text: str, longest: int) -> str:
    """What a model wrote, without space around it. Raises EngineFailed for nothing."""
    if not text.strip():
        raise EngineFailed(fault="EMPTY_TEXT")
    return text.strip()[:longest]


def _score(found: Mapping[str, Any], criterion: Criterion, cites: Sequence[Citation]) -> CriterionScore:
    """The level that was chosen, with its evidence; without evidence there is no score."""
    citations, number = cited(found["evidence"], cites), found["level"]
    if not citations:
        return unshown(criterion)
    if not isinstance(number, int) or not 1 <= number <= len(criterion.levels):
        raise EngineFailed(fault="LEVEL_UNKNOWN")
    level = criterion.levels[number - 1]
    return CriterionScore(criterion.criterion_id, criterion.name, level.points, level.anchor, citations)
