"""Makes words whole that are printed with white between their letters, as headings and names often are."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from statistics import median
from typing import Any

_SHARE = 0.6
"""Of a text's tokens, the single letters from which on it counts as printed apart."""
_WIDER = 1.5
"""Times the usual white between two letters is a blank between two words."""
_LEAST = 1.0
"""Points by which a blank is wider at least."""


def closed_up(text: str, characters: Sequence[Mapping[str, Any]]) -> str:
    """The text of a span by the places of its characters, if it is Latin and most of its letters stand alone; else as it is."""
    tokens = text.split()
    if len(tokens) < 4 or not text.isascii() or sum(len(token) == 1 and token.isalpha() for token in tokens) < _SHARE * len(tokens):
        return text
    letters = [each for each in characters if not each["c"].isspace()]
    gaps = [right["bbox"][0] - left["bbox"][2] for left, right in pairwise(letters)]
    usual = median(gaps)
    blanks = [gap > max(_WIDER * usual, usual + _LEAST) for gap in gaps]
    return "".join(f"{each['c']} " if blank else each["c"] for each, blank in zip(letters, [*blanks, False], strict=True))
