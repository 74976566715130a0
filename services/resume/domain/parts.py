"""A section while it is being filled."""

from dataclasses import dataclass, field

from services.resume.domain.document import Line
from services.resume.domain.resume import SectionKind
from services.resume.domain.rows import Row


@dataclass
class Part:
    """A section being filled."""

    kind: SectionKind
    heading: Line | None = None
    rows: list[Row] = field(default_factory=list)
    head: Row | None = None
    """Its heading where that is told by its looks, so that what follows may still show that it is none."""
    takes_lookalikes: bool = False
    """Whether its first entry begins with a line that looks like a heading, so that the others do, too."""
