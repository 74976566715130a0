"""Whether a confined process came near its memory limit: a reader that did can't be believed when it calls a file broken.

Libraries in C often go on without the memory that they were refused, as if the file had not given them what they looked for.
"""

import io

_STATUS = "/proc/self/status"
_PEAK = b"VmPeak:"
_NEAR = 7 / 8


class MemoryWatch:
    """Made before the process locks itself in: afterwards it can't open the kernel's account of it."""

    def __init__(self, limit_bytes: int) -> None:
        self._limit_bytes = limit_bytes
        self._status = _opened()

    def was_near_the_limit(self) -> bool:
        """Of address space, which is what the limit counts, at any time so far. Never true where the kernel keeps no such account."""
        return self._peak_bytes() >= self._limit_bytes * _NEAR

    def _peak_bytes(self) -> int:
        if self._status is None:
            return 0
        self._status.seek(0)
        line = next((line for line in self._status if line.startswith(_PEAK)), b"VmPeak: 0 kB")
        return int(line.split()[1]) * 1024


def _opened() -> io.FileIO | None:
    try:
        return io.FileIO(_STATUS)
    except OSError:
        return None
