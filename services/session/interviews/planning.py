"""Plans an interview: which scenario, which of its stages, and what each of them asks."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from interviewing.language import Language
from services.session.accounts.store.accounts import AccountStore
from services.session.database import UnitOfWork
from services.session.hiring.store import PostingBrief
from services.session.interviews.domain.question import PlannedStage
from services.session.interviews.words import Stage, StageKind
from services.session.prepared import Row
from services.session.questions.encoding import decode_scenario, encode_rubric
from services.session.questions.scenario import Scenario, ScenarioStage
from services.session.questions.scenarios import ScenarioStore
from services.session.resumes.store import ResumeBrief

_HANGUL = re.compile(r"[가-힣]")


@dataclass(frozen=True)
class Plan:
    """What a scenario comes to for one candidate and one job."""

    stages: tuple[PlannedStage, ...]
    rows: Sequence[dict[str, Any]]
    """What each stage wants to learn and is read by, as its table keeps it."""
    weights: dict[str, int]


async def plan(
    work: UnitOfWork, facts: Row | dict[str, Any], posting: PostingBrief | None, resume: ResumeBrief | None, *, variant: int
) -> Plan:
    """The plan of an interview whose row says `facts`, on a way through the stages."""
    chosen = await ScenarioStore(work).choose(posting, language=facts["language"], variant=variant, focus=facts["focus"])
    scenario = decode_scenario(chosen)
    stages = [stage for stage in scenario.stages if not posting or not posting.stages or stage.stage in posting.stages]
    # A blind interview's questions, which reviewers and engines read, call nobody by name.
    account = None if posting and posting.is_blind else await AccountStore(work).find(facts["candidate_id"])
    filling = _filling(account.full_name if account else "", facts, posting, resume)
    return Plan(tuple(_planned(stage, filling) for stage in stages), [_row(stage) for stage in stages], _weights(scenario, posting))


def _filling(name: str, facts: Row | dict[str, Any], posting: PostingBrief | None, resume: ResumeBrief | None) -> Mapping[str, str]:
    """What templates may be filled from; empty where nothing is known."""
    return {
        "candidate_name": name,
        "company_name": posting.company_name if posting else "",
        "position": facts["position"],
        "major": _said_in(facts["language"], resume.major) if resume else "",
    }


def _said_in(language: int, words: str) -> str:
    """Words of a résumé as an interview may say them: Korean ones are nothing to say in English, English ones are at home in Korean."""
    return "" if language == Language.ENGLISH and _HANGUL.search(words) else words


def _planned(stage: ScenarioStage, filling: Mapping[str, str]) -> PlannedStage:
    kind = StageKind(stage.kind)
    text = stage.ask(filling) if kind is StageKind.TEMPLATE else ""
    return PlannedStage(Stage(stage.stage), kind, stage.time_limit, text)


def _row(stage: ScenarioStage) -> dict[str, Any]:
    rubric = encode_rubric(stage.rubric).SerializeToString()
    return {"stage": int(stage.stage), "area": int(stage.area), "guide": stage.guide, "rubric": rubric}


def _weights(scenario: Scenario, posting: PostingBrief | None) -> dict[str, int]:
    own = posting.area_weights if posting else None
    return {str(int(area)): percent for area, percent in (own or scenario.area_weights).items()}
