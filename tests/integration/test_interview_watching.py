"""A watcher misses nothing that is for it, and hears nothing that is not."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest
from viva.contract.v1.options_pb2 import AUDIENCE_CANDIDATE, AUDIENCE_MEMBER, Audience
from viva.session.v1 import interview_service_pb2 as pb

from services.session.interviews import watching
from services.session.interviews.domain.interview import Accommodation
from services.session.interviews.watching import InterviewWatch
from services.session.interviews.words import Stage
from services.session.wakes import Wakes
from tests.integration.interview_rig import Replica, answer, candidate, hold, new_interview, replicas, sequences

PATIENCE = 20.0


@pytest.fixture
async def replica(migrated_url: str) -> AsyncIterator[Replica]:
    """One session replica."""
    async with replicas(migrated_url, 1) as (one,):
        yield one


class Watcher:
    """Somebody who watches an interview, and all that they were told."""

    def __init__(self, replica: Replica, interview_id: str, *, after: int = 0, audience: Audience.ValueType | None = None) -> None:
        self.wakes = Wakes("postgresql://nowhere")
        self._watch = InterviewWatch(replica.database, self.wakes)
        self._stream = self._watch.follow(interview_id, after, audience)

    async def __aenter__(self) -> "Watcher":
        self._looking_out = asyncio.create_task(self._watch.look_out())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._looking_out.cancel()
        await asyncio.gather(self._looking_out, return_exceptions=True)
        await self._stream.aclose()  # type: ignore[attr-defined]

    async def next(self) -> pb.WatchInterviewResponse:
        """What comes next."""
        return await asyncio.wait_for(anext(self._stream), PATIENCE)

    async def until(self, sequence: int) -> list[pb.WatchInterviewResponse]:
        """All that comes until everything up to a sequence was told."""
        heard = [await self.next()]
        while heard[-1].through_sequence < sequence:
            heard.append(await self.next())
        return heard


@pytest.fixture
def restless(monkeypatch: pytest.MonkeyPatch) -> None:
    """Signs of life come all the time."""
    monkeypatch.setattr(watching, "HEARTBEAT", 0.1)


async def test_a_watcher_is_told_everything_in_order_with_the_words_filled_in(replica: Replica) -> None:
    interview_id, who = await new_interview(replica.database), candidate()
    question_id = await hold(replica, interview_id, who, until=Stage.MOTIVATION)
    await replica.live.add_line(_line(interview_id, question_id, "By the way:"), who)
    await replica.live.submit(answer(interview_id, question_id, "because."), who)
    numbers = await sequences(replica, interview_id)
    async with Watcher(replica, interview_id) as watcher:
        heard = await watcher.until(numbers[-1])
    assert [h.event.sequence for h in heard] == numbers
    assert [h.through_sequence for h in heard] == numbers
    by_arm: dict[str, Any] = {}
    for h in heard:
        by_arm.setdefault(h.event.WhichOneof("payload") or "", []).append(h.event)
    assert [e.question_asked.question.text for e in by_arm["question_asked"]] == ["Who are you?", "Why us?"]
    assert [e.line_added.line.text for e in by_arm["line_added"]] == ["By the way:"]
    assert [e.answer_accepted.line.text for e in by_arm["answer_accepted"]] == ["I did that.", "because."]


@pytest.mark.parametrize("seen", [1, 3])
async def test_a_watcher_that_comes_back_is_told_what_it_has_not_seen(replica: Replica, seen: int) -> None:
    interview_id = await new_interview(replica.database)
    await hold(replica, interview_id, candidate(), until=Stage.MOTIVATION)
    numbers = await sequences(replica, interview_id)
    async with Watcher(replica, interview_id, after=seen) as watcher:
        heard = await watcher.until(numbers[-1])
    assert [h.event.sequence for h in heard] == numbers[seen:]


async def test_a_watcher_is_told_what_happens_while_it_watches(replica: Replica) -> None:
    interview_id, who = await new_interview(replica.database), candidate()
    question_id = await hold(replica, interview_id, who, until=Stage.INTRO)
    through = (await sequences(replica, interview_id))[-1]
    async with Watcher(replica, interview_id, after=through) as watcher:
        waiting = asyncio.create_task(watcher.next())
        await replica.live.submit(answer(interview_id, question_id), who)
        assert (await waiting).event.HasField("answer_accepted")


async def test_an_event_for_others_is_no_gap_because_the_next_sign_of_life_counts_it(replica: Replica, restless: None) -> None:
    interview_id, who = await new_interview(replica.database), candidate()
    await hold(replica, interview_id, who, until=Stage.INTRO)
    before = (await sequences(replica, interview_id))[-1]
    granted = (await sequences(replica, interview_id))[-1] + 1
    await replica.live.move(interview_id, lambda i, now: i.grant(_more_time(), at=now), who)
    async with Watcher(replica, interview_id, after=before, audience=AUDIENCE_MEMBER) as member:
        heard = await member.until(granted)
    assert [h.HasField("event") for h in heard] == [False] * len(heard)
    async with Watcher(replica, interview_id, after=before, audience=AUDIENCE_CANDIDATE) as own:
        assert (await own.next()).event.HasField("accommodation_granted")


async def test_a_watcher_that_leaves_leaves_no_alarm_behind(replica: Replica) -> None:
    interview_id = await new_interview(replica.database)
    await hold(replica, interview_id, candidate(), until=Stage.INTRO)
    async with Watcher(replica, interview_id) as watcher:
        await watcher.next()
        assert watcher.wakes._alarms
    assert not watcher.wakes._alarms


async def test_a_sequence_that_no_interview_can_reach_is_waited_for_and_breaks_nothing(replica: Replica, restless: None) -> None:
    interview_id = await new_interview(replica.database)
    async with Watcher(replica, interview_id, after=2**64 - 1) as watcher:
        assert not (await watcher.next()).HasField("event")


async def test_f31_a_long_replay_reads_its_words_in_a_few_statements(replica: Replica, statements: list[str]) -> None:
    interview_id = await new_interview(replica.database)
    await hold(replica, interview_id, candidate())
    last = (await sequences(replica, interview_id))[-1]
    statements.clear()
    async with Watcher(replica, interview_id) as watcher:
        await watcher.until(last)
    assert 2 <= len(statements) <= 5, statements


def _line(interview_id: str, question_id: str, text: str) -> pb.AddLineRequest:
    return pb.AddLineRequest(interview_id=interview_id, question_id=question_id, request_id=str(uuid4()), text=text)


def _more_time() -> Any:
    return Accommodation(time_percent=200)
