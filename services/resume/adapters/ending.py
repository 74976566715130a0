"""Ends a child process with everything that it started."""

import os
import signal
from asyncio.subprocess import Process
from contextlib import suppress


async def end(process: Process) -> None:
    """Kills the process's group and waits until it is gone; harmless for one that has ended. Nobody may be reading its output."""
    # Not process.kill(), which reaps a process that has just ended, so that asyncio never learns how it did.
    if process.returncode is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    # asyncio calls a process ended when its pipes are, and a pipe that holds more than anybody reads never is.
    while process.stdout is not None and await process.stdout.read(65_536):
        pass
    await process.wait()
