"""Reads the scenarios and bank questions that come with Viva from their data files, and refuses broken ones by place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

from mesh.refusal import Refusal
from services.session.questions.documents import Node, read_document, refuse_if_broken
from services.session.questions.domain import BankQuestion, Category, Difficulty
from services.session.questions.rubric import Criterion, Level, Rubric
from services.session.questions.scenario import Scenario, ScenarioStage, faults_in
from services.session.questions.stages import Area, Focus, Language, Stage, StageKind, Variant

SCENARIOS = Path(__file__).parent.parent / "scenarios"
RUBRICS = Path(__file__).parent.parent / "rubrics"
BANK = Path(__file__).parent.parent / "bank"
_SHIPPED = uuid5(NAMESPACE_URL, "viva:shipped")

Rubrics = Mapping[tuple[str, Language], Rubric]


@dataclass(frozen=True)
class ShippedScenario:
    """A scenario with the id that it has in every installation."""

    scenario_id: UUID
    scenario: Scenario


@dataclass(frozen=True)
class ShippedQuestion:
    """A bank question with the id that it has in every installation."""

    question_id: UUID
    question: BankQuestion


def shipped_id(*key: str) -> UUID:
    """The id of something that comes with Viva: the same on every replica and after every start."""
    return uuid5(_SHIPPED, "/".join(key))


def read_rubrics(directory: Path = RUBRICS) -> Rubrics:
    """Every rubric that scenarios and questions for any job name, by name and language.

    Levels go from the lowest to the highest, and each anchor is something that two readers would agree on after reading the same
    answer. Indicators are for engines without a language model: a Korean word that ends in 다 stands for all forms of that verb, and
    `<number>` for any number. A criterion that no indicator can find has none, and such engines leave it without a score.
    """
    return {key: rubric for path in sorted(directory.glob("*.yaml")) for key, rubric in _rubrics_in(path).items()}


def _rubrics_in(path: Path) -> Rubrics:
    document = read_document(path)
    rubrics = _rubrics_at(document)
    refuse_if_broken(path.name, document.faults)
    return rubrics


def _rubrics_at(document: Node) -> Rubrics:
    rubrics = {
        (name, language): Rubric.of([_criterion(each, language) for each in node.items()])
        for name, node in document.entries()
        for language in Language
    }
    for (name, _), rubric in rubrics.items():
        if not rubric.is_sound:
            document.at(name).fault("criteria are missing, there twice, or their levels do not rise")
    return rubrics


def _criterion(node: Node, language: Language) -> Criterion:
    node.only("id", "name", "description", "levels", "indicators")
    return Criterion(
        criterion_id=node.at("id").text(),
        name=node.at("name").in_language(language).text(),
        description=node.at("description").in_language(language).text(),
        levels=tuple(_level(each, language) for each in node.at("levels").items()),
        indicators=node.at("indicators").in_language(language).texts() if node.has("indicators") else (),
    )


def _level(node: Node, language: Language) -> Level:
    node.only("points", *(each.code for each in Language))
    return Level(points=node.at("points").integer(0, 100), anchor=node.at(language.code).text())


def read_scenarios(directory: Path = SCENARIOS) -> tuple[ShippedScenario, ...]:
    """Every shipped scenario: each variant's stages, in each focus and language."""
    rubrics = read_rubrics()
    return tuple(shipped for path in sorted(directory.glob("*.yaml")) for shipped in _scenarios_in(path, rubrics))


def _scenarios_in(path: Path, rubrics: Rubrics) -> list[ShippedScenario]:
    document = read_document(path)
    document.only("variant", "stages", "focuses")
    variant = document.at("variant").choice(Variant)
    scenarios = [
        _scenario(document, variant, _focus(name, node), node, language, rubrics)
        for name, node in document.at("focuses").entries()
        for language in Language
    ]
    for scenario in scenarios:
        place = f"focuses.{scenario.focus.name.lower()}.{scenario.language.code}"
        document.faults.extend(f"{place}: {fault}" for fault in faults_in(scenario))
    refuse_if_broken(path.name, document.faults)
    return [ShippedScenario(_scenario_id(scenario), scenario) for scenario in scenarios]


