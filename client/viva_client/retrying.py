"""Repeats what the contract calls safe to repeat: with growing, uneven pauses, or after the pause that the server asks for."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from viva_client.errors import Cancelled, Unavailable, VivaError

Result = TypeVar("Result")


@dataclass(frozen=True)
class Retrying:
    """How often a call is made at most, and how long the pauses between are, in seconds."""

    attempts: int = 8
    first_pause: float = 0.1
    longest_pause: float = 4.0

    def pauses(self) -> Iterator[float]:
        """One pause less than attempts: doubling, and each drawn from its upper half, so that many do not return as one."""
        longest = self.first_pause
        for _ in range(self.attempts - 1):
            yield random.uniform(longest / 2, longest)
            longest = min(2 * longest, self.longest_pause)

    async def run(self, attempt: Callable[[], Awaitable[Result]], *, until: float) -> Result:
        """Attempts until it succeeds, fails for good, or would have to wait past `until` on the loop's clock."""
        loop = asyncio.get_running_loop()
        for pause in self.pauses():
            try:
                return await attempt()
            except VivaError as error:
                wait = pause if error.retry_after is None else error.retry_after + pause
                if not is_worth_repeating(error) or loop.time() + wait >= until:
                    raise
            await asyncio.sleep(wait)
        return await attempt()


def is_worth_repeating(error: VivaError) -> bool:
    """Whether the call was lost on its way, or the server named a time to come back at."""
    return error.retryable and (isinstance(error, Unavailable | Cancelled) or error.retry_after is not None)
