"""Chooses hits that say different things: near-repeats are left out, and what is like a better hit waits behind what is not.

Maximal marginal relevance (Carbonell and Goldstein 1998): each next hit is the one with the most of its own relevance and the least
likeness to those chosen before it. Likeness is by words, which every hit has.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Hit = TypeVar("Hit")

SAME = 0.5
"""Shared part of the words from which two texts say the same; passages that merely overlap share a sixth."""
RELEVANCE = 0.7
"""What a hit's own relevance counts; likeness to better ones counts the rest."""


@dataclass(frozen=True)
class _Candidate(Generic[Hit]):
    hit: Hit
    words: frozenset[str]
    relevance: float
    """1 for the best hit, 0 for the worst."""


def varied(hits: Sequence[Hit], text_of: Callable[[Hit], str], score_of: Callable[[Hit], float], limit: int) -> list[Hit]:
    """At most `limit` hits, of those given best first; the best one stays first."""
    best, worst = (score_of(hits[0]), score_of(hits[-1])) if hits else (0.0, 0.0)
    span = max(best - worst, 1e-9)
    left = [_Candidate(hit, frozenset(text_of(hit).casefold().split()), (score_of(hit) - worst) / span) for hit in hits]
    chosen: list[_Candidate[Hit]] = []
    while left and len(chosen) < limit:
        chosen.append(max(left, key=lambda each: _worth(each, chosen)))
        left = [each for each in left if each is not chosen[-1] and _shared(each.words, chosen[-1].words) < SAME]
    return [each.hit for each in chosen]


def _worth(candidate: _Candidate[Hit], chosen: Sequence[_Candidate[Hit]]) -> float:
    likeness = max((_shared(candidate.words, each.words) for each in chosen), default=0.0)
    return RELEVANCE * candidate.relevance - (1 - RELEVANCE) * likeness


def _shared(words: frozenset[str], other: frozenset[str]) -> float:
    return len(words & other) / max(1, min(len(words), len(other)))
