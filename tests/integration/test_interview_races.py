"""Many hands on one interview at the same instant: one of them counts, the others learn where it stands."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Sequence
from typing import Any
from uuid import uuid4

import pytest
from viva.interview.v1 import report_pb2
from viva.llm.v1 import llm_service_pb2 as llm

from mesh.refusal import Refusal
from services.session.interviews.domain.interview import PAUSE_LIMIT
from services.session.interviews.refusals import QuestionClosed
from services.session.interviews.words import Stage
from services.session.migrate import migrate_async
from services.session.requests import RequestIdReused
from services.session.seed import seed
from services.session.tasks.domain import Ticket, TicketSpent
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
    sequences,
    take,
)

CLICKS = 50
UNSPOKEN_QUESTIONS = """
    SELECT count(*) FROM asked_questions q LEFT JOIN transcript_lines l ON l.question_id = q.question_id AND l.speaker = 1
    WHERE l.line_id IS NULL
"""
LATE_EVENTS = """
    SELECT count(*) FROM events WHERE stream_id = :id AND sequence > :end AND type NOT IN ('answer_evaluated', 'report_ready')
"""
OPEN_TASKS = "SELECT count(*) FROM tasks WHERE resource_id = :id AND method = :method AND state IN ('READY', 'LEASED')"


@pytest.fixture
async def two(postgres_url: str) -> AsyncIterator[list[Replica]]:
    """Two session replicas on one database."""
    await migrate_async(postgres_url)
    async with replicas(postgres_url) as made:
        yield made


async def outcomes(calls: Sequence[Awaitable[Any]]) -> list[Any]:
    """What came of calls made at once: responses and refusals. Anything else is raised."""
    results = await asyncio.gather(*calls, return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException) and not isinstance(result, Refusal):
            raise result
    return list(results)


@pytest.mark.parametrize("stage", [Stage.INTRO, Stage.MOTIVATION], ids=["before-a-template-stage", "before-a-generated-stage"])
async def test_f21_fifty_different_answers_at_once_are_one_answer_and_one_next_question(two: list[Replica], stage: Stage) -> None:
    interview_id, who = await new_interview(two[0].database), candidate()
    question_id = await hold(two[0], interview_id, who, until=stage)
    before = await count(two[0], "SELECT count(*) FROM answers")
    calls = [two[n % 2].live.submit(answer(interview_id, question_id, f"answer {n}"), who) for n in range(CLICKS)]
    results = await outcomes(calls)
    refused = [r for r in results if isinstance(r, QuestionClosed)]
    assert len(refused) == CLICKS - 1
    assert all(r.facts["next_action"] in {"NEXT_QUESTION", "WAIT"} for r in refused)
    assert await count(two[0], "SELECT count(*) FROM answers") == before + 1
    asked = await count(two[0], "SELECT count(*) FROM asked_questions") + await count(
        two[0], "SELECT count(*) FROM tasks WHERE method = :m", m=ASK
    )
    assert asked == before + 2


async def test_f21_fifty_times_the_same_request_is_one_answer_and_everyone_gets_the_same_reply(two: list[Replica]) -> None:
    interview_id, who = await new_interview(two[0].database), candidate()
    request = answer(interview_id, await hold(two[0], interview_id, who, until=Stage.MOTIVATION))
    results = await outcomes([two[n % 2].live.submit(request, who) for n in range(CLICKS)])
    assert not [r for r in results if isinstance(r, Refusal)]
    assert len({(r.answer_id, r.task_id) for r in results}) == 1
    assert await count(two[0], "SELECT count(*) FROM tasks WHERE method = :m", m=ASK) == 1


async def test_a_request_id_that_comes_back_with_other_words_is_refused(two: list[Replica]) -> None:
    interview_id, who = await new_interview(two[0].database), candidate()
    request = answer(interview_id, await hold(two[0], interview_id, who, until=Stage.INTRO))
    await two[0].live.submit(request, who)
    request.text = "something else"
    with pytest.raises(RequestIdReused):
        await two[1].live.submit(request, who)


async def test_f30_every_question_is_a_line_of_the_transcript_and_sequences_have_no_gap(two: list[Replica]) -> None:
    interview_id = await new_interview(two[0].database)
    await hold(two[0], interview_id, candidate())
    assert await count(two[0], UNSPOKEN_QUESTIONS) == 0
    numbers = await sequences(two[0], interview_id)
    assert numbers == list(range(1, len(numbers) + 1))


async def test_two_replicas_finishing_the_last_two_evaluations_at_once_make_one_report(two: list[Replica]) -> None:
    """200 interviews, in either order."""
    for n in range(200):
        interview_id = await new_interview(two[0].database, (Stage.INTRO, Stage.MOTIVATION))
        await hold(two[0], interview_id, candidate())
        first, second = await take(two[0], EVALUATE), await take(two[1], EVALUATE)
        assert first is not None
        assert second is not None
        finishes = [
            two[0].ledger.complete(first.token, EVALUATE, evaluated(first)),
            two[1].ledger.complete(second.token, EVALUATE, evaluated(second)),
        ]
        assert await outcomes(finishes if n % 2 else finishes[::-1]) == [None, None]
        report = await take(two[n % 2], REPORT)
        assert report is not None
        draft = llm.WriteReportResult(draft=report_pb2.ReportDraft(summary="Well."))
        await two[0].ledger.complete(report.token, REPORT, draft.SerializeToString())
    assert await count(two[0], "SELECT count(*) FROM tasks WHERE method = :m", m=REPORT) == 200
    assert await count(two[0], "SELECT count(*) FROM reports") == 200


async def test_the_end_a_late_result_and_the_fallback_race_without_effect_after_the_end(two: list[Replica], postgres_url: str) -> None:
    """500 interviews whose question is being made while they are completed, ticked, swept and answered by a slow worker."""
    dice = random.Random(2026)
    await seed(postgres_url)
    for _ in range(500):
        interview_id = await race_to_the_end(two, dice)
        end = await count(two[0], "SELECT max(sequence) FROM events WHERE stream_id = :id AND type = 'ended'", id=interview_id)
        assert await count(two[0], LATE_EVENTS, id=interview_id, end=end) == 0
        assert await count(two[0], OPEN_TASKS, id=interview_id, method=ASK) == 0


async def race_to_the_end(two: list[Replica], dice: random.Random) -> str:
    """An interview whose completion, expiry, question, failure, sweep and tick all come at once, in an order that the dice decide."""
    interview_id, who = await new_interview(two[0].database, (Stage.INTRO, Stage.SKILL, Stage.FINAL_STATEMENT)), candidate()
    question_id = await hold(two[0], interview_id, who, until=Stage.INTRO)
    await two[0].live.submit(answer(interview_id, question_id), who)
    handout = await take(two[0], ASK)
    assert handout is not None
    await two[0].live.move(interview_id, lambda interview, now: interview.pause(at=now), who)
    calls: list[Awaitable[Any]] = [
        two[0].live.move(interview_id, lambda interview, now: interview.complete(at=now), who),
        two[1].live.move(interview_id, lambda interview, now: interview.tick(at=now + PAUSE_LIMIT), who),
        make_question(two[1], handout),
        two[0].ledger.fail(handout.token, "ENGINE_FAILED", retryable=False),
        two[1].ledger.sweep(),
        two[1].clock.tick(),
    ]
    dice.shuffle(calls)
    await outcomes(calls)
    return interview_id


async def test_a_claimed_ticket_opens_once_and_only_for_its_own_candidate(two: list[Replica]) -> None:
    interview_id, who = await new_interview(two[0].database), candidate()
    question_id = await hold(two[0], interview_id, who, until=Stage.MOTIVATION)
    response = await two[0].live.submit(answer(interview_id, question_id, claim=True), who)
    assert response.ticket
    with pytest.raises(TicketSpent):
        await two[1].ledger.open(Ticket(response.ticket, str(uuid4())), "viva.llm.v1")
    handout = await two[1].ledger.open(Ticket(response.ticket, who.holder_id), "viva.llm.v1")
    await make_question(two[0], handout)
    assert (await open_question(two[0], interview_id)).stage == int(Stage.SKILL)


async def test_a_repeated_claim_gets_a_fresh_ticket_while_the_first_was_never_opened_and_none_after(two: list[Replica]) -> None:
    interview_id, who = await new_interview(two[0].database), candidate()
    request = answer(interview_id, await hold(two[0], interview_id, who, until=Stage.MOTIVATION), claim=True)
    first, second = await two[0].live.submit(request, who), await two[1].live.submit(request, who)
    assert first.ticket != second.ticket
    with pytest.raises(TicketSpent):
        await two[0].ledger.open(Ticket(first.ticket, who.holder_id), "viva.llm.v1")
    await two[0].ledger.open(Ticket(second.ticket, who.holder_id), "viva.llm.v1")
    assert not (await two[0].live.submit(request, who)).ticket
