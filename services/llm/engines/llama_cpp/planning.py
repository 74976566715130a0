"""Decides what is decoded in the next step: everybody's next token, and a piece of the prompts that wait to be read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.llm.domain.generation import Lane
from services.llm.engines.llama_cpp.context import BATCH

STEP_SECONDS = 0.12
"""What a step may take while others' words must keep coming, or while somebody may come whose question must not wait."""
LEAST_READING, MOST_READING = 128, 256
"""Tokens of prompts in such a step, whatever it takes: a CPU reads fewer at a time at half its speed."""
PATIENCE = 10.0
"""Seconds that batch sits out prompts that somebody waits for; then it takes part again."""


@dataclass(frozen=True)
class Standing:
    """Where one text stands: how many tokens are to be decoded before its next one is chosen, and how long it has sat out."""

    lane: Lane
    pending: int
    is_reading: bool
    """Its prompt is not read to the end yet."""
    seconds_out: float = 0.0


def reading_budget(tokens_a_second: float) -> int:
    """Tokens of prompts that are read in one short step on a machine that reads so fast; 0 for one that is not known yet."""
    return min(MOST_READING, max(LEAST_READING, int(tokens_a_second * STEP_SECONDS)))


def plan(standings: Sequence[Standing], short: int = LEAST_READING) -> list[int]:
    """How many tokens of each text are decoded now; in all at most BATCH, and `short` of prompts where a step must be short.

    It may be long only while nobody writes and the one who is read waits: batch could be in the way of who comes next.
    """
    taking_part = [_takes_part(standing, standings) for standing in standings]
    counts = [int(part and standing.pending == 1) for part, standing in zip(taking_part, standings, strict=True)]
    is_awaited = any(standing.lane is Lane.INTERACTIVE and standing.pending > 1 for standing in standings)
    budget = BATCH if is_awaited and not any(counts) else short
    for index in _by_urgency(standings):
        if taking_part[index] and not counts[index]:
            counts[index] = min(standings[index].pending, budget, BATCH - sum(counts))
            budget -= counts[index]
    return counts


def _takes_part(standing: Standing, others: Iterable[Standing]) -> bool:
    """While a prompt is read that somebody waits for, batch sits out, though not for ever."""
    if standing.lane is Lane.INTERACTIVE or standing.seconds_out > PATIENCE:
        return True
    return not any(other.lane is Lane.INTERACTIVE and other.is_reading for other in others)


def _by_urgency(standings: Sequence[Standing]) -> list[int]:
    """Interactive first, and among equals in their order."""
    return sorted(range(len(standings)), key=lambda index: standings[index].lane is not Lane.INTERACTIVE)
