"""Decides which rows go through the model together, where each text has cells of its own.

A pass reads all weights once. llama.cpp takes texts into one only whose numbers follow each other and that have equally many rows, and
has every row look at as many cells as the longest of them holds. So short texts go apart from a long one when that costs less than
another reading of the weights, and a number in between that nobody uses gets a row that means nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

PASS, ROW = 2000, 800
"""What reading the weights costs, and what a row costs beside its looking back, in cells looked at: as measured with SmolLM2 135M as Q4_0
on one thread, 12 ms and 5 ms where a thousand cells take 6."""


@dataclass(frozen=True)
class Load:
    """What one text brings: its number, how many cells it holds, and how many rows are computed now."""

    number: int
    depth: int
    rows: int


def passes(loads: Sequence[Load], is_empty: Callable[[int], bool]) -> list[list[int]]:
    """Indexes of the loads, pass by pass, each in the order of numbers; few rows first. `is_empty`: nobody uses that number."""
    found: list[list[int]] = []
    for rows in sorted({load.rows for load in loads}):
        alike = sorted((index for index, load in enumerate(loads) if load.rows == rows), key=lambda index: loads[index].number)
        found += [[alike[place] for place in group] for group in _cheapest([loads[index] for index in alike], is_empty)]
    return found


def between(numbers: Sequence[int]) -> list[int]:
    """Numbers that are missing between the first and the last."""
    return sorted(set(range(min(numbers), max(numbers) + 1)).difference(numbers))


def _cheapest(loads: Sequence[Load], is_empty: Callable[[int], bool]) -> list[range]:
    """The cheapest way to cut loads of equally many rows, which are in the order of their numbers."""
    costs, starts = [0.0], [0]
    for end in range(1, len(loads) + 1):
        cost, start = min((costs[start] + _cost(loads[start:end], is_empty), start) for start in range(end))
        costs.append(cost)
        starts.append(start)
    groups, end = [], len(loads)
    while end:
        groups.append(range(starts[end], end))
        end = starts[end]
    return groups[::-1]


def _cost(loads: Sequence[Load], is_empty: Callable[[int], bool]) -> float:
    missing = between([load.number for load in loads])
    if missing and (loads[0].rows > 1 or not all(is_empty(number) for number in missing)):
        return float("inf")
    rows = (len(loads) + len(missing)) * loads[0].rows
    return PASS + rows * (ROW + max(load.depth for load in loads))
