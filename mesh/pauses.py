"""Spaces out what is tried again, so that many who lost the same thing do not all return at once."""

import random
from collections.abc import Iterator


def growing_pauses() -> Iterator[float]:
    """Seconds to wait between tries, without end: doubling from a tenth to two seconds, each drawn up to that."""
    longest = 0.1
    while True:
        yield random.uniform(longest / 2, longest)
        longest = min(2.0, longest * 2)
