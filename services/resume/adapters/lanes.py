"""Keeps documents that take long out of the way of those that do not.

Nobody can tell a file that burns CPU from a long résumé before it has burnt some. Two lanes of places settle it: every document begins
in the quick one; one that takes longer than most comes last for the cores from then on, and goes over into the slow one as long as
that has room, so that the next may begin.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import psutil

from services.resume.adapters.priority import come_last

_SHARE_CPU_SECONDS = 0.08
"""After which a document comes last, and somebody else may begin. A résumé of three pages takes two thirds of it, one of ten more than
all of it."""
_LOOK_EVERY_SECONDS = 0.02


class Lanes:
    """As many places in the slow lane as in the quick one."""

    def __init__(self, places: int) -> None:
        """Nobody stands anywhere yet."""
        self._quick = asyncio.Semaphore(places)
        self._slow_places = places

    @asynccontextmanager
    async def place(self) -> AsyncIterator["Place"]:
        """Waits for a place in the quick lane; leaving it frees whichever is held then."""
        await self._quick.acquire()
        place = Place(self)
        try:
            yield place
        finally:
            self.leave(slow=place.is_slow)

    def leave(self, *, slow: bool) -> None:
        """Frees a place."""
        if slow:
            self._slow_places += 1
        else:
            self._quick.release()

    def go_over(self) -> bool:
        """Changes a place in the quick lane for one in the slow lane; False when there is none."""
        if not self._slow_places:
            return False
        self._slow_places -= 1
        self._quick.release()
        return True


class Place:
    """One document's."""

    def __init__(self, lanes: Lanes) -> None:
        """In the quick lane."""
        self._lanes = lanes
        self.is_slow = False

    def make_way(self) -> None:
        """Goes over where there is room; harmless to repeat."""
        self.is_slow = self.is_slow or self._lanes.go_over()


@asynccontextmanager
async def making_way(pid: int, place: Place) -> AsyncIterator[None]:
    """Has a document make way once its process has had its share, and the process come last then."""
    done = asyncio.Event()
    watching = asyncio.create_task(_watch(pid, place, done))
    try:
        yield
    finally:
        done.set()
        await watching


async def _watch(pid: int, place: Place, done: asyncio.Event) -> None:
    with suppress(psutil.NoSuchProcess, ProcessLookupError):
        process = psutil.Process(pid)
        until, comes_last = _cpu_seconds(process) + _SHARE_CPU_SECONDS, False
        while not ((comes_last and place.is_slow) or await _is_set_within(done, _LOOK_EVERY_SECONDS)):
            if _cpu_seconds(process) >= until:
                place.make_way()
                comes_last = comes_last or come_last(pid)


def _cpu_seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


async def _is_set_within(event: asyncio.Event, seconds: float) -> bool:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return False
    return True
