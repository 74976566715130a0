"""What lists show, to whom, and what they make of tokens and repeats that are not ours."""

import asyncio
import json
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
from sqlalchemy import text
from viva.contract.v1.options_pb2 import ROLE_ADMIN, ROLE_CANDIDATE, Role
from viva.interview.v1 import report_pb2
from viva.interview.v1.stage_pb2 import PURPOSE_HIRING, PURPOSE_PRACTICE, Purpose
from viva.llm.v1 import llm_service_pb2 as llm
from viva.session.v1 import dead_task_service_pb2 as dead_pb
from viva.session.v1 import interview_service_pb2 as pb
from viva.session.v1 import report_service_pb2 as report_service_pb

from mesh.caller import Caller, Person, acting_for
from services.session.accounts.domain.audit import Doer
from services.session.interviews.domain.interview import Accommodation
from services.session.interviews.listing import InterviewReader
from services.session.interviews.store import Filter
from services.session.interviews.words import Stage
from services.session.paging import PageTokenBroken
from services.session.reports.servicer import ReportServicer
from services.session.tasks.dead_servicer import DeadTaskServicer, TaskNotRequeuable
from tests.integration.interview_rig import (
    ASK,
    EVALUATE,
    REPORT,
    Line,
    Replica,
    answer,
    candidate,
    count,
    evaluated,
    hold,
    new_interview,
    replicas,
    take,
)

ADVICE = report_pb2.RECOMMENDATION_HIGH
COPIES = """
    WITH copied AS (
        INSERT INTO interviews SELECT (jsonb_populate_record(i, jsonb_build_object('interview_id', gen_random_uuid()))).*
        FROM interviews i, generate_series(1, :count) RETURNING interview_id
    ), numbered AS (SELECT interview_id, row_number() OVER () AS n FROM copied)
    INSERT INTO reports (report_id, interview_id, version, content, create_time, recommendation)
    SELECT gen_random_uuid(), c.interview_id, 1, r.content, r.create_time + n * interval '1 second',
      CASE n % 3 WHEN 0 THEN r.recommendation ELSE 3 END
    FROM numbered c, reports r
"""
"""Interviews like the one there is, every third with its advice; oldest first."""
OWNER = "SELECT candidate_id::text FROM interviews WHERE interview_id = :id"


@pytest.fixture
async def replica(migrated_url: str) -> AsyncIterator[Replica]:
    """One session replica."""
    async with replicas(migrated_url, 1) as (one,):
        yield one


def signed_in(account_id: str, role: Role.ValueType) -> Caller:
    return Caller(authority=Person(account_id, role, "family", expires=2e9))


def forged(*parts: str) -> str:
    return urlsafe_b64encode(json.dumps(parts).encode()).decode()


async def reported(replica: Replica, purpose: Purpose.ValueType) -> str:
    """An interview with a report that gives advice; the id of its candidate."""
    interview_id = await new_interview(replica.database)
    async with replica.database.work() as work:
        await work.run(text("UPDATE interviews SET purpose = :purpose"), {"purpose": purpose})
        owner: str = await work.scalar(text(OWNER), {"id": interview_id})
    await hold(replica, interview_id, candidate())
    while handout := await take(replica, EVALUATE):
        await replica.ledger.complete(handout.token, EVALUATE, evaluated(handout))
    handout = await take(replica, REPORT)
    assert handout is not None
    draft = report_pb2.ReportDraft(summary="Good.", recommendation=ADVICE)
    await replica.ledger.complete(handout.token, REPORT, llm.WriteReportResult(draft=draft).SerializeToString())
    return owner


async def listed(replica: Replica, caller: Caller, wanted: report_pb2.Recommendation.ValueType) -> int:
    """How many reports somebody finds by their advice."""
    request = report_service_pb.ListReportsRequest(recommendation=wanted)
    with acting_for(caller):
        return len((await ReportServicer(replica.database).ListReports(request, Line())).reports)  # type: ignore[abstract, arg-type]


async def test_a_candidate_cannot_find_out_by_asking_what_a_company_was_advised(replica: Replica) -> None:
    owner = await reported(replica, PURPOSE_HIRING)
    assert await listed(replica, signed_in(owner, ROLE_CANDIDATE), report_pb2.RECOMMENDATION_UNSPECIFIED) == 1
    assert await listed(replica, signed_in(owner, ROLE_CANDIDATE), ADVICE) == 0
    assert await listed(replica, signed_in(str(uuid4()), ROLE_ADMIN), ADVICE) == 1


async def test_a_candidate_who_practises_finds_reports_by_their_advice(replica: Replica) -> None:
    owner = await reported(replica, PURPOSE_PRACTICE)
    assert await listed(replica, signed_in(owner, ROLE_CANDIDATE), ADVICE) == 1


