"""Ends long streams in time, so that no client stays for ever on a replica that drains or on a stale balance."""

import asyncio
import random
from collections.abc import Iterator
from contextlib import contextmanager

from mesh.call import Call, Proceed
from mesh.contract import Method
from mesh.refusal import Unavailable

AGE = (600.0, 900.0)
"""Seconds after which a stream is moved: drawn anew for each, so that they do not all return at once."""
SHORT = 2.0
"""Seconds that a stream may be open before a drain ends it: a download is over by then, a watch is not."""


class Moved(Unavailable):
    """Ask again where you left off; another replica will answer."""

    reason = "MOVED"


class LifetimePolicy:
    """Ends open streams with MOVED when they have become old or when the server drains.

    Only streams from the server that are no task: a task's stream is over when its attempt is.
    """

    def __init__(self) -> None:
        """Knows no stream yet."""
        self._opened: dict[Call, float] = {}
        self._draining = False

    async def around(self, call: Call, proceed: Proceed) -> None:
        """Limits the life of an endless stream and leaves any other call alone."""
        if not is_endless(call.method):
            await proceed()
            return
        if self._draining:
            raise Moved
        with self._limited(call):
            await proceed()

    def drain(self) -> None:
        """Ends the streams that are open, and every one that is opened from now on."""
        self._draining = True
        loop = asyncio.get_running_loop()
        for call, opened_at in self._opened.items():
            loop.call_at(max(loop.time(), opened_at + SHORT), call.ending.end, Moved())

    @contextmanager
    def _limited(self, call: Call) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        timer = loop.call_later(random.uniform(*AGE), call.ending.end, Moved())
        self._opened[call] = loop.time()
        try:
            yield
        finally:
            timer.cancel()
            del self._opened[call]


def is_endless(method: Method) -> bool:
    """Whether a stream of this method lasts until somebody ends it."""
    return method.server_streaming and method.task is None
