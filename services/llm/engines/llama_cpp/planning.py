"""Decides what is decoded in the next step: everybody's next token, and a piece of the prompts that wait to be read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.llm.domain.generation import Lane
from services.llm.engines.llama_cpp.context import BATCH

READING_ALONE = BATCH
READING_BESIDE_WRITERS = 96
"""Tokens of prompts in one step: few while others write, so that their words keep coming."""
PATIENCE = 2.0
"""Seconds that batch sits out prompts that somebody waits for; then it takes part again."""


@dataclass(frozen=True)
class Standing:
    """Where one text stands: how many tokens are to be decoded before its next one is chosen, and since when it got none."""

    lane: Lane
    pending: int
    is_reading: bool
    """Its prompt is not read to the end yet."""
    idle_seconds: float = 0.0


def plan(standings: Sequence[Standing]) -> list[int]:
    """How many tokens of each text are decoded now; in all at most BATCH."""
    taking_part = [_takes_part(standing, standings) for standing in standings]
    counts = [int(part and standing.pending == 1) for part, standing in zip(taking_part, standings, strict=True)]
    budget = READING_BESIDE_WRITERS if any(counts) else READING_ALONE
    for index in _by_urgency(standings):
        if taking_part[index] and not counts[index]:
            counts[index] = min(standings[index].pending, budget, BATCH - sum(counts))
            budget -= counts[index]
    return counts


def _takes_part(standing: Standing, others: Iterable[Standing]) -> bool:
    """While a prompt is read that somebody waits for, batch sits out, though not for ever."""
    if standing.lane is Lane.INTERACTIVE or standing.idle_seconds > PATIENCE:
        return True
    return not any(other.lane is Lane.INTERACTIVE and other.is_reading for other in others)


def _by_urgency(standings: Sequence[Standing]) -> list[int]:
    """Interactive first, and among equals in their order."""
    return sorted(range(len(standings)), key=lambda index: standings[index].lane is not Lane.INTERACTIVE)
