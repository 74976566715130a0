"""Lets contenders take turns in one run, so that whatever else the machine does falls on all of them alike."""

import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Load:
    """How hard one round works: so many interviews at once, each candidate pausing so long before an answer, on average."""

    interviews: int
    pause_seconds: float
    turns: int
    """Turns that are measured of each interview."""
    rounds: int


@dataclass(frozen=True)
class Sample:
    """One turn."""

    kind: str
    seconds: float


class Contender(Protocol):
    """Somebody who can hold interviews."""

    @property
    def name(self) -> str:
        """What the table calls it."""

    async def round(self, load: Load) -> Sequence[Sample]:
        """Holds one round and returns when everything that it set going has come to rest."""


@dataclass
class Results:
    """Every sample that counts, by load, contender and kind of turn, round by round."""

    rounds: dict[tuple[int, str, str], list[list[float]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, load: Load, name: str, samples: Sequence[Sample]) -> None:
        """Keeps one round."""
        for kind in {sample.kind for sample in samples}:
            self.rounds[load.interviews, name, kind].append([sample.seconds for sample in samples if sample.kind == kind])


async def alternate(contenders: Sequence[Contender], loads: Sequence[Load], *, luck: random.Random, tell: Tell) -> Results:
    """Runs all rounds: each load begins with one short round of everybody that is thrown away, and each order is drawn anew."""
    results = Results()
    for load in loads:
        for contender in contenders:
            await contender.round(Load(load.interviews, load.pause_seconds / 2, min(3, load.turns), 1))
        for number in range(1, load.rounds + 1):
            order = luck.sample(contenders, len(contenders))
            for contender in order:
                results.add(load, contender.name, await contender.round(load))
            tell(f"{load.interviews} interviews, round {number} of {load.rounds}: {', '.join(one.name for one in order)}")
    return results
