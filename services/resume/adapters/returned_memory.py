"""Has this process give large pieces of memory back to the system as soon as they are freed."""

import ctypes
from contextlib import suppress

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8
"""Of mallopt(3)."""
_LARGE = 128 * 1024
_ARENAS = 2


def return_large_pieces() -> None:
    """Call it before there are threads. Does nothing where the C library is not GNU's.

    That library begins to keep what is freed once a large piece was, up to 32 MiB in each arena, and makes eight arenas for each core.
    Files of ten megabytes that come and go then leave holes that little fits in: twenty MiB more after each round of hostile files.
    """
    with suppress(AttributeError):
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(_M_MMAP_THRESHOLD, _LARGE)
        mallopt(_M_TRIM_THRESHOLD, _LARGE)
        mallopt(_M_ARENA_MAX, _ARENAS)
