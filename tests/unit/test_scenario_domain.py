"""A scenario says everything that is wrong with it by its place, and a template never speaks what it could not fill (F41)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from mesh.refusal import Status
from services.session.questions.rubric import Criterion, Level, Rubric
from services.session.questions.scenario import Fault, FaultKind, Scenario, ScenarioBroken, ScenarioStage, faults_in
from services.session.questions.stages import Area, Focus, Language, Stage, StageKind, Variant

PLAIN = "Who are you?"
RUBRIC = Rubric.of([Criterion("clarity", "Clarity", "", (Level(0, "none"), Level(100, "all")))])


def stage(which: Stage, kind: StageKind = StageKind.GENERATED, area: Area = Area.KNOWLEDGE, **more: str) -> ScenarioStage:
    return ScenarioStage(which, kind, "guide", RUBRIC, area, timedelta(seconds=60), **more)


SOUND = Scenario(
    name="s",
    variant=Variant.STANDARD,
    focus=Focus.COMPREHENSIVE,
    language=Language.ENGLISH,
    stages=(
        stage(
            Stage.INTRO, StageKind.TEMPLATE, Area.EXPRESSION, template="Welcome, {candidate_name}. Who are you?", fallback="Who are you?"
        ),
        stage(Stage.SKILL),
        stage(Stage.SKILL_FOLLOWUP, StageKind.FOLLOW_UP),
    ),
    area_weights={Area.EXPRESSION: 40, Area.KNOWLEDGE: 60},
)
INTRO, SKILL, FOLLOWUP = SOUND.stages


def with_stages(*stages: ScenarioStage) -> Scenario:
    return replace(SOUND, stages=stages)


def test_a_sound_scenario_has_no_fault() -> None:
    SOUND.check()
    assert list(faults_in(SOUND)) == []


BROKEN = [
    (with_stages(INTRO, SKILL, SKILL), Fault(Stage.SKILL, FaultKind.STAGE_TWICE)),
    (with_stages(INTRO, FOLLOWUP, SKILL), Fault(Stage.SKILL_FOLLOWUP, FaultKind.FOLLOW_UP_ALONE, "skill")),
    (with_stages(SKILL, INTRO, FOLLOWUP), Fault(Stage.SKILL_FOLLOWUP, FaultKind.FOLLOW_UP_ALONE, "skill")),
    (with_stages(replace(INTRO, kind=StageKind.FOLLOW_UP), SKILL), Fault(Stage.INTRO, FaultKind.FOLLOW_UP_ALONE)),
    (with_stages(replace(INTRO, template=" "), SKILL), Fault(Stage.INTRO, FaultKind.TEMPLATE_MISSING)),
    (with_stages(replace(INTRO, fallback=""), SKILL), Fault(Stage.INTRO, FaultKind.FALLBACK_MISSING)),
    (with_stages(replace(INTRO, fallback="Who is {position}?"), SKILL), Fault(Stage.INTRO, FaultKind.FALLBACK_MISSING)),
    (
        with_stages(replace(INTRO, template="Welcome, {candidate_nmae}. Who are you?"), SKILL),
        Fault(Stage.INTRO, FaultKind.PLACE_UNKNOWN, "candidate_nmae"),
    ),
    (with_stages(replace(INTRO, template="Welcome, {position. Who are you?"), SKILL), Fault(Stage.INTRO, FaultKind.PLACE_UNKNOWN, "{}")),
    (with_stages(replace(INTRO, template="Are you married?"), SKILL), Fault(Stage.INTRO, FaultKind.FORBIDDEN_TOPIC, "Are you married")),
    (with_stages(INTRO, replace(SKILL, rubric=Rubric.of([]))), Fault(Stage.SKILL, FaultKind.RUBRIC_BROKEN)),
    (replace(SOUND, area_weights={Area.EXPRESSION: 40, Area.KNOWLEDGE: 50}), Fault(None, FaultKind.WEIGHTS_WRONG, "90")),
    (
        replace(SOUND, area_weights={Area.EXPRESSION: 40, Area.KNOWLEDGE: 50, Area.CHARACTER: 10}),
        Fault(None, FaultKind.WEIGHTS_WRONG, "character"),
    ),
    (replace(SOUND, area_weights={Area.EXPRESSION: 100}), Fault(None, FaultKind.WEIGHTS_WRONG, "knowledge")),
]


@pytest.mark.parametrize(("scenario", "fault"), BROKEN, ids=[str(fault) for _, fault in BROKEN])
def test_a_broken_scenario_names_the_place(scenario: Scenario, fault: Fault) -> None:
    assert list(faults_in(scenario)) == [fault]


def test_checking_refuses_with_the_first_fault() -> None:
    with pytest.raises(ScenarioBroken) as refused:
        BROKEN[0][0].check()
    assert refused.value.status is Status.INVALID_ARGUMENT
    assert refused.value.facts == {"stage": "SKILL", "fault": "STAGE_TWICE"}


def test_a_template_is_filled_with_what_is_known() -> None:
    assert INTRO.ask({"candidate_name": "Sam  Lee\n"}) == "Welcome, Sam Lee. Who are you?"


@pytest.mark.parametrize("filling", [{}, {"candidate_name": ""}, {"candidate_name": "  "}, {"candidate_name": "{company_name}"}])
def test_f41_a_place_that_cannot_be_filled_is_never_spoken(filling: dict[str, str]) -> None:
    assert INTRO.ask(filling) == "Who are you?"


def test_f46_a_rubrics_version_changes_with_any_change_of_its_content() -> None:
    reworded = Rubric.of([Criterion("clarity", "Clarity", "", (Level(0, "none"), Level(100, "everything")))])
    assert RUBRIC.version != reworded.version
    assert RUBRIC.version == Rubric.of(RUBRIC.criteria).version


@pytest.mark.parametrize(
    "levels",
    [
        (Level(0, "a"),),
        (Level(50, "a"), Level(50, "b")),
        (Level(60, "a"), Level(40, "b")),
        (Level(0, "a"), Level(100, " ")),
        (Level(0, "a"), Level(120, "b")),
    ],
)
def test_levels_that_cannot_be_told_apart_break_a_rubric(levels: tuple[Level, ...]) -> None:
    assert not Rubric.of([Criterion("clarity", "Clarity", "", levels)]).is_sound
