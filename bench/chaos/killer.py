"""Ends processes with SIGKILL as the plan says, and sees that the supervisor brings each of them back."""

import asyncio
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from bench.chaos.plan import Kill
from deploy.supervisor.readiness import until
from tests.integration.supervised import Supervised

RETURN_SECONDS = 60.0


class NotBack(Exception):
    """A process did not become ready again."""


class House(Protocol):
    """Where the interviews are held."""

    live: set[int]


@dataclass
class Killer:
    """Carries out the kills of one run."""

    product: Supervised
    house: House
    killed: list[str] = field(default_factory=list)
    felt: set[str] = field(default_factory=set)
    """Processes that died while an interview was live; a death that nobody could feel proves nothing."""

    async def carry_out(self, kills: Iterable[Kill]) -> None:
        """Kills one after the other, and returns when all are back. Raises NotBack."""
        for kill in kills:
            await asyncio.sleep(kill.after_seconds)
            await self._until_ready(kill.process)
            self.product.kill(kill.process)
            self.killed.append(kill.process)
            if self.house.live:
                self.felt.add(kill.process)
        for process in set(self.killed):
            await self._until_ready(process)

    async def _until_ready(self, process: str) -> None:
        try:
            async with asyncio.timeout(RETURN_SECONDS):
                await until(lambda: self._is_back(process))
        except TimeoutError:
            raise NotBack(f"{process} was not ready again {RETURN_SECONDS:.0f} s after it was killed") from None

    async def _is_back(self, process: str) -> bool:
        """Whether the process is ready after as many restarts as it was killed."""
        try:
            entry = self.product.roster[process]
        except (FileNotFoundError, json.JSONDecodeError):
            return False
        return entry["state"] == "ready" and int(entry["restarts"]) >= self.killed.count(process)