async def test_pages_of_reports_with_some_advice_are_full_until_the_last_one(replica: Replica) -> None:
    """Narrowed after paging, a page could be empty and still name a next one."""
    await reported(replica, PURPOSE_PRACTICE)
    async with replica.database.work() as work:
        await work.run(text(COPIES), {"count": 9})
    pages, request = list[int](), report_service_pb.ListReportsRequest(recommendation=ADVICE, page_size=2)
    with acting_for(signed_in(str(uuid4()), ROLE_ADMIN)):
        while True:
            response = await ReportServicer(replica.database).ListReports(request, Line())  # type: ignore[abstract, arg-type]
            pages.append(len(response.reports))
            request.page_token = response.next_page_token
            if not request.page_token:
                break
    assert pages == [2, 2]


async def test_of_several_versions_the_newest_report_is_listed(replica: Replica) -> None:
    owner = await reported(replica, PURPOSE_PRACTICE)
    async with replica.database.work() as work:
        await work.run(text("INSERT INTO reports SELECT gen_random_uuid(), interview_id, 2, content, create_time FROM reports"))
    assert await listed(replica, signed_in(owner, ROLE_CANDIDATE), report_pb2.RECOMMENDATION_UNSPECIFIED) == 1


@pytest.mark.parametrize(
    "token",
    [
        forged("interviews", "yesterday", str(uuid4())),
        forged("interviews", "2026-11-21T09:00:00", str(uuid4())),
        forged("interviews", "2026-11-21T09:00:00+00:00", "1; DROP TABLE interviews"),
        forged("reports", "2026-11-21T09:00:00+00:00", str(uuid4())),
    ],
)
async def test_a_page_token_that_nobody_gave_out_is_refused(replica: Replica, token: str) -> None:
    with pytest.raises(PageTokenBroken):
        await InterviewReader(replica.database).page(pb.ListInterviewsRequest(page_token=token), Filter(), Doer())


@pytest.mark.parametrize("position", ["-1", "x", "", "9" * 30, "²"])
async def test_a_place_in_a_transcript_that_nobody_gave_out_is_refused(replica: Replica, position: str) -> None:
    request = pb.ListTranscriptRequest(interview_id=str(uuid4()), page_token=forged("transcript", position))
    with pytest.raises(PageTokenBroken):
        await InterviewReader(replica.database).transcript(request, Doer())


async def test_pages_follow_each_other_without_gap_or_repeat(replica: Replica) -> None:
    made = [await new_interview(replica.database) for _ in range(5)]
    reader, seen, token = InterviewReader(replica.database), list[str](), ""
    while True:
        page = await reader.page(pb.ListInterviewsRequest(page_size=2, page_token=token), Filter(), Doer())
        seen += [interview.interview_id for interview in page.interviews]
        token = page.next_page_token
        if not token:
            break
    assert seen == list(reversed(made))


async def test_a_question_is_listed_with_the_time_that_its_answer_really_has(replica: Replica) -> None:
    interview_id, who = await new_interview(replica.database), candidate()
    await hold(replica, interview_id, who, until=Stage.MOTIVATION)
    await replica.live.move(interview_id, lambda interview, now: interview.grant(Accommodation(time_percent=150), at=now), who)
    questions = (await InterviewReader(replica.database).questions(interview_id, Doer())).questions
    assert [question.time_limit.ToSeconds() for question in questions] == [120, 180]


async def test_a_dead_task_that_is_requeued_ten_times_at_once_is_done_once(replica: Replica) -> None:
    task_id = await _dead(replica, "viva.gateway.v1.DeliveryService.SendMail")
    request = dead_pb.RequeueTaskRequest(task_id=task_id, request_id=str(uuid4()))
    with acting_for(signed_in(str(uuid4()), ROLE_ADMIN)):
        servicer = DeadTaskServicer(replica.database)
        made = await asyncio.gather(*(servicer.RequeueTask(request, None) for _ in range(10)))  # type: ignore[arg-type]
    assert len({response.task_id for response in made}) == 1
    assert await count(replica, "SELECT count(*) FROM tasks WHERE state = 'READY'") == 1


async def test_a_question_that_came_from_the_bank_is_not_made_a_second_time(replica: Replica) -> None:
    task_id = await _dead(replica, ASK)
    request = dead_pb.RequeueTaskRequest(task_id=task_id, request_id=str(uuid4()))
    with acting_for(signed_in(str(uuid4()), ROLE_ADMIN)), pytest.raises(TaskNotRequeuable):
        await DeadTaskServicer(replica.database).RequeueTask(request, None)  # type: ignore[arg-type]


async def _dead(replica: Replica, method: str) -> str:
    """A task of a method that is dead."""
    interview_id, who = await new_interview(replica.database), candidate()
    question_id = await hold(replica, interview_id, who, until=Stage.INTRO)
    await replica.live.submit(answer(interview_id, question_id), who)
    async with replica.database.work() as work:
        await work.run(text("UPDATE tasks SET state = 'DEAD', method = :method, end_time = clock_timestamp()"), {"method": method})
        task_id: str = await work.scalar(text("SELECT task_id::text FROM tasks"))
        return task_id
