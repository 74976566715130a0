"""Reads the words of a report out of a model's reply; what the numbers are, session has said."""

from collections.abc import Mapping, Sequence
from typing import Any

from interviewing.vocabulary import Axis, Recommendation
from services.llm.domain.answer import Citation
from services.llm.domain.engine import EngineFailed
from services.llm.domain.report import AxisScore, ReportBrief, ReportDraft
from services.llm.domain.stamp import Stamp
from services.llm.engines.model.evaluation import remarks, words
from services.llm.prompts.reporting import LONGEST_AXIS, LONGEST_REMARK, LONGEST_SUMMARY, NOTHING_ABOUT_AXIS, REMARKS


def read(reply: Any, brief: ReportBrief, cites: Sequence[Citation], stamp: Stamp) -> ReportDraft:
    """The draft. Raises EngineFailed for a reply that is not of its form."""
    try:
        return ReportDraft(
            summary=words(reply["summary"], LONGEST_SUMMARY),
            stamp=stamp,
            strengths=remarks(reply["strengths"], cites, REMARKS, LONGEST_REMARK),
            improvements=remarks(reply["improvements"], cites, REMARKS, LONGEST_REMARK),
            axes=tuple(_axis(axis, reply["axes"], brief) for axis in Axis),
            recommendation=_recommendation(reply["recommendation"], brief),
            recommendation_reasons=remarks(reply["reasons"], cites, REMARKS, LONGEST_REMARK),
        )
    except (KeyError, TypeError, AttributeError):
        raise EngineFailed(fault="NOT_OF_ITS_FORM") from None


def _axis(axis: Axis, said: Mapping[str, str], brief: ReportBrief) -> AxisScore:
    """A corner with session's points and the model's words; ours where there are no points."""
    points = next((score.points for score in brief.axes if score.axis is axis), None)
    feedback = words(said[axis.name], LONGEST_AXIS) if points is not None else NOTHING_ABOUT_AXIS[brief.language]
    return AxisScore(axis, points, feedback)


def _recommendation(word: str, brief: ReportBrief) -> Recommendation:
    """Advice to a person; none where nothing has a score."""
    return Recommendation[word] if brief.overall is not None else Recommendation.NONE
