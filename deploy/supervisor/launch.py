"""Gives up root, ties its life to its parent's, and becomes the command it was given.

A program of its own, not a `preexec_fn`: code between fork and exec deadlocks in a parent that has threads.
Run by path with `-I -S`, so it imports the standard library only.
"""

import argparse
import ctypes
import os
import pwd
import signal
import sys
from pathlib import Path

PR_SET_PDEATHSIG = 1
PR_SET_NO_NEW_PRIVS = 38


def wrap(command: list[str], *, account: str | None) -> list[str]:
    """The command line that runs `command` through this program, as `account` when one is named."""
    identity = ["--account", account] if account else []
    return [sys.executable, "-I", "-S", str(Path(__file__).resolve()), "--parent", str(os.getpid()), *identity, "--", *command]


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parent", type=int, required=True)
    parser.add_argument("--account")
    parser.add_argument("command", nargs="+")
    options = parser.parse_args(arguments)
    if options.account:
        become(options.account)
    die_with(options.parent)
    os.umask(0o077)
    os.execvp(options.command[0], options.command)


def become(account: str) -> None:
    """Drops root for good: the groups first, since afterwards there is no right left to drop them."""
    entry = pwd.getpwnam(account)
    os.setgroups([])
    os.setgid(entry.pw_gid)
    os.setuid(entry.pw_uid)


def die_with(parent: int) -> None:
    """Asks the kernel to end this process when its parent ends, however that ends; macOS has no such wish to grant."""
    if sys.platform != "linux":
        return
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    # After setuid, which clears the request.
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it died before we asked
        sys.exit(1)


if __name__ == "__main__":
    main(sys.argv[1:])
