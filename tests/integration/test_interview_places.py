"""No more interviews are live at once than there are places."""

import asyncio

import pytest

from services.session.interviews.live import LiveInterviews
from services.session.interviews.refusals import HouseFull
from tests.integration.interview_rig import candidate, count, new_interview, replicas

PLACES = 3
LIVE = "SELECT count(*) FROM interviews WHERE status = 2"


async def test_of_many_who_start_at_once_only_so_many_begin_as_there_are_places(migrated_url: str) -> None:
    async with replicas(migrated_url) as two:
        houses = [LiveInterviews(replica.database, max_live=PLACES) for replica in two]
        made = [await new_interview(two[0].database) for _ in range(4 * PLACES)]
        starts = [houses[n % 2].start(interview_id, candidate()) for n, interview_id in enumerate(made)]
        results = await asyncio.gather(*starts, return_exceptions=True)
        assert [type(result) for result in results if isinstance(result, BaseException)] == [HouseFull] * (3 * PLACES)
        assert await count(two[0], LIVE) == PLACES


async def test_whoever_has_a_place_keeps_it_in_a_full_house(migrated_url: str) -> None:
    async with replicas(migrated_url, 1) as (replica,):
        house, who = LiveInterviews(replica.database, max_live=1), candidate()
        inside, outside = await new_interview(replica.database), await new_interview(replica.database)
        first, _ = await house.start(inside, who)
        again, _ = await house.start(inside, who)
        assert first.open_question_id == again.open_question_id
        with pytest.raises(HouseFull):
            await house.start(outside, who)
