"""Who takes long makes way: the next document begins, and no more of them are read than there are places."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, create_subprocess_exec
from pathlib import Path

import pytest

from services.resume.adapters.lanes import Lanes, making_way

BURN = """
import os, time
from pathlib import Path
os.nice({politeness})
while time.process_time() < 0.6: pass
group = Path("/proc/self/autogroup")
print(os.sched_getscheduler(0), group.read_text().split()[-1] if group.exists() else 19)
"""


async def test_who_makes_way_lets_the_next_begin() -> None:
    lanes = Lanes(1)
    async with lanes.place() as slow:
        slow.make_way()
        async with asyncio.timeout(1), lanes.place() as quick:
            assert slow.is_slow and not quick.is_slow


async def test_the_slow_lane_takes_no_more_than_it_has_places_and_who_stays_keeps_its_own() -> None:
    lanes = Lanes(1)
    async with lanes.place() as first:
        first.make_way()
        async with lanes.place() as second:
            second.make_way()
            third = asyncio.create_task(_enter(lanes))
            await asyncio.sleep(0)
            assert not second.is_slow and not third.done()
        await third


async def test_every_place_is_free_again_when_all_have_left() -> None:
    lanes = Lanes(2)
    for _ in range(5):
        async with lanes.place() as one, lanes.place() as other:
            one.make_way()
            one.make_way()
            other.make_way()
    async with asyncio.timeout(1), lanes.place() as one, lanes.place() as other:
        one.make_way()
        other.make_way()
        assert one.is_slow and other.is_slow


@pytest.mark.parametrize(("politeness", "makes_way_before"), [(0, False), (0, True), (19, False)])
async def test_who_has_had_its_share_comes_last_in_its_session_and_its_session_beside_others(
    politeness: int, makes_way_before: bool
) -> None:
    async with Lanes(1).place() as place:
        if makes_way_before:  # a scan does, as soon as a picture of it is to be read
            place.make_way()
        code = BURN.format(politeness=politeness)
        process = await create_subprocess_exec(sys.executable, "-c", code, stdout=PIPE, start_new_session=True)
        async with making_way(process.pid, place):
            said, _ = await process.communicate()
    assert said.split() == [b"%d" % os.SCHED_IDLE, b"19"] and place.is_slow


async def test_where_nobody_may_put_a_process_last_it_still_makes_way(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "sched_setscheduler", forbidden)
    monkeypatch.setattr(Path, "write_text", forbidden)
    async with Lanes(1).place() as place:
        process = await create_subprocess_exec(sys.executable, "-c", BURN.format(politeness=0), stdout=PIPE, start_new_session=True)
        async with making_way(process.pid, place):
            await process.communicate()
    assert place.is_slow


async def _enter(lanes: Lanes) -> None:
    async with lanes.place():
        pass
