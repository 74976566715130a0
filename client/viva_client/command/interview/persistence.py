"""Keeps trying while Viva cannot be reached: what was typed is handed over when it comes back, once."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from viva_client import DeadlineExceeded, Unavailable
from viva_client.command.interview.screen import Screen
from viva_client.command.interview.wording import Wording

Result = TypeVar("Result")

PAUSE_SECONDS = 1.0


class Persistence:
    """Tries a call again for as long as nobody answers, and tells the person once that it does."""

    def __init__(self, screen: Screen, wording: Wording, patience: float) -> None:
        """`patience`: seconds after which a call fails all the same."""
        self.screen = screen
        self.wording = wording
        self._patience = patience

    async def __call__(self, call: Callable[[], Awaitable[Result]]) -> Result:
        """What the call returns in the end; it has to be one that may be made twice."""
        loop = asyncio.get_running_loop()
        until, told = loop.time() + self._patience, False
        while True:
            try:
                result = await call()
            except (Unavailable, DeadlineExceeded) as lost:
                if not lost.retryable or loop.time() >= until:
                    raise
                if not told:
                    self.screen.say(self.wording.lost, style="yellow")
                told = True
                await asyncio.sleep(PAUSE_SECONDS)
                continue
            if told:
                self.screen.say(self.wording.back, style="green")
            return result
