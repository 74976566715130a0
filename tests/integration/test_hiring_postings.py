"""Postings and the scenarios they use, on a real PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from viva.interview.v1 import language_pb2, stage_pb2
from viva.session.v1 import posting_pb2, scenario_pb2
from viva.session.v1 import posting_service_pb2 as pb
from viva.session.v1 import scenario_service_pb2 as scenario_pb

from services.session.hiring.domain import (
    CompanyUnknown,
    EtagMismatch,
    PostingDraft,
    PostingInUse,
    PostingPast,
    PostingStatus,
    PurposeFixed,
    StagesNotInScenario,
    WeightsNot100,
)
from services.session.hiring.encoding import encode_posting
from services.session.hiring.store import PostingFilter, PostingStore
from services.session.questions.scenario import ScenarioBroken
from services.session.questions.scenario_editing import ScenarioInUse, ScenarioShipped
from services.session.questions.scenarios import ScenarioStore, ScenarioUnknown, shipped_scenario_id
from services.session.questions.stages import Focus, Language, Variant
from services.session.seed import seed_database
from tests.integration.hiring_rig import ADMIN, Office, office, posting_content, posting_creation
from tests.integration.interview_rig import new_interview

FIVE = [
    stage_pb2.STAGE_INTRO,
    stage_pb2.STAGE_MOTIVATION,
    stage_pb2.STAGE_SKILL,
    stage_pb2.STAGE_SKILL_FOLLOWUP,
    stage_pb2.STAGE_FINAL_STATEMENT,
]
SHIPPED = shipped_scenario_id(Variant.STANDARD, Focus.COMPREHENSIVE, Language.KOREAN)


@pytest.fixture
async def here(module_migrated_url: str) -> AsyncIterator[Office]:
    async with office(module_migrated_url, clear="companies, interviews, postings, tasks, requests") as made:
        await seed_database(made.database)
        yield made


def at(delta: timedelta) -> Timestamp:
    stamp = Timestamp()
    stamp.FromDatetime(datetime.now(UTC) + delta)
    return stamp


def update(posting_id: str, etag: str = "1", **changes: Any) -> pb.UpdatePostingRequest:
    return pb.UpdatePostingRequest(posting_id=posting_id, etag=etag, content=posting_content(**changes))


async def interviewed(here: Office, posting_id: str) -> None:
    interview_id = await new_interview(here.database)
    await here.run("UPDATE interviews SET posting_id = :p WHERE interview_id = :i", p=posting_id, i=interview_id)


async def own_scenario(here: Office, company_id: str, scenario_id: str = SHIPPED) -> str:
    request = scenario_pb.CopyScenarioRequest(request_id=str(uuid4()), scenario_id=scenario_id, company_id=company_id, name="Our own")
    return str((await here.scenarios.copy(request, ADMIN))["scenario_id"])


async def test_a_posting_is_made_once_as_a_draft_that_keeps_everything(here: Office) -> None:
    company_id = (await here.company())["company_id"]
    weights = [
        stage_pb2.AreaWeight(area=stage_pb2.AREA_KNOWLEDGE, percent=60),
        stage_pb2.AreaWeight(area=stage_pb2.AREA_EXPRESSION, percent=40),
    ]
    request = posting_creation(
        company_id, description="서버를 만듭니다", stages=FIVE, area_weights=weights, is_blind=True, close_time=at(timedelta(days=7))
    )
    shown = await asyncio.gather(*(here.postings.create(request, ADMIN) for _ in range(3)))
    assert len({row["posting_id"] for row, _ in shown}) == 1
    posting = encode_posting(shown[0][0], at=shown[0][1], with_count=True)
    assert posting.status == posting_pb2.POSTING_STATUS_DRAFT
    assert posting.content.description == "서버를 만듭니다"
    assert list(posting.content.stages) == FIVE
    assert {weight.area: weight.percent for weight in posting.content.area_weights} == {1: 40, 3: 60}
    assert posting.content.close_time.seconds == request.content.close_time.seconds


async def test_f46_area_weights_and_ideal_reach_the_interview(here: Office) -> None:
    company_id = (await here.company("Acme", ideal_candidate="끝까지 해내는 사람"))["company_id"]
    row = await here.posting(company_id, area_weights=[stage_pb2.AreaWeight(area=stage_pb2.AREA_KNOWLEDGE, percent=100)], stages=FIVE)
    async with here.database.work() as work:
        brief = await PostingStore(work).brief(row["posting_id"])
    assert brief is not None
    assert (brief.company_name, brief.ideal, brief.area_weights, brief.stages) == ("Acme", "끝까지 해내는 사람", {3: 100}, tuple(FIVE))


@pytest.mark.parametrize("weights", [[(1, 50)], [(1, 60), (2, 60)], [(1, 50), (1, 50)]])
async def test_weights_that_are_not_a_whole_are_refused(here: Office, weights: list[tuple[int, int]]) -> None:
    company_id = (await here.company())["company_id"]
    given = [stage_pb2.AreaWeight(area=area, percent=percent) for area, percent in weights]  # type: ignore[arg-type]
    with pytest.raises(WeightsNot100):
        await here.posting(company_id, area_weights=given)


async def test_a_follow_up_is_not_used_without_what_it_follows(here: Office) -> None:
    company_id = (await here.company())["company_id"]
    with pytest.raises(StagesNotInScenario) as refused:
        await here.posting(company_id, stages=[*FIVE[:2], stage_pb2.STAGE_GROWTH, *FIVE[3:]])
    assert refused.value.facts == {"stage": str(stage_pb2.STAGE_SKILL_FOLLOWUP)}


async def test_a_posting_uses_its_companys_scenarios_and_no_others(here: Office) -> None:
    company_id, other_id = (await here.company())["company_id"], (await here.company())["company_id"]
    own = await own_scenario(here, company_id)
    await here.posting(company_id, standard_scenario_id=own)
    for wrong in ({"standard_scenario_id": own}, {"standard_scenario_id": str(uuid4())}):
        with pytest.raises(ScenarioUnknown):
            await here.posting(other_id, **wrong)
    with pytest.raises(ScenarioUnknown):
        await here.posting(company_id, standard_scenario_id=own, language=language_pb2.LANGUAGE_ENGLISH)
    with pytest.raises(ScenarioUnknown):
        await here.posting(company_id, career_changer_scenario_id=own)


async def test_an_interview_takes_the_postings_own_scenario_in_its_language_only(here: Office) -> None:
    company_id = (await here.company())["company_id"]
    row = await here.posting(company_id, standard_scenario_id=await own_scenario(here, company_id))
    async with here.database.work() as work:
        brief, store = await PostingStore(work).brief(row["posting_id"]), ScenarioStore(work)
        names = [(await store.choose(brief, language=language, variant=variant)).name for language, variant in ((1, 1), (2, 1), (1, 2))]
    assert names[0] == "Our own"
    assert "Our own" not in names[1:]


async def test_nothing_is_made_for_a_company_that_is_not_there(here: Office) -> None:
    with pytest.raises(CompanyUnknown):
        await here.posting(str(uuid4()))


async def test_a_change_wants_the_posting_that_was_read(here: Office) -> None:
    posting_id = (await here.posting((await here.company())["company_id"]))["posting_id"]
    change = update(posting_id, title="Changed")
    for _ in range(2):
        row, _ = await here.postings.update(change)
        assert (row["title"], row["version"]) == ("Changed", 2)
    with pytest.raises(EtagMismatch):
        await here.postings.update(update(posting_id, title="Changed again"))


async def test_a_purpose_is_fixed_once_somebody_was_interviewed(here: Office) -> None:
    posting_id = (await here.posting((await here.company())["company_id"]))["posting_id"]
    await here.postings.update(update(posting_id, purpose=stage_pb2.PURPOSE_HIRING))
    await interviewed(here, posting_id)
    with pytest.raises(PurposeFixed):
        await here.postings.update(update(posting_id, "2", purpose=stage_pb2.PURPOSE_PRACTICE))
    with pytest.raises(PostingInUse):
        await here.postings.delete(posting_id)


async def test_a_posting_moves_by_verbs(here: Office) -> None:
    posting_id = (await here.posting((await here.company())["company_id"]))["posting_id"]
    with pytest.raises(PostingDraft):
        await here.postings.close(posting_id)
    for _ in range(2):
        assert (await here.postings.open(posting_id))[0]["status"] == PostingStatus.OPEN
    for _ in range(2):
        assert (await here.postings.close(posting_id))[0]["status"] == PostingStatus.CLOSED
    assert (await here.postings.open(posting_id))[0]["status"] == PostingStatus.OPEN


async def test_a_posting_whose_time_is_over_is_closed_though_nobody_closed_it(here: Office) -> None:
    row = await here.posting((await here.company())["company_id"], close_time=at(timedelta(hours=1)))
    await here.postings.open(row["posting_id"])
    await here.run("UPDATE postings SET close_time = clock_timestamp() - interval '1 minute'")
    shown, now = await here.postings.get(row["posting_id"])
    assert encode_posting(shown, at=now, with_count=False).status == posting_pb2.POSTING_STATUS_CLOSED
    for statuses, count in (([PostingStatus.OPEN], 0), ([PostingStatus.CLOSED], 1)):
        found, _ = await here.postings.page(PostingFilter(statuses=statuses), size=0, page_token="", only_open=False)
        assert len(found) == count
    await here.postings.close(row["posting_id"])
    with pytest.raises(PostingPast):
        await here.postings.open(row["posting_id"])


async def test_candidates_are_shown_what_takes_them_now_newest_first(here: Office) -> None:
    company_id = (await here.company("하늘소프트"))["company_id"]
    made = {}
    for title, times in (
        ("open", {}),
        ("later", {"open_time": at(timedelta(days=1))}),
        ("until then", {"close_time": at(timedelta(days=1))}),
        ("draft", {}),
    ):
        made[title] = (await here.posting(company_id, title=title, **times))["posting_id"]
        if title != "draft":
            await here.postings.open(made[title])

    async def shown(**wanted: Any) -> list[str]:
        found, _ = await here.postings.page(PostingFilter(**wanted), size=0, page_token="", only_open=True)
        return [row["title"] for row, _ in found]

    assert await shown() == ["until then", "open"]
    assert await shown(contains="늘소프") == ["until then", "open"]
    assert await shown(contains="UNTIL") == ["until then"]
    assert await shown(contains="%") == []
    assert await shown(language=2) == []


async def test_a_list_of_postings_goes_page_by_page(here: Office) -> None:
    company_id = (await here.company())["company_id"]
    made = [(await here.posting(company_id))["posting_id"] for _ in range(5)]
    seen, token = [], ""
    while True:
        rows, token = await here.postings.page(PostingFilter(company_id=company_id), size=2, page_token=token, only_open=False)
        seen += [row["posting_id"] for row, _ in rows]
        if not token:
            break
    assert seen == made[::-1]


async def test_a_copy_is_changed_and_what_came_with_viva_is_not(here: Office) -> None:
    company_id = (await here.company())["company_id"]
    own = await here.scenarios.get(await own_scenario(here, company_id))
    content = scenario_pb2.ScenarioContent.FromString(own["content"])
    content.stages[0].template = "{candidate_name} 님, 시작할까요?"
    change = scenario_pb.UpdateScenarioRequest(scenario_id=own["scenario_id"], etag="1", content=content)
    for _ in range(2):
        assert (await here.scenarios.update(change))["version"] == 2
    change.scenario_id = SHIPPED
    with pytest.raises(ScenarioShipped):
        await here.scenarios.update(change)


async def test_a_broken_scenario_is_refused_with_its_first_fault_and_told_in_full(here: Office) -> None:
    own = await here.scenarios.get(await own_scenario(here, (await here.company())["company_id"]))
    content = scenario_pb2.ScenarioContent.FromString(own["content"])
    content.stages[0].template = "{candidate_nmae}, hello?"
    content.area_weights[0].percent += 1
    faults = here.scenarios.check(content)
    assert [fault.kind for fault in faults] == [
        scenario_pb2.ScenarioFault.KIND_PLACE_UNKNOWN,
        scenario_pb2.ScenarioFault.KIND_WEIGHTS_WRONG,
    ]
    assert faults[0].detail == "candidate_nmae"
    with pytest.raises(ScenarioBroken) as refused:
        await here.scenarios.update(scenario_pb.UpdateScenarioRequest(scenario_id=own["scenario_id"], etag="1", content=content))
    assert refused.value.facts["fault"] == "PLACE_UNKNOWN"
    assert (await here.scenarios.get(own["scenario_id"]))["version"] == 1


async def test_a_scenario_that_a_posting_uses_stays(here: Office) -> None:
    company_id = (await here.company())["company_id"]
    own = await own_scenario(here, company_id)
    posting = await here.posting(company_id, standard_scenario_id=own)
    with pytest.raises(ScenarioInUse):
        await here.scenarios.delete(own)
    await here.postings.delete(posting["posting_id"])
    await here.scenarios.delete(own)
    with pytest.raises(ScenarioUnknown):
        await here.scenarios.get(own)


async def test_a_company_sees_what_came_with_viva_and_its_own(here: Office) -> None:
    company_id = (await here.company())["company_id"]
    own = await own_scenario(here, company_id)
    everybodys, _ = await here.scenarios.page(scenario_pb.ListScenariosRequest(page_size=200))
    mine, _ = await here.scenarios.page(scenario_pb.ListScenariosRequest(page_size=200, company_id=company_id))
    assert {row["scenario_id"] for row in mine} - {row["scenario_id"] for row in everybodys} == {own}
    korean, _ = await here.scenarios.page(scenario_pb.ListScenariosRequest(language=language_pb2.LANGUAGE_KOREAN))
    assert {row["language"] for row in korean} == {1}
