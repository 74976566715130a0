"""A report's numbers are what was found, weighed as the interview weighs it; what is missing stays missing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewing.vocabulary import Area, Axis, Stage, Unavailable
from services.session.reports.domain import AXES, Found, numbers

WEIGHTS = {Area(1): 40, Area(3): 60}
PLAN = [Stage.INTRO, Stage.SKILL]


def found(stage: Stage = Stage.INTRO, area: int | None = 1, points: int | None = 50, why: Unavailable | None = None) -> Found:
    return Found(f"answer to {stage.name}", stage, Area(area) if area else None, points, why)


def test_f46_the_weights_of_the_areas_decide_the_overall_score() -> None:
    of = [found(Stage.INTRO, 1, 50), found(Stage.SKILL, 3, 100)]
    assert numbers(of, WEIGHTS, PLAN).overall == pytest.approx(80)
    assert numbers(of, {Area(1): 90, Area(3): 10}, PLAN).overall == pytest.approx(55)


def test_an_area_counts_once_however_many_answers_it_has() -> None:
    of = [found(Stage.INTRO, 1, 0)] * 9 + [found(Stage.SKILL, 3, 100)]
    assert numbers(of, WEIGHTS, PLAN).overall == pytest.approx(60)


def test_an_area_without_a_score_stays_out_together_with_its_weight_and_says_why() -> None:
    computed = numbers([found(Stage.INTRO, 1, 50), found(Stage.SKILL, 3, None, Unavailable.ENGINE_FAILED)], WEIGHTS, PLAN)
    assert computed.overall == pytest.approx(50)
    assert [(area.points, area.unavailable) for area in computed.areas] == [(50, None), (None, Unavailable.ENGINE_FAILED)]


def test_f44_without_any_score_there_is_no_overall_score() -> None:
    computed = numbers([found(points=None, why=Unavailable.NO_EVIDENCE)], WEIGHTS, PLAN)
    assert computed.overall is None
    assert set(computed.axes.values()) == {None}


def test_a_score_of_nothing_is_a_score() -> None:
    computed = numbers([found(Stage.INTRO, 1, 0), found(Stage.SKILL, 3, 0)], WEIGHTS, PLAN)
    assert (computed.overall, computed.is_partial) == (0, False)


def test_a_stage_that_was_never_reached_is_missing() -> None:
    computed = numbers([found(Stage.INTRO)], WEIGHTS, PLAN)
    assert [(part.stage, part.reason) for part in computed.missing] == [(Stage.SKILL, Unavailable.NOT_ANSWERED)]
    assert computed.is_partial


def test_a_stage_with_one_scored_answer_is_not_missing() -> None:
    of = [found(Stage.INTRO, 1, None, Unavailable.NO_EVIDENCE), found(Stage.INTRO, 1, 70), found(Stage.SKILL, 3, 70)]
    assert not numbers(of, WEIGHTS, PLAN).is_partial


def test_f47_an_area_that_the_weights_forget_is_shown_with_its_score_and_weighs_nothing() -> None:
    computed = numbers([found(Stage.INTRO, 1, 50), found(Stage.GROWTH, 5, 100)], {Area(1): 100}, [Stage.INTRO, Stage.GROWTH])
    assert [(area.area, area.weight, area.points) for area in computed.areas] == [(Area(1), 100, 50), (Area(5), 0, 100)]
    assert computed.overall == pytest.approx(50)


def test_f47_every_answer_is_named_by_its_area() -> None:
    of = [found(stage, area=1 + n % 5, points=n) for n, stage in enumerate(Stage)]
    computed = numbers(of, WEIGHTS, list(Stage))
    assert sorted(answer for area in computed.areas for answer in area.answer_ids) == sorted(one.answer_id for one in of)


def test_f47_every_stage_stands_behind_one_corner_of_the_chart() -> None:
    behind = [stage for stages in AXES.values() for stage in stages]
    assert len(behind) == len(set(behind))
    assert set(behind) == set(Stage)


def test_a_corner_is_the_mean_of_its_stages() -> None:
    computed = numbers([found(Stage.INTRO, 1, 40), found(Stage.FINAL_STATEMENT, 1, 60)], WEIGHTS, PLAN)
    assert computed.axes[Axis.EXPRESSION] == pytest.approx(50)
    assert computed.axes[Axis.KNOWLEDGE] is None


@given(st.lists(st.tuples(st.sampled_from(Stage), st.sampled_from(Area), st.one_of(st.none(), st.integers(0, 100)))))
def test_no_number_leaves_the_range_of_what_was_found(answers: list[tuple[Stage, Area, int | None]]) -> None:
    of = [Found("a", stage, area, points, None if points is not None else Unavailable.NO_EVIDENCE) for stage, area, points in answers]
    computed = numbers(of, dict.fromkeys(Area, 20), list(Stage))
    scores = [points for _, _, points in answers if points is not None]
    shown = [computed.overall, computed.technical, computed.communication, computed.cultural_fit, *computed.axes.values()]
    assert all(min(scores) - 1e-9 <= number <= max(scores) + 1e-9 for number in shown if number is not None)
    assert (computed.overall is None) == (not scores)
