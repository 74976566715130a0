"""Runs a service's process: the event loop that it stands on, and how its garbage is collected."""

import asyncio
import gc
from collections.abc import Coroutine
from typing import Any

import uvloop

ALLOCATIONS, YOUNG, MIDDLE = 10_000, 10, 10
"""When the collector looks at the youngest objects, and how much more seldom at older ones: not more seldom than Python does, or
what a connection leaves behind stays for minutes. Session keeps 124,000 objects (the contract, its statements) that never
die; looking at all of them, too, would stop every call for 40 ms."""


def run_process(main: Coroutine[Any, Any, None], *, has_children: bool = False) -> None:
    """Runs until `main` returns. What has been loaded by now is never looked at by the collector again.

    `has_children`: starts programs of its own. uvloop forks for each, in a process that holds gRPC's threads, and now and
    then the child never comes to life; asyncio's own loop has the kernel start them without a fork.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(ALLOCATIONS, YOUNG, MIDDLE)
    asyncio.run(main) if has_children else uvloop.run(main)
