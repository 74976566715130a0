"""Makes words whole that are printed with white between their letters, and parts those whose blanks were drawn elsewhere."""

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


def opened(
    text: str, box: Sequence[float], characters: Sequence[Mapping[str, Any]], blanks: Sequence[tuple[float, float, float, float]]
) -> str:
    """The text of a span with the blanks that another font drew within it: a font of Korean letters may have none of its own."""
    within = [blank for blank in blanks if covers(box, blank)]
    if not within or "".join(each["c"] for each in characters) != text:
        return text
    opened_text = text[:1]
    for left, right in pairwise(characters):
        parted = any(left["bbox"][2] - _LEAST <= blank[0] and blank[2] <= right["bbox"][0] + _LEAST for blank in within)
        opened_text += f" {right['c']}" if parted else right["c"]
    return opened_text


def covers(box: Sequence[float], blank: Sequence[float]) -> bool:
    """Whether a blank's place is within that of a span on the same line."""
    return box[0] < blank[0] and blank[2] < box[2] and box[1] - _LEAST <= (blank[1] + blank[3]) / 2 <= box[3] + _LEAST
