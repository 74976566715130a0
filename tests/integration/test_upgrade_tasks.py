"""Tasks that the release before stored: with a field that this one does not know, with one missing, of a method that is gone (T1)."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import text
from viva.interview.v1 import report_pb2
from viva.llm.v1 import llm_service_pb2 as llm

from services.session.interviews.words import QuestionSource, Stage, Status, Unavailable
from services.session.seed import seed
from tests.integration.interview_rig import (
    ASK,
    EVALUATE,
    REPORT,
    Replica,
    answer,
    candidate,
    count,
    evaluated,
    hold,
    make_question,
    new_interview,
    open_question,
    replicas,
    take,
)

FIELD_OF_THE_RELEASE_BEFORE = bytes.fromhex("c23e03") + b"old"
"""Field 1000, a string: no message of this release has one."""
GONE = "viva.llm.v1.LlmService.Wonder"
IS_GONE = """
    UPDATE tasks SET method = :gone,
        create_time = create_time - interval '1 day', overall_expire_time = overall_expire_time - interval '1 day'
    WHERE method = :method
"""


@pytest.fixture
async def replica(migrated_url: str) -> AsyncIterator[Replica]:
    """One session replica on a database with the shipped question bank."""
    async with replicas(migrated_url, 1) as (one,):
        await seed(migrated_url)
        yield one


async def write(replica: Replica, statement: str, **values: Any) -> None:
    """Changes what is stored, past all code of this release."""
    async with replica.database.work() as work:
        await work.run(text(statement), values)


async def asking(replica: Replica) -> tuple[str, Any]:
    """An interview that waits for its first made question; its id and its candidate."""
    interview_id, who = await new_interview(replica.database), candidate()
    question_id = await hold(replica, interview_id, who, until=Stage.MOTIVATION)
    await replica.live.submit(answer(interview_id, question_id), who)
    return interview_id, who


async def answered(replica: Replica) -> str:
    """An interview that is over but for its evaluations."""
    interview_id = await new_interview(replica.database, (Stage.INTRO,))
    assert await hold(replica, interview_id, candidate()) == ""
    return interview_id


async def read_answers(replica: Replica) -> None:
    """Does the one Evaluate task there is."""
    handout = await take(replica, EVALUATE)
    assert handout is not None
    await replica.ledger.complete(handout.token, EVALUATE, evaluated(handout))


async def state_of(replica: Replica, interview_id: str, method: str) -> str:
    """Where the interview's task of a method stands."""
    async with replica.database.work() as work:
        query = text("SELECT state FROM tasks WHERE resource_id = :id AND method = :method")
        return str(await work.scalar(query, {"id": interview_id, "method": method}))


async def test_a_question_whose_task_has_a_field_we_do_not_know_is_asked(replica: Replica) -> None:
    interview_id, _ = await asking(replica)
    await write(replica, "UPDATE tasks SET request = request || :field WHERE method = :ask", field=FIELD_OF_THE_RELEASE_BEFORE, ask=ASK)
    handout = await take(replica, ASK)
    assert handout is not None
    assert llm.AskRequest.FromString(handout.request).context.stage == int(Stage.SKILL)
    await make_question(replica, handout)
    made = "SELECT count(*) FROM asked_questions WHERE interview_id = :id AND stage = :stage"
    assert await count(replica, made, id=interview_id, stage=int(Stage.SKILL)) == 1


async def test_an_answer_whose_task_has_a_field_we_do_not_know_is_read(replica: Replica) -> None:
    await answered(replica)
    await write(replica, "UPDATE tasks SET request = request || :field WHERE method = :m", field=FIELD_OF_THE_RELEASE_BEFORE, m=EVALUATE)
    await read_answers(replica)
    assert await take(replica, REPORT) is not None


async def test_an_answer_whose_task_lacks_its_id_reaches_its_fallback(replica: Replica) -> None:
    interview_id = await answered(replica)
    lacking = llm.EvaluateRequest(interview_id=interview_id).SerializeToString()
    await write(replica, "UPDATE tasks SET request = :request WHERE method = :m", request=lacking, m=EVALUATE)
    for _ in range(3):
        handout = await take(replica, EVALUATE)
        assert handout is not None
        await replica.ledger.fail(handout.token, "CONTEXT_MISSING", retryable=True)
        await write(replica, "UPDATE tasks SET not_before_time = clock_timestamp()")
    assert await state_of(replica, interview_id, EVALUATE) == "DEAD"
    failed = "SELECT count(*) FROM evaluations WHERE interview_id = :id AND unavailable = :why"
    assert await count(replica, failed, id=interview_id, why=int(Unavailable.ENGINE_FAILED)) == 1
    assert await take(replica, REPORT) is not None


