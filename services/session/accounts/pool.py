"""Runs what burns CPU off the event loop, in a few threads with a short queue before them."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore
from typing import ParamSpec, TypeVar

from mesh.refusal import Exhausted

P = ParamSpec("P")
T = TypeVar("T")


class Busy(Exhausted):
    """Too many people want this at once; try again in a moment."""

    reason = "BUSY"


class Pool:
    """A few threads. What finds the queue full is refused at once: to be told so now is better than to time out later."""

    def __init__(self, name: str, *, threads: int = 2, queue: int = 32) -> None:
        """`queue`: how many may wait beyond those that run."""
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._places = BoundedSemaphore(threads + queue)

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `work` returns or raises. Raises Busy. A caller who gives up frees the place only when the thread is free."""
        if not self._places.acquire(blocking=False):
            raise Busy
        future = self._executor.submit(work, *args, **kwargs)
        future.add_done_callback(lambda _: self._places.release())
        return await asyncio.wrap_future(future)

    def close(self) -> None:
        """Lets what runs finish, and starts nothing more."""
        self._executor.shutdown(wait=True, cancel_futures=True)
