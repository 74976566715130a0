"""What a parser sees on paper: lines of text with their places, which of them are cells of a ruled table, and what nobody sees."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on one page (counted from 1), in points from the top left corner."""

    page: int
    left: float
    top: float
    right: float
    bottom: float

    @property
    def height(self) -> float:
        """Points from top to bottom."""
        return self.bottom - self.top

    def beside(self, other: "Box") -> bool:
        """Whether both stand on one line of the page: they share more than half of the lower one's height."""
        shared = min(self.bottom, other.bottom) - max(self.top, other.top)
        return self.page == other.page and shared > 0.5 * min(self.height, other.height)

    def around(self, other: "Box") -> "Box":
        """The smallest rectangle holding both, which must be on one page."""
        return Box(
            self.page,
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )


@dataclass(frozen=True, slots=True)
class Cell:
    """The place of a line in a ruled table: which table of the document, which row, which column, from 0."""

    table: int
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text as printed."""

    text: str
    box: Box
    size: float = 10.0
    """Height of the type, in points."""
    bold: bool = False
    cell: Cell | None = None
    first: str = ""
    """Its words before the type turns bold or light within it; empty where it does not."""


@dataclass(frozen=True, slots=True)
class PageSize:
    """Width and height of one page, in points."""

    width: float
    height: float


class HiddenReason(Enum):
    """Why a person who looks at the document does not see a text. The names are those of the contract."""

    COLOUR = 1
    TINY = 2
    TRANSPARENT = 3
    NOT_DRAWN = 4
    OFF_PAGE = 5
    COVERED = 6
    LAYER_OFF = 7
    ANNOTATION = 8
    METADATA = 9


@dataclass(frozen=True, slots=True)
class HiddenText:
    """A text in the file that nobody sees, and where it would stand."""

    text: str
    box: Box
    reason: HiddenReason


@dataclass(frozen=True)
class Document:
    """Everything printed on all pages, in the order in which the file draws it."""

    pages: Sequence[PageSize]
    lines: Sequence[Line] = field(default_factory=tuple)
    hidden: Sequence[HiddenText] = field(default_factory=tuple)
    """What the file says and nobody sees. No part of the résumé: it is shown to people and read by nothing."""

    @property
    def characters(self) -> int:
        """How much text there is."""
        return sum(len(line.text) for line in self.lines)

    @property
    def has_text(self) -> bool:
        """Whether any line says anything: scans do not."""
        return any(character.isalnum() for line in self.lines for character in line.text)
