"""Writes what was measured into the documentation, between two markers, and leaves what people wrote around them alone."""

from collections.abc import Sequence
from pathlib import Path

from deploy.supervisor.settings import REPOSITORY

PAGE = REPOSITORY / "docs" / "performance.md"


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; every column but the first is flush right."""
    widths = [max(len(row[column]) for row in [heads, *rows]) for column in range(len(heads))]
    ruler = [("-" * width if column == 0 else "-" * (width - 1) + ":") for column, width in enumerate(widths)]
    return "\n".join("| " + " | ".join(_padded(row, widths)) + " |" for row in [heads, ruler, *rows])


def write(section: str, text: str, page: Path = PAGE) -> None:
    """Replaces what stands between `<!-- section -->` and `<!-- /section -->`."""
    before, opening, rest = page.read_text().partition(f"<!-- {section} -->\n")
    _, closing, after = rest.partition(f"<!-- /{section} -->")
    if not closing:
        raise LookupError(f"{page} has no place for {section}")
    page.write_text(before + opening + text.rstrip() + "\n" + closing + after)


def _padded(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    return [cell.ljust(width) if column == 0 else cell.rjust(width) for column, (cell, width) in enumerate(zip(row, widths, strict=True))]
