"""What a word processor's file says, before it stands anywhere: paragraphs, tables and frames one after the other.

Measures are points.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from services.resume.domain.colours import Colour
from services.resume.domain.document import HiddenReason


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one look. A tabulator moves to the next stop, a line feed to the next line."""

    text: str
    size: float = 10.0
    bold: bool = False
    hidden: HiddenReason | None = None
    ink: Colour | None = None
    """Its colour where that is why it is hidden: a picture or a shape behind it may yet make it visible."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Runs that belong together. An empty one takes room."""

    runs: Sequence[Run] = ()
    indent: float = 0.0
    on_new_page: bool = False
    stops: Sequence[float] = ()
    """Tabulators, measured from the left end of its column."""


@dataclass(frozen=True, slots=True)
class TableCell:
    """One cell: the column it begins in, how wide it is, and what stands in it."""

    column: int
    width: float
    blocks: "Sequence[Block]"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells from left to right. Only one with drawn rulers is a table to its reader; the others are a way to place text."""

    rows: Sequence[Sequence[TableCell]]
    is_ruled: bool = True


@dataclass(frozen=True, slots=True)
class Place:
    """Where something that floats stands; `from_page` when measured from the paper's corner and not from the text's."""

    left: float
    top: float
    width: float
    height: float
    from_page_left: bool = False
    from_page_top: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """Something that floats: a box of text, a shape or a picture. `fill` is what is behind the text; a picture has none that is known."""

    blocks: "Sequence[Block]" = ()
    place: Place | None = None
    fill: Colour | None = None
    is_picture: bool = False


@dataclass(frozen=True, slots=True)
class Break:
    """What follows begins on a new page, or in a new column."""

    only_column: bool = False


@dataclass(frozen=True, slots=True)
class PageSetup:
    """What the following pages look like."""

    width: float = 595.3
    height: float = 841.9
    left: float = 56.0
    top: float = 56.0
    right: float = 56.0
    bottom: float = 56.0
    columns: int = 1
    gap: float = 20.0

    @property
    def column_width(self) -> float:
        """Room for text from left to right, at least a point."""
        room = self.width - self.left - self.right - self.gap * (self.columns - 1)
        return max(1.0, room / self.columns)

    def or_plain(self) -> "PageSetup":
        """With plain margins where its own leave no room for text."""
        if self.left + self.right < self.width - 72.0 and self.top + self.bottom < self.height - 72.0 and self.column_width > 36.0:
            return self
        return PageSetup(width=max(self.width, 200.0), height=max(self.height, 200.0))


Block = Paragraph | Table | Frame | Break


@dataclass(frozen=True, slots=True)
class Part:
    """Pages of one look with all that stands on them."""

    setup: PageSetup
    blocks: Sequence[Block]
    header: Sequence[Block] = ()
    footer: Sequence[Block] = ()
    on_new_page: bool = True


@dataclass(frozen=True, slots=True)
class Note:
    """What the file says beside its pages: a comment, a property."""

    text: str
    reason: HiddenReason


@dataclass(frozen=True, slots=True)
class Writing:
    """A whole file."""

    parts: Sequence[Part]
    notes: Sequence[Note] = field(default_factory=tuple)