def _scenario_id(scenario: Scenario) -> UUID:
    return shipped_id("scenario", scenario.variant.name, scenario.focus.name, scenario.language.code)


def _focus(name: str, node: Node) -> Focus:
    return Node(name, node.place, node.faults).choice(Focus)


def _scenario(document: Node, variant: Variant, focus: Focus, node: Node, language: Language, rubrics: Rubrics) -> Scenario:
    node.only("name", "stages", "weights")
    stages = tuple(_stage(each, language, rubrics) for each in document.at("stages").items())
    if node.has("stages"):
        wanted = {each.choice(Stage) for each in node.at("stages").items()}
        stages = tuple(stage for stage in stages if stage.stage in wanted)
    return Scenario(
        name=node.at("name").in_language(language).text(),
        variant=variant,
        focus=focus,
        language=language,
        stages=stages,
        area_weights={
            Node(area, each.place, each.faults).choice(Area): each.integer(0, 100) for area, each in node.at("weights").entries()
        },
    )


def _stage(node: Node, language: Language, rubrics: Rubrics) -> ScenarioStage:
    node.only("stage", "kind", "area", "rubric", "seconds", "guide", "template", "fallback")
    kind = node.at("kind").choice(StageKind)
    return ScenarioStage(
        stage=node.at("stage").choice(Stage),
        kind=kind,
        guide=node.at("guide").in_language(language).text(),
        rubric=_rubric(node.at("rubric"), language, rubrics),
        area=node.at("area").choice(Area),
        time_limit=timedelta(seconds=node.at("seconds").integer(30, 900)),
        template=_words(node, "template", language),
        fallback=_words(node, "fallback", language),
    )


def _words(node: Node, key: str, language: Language) -> str:
    return node.at(key).in_language(language).text() if node.has(key) else ""


def _rubric(node: Node, language: Language, rubrics: Rubrics) -> Rubric:
    name = node.text()
    if (name, language) not in rubrics:
        node.fault(f"there is no rubric {name!r}")
        return Rubric.of([])
    return rubrics[name, language]


def read_bank(directory: Path = BANK, rubrics: Rubrics | None = None) -> tuple[ShippedQuestion, ...]:
    """Every shipped bank question, in each language."""
    known = rubrics if rubrics is not None else read_rubrics()
    seen: set[str] = set()
    return tuple(shipped for path in sorted(directory.rglob("*.yaml")) for shipped in _questions_in(path, known, seen))


def _questions_in(path: Path, rubrics: Rubrics, seen: set[str]) -> list[ShippedQuestion]:
    """A file of questions, with the job that all of them are for and the rubrics that they alone use, where it names any."""
    document = read_document(path)
    document.only("position", "rubrics", "questions")
    own = _rubrics_at(document.at("rubrics")) if document.has("rubrics") else {}
    questions: list[ShippedQuestion] = []
    for node in document.at("questions").items():
        key = node.at("key").text()
        if key in seen:
            node.fault(f"the key {key!r} stands twice")
        seen.add(key)
        questions.extend(_questions_at(node, key, document, {**rubrics, **own}))
    refuse_if_broken(path.name, document.faults)
    return questions


def _questions_at(node: Node, key: str, document: Node, rubrics: Rubrics) -> Iterator[ShippedQuestion]:
    node.only("key", "stage", "category", "difficulty", "rubric", "industry", "tags", "ice_breaker", "variant", "text")
    for language in Language:
        question = BankQuestion(
            text=node.at("text").in_language(language).text(),
            language=language,
            stage=node.at("stage").choice(Stage),
            category=node.at("category").choice(Category),
            difficulty=node.at("difficulty").choice(Difficulty),
            rubric=_rubric(node.at("rubric"), language, rubrics),
            position=_words(document, "position", language),
            industry=_words(node, "industry", language),
            tags=node.at("tags").texts() if node.has("tags") else (),
            is_ice_breaker=node.at("ice_breaker").value is True,
            variant=node.at("variant").choice(Variant) if node.has("variant") else None,
        )
        try:
            question.check()
        except Refusal as refusal:
            node.at("text").at(language.code).fault(f"{refusal.reason} {refusal.facts}")
        yield ShippedQuestion(shipped_id("question", key, language.code), question)
