"""What a page is made of, before any program has drawn it: so that one layout can be drawn by several of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True)
class Run:
    """Words in one type. `scale` is relative to the body's size."""

    text: str
    bold: bool = False
    scale: float = 1.0
    grey: bool = False


@dataclass(frozen=True)
class Text:
    """A paragraph; lines break where they must."""

    runs: tuple[Run, ...]
    centred: bool = False


@dataclass(frozen=True)
class Heading:
    """Heads a section: `plain`, `rule` (a line below) or `band` (on a coloured ground)."""

    text: str
    look: str = "plain"
    scale: float = 1.25


@dataclass(frozen=True)
class Bullets:
    """A list, each item behind its mark."""

    items: tuple[str, ...]
    mark: str = "•"


@dataclass(frozen=True)
class Split:
    """One line: words at its left end and words at its right."""

    left: tuple[Run, ...]
    right: tuple[Run, ...]


@dataclass(frozen=True)
class Cell:
    """A cell of a grid, over as many columns and rows as it says."""

    blocks: tuple["Block", ...]
    across: int = 1
    down: int = 1
    shaded: bool = False


@dataclass(frozen=True)
class Grid:
    """A table. `rules`: `all`, `rows` (horizontal ones only), `outer` or `none`; `widths` are shares of the whole."""

    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[float, ...]
    rules: str = "all"


@dataclass(frozen=True)
class Columns:
    """Two columns down the page, each read by itself; `share` is the left one's part of the width."""

    left: tuple["Block", ...]
    right: tuple["Block", ...]
    share: float = 0.33
    shaded: bool = False


@dataclass(frozen=True)
class Gap:
    """White between two things, in points."""

    points: float = 6.0


Block: TypeAlias = Text | Heading | Bullets | Split | Grid | Columns | Gap


def text(words: str, *, bold: bool = False, scale: float = 1.0, grey: bool = False, centred: bool = False) -> Text:
    """A paragraph in one type."""
    return Text((Run(words, bold, scale, grey),), centred)


def cell(words: str, *, bold: bool = False, shaded: bool = False, across: int = 1, down: int = 1) -> Cell:
    """A cell with one paragraph."""
    return Cell((text(words, bold=bold),) if words else (), across, down, shaded)


def table(rows: Sequence[Sequence[str]], widths: Sequence[float], *, head: Sequence[str] = (), rules: str = "all") -> Grid:
    """A table of plain cells below a head in bold."""
    top = [tuple(cell(words, bold=True, shaded=rules == "all") for words in head)] if head else []
    return Grid((*top, *(tuple(cell(words) for words in row) for row in rows)), tuple(widths), rules)
