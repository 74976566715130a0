"""Carries what the engine's thread has to say to the event loop: one wake-up for all that a step brought."""

import asyncio
from collections import deque
from collections.abc import Iterable

from mesh.refusal import Refusal
from services.llm.domain.generation import Effort

News = str | Effort | Refusal


class Outlet:
    """What one text has brought so far and nobody has read. Written by the engine's thread, read on the loop it was made on."""

    def __init__(self) -> None:
        """Belongs to the running loop."""
        self.loop = asyncio.get_running_loop()
        self._news: deque[News] = deque()
        self._there_is_some = asyncio.Event()

    def put(self, news: News) -> None:
        """Adds to what is unread; `wake` lets the reader see it."""
        self._news.append(news)

    async def next(self) -> News:
        """What comes next; waits for it."""
        while not self._news:
            self._there_is_some.clear()
            await self._there_is_some.wait()
        return self._news.popleft()

    def notice(self) -> None:
        """Called on the loop: there may be news."""
        self._there_is_some.set()


def wake(outlets: Iterable[Outlet]) -> None:
    """Wakes the readers of these. A loop that has been closed has none."""
    by_loop: dict[asyncio.AbstractEventLoop, list[Outlet]] = {}
    for outlet in outlets:
        by_loop.setdefault(outlet.loop, []).append(outlet)
    for loop, waiting in by_loop.items():
        if not loop.is_closed():
            loop.call_soon_threadsafe(_notice_all, waiting)


def _notice_all(outlets: Iterable[Outlet]) -> None:
    for outlet in outlets:
        outlet.notice()
