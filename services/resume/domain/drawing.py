"""What is drawn of a page, and what is not."""

from collections.abc import Sequence
from dataclasses import dataclass

Place = Sequence[float]
"""Left, top, right and bottom, in points from the page's top left corner."""


@dataclass(frozen=True)
class Paper:
    """A page that is set here: its size in points, and texts with their places."""

    width: float
    height: float
    lines: Sequence[tuple[str, Place]] = ()


@dataclass(frozen=True)
class Drawing:
    """What to draw. `page` counts from 1. What stands in `hidden` may not be seen, and, blind, nothing that is not in `shown`.

    `paper`: drawn instead of a page of a document; it holds nothing that may not be seen.
    """

    page: int
    dots_per_inch: int
    is_blind: bool = False
    shown: Sequence[Place] = ()
    hidden: Sequence[Place] = ()
    paper: Paper | None = None
