"""Keeps one process running until it is told to stop: starts it, watches it become ready, restarts it when it dies."""

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from deploy.supervisor.account import Account
from deploy.supervisor.logs import ChildLog
from deploy.supervisor.readiness import Probe, until

LINE_LIMIT = 1024 * 1024
STOP_SECONDS = 15.0


@dataclass(frozen=True)
class Program:
    """What to run, how to know that it is ready, and how to ask it to end."""

    name: str
    command: list[str]
    environment: Mapping[str, str]
    port: int
    ready: Probe
    directory: Path
    stop_signal: signal.Signals = signal.SIGTERM
    before_start: Callable[[], None] | None = None


class State(Enum):
    """Where a child stands."""

    STARTING = "starting"
    READY = "ready"
    DIED = "died"
    STOPPED = "stopped"


@dataclass
class Backoff:
    """How long to wait before the next start: hardly at all at first, ever longer while starts keep failing."""

    first: float = 0.1
    longest: float = 10.0
    # A process that served this long was healthy; its next death is a new story.
    healthy_after: float = 5.0
    failures: int = 0

    def after(self, seconds_served: float) -> float:
        """Seconds to wait after a process that was ready for `seconds_served` (0: never) has died."""
        self.failures = 1 if seconds_served >= self.healthy_after else self.failures + 1
        return min(self.longest, self.first * 2.0 ** min(self.failures - 1, 16))


class Child:
    """One program and the process that currently runs it."""

    def __init__(self, program: Program, account: Account, log: ChildLog, changed: Callable[["Child"], None]) -> None:
        self.program = program
        self.state = State.STOPPED
        self.restarts = 0
        self.ready_seconds = 0.0
        self.last_end = ""
        self.log = log
        self._account = account
        self._changed = changed
        self._process: asyncio.subprocess.Process | None = None
        self._stopping = asyncio.Event()
        self._first_ready = asyncio.Event()
        self._backoff = Backoff()

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    async def keep_running(self) -> None:
        """Runs the program again and again; returns after `stop`."""
        while not self._stopping.is_set():
            try:
                served = await self._run_once()
            except OSError as failure:  # it could not even be started, which may pass
                served, self.last_end = 0.0, str(failure)
            if self._stopping.is_set():
                break
            self.restarts += 1
            self._enter(State.DIED)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), self._backoff.after(served))
        self._enter(State.STOPPED)

    async def wait_ready(self) -> None:
        """Returns once it was ready for the first time."""
        await self._first_ready.wait()

    def request_stop(self, how: signal.Signals | None = None) -> None:
        """Asks the process to end, and sees to it that no other follows."""
        self._stopping.set()
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(how or self.program.stop_signal)

    async def stop(self, keeper: asyncio.Task[None]) -> None:
        """As `request_stop`, and ends with SIGKILL what does not end by itself."""
        self.request_stop()
        done, _ = await asyncio.wait([keeper], timeout=STOP_SECONDS)
        if not done:
            self.request_stop(signal.SIGKILL)
            await keeper

    async def _run_once(self) -> float:
        """Starts the program and waits for its end; returns for how many seconds it was ready."""
        if self.program.before_start is not None:
            self.program.before_start()
        began = time.monotonic()
        self._process = process = await asyncio.create_subprocess_exec(
            *self._account.wrap(self.program.command),
            env=dict(self.program.environment),
            cwd=self.program.directory,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            # Its own group: the terminal's Ctrl-C reaches us alone, and its children can be ended with it.
            start_new_session=True,
            limit=LINE_LIMIT,
        )
        if self._stopping.is_set():  # asked to stop while it was being started
            self.request_stop()
        self._enter(State.STARTING)
        readying = asyncio.create_task(self._watch_ready(began))
        writing = asyncio.create_task(self._copy_output(process))
        self.last_end = _describe_end(await process.wait())
        readying.cancel()
        _end_group(process.pid)
        await writing
        return time.monotonic() - began - self.ready_seconds if self.state is State.READY else 0.0

    async def _watch_ready(self, began: float) -> None:
        await until(self.program.ready)
        self.ready_seconds = time.monotonic() - began
        self._first_ready.set()
        self._enter(State.READY)

    async def _copy_output(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        while True:
            try:
                line = await process.stdout.readline()
            except ValueError:  # longer than LINE_LIMIT; asyncio has dropped it
                line = b"(a line of more than 1 MiB was dropped)"
            if not line:
                return
            self.log.write(line)

    def _enter(self, state: State) -> None:
        self.state = state
        self._changed(self)


def _end_group(pid: int) -> None:
    """Ends what the process started and left behind."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def _describe_end(returncode: int) -> str:
    return signal.Signals(-returncode).name if returncode < 0 else f"exit {returncode}"
