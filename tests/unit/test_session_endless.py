"""What runs beside the server is never silently over."""

import asyncio
import logging

import pytest

from services.session.main import endlessly, running


async def test_f22_a_clock_that_breaks_begins_again_and_says_why(caplog: pytest.LogCaptureFixture) -> None:
    begun, twice = 0, asyncio.Event()

    async def work() -> None:
        nonlocal begun
        begun += 1
        if begun == 2:
            twice.set()
            await asyncio.Event().wait()
        raise ValueError("a row that nobody foresaw")

    with caplog.at_level(logging.ERROR):
        keeping = asyncio.create_task(endlessly(work, pause=0))
        await asyncio.wait_for(twice.wait(), 5)
    keeping.cancel()
    assert "a row that nobody foresaw" in caplog.text


async def test_what_runs_beside_the_server_ends_with_it() -> None:
    ended = asyncio.Event()

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    async with running(work):
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    assert ended.is_set()
