"""Locks the running process in before it sees a stranger's file: no new file, no socket, little memory, little time."""

import ctypes
import math
import os
import resource
import signal
import sys

from services.resume.adapters.parser_messages import ParserLimits

_CLONE_NEWNET = 0x40000000
_CLONE_NEWUSER = 0x10000000
_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38
_OPEN_STREAMS = 4
"""Standard input, output and error, and the copy of output that answers go to."""


def leave_networks() -> None:
    """On Linux: this process and all its children gain no privilege, and have no network where the kernel lets them go."""
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        if libc.unshare(_CLONE_NEWNET) != 0:
            libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


def die_with_parent() -> None:
    """On Linux: ends this process when the one that started it ends. Each child has to say so for itself."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def confine(limits: ParserLimits) -> bool:
    """Gives up what reading a document does not need; whether the kernel now refuses every network.

    The descriptor limit does most of it, on every system: the standard streams stay open and nothing can be opened beside
    them, neither a file nor a socket. Whatever is needed must be loaded before. `leave_networks` is for before, too.
    """
    _lock_in(memory_bytes=limits.memory_bytes, cpu_seconds=limits.cpu_seconds, open_files=_OPEN_STREAMS)
    return not _can_open_sockets()


def confine_reader(*, memory_bytes: int, cpu_seconds: int, open_files: int) -> None:
    """The same for a process that still has files to open; it writes none, and has no network."""
    leave_networks()
    _lock_in(memory_bytes=memory_bytes, cpu_seconds=cpu_seconds, open_files=open_files)


def _lock_in(*, memory_bytes: int, cpu_seconds: int, open_files: int) -> None:
    die_with_parent()
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_FSIZE, 0)
    _lower(resource.RLIMIT_CPU, cpu_seconds + _seconds_used())
    _lower(resource.RLIMIT_AS, memory_bytes)
    _lower(resource.RLIMIT_NOFILE, open_files)


def _seconds_used() -> int:
    """CPU that this process has taken to warm up: the limit is the document's own."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return math.ceil(usage.ru_utime + usage.ru_stime)


def _lower(limit: int, value: int) -> None:
    try:
        resource.setrlimit(limit, (value, value))
    except (ValueError, OSError):
        # macOS refuses limits on address space; the parent's clock still holds.
        print(f"limit {limit} cannot be set on this system", file=sys.stderr)


def _can_open_sockets() -> bool:
    try:
        os.close(os.dup(0))
    except OSError:
        return False
    return True
