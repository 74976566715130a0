"""How full an engine is: who writes, who waits, and how much memory their texts take."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from services.llm.domain.generation import Lane


@dataclass(frozen=True)
class Occupancy:
    """At one moment."""

    slots: int
    writing: Mapping[Lane, int] = field(default_factory=dict)
    """Texts that are read or written now, by lane."""
    waiting: Mapping[Lane, int] = field(default_factory=dict)
    """Texts that wait for a slot, those that were paused among them."""
    cells: int = 0
    """Tokens that there is memory for."""
    cells_used: int = 0
    """Of these, how many are held or promised."""
    resting_bytes: int = 0
    """Memory of interviews between two turns that are not in the cells."""
