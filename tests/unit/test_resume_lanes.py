"""Who takes long makes way: the next document begins, and no more of them are read than there are places."""

import asyncio

from services.resume.adapters.lanes import Lanes


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


async def _enter(lanes: Lanes) -> None:
    async with lanes.place():
        pass
