"""How much room the machine has, and what its kernel says about the clock."""

import ctypes
import shutil
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import psutil

# Where Linux tells a container how much memory it may use, and uses: version 2 of control groups.
CGROUP_LIMIT, CGROUP_USED = Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory.current")
# From <sys/timex.h>: what adjtimex(2) returns when nothing keeps the clock right, and room for its structure of 208 bytes.
TIME_ERROR = 5
TIMEX_BYTES = 256


def disk_free(path: Path) -> int:
    """Bytes left for `path`, or for what will hold it."""
    return shutil.disk_usage(next(place for place in (path, *path.parents) if place.exists())).free


def memory_free() -> int:
    """Bytes that programs may still take before the system, or our container's limit, ends one of them."""
    free = psutil.virtual_memory().available
    limit = CGROUP_LIMIT.read_text().strip() if CGROUP_LIMIT.exists() else "max"
    return free if limit == "max" else min(free, int(limit) - int(CGROUP_USED.read_text()))


def clock_set() -> bool | None:
    """Whether the kernel says that something (NTP) keeps the clock right; None where it is not asked, or does not say."""
    if sys.platform != "linux":
        return None
    state = ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(TIMEX_BYTES))
    return None if state < 0 else state != TIME_ERROR


def clock_behind(files: Iterable[Path]) -> float:
    """Seconds by which the clock is earlier than the newest of `files`."""
    return max(0.0, max(file.stat().st_mtime for file in files) - time.time())
