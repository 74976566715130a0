"""Starts the processes of a contender and ends every one of them, also on Ctrl-C and when the bench itself is killed."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.harness.machine import free_cores
from deploy.supervisor.launch import wrap
from deploy.supervisor.ports import LOOPBACK, is_free
from deploy.supervisor.settings import REPOSITORY

START_SECONDS = 60.0
STOP_SECONDS = 10.0


class NotStarted(RuntimeError):
    """A process did not listen in time; the message is the end of what it said."""


@contextmanager
def child(
    command: Sequence[str], log: Path, *, port: int = 0, environment: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Runs a command until the block ends. `port`: waits until something listens there. Raises NotStarted."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            wrap(list(command)),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=REPOSITORY,
            env=os.environ | dict(environment or {}),
        )
    try:
        if hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(process.pid, free_cores())
        if port:
            _wait_for(port, process, log)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def python(module: str, *arguments: str) -> list[str]:
    """The command that runs one of our modules."""
    return [sys.executable, "-m", module, *arguments]


def end_like_ctrl_c() -> None:
    """Has SIGTERM unwind the program as Ctrl-C does, so that what was started is ended."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    give_up = time.monotonic() + START_SECONDS
    while is_free(port, LOOPBACK):
        if process.poll() is not None or time.monotonic() > give_up:
            raise NotStarted(log.read_text(errors="replace")[-2000:])
        time.sleep(0.05)
