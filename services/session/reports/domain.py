"""Computes a report's numbers from what was found in the answers. Pure; the weights really apply.

A part without a score stays out of every mean, and out of the overall score together with its weight: nothing is ever
filled in with a default.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from interviewing.vocabulary import Area, Axis, Stage, Unavailable

AXES: Mapping[Axis, frozenset[Stage]] = {
    Axis.EXPRESSION: frozenset({Stage.INTRO, Stage.FINAL_STATEMENT}),
    Axis.MOTIVATION: frozenset({Stage.MOTIVATION}),
    Axis.KNOWLEDGE: frozenset({Stage.SKILL, Stage.SKILL_FOLLOWUP}),
    Axis.PROBLEM_SOLVING: frozenset({Stage.EXPERIENCE, Stage.EXPERIENCE_FOLLOWUP, Stage.PROBLEM_SOLVING, Stage.PROBLEM_SOLVING_FOLLOWUP}),
    Axis.COLLABORATION: frozenset({Stage.COMMUNICATION, Stage.COMMUNICATION_FOLLOWUP, Stage.RESPONSIBILITY, Stage.RESPONSIBILITY_FOLLOWUP}),
    Axis.GROWTH: frozenset({Stage.GROWTH, Stage.GROWTH_FOLLOWUP}),
}
"""The stages behind each corner of the radar chart."""

TECHNICAL = AXES[Axis.KNOWLEDGE] | AXES[Axis.PROBLEM_SOLVING]
COMMUNICATION = AXES[Axis.EXPRESSION] | {Stage.COMMUNICATION, Stage.COMMUNICATION_FOLLOWUP}
CULTURAL_FIT = AXES[Axis.MOTIVATION] | AXES[Axis.GROWTH] | {Stage.RESPONSIBILITY, Stage.RESPONSIBILITY_FOLLOWUP}


@dataclass(frozen=True)
class Found:
    """What was found in one answer: points from 0 to 100, or the reason there are none."""

    answer_id: str
    stage: Stage
    area: Area | None
    points: int | None
    unavailable: Unavailable | None


@dataclass(frozen=True)
class AreaNumbers:
    """One area: its weight in percent, and the mean of its answers' points."""

    area: Area
    weight: int
    points: float | None
    answer_ids: tuple[str, ...]
    unavailable: Unavailable | None


@dataclass(frozen=True)
class Missing:
    """A stage without a score, and why."""

    stage: Stage
    reason: Unavailable


@dataclass(frozen=True)
class Numbers:
    """All the numbers of a report, each 0 to 100 or None."""

    overall: float | None
    technical: float | None
    communication: float | None
    cultural_fit: float | None
    areas: tuple[AreaNumbers, ...]
    axes: Mapping[Axis, float | None]
    missing: tuple[Missing, ...]

    @property
    def is_partial(self) -> bool:
        """Whether something is missing."""
        return bool(self.missing)


def numbers(found: Sequence[Found], weights: Mapping[Area, int], planned: Sequence[Stage]) -> Numbers:
    """Computes a report's numbers. `weights`: percent by area; `planned`: the stages the interview was to have."""
    # A posting may weigh only some areas; what was found in the others is shown all the same, and weighs nothing.
    all_weights = dict.fromkeys((f.area for f in found if f.area), 0) | dict(weights)
    areas = tuple(_area(area, weight, found) for area, weight in sorted(all_weights.items()))
    return Numbers(
        overall=_weighted(areas),
        technical=_mean_of(found, TECHNICAL),
        communication=_mean_of(found, COMMUNICATION),
        cultural_fit=_mean_of(found, CULTURAL_FIT),
        areas=areas,
        axes={axis: _mean_of(found, stages) for axis, stages in AXES.items()},
        missing=tuple(_missing(found, planned)),
    )


def _area(area: Area, weight: int, found: Sequence[Found]) -> AreaNumbers:
    own = [f for f in found if f.area == area]
    points = _mean(f.points for f in own)
    reason = None if points is not None else _reason(own)
    return AreaNumbers(area, weight, points, tuple(f.answer_id for f in own), reason)


def _weighted(areas: Iterable[AreaNumbers]) -> float | None:
    scored = [(a.weight, a.points) for a in areas if a.points is not None and a.weight]
    total = sum(weight for weight, _ in scored)
    return sum(weight * points for weight, points in scored) / total if total else None


def _mean_of(found: Sequence[Found], stages: frozenset[Stage]) -> float | None:
    return _mean(f.points for f in found if f.stage in stages)


def _mean(values: Iterable[int | None]) -> float | None:
    present = [value for value in values if value is not None]
    return sum(present) / len(present) if present else None


def _missing(found: Sequence[Found], planned: Sequence[Stage]) -> Iterable[Missing]:
    for stage in planned:
        own = [f for f in found if f.stage is stage]
        if not any(f.points is not None for f in own):
            yield Missing(stage, _reason(own))


def _reason(own: Sequence[Found]) -> Unavailable:
    """Why there is no score: what the answers say, or that there was no answer."""
    return next((f.unavailable for f in own if f.unavailable), Unavailable.NOT_ANSWERED)
