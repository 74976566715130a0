"""Runs a whole Viva, or part of one, under the real supervisor, as `make run` does, for tests that end processes on purpose."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from deploy.supervisor.settings import REPOSITORY

# For a machine that has far more to do than cores; a start that never gets ready says so long before by its processes' logs.
READY_SECONDS = 300
STOP_SECONDS = 60


class NotReady(AssertionError):
    """The supervisor did not get ready; the message is all that it said."""


def busy_seconds() -> float:
    """How long the cores of this machine have been busy, added up, since it was started."""
    times = psutil.cpu_times()
    return float(times.user + times.nice + times.system)


@dataclass
class Supervised:
    """One supervisor process with its own data directory and ports."""

    data_dir: Path
    only: str = ""
    port_base: str = "free"
    environment: dict[str, str] = field(default_factory=dict)
    output: list[str] = field(default_factory=list)
    _process: subprocess.Popen[str] | None = None
    _reader: threading.Thread | None = None
    _told: threading.Condition = field(default_factory=threading.Condition)

    def start(self) -> float:
        """Starts it and waits until it says that all is ready; returns how many seconds that took, or would have taken alone.

        What other programs took of the cores meanwhile is left out: a start is mostly work, so on a machine of its own it
        would have had those, too.
        """
        began, busy = time.monotonic(), busy_seconds()
        self.launch()
        self.wait_for("Viva is ready", READY_SECONDS)
        others = max(0.0, busy_seconds() - busy - self.used_seconds())
        return time.monotonic() - began - others / (os.cpu_count() or 1)

    def launch(self) -> None:
        """Starts it and returns at once."""
        self.output.clear()
        arguments = ["--data-dir", str(self.data_dir), "--port-base", self.port_base, "--only", self.only]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "deploy.supervisor", *arguments],
            cwd=REPOSITORY,
            env=os.environ | self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._reader = threading.Thread(target=self._read, args=[self._process], daemon=True)
        self._reader.start()

    def wait_for(self, words: str, seconds: float) -> str:
        """Waits for a line of output with these words; returns it."""
        with self._told:
            self._told.wait_for(lambda: self._line_with(words) or self.process.poll() is not None, seconds)
        if line := self._line_with(words):
            return line
        raise NotReady("".join(self.output) or "it said nothing")

    @property
    def started(self) -> bool:
        """Whether it was launched, whatever has become of it since."""
        return self._process is not None

    @property
    def admin(self) -> tuple[str, str]:
        """User name and password of the first administrator, as told on the first start."""
        return tuple(self.wait_for(label, 0).split(label)[1].strip() for label in ("user name", "password"))  # type: ignore[return-value]

    @property
    def process(self) -> subprocess.Popen[str]:
        """The supervisor's own process."""
        assert self._process is not None, "not started"
        return self._process

    @property
    def roster(self) -> dict[str, dict[str, Any]]:
        """Every process by name, with pid, port, state and restarts."""
        processes: dict[str, dict[str, Any]] = json.loads((self.data_dir / "run" / "processes.json").read_text())["processes"]
        return processes

    @property
    def url(self) -> str:
        """Where the edge listens."""
        url: str = json.loads((self.data_dir / "run" / "processes.json").read_text())["url"]
        return url

    def port(self, name: str) -> int:
        return int(self.roster[name]["port"])

    def kill(self, name: str) -> int:
        """SIGKILLs one process by name; returns the pid it had."""
        pid = int(self.roster[name]["pid"])
        os.kill(pid, signal.SIGKILL)
        return pid

    def descendants(self) -> list[psutil.Process]:
        """Every process that lives because of this supervisor."""
        return psutil.Process(self.process.pid).children(recursive=True)

    def used_seconds(self) -> float:
        """How long all its processes together have kept a core busy so far."""
        return sum(sum(process.cpu_times()[:4]) for process in [psutil.Process(self.process.pid), *self.descendants()])

    def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        """Ends it as Ctrl-C does; returns its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        status = self.process.wait(STOP_SECONDS)
        assert self._reader is not None
        self._reader.join()
        return status

    def _read(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        with process.stdout:
            for line in process.stdout:
                with self._told:
                    self.output.append(line)
                    self._told.notify_all()
        process.wait()
        with self._told:
            self._told.notify_all()

    def _line_with(self, words: str) -> str:
        return next((line for line in self.output if words in line), "")
