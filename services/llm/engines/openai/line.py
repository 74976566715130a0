"""A line in front of a server: so many at once, those first for whom somebody waits."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from services.llm.domain.engine import EngineBusy, EngineFailed
from services.llm.domain.generation import Lane


class Line:
    """`slots` at once; one of two or more is never taken by batch. Each lane has `limit` places to wait in."""

    def __init__(self, slots: int, limit: int) -> None:
        """Nobody is inside."""
        self._slots = slots
        self._limit = limit
        self._inside = dict.fromkeys(Lane, 0)
        self._waiting: dict[Lane, deque[asyncio.Future[None]]] = {lane: deque() for lane in Lane}

    @asynccontextmanager
    async def turn(self, lane: Lane, seconds: float) -> AsyncIterator[None]:
        """Waits for a slot and holds it. Raises EngineBusy when the line is full, EngineFailed when the time is over before."""
        try:
            async with asyncio.timeout(seconds):
                await self._enter(lane)
        except TimeoutError:
            raise EngineFailed(fault="OUT_OF_TIME") from None
        try:
            yield
        finally:
            self._inside[lane] -= 1
            self._call_next()

    async def _enter(self, lane: Lane) -> None:
        if self._has_slot(lane) and not self._waiting[lane]:
            self._inside[lane] += 1
            return
        if len(self._waiting[lane]) >= self._limit:
            raise EngineBusy(slots=self._slots, queue_limit=self._limit)
        called: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting[lane].append(called)
        try:
            await called
        except asyncio.CancelledError:
            if called.done() and not called.cancelled():
                # Called in the very moment: the slot goes to the next.
                self._inside[lane] -= 1
            else:
                self._waiting[lane].remove(called)
            self._call_next()
            raise

    def _has_slot(self, lane: Lane) -> bool:
        inside = sum(self._inside.values())
        if lane is Lane.INTERACTIVE:
            return inside < self._slots
        return inside < self._slots and self._inside[Lane.BATCH] < max(1, self._slots - 1)

    def _call_next(self) -> None:
        for lane in (Lane.INTERACTIVE, Lane.BATCH):
            while self._waiting[lane] and self._has_slot(lane):
                called = self._waiting[lane].popleft()
                if not called.done():
                    self._inside[lane] += 1
                    called.set_result(None)
