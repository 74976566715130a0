"""One way through the stages of an interview, in one language; what is wrong with it, and what its templates say."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum

from interviewing.topics import forbidden_topic
from mesh.refusal import InvalidArgument
from services.session.questions.rubric import Rubric
from services.session.questions.stages import Area, Focus, Language, Stage, StageKind, Variant

PLACES = frozenset({"candidate_name", "position", "company_name", "major"})
"""What a template may leave open, to be filled from the résumé and the posting."""
_PLACE = re.compile(r"\{([^{}]*)\}")
WHOLE = 100
"""What the weights of the areas add up to."""


class FaultKind(IntEnum):
    """What can be wrong with a scenario; values are those of viva.session.v1.ScenarioFault.Kind."""

    STAGE_TWICE = 1
    FOLLOW_UP_ALONE = 2
    TEMPLATE_MISSING = 3
    FALLBACK_MISSING = 4
    PLACE_UNKNOWN = 5
    WEIGHTS_WRONG = 6
    RUBRIC_BROKEN = 7
    FORBIDDEN_TOPIC = 8


@dataclass(frozen=True)
class Fault:
    """Something in a scenario that cannot be asked, and where it stands."""

    stage: Stage | None
    kind: FaultKind
    detail: str = ""

    def __str__(self) -> str:
        place = self.stage.name.lower() if self.stage else "scenario"
        return f"{place}: {self.kind.name.lower()}" + (f" ({self.detail})" if self.detail else "")


class ScenarioBroken(InvalidArgument):
    """This scenario holds something that cannot be asked."""

    reason = "SCENARIO_BROKEN"


@dataclass(frozen=True)
class ScenarioStage:
    """One stage: how its question comes about, what it wants to learn, and how its answer is read."""

    stage: Stage
    kind: StageKind
    guide: str
    rubric: Rubric
    area: Area
    time_limit: timedelta
    template: str = ""
    fallback: str = ""

    def ask(self, filling: Mapping[str, str]) -> str:
        """The question of a template stage: filled where everything it leaves open is known, the fallback where not."""
        return _filled(self.template, self.fallback, filling)


@dataclass(frozen=True)
class Places:
    """What the places of a template are filled with; empty is unknown."""

    candidate_name: str = ""
    company_name: str = ""
    position: str = ""
    major: str = ""
    career: str = ""
    skills: str = ""


def fill(template: str, fallback: str, places: Places) -> str:
    """The template, or the fallback when one of its places is not known."""
    return _filled(template, fallback, vars(places))


def _filled(template: str, fallback: str, filling: Mapping[str, str]) -> str:
    """A filling that is blank or holds a brace of its own counts as missing, so that no place is ever spoken."""
    places = _PLACE.findall(template)
    if all(_is_sayable(filling.get(place, "")) for place in places):
        return _PLACE.sub(lambda match: " ".join(filling[match.group(1)].split()), template)
    return fallback


def _is_sayable(value: str) -> bool:
    return bool(value.strip()) and not any(character in value for character in "{}")


@dataclass(frozen=True)
class Scenario:
    """The stages of an interview in the order they are asked, and what each area counts."""

    name: str
    variant: Variant
    focus: Focus
    language: Language
    stages: tuple[ScenarioStage, ...]
    area_weights: Mapping[Area, int]

    def check(self) -> None:
        """Raises ScenarioBroken, with the first fault, when there is any."""
        for fault in faults_in(self):
            raise ScenarioBroken(stage=fault.stage, fault=fault.kind, detail=fault.detail or None)


def faults_in(scenario: Scenario) -> Iterator[Fault]:
    """Everything that is wrong with a scenario, in the order of its stages; what is about the whole comes last."""
    seen: Counter[Stage] = Counter()
    before: Stage | None = None
    for stage in scenario.stages:
        seen[stage.stage] += 1
        if seen[stage.stage] == 2:
            yield Fault(stage.stage, FaultKind.STAGE_TWICE)
        yield from _faults_of_kind(stage, before)
        yield from _faults_of_words(stage)
        if not stage.rubric.is_sound:
            yield Fault(stage.stage, FaultKind.RUBRIC_BROKEN)
        before = stage.stage
    yield from _faults_of_weights(scenario)


def _faults_of_kind(stage: ScenarioStage, before: Stage | None) -> Iterator[Fault]:
    if stage.kind is StageKind.FOLLOW_UP and (stage.stage.follows is None or stage.stage.follows is not before):
        yield Fault(stage.stage, FaultKind.FOLLOW_UP_ALONE, stage.stage.follows.name.lower() if stage.stage.follows else "")
    if stage.kind is StageKind.TEMPLATE:
        yield from _faults_of_template(stage)


def _faults_of_template(stage: ScenarioStage) -> Iterator[Fault]:
    if not stage.template.strip():
        yield Fault(stage.stage, FaultKind.TEMPLATE_MISSING)
    places = _PLACE.findall(stage.template)
    if places and (not stage.fallback.strip() or _PLACE.search(stage.fallback)):
        yield Fault(stage.stage, FaultKind.FALLBACK_MISSING)
    for place in dict.fromkeys(places):
        if place not in PLACES:
            yield Fault(stage.stage, FaultKind.PLACE_UNKNOWN, place[:100])
    if re.search(r"[{}]", _PLACE.sub("", stage.template)):
        yield Fault(stage.stage, FaultKind.PLACE_UNKNOWN, "{}")


def _faults_of_words(stage: ScenarioStage) -> Iterator[Fault]:
    for words in (stage.template, stage.fallback):
        if finding := forbidden_topic(words):
            yield Fault(stage.stage, FaultKind.FORBIDDEN_TOPIC, finding.words[:100])


def _faults_of_weights(scenario: Scenario) -> Iterator[Fault]:
    weights, used = scenario.area_weights, {stage.area for stage in scenario.stages}
    if sum(weights.values()) != WHOLE or any(weight < 0 for weight in weights.values()):
        yield Fault(None, FaultKind.WEIGHTS_WRONG, str(sum(weights.values())))
    for area in sorted(set(weights) - used):
        yield Fault(None, FaultKind.WEIGHTS_WRONG, area.name.lower())
    for area in sorted(used - set(weights)):
        yield Fault(None, FaultKind.WEIGHTS_WRONG, area.name.lower())
