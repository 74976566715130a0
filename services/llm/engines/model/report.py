"""Reads the words of a report out of a model's reply; what the numbers are, session has said."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from interviewing.language import Language
from interviewing.vocabulary import Axis, Recommendation
from services.llm.domain.answer import Citation
from services.llm.domain.engine import EngineFailed
from services.llm.domain.report import AxisScore, ReportBrief, ReportDraft, StarStory
from services.llm.domain.stamp import Stamp
from services.llm.engines.model.evaluation import cited, remarks, words
from services.llm.prompts.material import Material, Tale
from services.llm.prompts.reporting import LONGEST_AXIS, LONGEST_REMARK, LONGEST_SUMMARY, NOTHING_ABOUT_AXIS, REMARKS, TOLD

PARTS = ("situation", "task", "action", "result")


def read(reply: Any, brief: ReportBrief, material: Material, stamp: Stamp) -> ReportDraft:
    """The draft. Raises EngineFailed for a reply that is not of its form."""
    cites = material.sentences
    try:
        return ReportDraft(
            summary=words(reply["summary"], LONGEST_SUMMARY),
            stamp=stamp,
            strengths=remarks(reply["strengths"], cites, REMARKS, LONGEST_REMARK),
            improvements=remarks(reply["improvements"], cites, REMARKS, LONGEST_REMARK),
            axes=tuple(_axis(axis, reply["axes"], brief) for axis in Axis),
            stories=tuple(story for tale in material.tales if (story := _story(tale, reply["stories"][tale.name], cites)).is_told),
            recommendation=_recommendation(reply["recommendation"], brief),
            recommendation_reasons=remarks(reply["reasons"], cites, REMARKS, LONGEST_REMARK),
        )
    except (KeyError, TypeError, AttributeError):
        raise EngineFailed(fault="NOT_OF_ITS_FORM") from None


def unwritten(brief: ReportBrief, why: Mapping[Language, str], stamp: Stamp) -> ReportDraft:
    """A report that no model was asked for: it says why, and its stamp names none."""
    axes = tuple(AxisScore(axis, feedback=NOTHING_ABOUT_AXIS[brief.language]) for axis in Axis)
    return ReportDraft(why[brief.language], replace(stamp, model="", model_version=""), axes=axes)


def _story(tale: Tale, told: Mapping[str, Any], cites: Sequence[Citation]) -> StarStory:
    """The story with the sentences that tell it, each in one part. Raises EngineFailed for a sentence of another answer."""
    parts, used = dict[str, tuple[Citation, ...]](), set[int]()
    for part in PARTS:
        numbers = [number for number in told[part] if number not in used]
        if any(not isinstance(number, int) or not tale.first <= number <= tale.last for number in numbers):
            raise EngineFailed(fault="CITATION_UNKNOWN")
        used.update(numbers)
        parts[part] = cited(numbers, cites)[:TOLD]
    return StarStory(tale.answer_id, **parts)


def _axis(axis: Axis, said: Mapping[str, str], brief: ReportBrief) -> AxisScore:
    """A corner with session's points and the model's words; ours where there are no points."""
    points = next((score.points for score in brief.axes if score.axis is axis), None)
    feedback = words(said[axis.name], LONGEST_AXIS) if points is not None else NOTHING_ABOUT_AXIS[brief.language]
    return AxisScore(axis, points, feedback)


def _recommendation(word: str, brief: ReportBrief) -> Recommendation:
    """Advice to a person; none where nothing has a score."""
    return Recommendation[word] if brief.overall is not None else Recommendation.NONE
