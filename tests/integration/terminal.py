"""Runs the `viva` that `make setup` installs, as a person or a script does: from a pipe, or in a terminal of its own."""

import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

VIVA = Path(sys.executable).parent / "viva"
# For a machine that has far more to do than cores.
PATIENCE_SECONDS = 240
CONTROL = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]|\r")
# What a person's shell may have set, and a test must not depend on.
NOT_INHERITED = ("LANG", "LC_ALL", "LC_MESSAGES")


def environment(**more: str) -> dict[str, str]:
    """Ours without anything that is told to Viva, in English unless said otherwise."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("VIVA_") and name not in NOT_INHERITED}
    return kept | {"LANG": "C.UTF-8"} | more


def run(*arguments: str | Path, typed: str = "", more: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Runs `viva` to its end, with `typed` on a pipe."""
    return subprocess.run(
        [VIVA, *arguments],
        input=typed,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        env=environment(**(more or {})),
        check=False,
    )


@dataclass
class Terminal:
    """A terminal with `viva` in it."""

    process: subprocess.Popen[bytes]
    end: int
    shown: str = ""
    """All that was shown so far, without colours and cursor movements."""
    _raw: bytes = field(default=b"", repr=False)
    _read_up_to: int = 0

    def wait_for(self, words: str) -> None:
        """Returns once these words were shown, after those that were waited for last."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while (place := self.shown.find(words, self._read_up_to)) < 0:
            assert self._grow(deadline), f"{words!r} was never shown; this was:\n{self.shown}"
        self._read_up_to = place + len(words)

    def type(self, line: str) -> None:
        """Types a line and Enter."""
        os.write(self.end, f"{line}\r".encode())

    def answer(self, line: str) -> None:
        """Types a line once there is a prompt."""
        self.wait_for("›")
        self.type(line)

    def press(self, key: bytes) -> None:
        """Presses one key."""
        os.write(self.end, key)

    def wait(self) -> int:
        """Reads to the end; returns the exit status."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while self._grow(deadline):
            pass
        return self.process.wait(PATIENCE_SECONDS)

    def _grow(self, deadline: float) -> bool:
        """Takes in what is shown next; False when that is nothing, or nothing more."""
        ready, _, _ = select.select([self.end], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            return False
        try:
            self._raw += os.read(self.end, 65536)
        except OSError:  # Linux's way to say that the other end is closed
            return False
        self.shown = CONTROL.sub("", self._raw.decode(errors="replace"))
        return True


@contextmanager
def terminal(*arguments: str | Path, more: Mapping[str, str] | None = None) -> Iterator[Terminal]:
    """`viva` in a terminal that does not answer questions about the cursor."""
    ours, its = pty.openpty()
    settings = environment(TERM="xterm", PROMPT_TOOLKIT_NO_CPR="1", **(more or {}))
    # A shell that starts the tests with `&` has them ignore SIGINT, and every child with them.
    before = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        process = subprocess.Popen([VIVA, *arguments], stdin=its, stdout=its, stderr=its, env=settings, start_new_session=True)
    finally:
        signal.signal(signal.SIGINT, before)
        os.close(its)
    try:
        yield Terminal(process, ours)
    finally:
        process.kill()
        process.wait()
        os.close(ours)
