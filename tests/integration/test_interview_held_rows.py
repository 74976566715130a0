"""Time goes on for everybody while somebody holds one interview's row and does not let go."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import text

from services.session.database import Database, DatabaseUnavailable, RowHeld
from services.session.interviews.clock import AT_ONCE
from services.session.interviews.copies import TranscriptCopies
from services.session.interviews.store import InterviewStore
from services.session.interviews.words import Stage
from services.session.tasks.domain import TaskState
from services.session.tasks.store import SqlTaskStore
from tests.integration.interview_rig import ASK, Replica, answer, candidate, count, hold, new_interview, replicas, take

DUE_SINCE = "UPDATE interviews SET due_time = clock_timestamp() - make_interval(secs => :seconds) WHERE interview_id = :id"
STILL_DUE = "SELECT count(*) FROM interviews WHERE interview_id = :id AND due_time < clock_timestamp()"
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
UNREADABLE = """
    INSERT INTO interviews (interview_id, candidate_id, position, language, mode, purpose, focus, variant, weights, plan, progress,
                            status, create_time, due_time)
    SELECT gen_random_uuid(), candidate_id, position, language, mode, purpose, focus, variant, weights, plan, '{}',
           status, create_time, create_time
    FROM interviews, generate_series(1, :many)
"""
LAPSE = "UPDATE tasks SET lease_expire_time = clock_timestamp() WHERE method = :method"


@pytest.fixture
async def two(migrated_url: str) -> AsyncIterator[list[Replica]]:
    """Two session replicas on one database."""
    async with replicas(migrated_url) as made:
        yield made


@asynccontextmanager
async def held(database: Database, interview_id: str) -> AsyncIterator[None]:
    """Somebody has the interview's row and hangs."""
    async with database.work() as work:
        await InterviewStore(work).lock(interview_id)
        yield


async def lock_in_a_hurry(database: Database, interview_id: str) -> None:
    """Has the interview's row at once, or not at all."""
    async with database.work() as work:
        work.hurry()
        assert await InterviewStore(work).lock(interview_id)


async def outlive(end: str, database: Database, other: Database) -> None:
    """Goes on with a unit of work after the server has ended its connection."""
    async with database.work() as work:
        await work.run(text(end))
        async with other.work() as meanwhile:
            await meanwhile.run(text("SELECT pg_sleep(0.2)"))
        await work.now()


async def expired(replica: Replica) -> str:
    """An interview that nobody came to."""
    interview_id = await new_interview(replica.database)
    async with replica.database.work() as work:
        await work.run(text("UPDATE interviews SET progress = jsonb_set(progress, '{expire_time}', '\"2026-01-01T00:00:00+00:00\"')"))
    return interview_id


async def test_f33_an_interview_that_is_held_does_not_stop_the_clock_of_the_others(two: list[Replica]) -> None:
    stuck, free = await expired(two[0]), await expired(two[0])
    for interview_id, seconds in ((stuck, 20), (free, 10)):
        async with two[0].database.work() as work:
            await work.run(text(DUE_SINCE), {"id": interview_id, "seconds": seconds})
    async with held(two[0].database, stuck):
        assert await two[1].clock.tick() == 1
        assert await count(two[1], STILL_DUE, id=free) == 0
    assert await two[1].clock.tick() == 1
    assert await count(two[1], STILL_DUE, id=stuck) == 0


async def test_f33_interviews_that_nobody_can_read_do_not_hide_the_others_from_the_clock(two: list[Replica]) -> None:
    free = await expired(two[0])
    async with two[0].database.work() as work:
        await work.run(text(UNREADABLE), {"many": 2 * AT_ONCE})
        await work.run(text("UPDATE interviews SET due_time = clock_timestamp() WHERE interview_id = :id"), {"id": free})
    for _ in range(30):
        if await two[0].clock.tick():
            break
    assert await count(two[0], STILL_DUE, id=free) == 0


async def test_f33_a_task_whose_interview_is_held_does_not_keep_the_others_from_being_taken_back(two: list[Replica]) -> None:
    who, handouts = candidate(), []
    for _ in range(2):
        interview_id = await new_interview(two[0].database)
        question_id = await hold(two[0], interview_id, who, until=Stage.MOTIVATION)
        await two[0].live.submit(answer(interview_id, question_id), who)
        handout = await take(two[0], ASK)
        assert handout is not None
        handouts.append((interview_id, handout.task.task_id))
    async with two[0].database.work() as work:
        await work.run(text(LAPSE), {"method": ASK})
    async with held(two[0].database, handouts[0][0]):
        assert await two[1].ledger.sweep() == 1
    async with two[1].database.work() as work:
        states = [task.state for _, task_id in handouts if (task := await SqlTaskStore(work).find(task_id))]
    assert states == [TaskState.LEASED, TaskState.READY]


async def test_whoever_hurries_learns_that_a_row_is_held_and_not_that_the_database_is_away(two: list[Replica]) -> None:
    interview_id = await new_interview(two[0].database)
    async with held(two[0].database, interview_id):
        with pytest.raises(RowHeld):
            await lock_in_a_hurry(two[1].database, interview_id)


async def test_a_connection_that_the_server_ends_in_the_middle_is_a_database_that_is_away(two: list[Replica]) -> None:
    for end in ("SELECT pg_terminate_backend(pg_backend_pid())", "SET LOCAL idle_in_transaction_session_timeout = '10ms'"):
        with pytest.raises(DatabaseUnavailable):
            await outlive(end, two[0].database, two[1].database)
    assert await two[0].database.is_alive()


async def test_a_call_that_is_cancelled_in_the_middle_lets_go_of_what_it_held(two: list[Replica]) -> None:
    interview_id, locked = await new_interview(two[0].database), asyncio.Event()

    async def hang() -> None:
        async with two[0].database.work() as work:
            await InterviewStore(work).lock(interview_id)
            locked.set()
            await work.run(text("SELECT pg_sleep(60)"))

    hanging = asyncio.create_task(hang())
    await locked.wait()
    hanging.cancel()
    with pytest.raises(asyncio.CancelledError):
        await hanging
    await lock_in_a_hurry(two[1].database, interview_id)


async def test_a_person_is_erased_beside_a_result_that_comes_in_without_a_deadlock(two: list[Replica]) -> None:
    interview_id, who = await new_interview(two[0].database), candidate()
    question_id = await hold(two[0], interview_id, who, until=Stage.MOTIVATION)
    await two[0].live.submit(answer(interview_id, question_id), who)
    handout = await take(two[0], ASK)
    assert handout is not None
    async with two[0].database.work() as work:
        record = await InterviewStore(work).lock(interview_id)
        assert record is not None
        erasing = asyncio.create_task(_erase(two[1].database, record.facts["candidate_id"]))
        while not await count(two[1], WAITING):
            pass
        work.hurry()
        assert await SqlTaskStore(work).lock(handout.task.task_id)
    await erasing
    assert await count(two[0], "SELECT count(*) FROM tasks") == 0


async def _erase(database: Database, account_id: str) -> None:
    async with database.work() as work:
        await TranscriptCopies().erase(work, account_id, at=await work.now())
