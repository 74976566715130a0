"""Decides what is decoded in the next step: everybody's next token, and a piece of the prompts that wait to be read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.llm.domain.generation import Lane
from services.llm.engines.llama_cpp.context import BATCH

STEP_SECONDS = 0.12
"""What a step may take while others' words must keep coming, or while somebody may come whose question must not wait."""
BRISK_SECONDS, BRIEF = 0.35, 1.5
"""What reading alone may take of a step while a prompt is read that somebody waits for and that is over soon, and what is soon. In small
pieces beside many who write it would take several times as long, and a turn's prompt is such a one: only long ones are read so."""
LEAST_READING, FIRST_READING = 8, 64
"""Tokens of prompts in such a step: whatever it takes, and while it is not known yet how long they take."""
FRESH = 0.3
"""How much the last step says about the next one, beside all that went before."""
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


class Pace:
    """How long steps take on this machine, with this model, with as much to look back on as there is now."""

    def __init__(self) -> None:
        """Nothing is known yet."""
        self._row = 0.0
        self._writing = 0.0

    @property
    def tokens_a_second(self) -> float:
        """How fast prompts are read; 0 while that is not known."""
        return 1 / self._row if self._row else 0.0

    def note(self, reading: int, writing: int, seconds: float) -> None:
        """A step has read so many tokens of prompts beside so many texts that were written."""
        if not reading:
            self._writing = _mixed(self._writing, seconds)
        elif reading >= LEAST_READING:
            beside = min(self._writing, seconds / 2) if writing else 0.0
            self._row = _mixed(self._row, (seconds - beside) / reading)

    def reading_budget(self, standings: Sequence[Standing]) -> int:
        """Tokens of prompts for which there is time in one short step; of the time, reading gets half at least."""
        if not self._row:
            return FIRST_READING
        others_write = any(standing.pending == 1 for standing in standings)
        # The first of those that somebody waits for is read first.
        awaited = next((standing.pending for standing in standings if standing.pending > 1 and standing.lane is Lane.INTERACTIVE), 0)
        if 0 < awaited * self._row < BRIEF:
            left = BRISK_SECONDS
        else:
            left = max(STEP_SECONDS / 2, STEP_SECONDS - (self._writing if others_write else 0.0))
        return min(BATCH, max(LEAST_READING, int(left / self._row)))


def _mixed(before: float, seconds: float) -> float:
    return seconds if not before else (1 - FRESH) * before + FRESH * seconds


def plan(standings: Sequence[Standing], short: int = FIRST_READING) -> list[int]:
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
