"""Draws from one seed who is interviewed how, and which process dies when."""

import random
from dataclasses import dataclass
from enum import Enum

REPLICAS = (("gateway",), ("session-1", "session-2"), ("llm-1", "llm-2"), ("resume",), ("envoy",), ("postgres",))
"""What dies in one round: each service once, of a replicated one either replica."""


class Way(Enum):
    """How a candidate talks to Viva, and how often that is in four."""

    REST = "REST"
    SOCKET = "WebSocket"
    GRPC = "gRPC"


WAYS = (Way.REST, Way.SOCKET, Way.REST, Way.GRPC)


@dataclass(frozen=True)
class Part:
    """One candidate's part in the run."""

    number: int
    way: Way
    language: str
    seed: int


@dataclass(frozen=True)
class Kill:
    """One process that dies, so many seconds after the one before it."""

    after_seconds: float
    process: str


@dataclass(frozen=True)
class Span:
    """Seconds between two bounds."""

    shortest: float
    longest: float

    def draw(self, luck: random.Random) -> float:
        """One length out of it."""
        return luck.uniform(self.shortest, self.longest)


@dataclass(frozen=True)
class Plan:
    """All that the seed decides."""

    seed: int
    parts: tuple[Part, ...]
    kills: tuple[Kill, ...]
    thinking: Span
    """How long a candidate thinks about an answer."""
    patience_seconds: float
    """After which an interview that still has no report is taken for lost."""

    @classmethod
    def full(cls, seed: int, interviews: int) -> "Plan":
        """Two rounds of death over a minute or two of interviews."""
        return cls(seed, _parts(seed, interviews), _kills(seed, rounds=2, pause=Span(1, 6)), Span(0.5, 4), patience_seconds=420)

    @classmethod
    def short(cls, seed: int, interviews: int) -> "Plan":
        """Each process dies once."""
        return cls(seed, _parts(seed, interviews), _kills(seed, rounds=1, pause=Span(0.5, 3)), Span(0.4, 1.6), patience_seconds=150)


def _parts(seed: int, interviews: int) -> tuple[Part, ...]:
    return tuple(
        Part(number, WAYS[number % len(WAYS)], ("ko", "en")[number // len(WAYS) % 2], seed * 1000 + number) for number in range(interviews)
    )


def _kills(seed: int, *, rounds: int, pause: Span) -> tuple[Kill, ...]:
    luck = random.Random(seed)
    kills = []
    for _ in range(rounds):
        victims = [luck.choice(replicas) for replicas in REPLICAS]
        luck.shuffle(victims)
        kills += [Kill(pause.draw(luck), victim) for victim in victims]
    return tuple(kills)
