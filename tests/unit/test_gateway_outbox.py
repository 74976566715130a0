"""What waits for one socket is bounded, in order, and given up when it cannot leave."""

import asyncio
import json
from typing import Any

import pytest

from services.gateway.live.closing import SlowReader
from services.gateway.live.outbox import Outbox

SMALL = {"n": 1}
SIZE = len(json.dumps(SMALL, separators=(",", ":")))


class Reader:
    """The other end: takes messages, or does not."""

    def __init__(self) -> None:
        self.read: list[Any] = []
        self.reads = asyncio.Event()
        self.reads.set()
        self.emptied = asyncio.Event()

    async def __call__(self, text: str) -> None:
        await self.reads.wait()
        self.read.append(json.loads(text))
        self.emptied.set()


async def test_messages_leave_in_the_order_they_came() -> None:
    outbox, reader = Outbox(), Reader()
    draining = asyncio.create_task(outbox.drain_into(reader))
    for number in range(50):
        await outbox.put({"n": number})
        if number % 7 == 0:
            await reader.emptied.wait()
            reader.emptied.clear()
    await outbox.flush_into(reader)
    draining.cancel()
    assert [message["n"] for message in reader.read] == list(range(50))


async def test_a_full_outbox_gives_up_its_reader() -> None:
    outbox = Outbox(limit_bytes=3 * SIZE, send_seconds=0.05)
    for _ in range(3):
        await outbox.put(SMALL)
    with pytest.raises(SlowReader):
        await outbox.put(SMALL)


async def test_whoever_has_more_than_there_is_room_waits_for_it() -> None:
    outbox, reader = Outbox(limit_bytes=3 * SIZE), Reader()

    async def replay() -> None:
        for number in range(100):
            await outbox.put({"n": number % 10})

    draining, replaying = asyncio.create_task(outbox.drain_into(reader)), asyncio.create_task(replay())
    async with asyncio.timeout(10):
        await replaying
        await outbox.flush_into(reader)
    draining.cancel()
    assert [message["n"] for message in reader.read] == [number % 10 for number in range(100)]


async def test_a_message_larger_than_the_outbox_goes_alone() -> None:
    outbox, reader = Outbox(limit_bytes=SIZE), Reader()
    await outbox.put({"text": "a" * 1000})
    await outbox.flush_into(reader)
    assert len(reader.read[0]["text"]) == 1000


async def test_what_can_be_done_without_goes_first() -> None:
    outbox, reader = Outbox(limit_bytes=4 * SIZE), Reader()
    for _ in range(4):
        outbox.put_if_room(SMALL)
    await outbox.put({"n": 2})
    await outbox.put({"n": 3})
    await outbox.flush_into(reader)
    assert [message["n"] for message in reader.read] == [1, 1, 2, 3]


async def test_room_comes_back_with_what_has_left() -> None:
    outbox, reader = Outbox(limit_bytes=2 * SIZE), Reader()
    for _ in range(10):
        await outbox.put(SMALL)
        await outbox.put(SMALL)
        await outbox.flush_into(reader)
    assert len(reader.read) == 20


async def test_a_message_that_cannot_leave_gives_up_its_reader() -> None:
    outbox, reader = Outbox(send_seconds=0.05), Reader()
    reader.reads.clear()
    await outbox.put(SMALL)
    with pytest.raises(SlowReader):
        await outbox.drain_into(reader)


async def test_a_farewell_does_not_wait_for_a_reader_that_reads_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.gateway.live.outbox.FLUSH_SECONDS", 0.05)
    outbox, reader = Outbox(), Reader()
    reader.reads.clear()
    await outbox.put(SMALL)
    async with asyncio.timeout(5):
        await outbox.flush_into(reader)
    assert reader.read == []
