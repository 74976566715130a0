"""Work that burns CPU leaves the event loop free, waits in a line that ends, and is refused when the line is full."""

import asyncio
from threading import Event, current_thread, main_thread

import pytest

from mesh.refusal import Status
from services.llm.domain.engine import EngineBusy
from services.llm.engines.workbench import Workbench


async def test_f29_work_is_done_off_the_event_loop() -> None:
    assert await Workbench(slots=1, queue_limit=0).run(lambda: current_thread() is not main_thread())


async def test_a_full_line_is_refused_at_once_and_says_how_long_it_is() -> None:
    workbench, go = Workbench(slots=1, queue_limit=1), Event()
    working = [asyncio.ensure_future(workbench.run(go.wait, 10)) for _ in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(EngineBusy) as busy:
        await workbench.run(go.wait, 10)
    assert (busy.value.status, busy.value.reason) == (Status.RESOURCE_EXHAUSTED, "ENGINE_BUSY")
    assert busy.value.facts == {"slots": "1", "queue_limit": "1"}
    go.set()
    assert await asyncio.gather(*working) == [True, True]


async def test_a_place_is_free_again_when_the_work_is_done() -> None:
    workbench = Workbench(slots=1, queue_limit=0)
    assert [await workbench.run(lambda: 7) for _ in range(3)] == [7, 7, 7]


async def test_f38_work_that_waits_for_a_caller_who_left_is_never_begun() -> None:
    workbench, go, begun = Workbench(slots=1, queue_limit=1), Event(), Event()
    working = asyncio.ensure_future(workbench.run(go.wait, 10))
    waiting = asyncio.ensure_future(workbench.run(begun.set))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    go.set()
    await working
    await workbench.run(lambda: None)
    assert not begun.is_set()


async def test_what_breaks_inside_reaches_the_caller_and_frees_the_place() -> None:
    workbench = Workbench(slots=1, queue_limit=0)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            await workbench.run(lambda: 1 / 0)
