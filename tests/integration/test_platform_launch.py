"""A launched child has given up root, and does not outlive whoever launched it."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil
import pytest

from deploy.supervisor.account import Account

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has anything to give up")
PRINT_STATUS = "print(open('/proc/self/status').read())"


def status_of_child(account: Account, program: str = PRINT_STATUS) -> dict[str, str]:
    output = subprocess.check_output(account.wrap([sys.executable, "-c", program]), text=True)
    return dict(line.split(":\t", 1) for line in output.splitlines() if ":\t" in line)


@needs_root
def test_a_child_of_root_is_not_root_and_can_never_be_again() -> None:
    status = status_of_child(Account.for_programs())
    assert "0" not in status["Uid"].split() + status["Gid"].split()
    assert status["Groups"].strip() == ""
    assert status["NoNewPrivs"] == "1"


@needs_root
def test_a_child_below_a_closed_directory_keeps_the_right_to_read_and_no_other() -> None:
    with tempfile.TemporaryDirectory() as closed:
        secret = Path(closed) / "file"
        secret.write_text("inside")
        account = Account.for_programs(secret)
        assert account.see_closed
        assert subprocess.check_output(account.wrap(["/bin/cat", str(secret)]), text=True) == "inside"
        capabilities = int(status_of_child(account)["CapEff"], 16)
    assert capabilities.bit_count() == 1


def test_a_child_dies_with_a_parent_that_was_killed() -> None:
    parent_program = (
        "import subprocess, sys; from deploy.supervisor.account import Account;"
        "child = subprocess.Popen(Account.for_programs().wrap(['/bin/sleep', '600'])); print(child.pid, flush=True); child.wait()"
    )
    with subprocess.Popen([sys.executable, "-c", parent_program], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = psutil.Process(int(parent.stdout.readline()))
        parent.kill()
    psutil.wait_procs([child], timeout=5)
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE
