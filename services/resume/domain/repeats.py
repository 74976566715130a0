"""Leaves out hits that say what a better one has said already."""

from collections.abc import Callable, Iterable
from typing import TypeVar

Hit = TypeVar("Hit")

SAME = 0.5
"""Shared part of the words from which two passages say the same; passages that merely overlap share a sixth."""


def without_repeats(hits: Iterable[Hit], text_of: Callable[[Hit], str], limit: int) -> list[Hit]:
    """At most `limit` hits, best first as they came."""
    kept: list[tuple[Hit, frozenset[str]]] = []
    for hit in hits:
        words = frozenset(text_of(hit).casefold().split())
        if len(kept) < limit and all(_shared(words, other) < SAME for _, other in kept):
            kept.append((hit, words))
    return [hit for hit, _ in kept]


def _shared(words: frozenset[str], other: frozenset[str]) -> float:
    return len(words & other) / max(1, min(len(words), len(other)))
