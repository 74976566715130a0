"""Condenses samples: median with its spread, percentiles, and the ratio of two medians with an interval."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

RESAMPLES = 1000
CONFIDENCE = 0.95
SEED = 20261121
"""The interval of the same samples is always the same interval."""

Rounds = Sequence[Sequence[float]]
"""Samples by the round that they were taken in: samples of one round resemble each other."""


@dataclass(frozen=True)
class Summary:
    """What a distribution of seconds is like."""

    count: int
    median: float
    deviation: float
    """Median distance from the median."""
    p99: float

    @classmethod
    def of(cls, samples: Sequence[float]) -> "Summary":
        """Needs one sample or more."""
        middle = median(samples)
        return cls(len(samples), middle, median(abs(sample - middle) for sample in samples), percentile(samples, 0.99))


@dataclass(frozen=True)
class Ratio:
    """How many times one median is another, and between which bounds that is with 95 % confidence."""

    value: float
    low: float
    high: float


def percentile(samples: Sequence[float], share: float) -> float:
    """The smallest sample that `share` of all do not exceed."""
    ordered = sorted(samples)
    return ordered[min(len(ordered) - 1, max(0, -int(-share * len(ordered) // 1) - 1))]


def ratio(above: Rounds, below: Rounds) -> Ratio:
    """The ratio of two medians. Its interval is a bootstrap in two stages: whole rounds are drawn, then samples within them."""
    luck = random.Random(SEED)
    drawn = sorted(median(_resample(above, luck)) / median(_resample(below, luck)) for _ in range(RESAMPLES))
    tail = int(RESAMPLES * (1 - CONFIDENCE) / 2)
    return Ratio(median(_flat(above)) / median(_flat(below)), drawn[tail], drawn[-1 - tail])


def _resample(rounds: Rounds, luck: random.Random) -> list[float]:
    filled = [samples for samples in rounds if samples]
    return [sample for _ in filled for samples in [luck.choice(filled)] for sample in luck.choices(samples, k=len(samples))]


def _flat(rounds: Rounds) -> list[float]:
    return [sample for samples in rounds for sample in samples]
