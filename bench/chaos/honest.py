"""How an honest client behaves when a call goes unanswered: it asks again, the same thing, under the same request_id."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from bench.chaos.tally import Tally

T = TypeVar("T")

CALL_SECONDS = 15.0
PATIENCE_SECONDS = 120.0
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 1.5


class Lost(Exception):
    """No answer came, or one that says to try again; whether the request was carried out is not known."""

    def __init__(self, why: str, retry_after: float = 0.0) -> None:
        """`retry_after`: seconds that the answer asked to wait."""
        super().__init__(why)
        self.retry_after = retry_after


class Refused(Exception):
    """An answer came, and it was no."""

    def __init__(self, what: str, reason: str) -> None:
        """`reason`: the name of the refusal."""
        super().__init__(f"{what}: {reason}")
        self.reason = reason


@dataclass(frozen=True)
class Honest:
    """Asks until there is an answer."""

    tally: Tally
    patience: float = PATIENCE_SECONDS

    async def until_answered(self, ask: Callable[[], Awaitable[T]]) -> T:
        """The answer. Raises Refused; or Lost when patience is at an end."""
        loop = asyncio.get_running_loop()
        give_up, pause = loop.time() + self.patience, FIRST_PAUSE
        while True:
            try:
                return await ask()
            except Lost as lost:
                self.tally.count("calls repeated")
                if loop.time() > give_up:
                    raise
                await asyncio.sleep(max(pause * random.uniform(0.5, 1.5), lost.retry_after))
                pause = min(2 * pause, LONGEST_PAUSE)
