"""Looks at the memory of every process every ten seconds, and says whether it grows."""

import asyncio
from dataclasses import dataclass, field
from statistics import linear_regression

import psutil

from tests.integration.supervised import Supervised

PERIOD_SECONDS = 10.0
WARM_UP = 1 / 3
"""The share of the run in which pools fill and caches warm."""
FLAT_SHARE, FLAT_MIB = 0.05, 4.0
"""Growth per minute, of what there is or in MiB, that is still called flat."""


@dataclass
class Memory:
    """MiB of every process that are its own, over time."""

    product: Supervised
    seen: dict[str, list[tuple[float, float]]] = field(default_factory=dict)

    async def watch(self) -> None:
        """Looks until cancelled."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        while True:
            for name, mebibytes in (await asyncio.to_thread(self._look)).items():
                self.seen.setdefault(name, []).append((loop.time() - began, mebibytes))
            await asyncio.sleep(PERIOD_SECONDS)

    def slope(self, name: str) -> float:
        """MiB that a process grew by per minute after it was warm."""
        points = self._warm(name)
        return 60 * linear_regression(*zip(*points, strict=True)).slope if len(points) > 1 else 0.0

    def is_flat(self, name: str) -> bool:
        """Whether that is nothing to speak of."""
        return self.slope(name) <= max(FLAT_MIB, FLAT_SHARE * self.seen[name][-1][1])

    def _warm(self, name: str) -> list[tuple[float, float]]:
        points = self.seen[name]
        return [point for point in points if point[0] >= WARM_UP * points[-1][0]]

    def _look(self) -> dict[str, float]:
        return {name: _own(int(entry["pid"])) for name, entry in self.product.roster.items()}


def _own(pid: int) -> float:
    """What a process and its children share with nobody, in MiB; a child that ends meanwhile counts as nothing."""
    process = psutil.Process(pid)
    total = 0
    for one in (process, *process.children(recursive=True)):
        try:
            total += one.memory_full_info().uss
        except psutil.NoSuchProcess:
            continue
    return total / 2**20
