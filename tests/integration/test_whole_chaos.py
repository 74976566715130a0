"""The short form of `make chaos`: every process of a whole Viva dies once under live interviews, and nothing is lost (L4)."""

import re
import subprocess
import sys

from deploy.supervisor.settings import REPOSITORY

SHORT_SECONDS = 300
"""Far more than it takes on a machine that has nothing else to do."""
SERVICES = ("envoy", "gateway", "llm", "postgres", "resume", "session")


def test_nothing_is_lost_and_nothing_happens_twice_when_every_process_dies_once() -> None:
    """F22, F26, F30, F32, F35: lost tasks, lost reports, two transactions, second interviews, dropped calls."""
    command = [sys.executable, "-m", "bench.chaos", "--short", "--seed", "1"]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=SHORT_SECONDS, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "nothing lost, nothing twice" in done.stdout
    assert re.search(r"reports +6$", done.stdout, re.MULTILINE)
    killed = done.stdout.partition("killed ")[2].partition("\n")[0]
    assert [service for service in SERVICES if not re.search(rf"\b{service}(-\d)? 1×", killed)] == []
