"""Runs a service's process: the event loop that it stands on, and how its garbage is collected."""

import gc
from collections.abc import Coroutine
from typing import Any

import uvloop

ALLOCATIONS, YOUNG, MIDDLE = 10_000, 20, 50
"""When the collector looks at the youngest objects, and how much more seldom at older ones. A service keeps hundreds of thousands
of objects (the contract, its statements) that never die; looking at all of them stops every call for 30 ms."""


def run_process(main: Coroutine[Any, Any, None]) -> None:
    """Runs until `main` returns. What has been loaded by now is never looked at by the collector again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(ALLOCATIONS, YOUNG, MIDDLE)
    uvloop.run(main)
