"""Repeats what the contract calls safe to repeat: with growing, uneven pauses, or after the pause that the server asks for."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from viva_client.errors import Cancelled, Unauthenticated, Unavailable, VivaError

Result = TypeVar("Result")

log = logging.getLogger(__name__)
"""Says what happens to calls; never what is said in them."""


@dataclass(frozen=True)
class Retrying:
    """How often a call is made at most, and how long the pauses between are, in seconds."""

    attempts: int = 8
    first_pause: float = 0.1
    longest_pause: float = 4.0
    longest_wait: float = 10.0
    """The most that is waited because the server asks for it; beyond that, whoever called decides."""

    def pauses(self) -> Iterator[float]:
        """The pauses between so many attempts."""
        return islice(growing_pauses(self.first_pause, self.longest_pause), self.attempts - 1)

    async def run(self, attempt: Callable[[], Awaitable[Result]], *, until: float) -> Result:
        """Attempts until it succeeds, fails for good, or would have to wait past `until` on the loop's clock."""
        loop = asyncio.get_running_loop()
        for pause in self.pauses():
            try:
                return await attempt()
            except VivaError as error:
                wait = pause if error.retry_after is None else error.retry_after + pause
                if not is_worth_repeating(error) or wait > self.longest_wait or loop.time() + wait >= until:
                    raise
                log.info("a call ended with %s and is repeated in %.1f s", error.reason, wait)
            await asyncio.sleep(wait)
        return await attempt()


def growing_pauses(first: float, longest: float) -> Iterator[float]:
    """Seconds to wait between tries, without end: doubling, and each drawn from its upper half, so that many do not return as one."""
    most = first
    while True:
        yield random.uniform(most / 2, most)
        most = min(2 * most, longest)


async def with_another_token(attempt: Callable[[], Awaitable[Result]]) -> Result:
    """Attempts once more where a token was refused and there is another: who is not let in has changed nothing, whatever the method."""
    try:
        return await attempt()
    except Unauthenticated as error:
        if not error.retryable:
            raise
    return await attempt()


def is_worth_repeating(error: VivaError) -> bool:
    """Whether the call was lost on its way, or the server named a time to come back at."""
    return error.retryable and (isinstance(error, Unavailable | Cancelled) or error.retry_after is not None)
