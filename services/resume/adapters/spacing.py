"""Makes words whole that are printed with white between their letters, and parts those whose blanks were drawn elsewhere."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from math import ceil
from statistics import median
from typing import Any

Box = tuple[float, float, float, float]
"""Left, top, right and bottom in points."""

_SHARE = 0.6
"""Of a text's tokens, the single letters from which on it counts as printed apart."""
_WIDER = 1.5
"""Times the usual white between two letters is a blank between two words."""
_LEAST = 1.0
"""Points by which a blank is wider at least."""
_TALLEST = 100
"""Points of type that a blank is looked for in."""


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


class Blanks:
    """The places of a page's blanks that were drawn alone, found by their height."""

    def __init__(self, boxes: Iterable[Box]) -> None:
        """Takes them all."""
        self._rows: dict[int, list[Box]] = defaultdict(list)
        for box in boxes:
            self._rows[round((box[1] + box[3]) / 2)].append(box)

    def within(self, box: Box) -> list[Box]:
        """Those within the place of a span on the same line."""
        if not self._rows:
            return []
        rows = range(ceil(box[1] - _LEAST), min(ceil(box[3] + _LEAST), ceil(box[1]) + _TALLEST))
        return [blank for row in rows for blank in self._rows.get(row, ()) if box[0] < blank[0] and blank[2] < box[2]]


def opened(text: str, characters: Sequence[Mapping[str, Any]], within: Sequence[Box]) -> str:
    """The text of a span with the blanks that another font drew within it: a font of Korean letters may have none of its own."""
    if not within or "".join(each["c"] for each in characters) != text:
        return text
    opened_text = text[:1]
    for left, right in pairwise(characters):
        parted = any(left["bbox"][2] - _LEAST <= blank[0] and blank[2] <= right["bbox"][0] + _LEAST for blank in within)
        opened_text += f" {right['c']}" if parted else right["c"]
    return opened_text
