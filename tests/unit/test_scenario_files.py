"""The shipped scenarios are whole, in both languages and variants, and a data file that is not is refused by place."""

import re
from pathlib import Path

import pytest

from interviewing.wording import faults_in_question
from services.session.questions.documents import DocumentBroken
from services.session.questions.scenario import PLACES, Scenario
from services.session.questions.shipped import SCENARIOS, read_rubrics, read_scenarios
from services.session.questions.stages import Area, Focus, Language, Stage, StageKind, Variant

SHIPPED = [shipped.scenario for shipped in read_scenarios()]
WHOLE = [scenario for scenario in SHIPPED if scenario.focus is Focus.COMPREHENSIVE]
FILLED = {
    Language.KOREAN: {"candidate_name": "김하늘", "position": "백엔드 엔지니어", "company_name": "모아", "major": "기계공학"},
    Language.ENGLISH: {"candidate_name": "Sam Lee", "position": "backend engineer", "company_name": "Moa", "major": "mechanics"},
}


def named(scenario: Scenario) -> str:
    return f"{scenario.variant.name}-{scenario.focus.name}-{scenario.language.code}"


def test_every_variant_focus_and_language_is_there_once() -> None:
    wanted = {(variant, focus, language) for variant in Variant for focus in Focus for language in Language}
    assert sorted((scenario.variant, scenario.focus, scenario.language) for scenario in SHIPPED) == sorted(wanted)


@pytest.mark.parametrize("scenario", WHOLE, ids=named)
def test_a_whole_interview_has_the_fifteen_stages_in_order_and_the_agreed_weights(scenario: Scenario) -> None:
    assert [stage.stage for stage in scenario.stages] == list(Stage)
    assert dict(scenario.area_weights) == dict(zip(Area, (15, 15, 20, 30, 20), strict=True))


@pytest.mark.parametrize("scenario", WHOLE, ids=named)
def test_kinds_and_areas_are_those_of_the_requirements(scenario: Scenario) -> None:
    templates = {Stage.INTRO, Stage.MOTIVATION, Stage.FINAL_STATEMENT}
    areas = {
        Stage.INTRO: Area.EXPRESSION,
        Stage.FINAL_STATEMENT: Area.EXPRESSION,
        Stage.MOTIVATION: Area.MOTIVATION,
        Stage.SKILL: Area.KNOWLEDGE,
    }
    areas |= {Stage.SKILL: Area.KNOWLEDGE, Stage.EXPERIENCE: Area.EXPERIENCE, Stage.PROBLEM_SOLVING: Area.EXPERIENCE}
    for stage in scenario.stages:
        kind = StageKind.TEMPLATE if stage.stage in templates else StageKind.FOLLOW_UP if stage.stage.follows else StageKind.GENERATED
        assert (stage.kind, stage.area) == (kind, areas.get(stage.stage.subject, Area.CHARACTER)), stage.stage


@pytest.mark.parametrize("scenario", SHIPPED, ids=named)
def test_f41_whatever_is_missing_every_template_speaks_one_clean_question(scenario: Scenario) -> None:
    whole = FILLED[scenario.language]
    fillings = [whole, {}, *({place: whole[place] for place in PLACES - {left_out}} for left_out in PLACES)]
    spoken = [stage.ask(filling) for stage in scenario.stages if stage.kind is StageKind.TEMPLATE for filling in fillings]
    assert len(spoken) == 3 * len(fillings)
    assert {question: faults for question in spoken if (faults := faults_in_question(question, scenario.language))} == {}


def test_the_career_changers_way_is_another_one() -> None:
    ways = {(scenario.variant, scenario.language): scenario for scenario in WHOLE}
    for language in Language:
        standard, changer = ways[Variant.STANDARD, language], ways[Variant.CAREER_CHANGER, language]
        different = {one.stage for one, other in zip(standard.stages, changer.stages, strict=True) if one.guide != other.guide}
        assert {Stage.INTRO, Stage.MOTIVATION, Stage.SKILL, Stage.EXPERIENCE, Stage.GROWTH} <= different


def test_every_criterion_can_be_read_without_a_model_in_both_languages() -> None:
    assert [key for key, rubric in read_rubrics().items() for criterion in rubric.criteria if len(criterion.indicators) < 5] == []


def test_the_same_scenario_has_the_same_id_after_every_start() -> None:
    assert [shipped.scenario_id for shipped in read_scenarios()] == [shipped.scenario_id for shipped in read_scenarios()]


BREAKING = [
    (r"    seconds: 120\n", "    seconds: 120\n    hurry: true\n", "standard.yaml: stages[0]: unknown field 'hurry'"),
    (r"kind: template", "kind: monologue", "standard.yaml: stages[0].kind: 'monologue' is not one of template, follow_up, generated"),
    (r"rubric: skill\n", "rubric: charm\n", "standard.yaml: stages[2].rubric: there is no rubric 'charm'"),
    (r"      en: Let the candidate settle.*\n", "", "standard.yaml: stages[0].guide.en: is missing"),
    (r"variant: standard", "variant: standard\nvariant: career_changer", "standard.yaml: 'variant' stands twice"),
    (r"character: 20\}", "character: 25}", "standard.yaml: focuses.comprehensive.ko: scenario: weights_wrong (105)"),
    (r"stage: skill_followup", "stage: skill", "standard.yaml: focuses.comprehensive.ko: skill: stage_twice"),
    (
        r"\{candidate_name\} 님",
        "{candidate_nmae} 님",
        "standard.yaml: focuses.comprehensive.ko: intro: place_unknown (candidate_nmae)",
    ),
    (r"    fallback:\n      ko: 반갑.*\n      en: .*\n", "", "standard.yaml: focuses.comprehensive.ko: intro: fallback_missing"),
    (
        r"name: \{ko: 종합 면접, en",
        "name: {ko: 종합 면접, jp: 総合, en",
        "standard.yaml: focuses.comprehensive.name: unknown language 'jp'",
    ),
    (r"seconds: 120", "seconds: 5", "standard.yaml: stages[0].seconds: is not a whole number from 30 to 900"),
]


@pytest.mark.parametrize(("pattern", "replacement", "fault"), BREAKING, ids=[fault for _, _, fault in BREAKING])
def test_a_broken_file_is_refused_and_says_where(tmp_path: Path, pattern: str, replacement: str, fault: str) -> None:
    broken, count = re.subn(pattern, replacement, (SCENARIOS / "standard.yaml").read_text("utf-8"), count=1)
    assert count == 1
    (tmp_path / "standard.yaml").write_text(broken, "utf-8")
    with pytest.raises(DocumentBroken) as refused:
        read_scenarios(tmp_path)
    assert fault in str(refused.value).splitlines()


def test_a_follow_up_without_its_parent_is_refused(tmp_path: Path) -> None:
    text = (SCENARIOS / "standard.yaml").read_text("utf-8")
    start, end = text.index("  - stage: skill\n"), text.index("  - stage: skill_followup\n")
    (tmp_path / "standard.yaml").write_text(text[:start] + text[end:], "utf-8")
    with pytest.raises(DocumentBroken, match=r"skill_followup: follow_up_alone \(skill\)"):
        read_scenarios(tmp_path)
