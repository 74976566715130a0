"""What is to be said about a table: where, about what, what is wrong with it, and what to do."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from viva_client.lists.cells import neutralised

SHOWN = 60
"""Characters of a value that are shown; the person sees the rest in the table."""


class Severity(Enum):
    """Whether a row can be taken in all the same."""

    NOTE = "note"
    """Something to look at; it stops nothing."""
    ERROR = "error"
    """The row, or the whole file when no row is named, cannot be taken in."""


@dataclass(frozen=True)
class Finding:
    """One thing that a person should know or change."""

    row: int
    """As spreadsheets count: the names of the columns are row 1. 0 is the whole file."""
    column: str
    value: str
    problem: str
    remedy: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        place = ", ".join(part for part in (f"row {self.row}" if self.row else "the file", self.column) if part)
        shown = f" {shortened(self.value)!r}" if self.value else ""
        return f"{place}:{shown} {self.problem}; {self.remedy}"


def shortened(value: str) -> str:
    """A value on one line, cut where it is long."""
    line = " ".join(value.split())
    return line if len(line) <= SHOWN else f"{line[: SHOWN - 1]}…"


def as_table(found: Iterable[Finding]) -> bytes:
    """All of it as a CSV file, to be worked through beside the table itself."""
    out = io.StringIO(newline="")
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(("row", "column", "value", "severity", "problem", "remedy"))
    rows.writerows(
        (finding.row or "", finding.column, neutralised(finding.value), finding.severity.value, finding.problem, finding.remedy)
        for finding in found
    )
    return out.getvalue().encode("utf-8-sig")