@pytest.mark.parametrize("request_", [b"", b"\xff\xff"], ids=["empty", "garbage"])
async def test_f22_an_interview_whose_tasks_nobody_can_read_still_ends_with_a_report(replica: Replica, request_: bytes) -> None:
    interview_id, who = await asking(replica)
    spoil = "UPDATE tasks SET request = :request, overall_expire_time = clock_timestamp() WHERE resource_id = :id AND state = 'READY'"
    await write(replica, spoil, request=request_, id=interview_id)
    await replica.ledger.sweep()
    assert (await open_question(replica, interview_id)).stage == int(Stage.SKILL)
    await replica.live.move(interview_id, lambda interview, now: interview.complete(at=now), who)
    await write(replica, spoil, request=request_, id=interview_id)
    await replica.ledger.sweep()
    assert await count(replica, "SELECT count(*) FROM reports WHERE interview_id = :id", id=interview_id) == 1
    left = "SELECT count(*) FROM tasks WHERE resource_id = :id AND state IN ('READY', 'LEASED')"
    assert await count(replica, left, id=interview_id) == 0


async def test_a_report_whose_task_lacks_a_version_is_written(replica: Replica) -> None:
    interview_id = await answered(replica)
    await read_answers(replica)
    lacking = llm.WriteReportRequest(interview_id=interview_id).SerializeToString()
    await write(replica, "UPDATE tasks SET request = :request WHERE method = :m", request=lacking, m=REPORT)
    handout = await take(replica, REPORT)
    assert handout is not None
    await replica.ledger.complete(handout.token, REPORT, llm.WriteReportResult(draft=report_pb2.ReportDraft()).SerializeToString())
    assert await count(replica, "SELECT count(*) FROM reports WHERE interview_id = :id", id=interview_id) == 1


async def test_a_task_that_nobody_can_read_any_more_is_not_in_the_way_of_the_others(replica: Replica) -> None:
    broken, sound = await answered(replica), await answered(replica)
    await write(replica, "UPDATE tasks SET request = ''::bytea WHERE resource_id = :id", id=broken)
    assert await take(replica, EVALUATE) is None
    handout = await take(replica, EVALUATE)
    assert handout is not None
    assert handout.task.resource_id == sound


async def test_a_question_of_a_method_that_is_gone_comes_from_the_bank(replica: Replica) -> None:
    interview_id, _ = await asking(replica)
    await write(replica, IS_GONE, gone=GONE, method=ASK)
    await replica.ledger.sweep()
    fallen = "SELECT count(*) FROM asked_questions WHERE interview_id = :id AND source = :source"
    assert await count(replica, fallen, id=interview_id, source=int(QuestionSource.FALLBACK)) == 1
    assert await state_of(replica, interview_id, GONE) == "DEAD"


async def test_an_answer_of_a_method_that_is_gone_is_marked_and_the_report_is_written(replica: Replica) -> None:
    """Batch time begins with the first hand-out, and a method that is gone is handed to nobody."""
    interview_id = await answered(replica)
    await write(replica, IS_GONE, gone=GONE, method=EVALUATE)
    await replica.ledger.sweep()
    assert await state_of(replica, interview_id, GONE) == "DEAD"
    failed = "SELECT count(*) FROM evaluations WHERE interview_id = :id AND unavailable = :why"
    assert await count(replica, failed, id=interview_id, why=int(Unavailable.ENGINE_FAILED)) == 1
    assert await take(replica, REPORT) is not None


async def test_a_report_of_a_method_that_is_gone_is_made_of_the_numbers(replica: Replica) -> None:
    interview_id = await answered(replica)
    await read_answers(replica)
    await write(replica, IS_GONE, gone=GONE, method=REPORT)
    await replica.ledger.sweep()
    assert await count(replica, "SELECT count(*) FROM reports WHERE interview_id = :id", id=interview_id) == 1
    assert await count(replica, "SELECT status FROM interviews WHERE interview_id = :id", id=interview_id) == Status.COMPLETED


async def test_a_method_that_is_gone_is_given_its_time_before_it_is_given_up(replica: Replica) -> None:
    """While replicas of both releases run, the older ones still know it."""
    interview_id = await answered(replica)
    await write(replica, "UPDATE tasks SET method = :gone WHERE method = :m", gone=GONE, m=EVALUATE)
    await replica.ledger.sweep()
    assert await state_of(replica, interview_id, GONE) == "READY"
