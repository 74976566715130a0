"""Writes the words of a report from what was found in the answers; says of every number where it comes from."""

from collections.abc import Iterator, Sequence

from interviewing.vocabulary import Axis, Purpose, Recommendation
from services.llm.domain.answer import Citation, CriterionScore, Evaluation, Remark
from services.llm.domain.report import AxisScore, ReportBrief, ReportDraft
from services.llm.domain.stamp import Stamp
from services.llm.engines.bank import judgements as say
from services.llm.engines.bank.stories import stories_in
from services.llm.engines.bank.tongue import Tongue

REMARKS = 5
"""Strengths and improvements of a whole interview."""
CITED = 3
STRONG, SOME = 70.0, 40.0
"""Points from which something shows well, and from which it shows at all."""


def write(brief: ReportBrief, tongue: Tongue, stamp: Stamp) -> ReportDraft:
    """The draft of a report."""
    return ReportDraft(
        summary=" ".join(_summary(brief)),
        stamp=stamp,
        strengths=_chosen(brief, [remark for each in _best_first(brief) for remark in each.strengths]),
        improvements=_chosen(brief, [remark for each in reversed(_best_first(brief)) for remark in each.weaknesses if remark.citations]),
        axes=tuple(_axis(axis, brief) for axis in Axis),
        stories=tuple(stories_in(brief, tongue))[:15],
        recommendation=Recommendation.NONE,
        recommendation_reasons=(why_no_recommendation(brief),),
    )


def why_no_recommendation(brief: ReportBrief) -> Remark:
    """Whether the rubric's words occur says too little about a person to recommend anything by, for whatever purpose."""
    words = say.NOT_FOR_HIRING if brief.purpose is Purpose.HIRING else say.NO_RECOMMENDATION
    return Remark(words[brief.language])


def _summary(brief: ReportBrief) -> Iterator[str]:
    language = brief.language
    yield say.WHAT_THIS_IS[language]
    if brief.purpose is Purpose.HIRING:
        yield say.NOT_FOR_HIRING[language]
    else:
        yield say.READ[language].format(answers=len(brief.evaluations), scored=len(_scored(brief)))
        yield from _numbers(brief)
    if brief.missing:
        reasons = dict.fromkeys(say.REASONS[part.reason][language] for part in brief.missing)
        yield say.PARTS_MISSING[language].format(count=len(brief.missing), reasons=", ".join(reasons))
    if flagged := sum(evaluation.needs_person for evaluation in brief.evaluations):
        yield say.FOR_A_PERSON[language].format(count=flagged)


def _numbers(brief: ReportBrief) -> Iterator[str]:
    """Session's numbers in words: the whole, the strongest area, and what is not in it."""
    language = brief.language
    if brief.overall is None:
        yield say.NO_OVERALL[language]
        return
    yield say.OVERALL[language].format(points=brief.overall)
    scored = [(area.points, area.area) for area in brief.areas if area.points is not None]
    if len(scored) > 1:
        points, area = max(scored)
        yield say.STRONGEST[language].format(name=say.AREA_NAMES[area][language], points=points)
    without = [say.AREA_NAMES[area.area][language] for area in brief.areas if area.points is None and area.weight]
    if without:
        yield say.WITHOUT_AREAS[language].format(names=", ".join(without))


def _axis(axis: Axis, brief: ReportBrief) -> AxisScore:
    """A corner's words, by its points, with the best evidence of its answers."""
    points = next((score.points for score in brief.axes if score.axis is axis), None)
    relevant = [each for each in _best_first(brief) if each.stage in say.AXIS_STAGES[axis]]
    cited = [citation for each in relevant for citation in _evidence(each)][:CITED] if points is not None else []
    feedback = say.AXIS_FEEDBACK[_band(points)][brief.language].format(name=say.AXIS_NAMES[axis][brief.language])
    return AxisScore(axis, points, feedback, tuple(cited))


def _band(points: float | None) -> str:
    if points is None:
        return "none"
    return "strong" if points >= STRONG else "some" if points >= SOME else "little"


def _scored(brief: ReportBrief) -> list[Evaluation]:
    return [evaluation for evaluation in brief.evaluations if evaluation.points is not None]


def _best_first(brief: ReportBrief) -> list[Evaluation]:
    return sorted(_scored(brief), key=lambda evaluation: -(evaluation.points or 0))


def _evidence(evaluation: Evaluation) -> Sequence[Citation]:
    """What the best criterion of an answer rests on."""
    best: CriterionScore | None = max(evaluation.criteria, key=lambda score: score.points or 0, default=None)
    return best.citations[:1] if best else ()


def _chosen(brief: ReportBrief, remarks: Sequence[Remark]) -> tuple[Remark, ...]:
    """The first few that differ; none at all for a hiring decision, where this engine keeps its findings to itself."""
    if brief.purpose is Purpose.HIRING:
        return ()
    different = {remark.text: remark for remark in reversed(remarks)}
    return tuple(reversed(different.values()))[:REMARKS]
