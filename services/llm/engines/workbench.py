"""Runs what burns CPU on a few threads of its own, with a bounded queue in front: full means busy now, not late later."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import ParamSpec, TypeVar

from services.llm.domain.engine import EngineBusy

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class Workbench:
    """`slots` pieces of work at once, `queue_limit` more that wait."""

    def __init__(self, *, slots: int, queue_limit: int) -> None:
        """Starts no thread yet."""
        self.slots = slots
        self.queue_limit = queue_limit
        self._threads = ThreadPoolExecutor(max_workers=slots, thread_name_prefix="engine")
        self._inside = 0
        self._counting = Lock()

    async def run(self, work: Callable[Arguments, Result], *args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        """The result of `work`, done off the event loop. Raises EngineBusy when there is no place left."""
        self._enter()
        doing = self._threads.submit(work, *args, **kwargs)
        # Called by the thread that ends it, or by whoever cancels it while it waits.
        doing.add_done_callback(self._leave)
        return await asyncio.wrap_future(doing)

    def _enter(self) -> None:
        with self._counting:
            if self._inside >= self.slots + self.queue_limit:
                raise EngineBusy(slots=self.slots, queue_limit=self.queue_limit)
            self._inside += 1

    def _leave(self, _: object) -> None:
        """A place is free when its thread is, not when its caller has gone."""
        with self._counting:
            self._inside -= 1

    def close(self) -> None:
        """Lets running work end and takes no more."""
        self._threads.shutdown(wait=False, cancel_futures=True)
