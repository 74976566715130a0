"""What the machine can do at best, and what takes it away: how fast it reads memory, and a program that keeps a core busy."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import psutil

BYTES = 1 << 29
"""Far more than any cache holds."""


def bytes_a_second(rounds: int = 5) -> float:
    """The fastest of a few readings of half a gibibyte by one thread."""
    data = np.ones(BYTES // 8)
    best = 0.0
    for _ in range(rounds):
        began = time.perf_counter()
        data.sum()
        best = max(best, BYTES / (time.perf_counter() - began))
    return best


def cpu_seconds() -> float:
    """What this process and all that it has started have had of the processor so far."""
    found = [process.cpu_times() for process in (psutil.Process(), *psutil.Process().children(recursive=True))]
    return float(sum(times.user + times.system for times in found))


@contextmanager
def busy_neighbour() -> Iterator[None]:
    """A program beside us that never rests."""
    process = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        yield
    finally:
        process.kill()
        process.wait()
