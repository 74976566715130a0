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

# From <linux/prctl.h> and <linux/capability.h>.
PR_SET_PDEATHSIG = 1
PR_SET_KEEPCAPS = 8
PR_SET_NO_NEW_PRIVS = 38
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_RAISE = 2
CAP_DAC_OVERRIDE = 1
CAP_DAC_READ_SEARCH = 2
CAPABILITY_VERSION_3 = 0x20080522


def wrap(command: list[str], *, account: str | None = None, see_closed: bool = False) -> list[str]:
    """The command line that runs `command` through this program.

    `account`: whom to become, when we are root.  `see_closed`: let that account read what lies under directories closed to it.
    """
    identity = ["--account", account] if account else []
    sight = ["--see-closed"] if account and see_closed else []
    return [sys.executable, "-I", "-S", str(Path(__file__).resolve()), "--parent", str(os.getpid()), *identity, *sight, "--", *command]


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parent", type=int, required=True)
    parser.add_argument("--account")
    parser.add_argument("--see-closed", action="store_true")
    parser.add_argument("command", nargs="+")
    options = parser.parse_args(arguments)
    if options.account:
        become(pwd.getpwnam(options.account), see_closed=options.see_closed)
    if sys.platform == "linux":  # macOS offers no such request: there the supervisor's own shutdown is all we have
        die_with(options.parent)
    os.umask(0o077)
    os.execvp(options.command[0], options.command)


def become(account: pwd.struct_passwd, *, see_closed: bool) -> None:
    """Drops root for good: the groups first, since afterwards there is no right left to drop them."""
    if see_closed:
        _prctl(PR_SET_KEEPCAPS, 1)
    os.setgroups([])
    os.setgid(account.pw_gid)
    os.setuid(account.pw_uid)
    if see_closed:
        _keep_only(_reading_capability())


def die_with(parent: int) -> None:
    """Asks the kernel to end this process when its parent ends, however that ends. After setuid, which clears the request."""
    _prctl(PR_SET_NO_NEW_PRIVS, 1)
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before we asked
        sys.exit(1)


def _reading_capability() -> int:
    """Containers usually hold no CAP_DAC_READ_SEARCH, only its bigger sister."""
    header, data = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0), (ctypes.c_uint32 * 6)()
    _check(_libc().capget(header, data), "capget")
    permitted = data[1]
    for capability in (CAP_DAC_READ_SEARCH, CAP_DAC_OVERRIDE):
        if permitted >> capability & 1:
            return capability
    sys.exit("this root may not read what is closed to others: move the clone to a directory that others can enter")


def _keep_only(capability: int) -> None:
    """Makes `capability` the only one, and lets it survive exec."""
    mask = 1 << capability
    header, data = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0), (ctypes.c_uint32 * 6)(mask, mask, mask, 0, 0, 0)
    _check(_libc().capset(header, data), "capset")
    _prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability)


def _prctl(option: int, *arguments: int) -> None:
    padded = [ctypes.c_ulong(argument) for argument in (*arguments, 0, 0, 0, 0)[:4]]
    _check(_libc().prctl(option, *padded), f"prctl({option})")


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _check(result: int, call: str) -> None:
    if result != 0:
        raise OSError(ctypes.get_errno(), f"{call} failed")


if __name__ == "__main__":
    main(sys.argv[1:])
