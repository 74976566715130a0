"""A sleeper is woken by what another process commits, and after a silence by whatever it may have missed."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from services.session.database import Database
from services.session.wakes import Alarm, Wakes

PATIENCE = 20.0
LISTENER = "SELECT pid FROM pg_stat_activity WHERE query LIKE 'LISTEN %' AND datname = current_database()"


@pytest.fixture
async def database(migrated_url: str) -> AsyncIterator[Database]:
    """Another process."""
    other = Database.connect(migrated_url, pool_size=2)
    yield other
    await other.close()


@pytest.fixture
async def wakes(migrated_url: str) -> AsyncIterator[Wakes]:
    """A replica that listens."""
    listening = Wakes(migrated_url)
    running = asyncio.create_task(listening.run())
    with listening.alarm("anything") as first:
        await rung(first)
    yield listening
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def rung(alarm: Alarm) -> None:
    """Waits for the alarm itself; sleeping would end without it."""
    await asyncio.wait_for(alarm._flag.wait(), PATIENCE)
    await alarm.sleep()


async def test_whoever_waits_for_a_topic_is_woken_by_its_commit_and_nobody_else(wakes: Wakes, database: Database) -> None:
    with wakes.alarm("interview/1") as one, wakes.alarm("interview/2") as other:
        async with database.work() as work:
            work.wake("interview/1")
        await rung(one)
        assert not other._flag.is_set()


async def test_more_topics_than_fit_into_one_notice_are_all_told(wakes: Wakes, database: Database) -> None:
    with wakes.alarm("interview/0") as first, wakes.alarm("interview/999") as last:
        async with database.work() as work:
            for number in range(1000):
                work.wake(f"interview/{number}")
        await rung(first)
        await rung(last)


async def test_what_is_undone_wakes_nobody(wakes: Wakes, database: Database) -> None:
    with wakes.alarm("interview/1") as undone, wakes.alarm("interview/2") as done:
        with pytest.raises(LookupError):
            await _break(database)
        async with database.work() as work:
            work.wake("interview/2")
        await rung(done)
        assert not undone._flag.is_set()


async def test_f35_everybody_looks_again_after_the_listening_connection_was_lost(wakes: Wakes, database: Database) -> None:
    with wakes.alarm("interview/1") as alarm:
        async with database.work() as work:
            listener = await work.scalar(text(LISTENER))
            await work.run(text("SELECT pg_terminate_backend(:pid)"), {"pid": listener})
        await rung(alarm)
        async with database.work() as work:
            assert await work.scalar(text(LISTENER)) != listener
            work.wake("interview/1")
        await rung(alarm)


async def _break(database: Database) -> None:
    async with database.work() as work:
        work.wake("interview/1")
        raise LookupError
