"""Puts a report into lines: every score with what it means and the words it rests on."""

from collections.abc import Iterable, Iterator, Sequence

from viva.interview.v1.evaluation_pb2 import Citation, CriterionScore, Evaluation, Remark
from viva.interview.v1.report_pb2 import AreaScore, Report

from viva_client.command.interview.wording import Wording


def lines_of(report: Report, said: Wording) -> Iterator[str]:
    """The whole report. Parts that it does not have, such as advice in a candidate's view, are left out."""
    yield f"══ {said.report}"
    if report.is_partial:
        yield said.partial
    yield from _numbers(report, said)
    if report.summary:
        yield from ("", report.summary)
    yield from _remarks(said.strengths, report.strengths)
    yield from _remarks(said.improvements, report.improvements)
    yield from _answers(report.evaluations, said)
    if report.recommendation:
        yield from ("", f"{said.advice}: {said.recommendations.get(report.recommendation, '')}")
    yield from _origin(report, said)


def _numbers(report: Report, said: Wording) -> Iterator[str]:
    if report.HasField("overall"):
        yield f"{said.overall}: {report.overall:.0f} / 100"
    for area in report.areas:
        yield f"  {said.areas.get(area.area, '')}: {_points_of_area(area, said)}  ({said.of_weight.format(percent=area.weight_percent)})"


def _points_of_area(area: AreaScore, said: Wording) -> str:
    return f"{area.points:.0f}" if area.HasField("points") else _reason(area.unavailable, said)


def _remarks(heading: str, remarks: Sequence[Remark]) -> Iterator[str]:
    if remarks:
        yield from ("", f"── {heading}")
    for remark in remarks:
        yield f"  • {remark.text}"
        yield from _quoted(remark.citations, "      ")


def _answers(evaluations: Iterable[Evaluation], said: Wording) -> Iterator[str]:
    yield from ("", f"── {said.answers}")
    for evaluation in evaluations:
        points = str(evaluation.points) if evaluation.HasField("points") else _reason(evaluation.unavailable, said)
        yield f"  {said.stages.get(evaluation.stage, '')}: {points}"
        for criterion in evaluation.criteria:
            yield from _criterion(criterion, said)
        if evaluation.feedback:
            yield f"    {evaluation.feedback}"


def _criterion(criterion: CriterionScore, said: Wording) -> Iterator[str]:
    points = str(criterion.points) if criterion.HasField("points") else _reason(criterion.unavailable, said)
    yield f"    {criterion.name}: {points}" + (f" — {criterion.anchor}" if criterion.anchor else "")
    yield from _quoted(criterion.citations, "      ")


def _quoted(citations: Iterable[Citation], indent: str) -> Iterator[str]:
    yield from (f"{indent}“{' '.join(citation.text.split())}”" for citation in citations)


def _reason(unavailable: int, said: Wording) -> str:
    return said.no_score.format(reason=said.unavailable.get(unavailable, ""))


def _origin(report: Report, said: Wording) -> Iterator[str]:
    yield ""
    if report.fallback_questions:
        yield said.fallbacks.format(count=report.fallback_questions)
    yield said.made_by.format(engine=report.stamp.engine, model=report.stamp.model).rstrip()
