"""Reads a table: which row says what, and every cell that says nothing, all at once."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from viva.session.v1.bank_question_pb2 import BankQuestionContent

from viva_client.questions_csv.cells import restored
from viva_client.questions_csv.columns import COLUMNS, Unclear
from viva_client.questions_csv.decoding import Unreadable, decoded, separator_of
from viva_client.questions_csv.findings import Finding, Severity

LONGEST_CELL = 1_000_000
"""Characters; the longest rubric that the contract allows is a tenth of it."""


@dataclass(frozen=True)
class Row:
    """One question."""

    number: int
    """As spreadsheets count: the names of the columns are row 1."""
    content: BankQuestionContent


@dataclass(frozen=True)
class Table:
    """What could be read of a file."""

    rows: Sequence[Row]
    """Every row that is not empty, in the order of the file; a cell that says nothing leaves its field as it was."""
    findings: Sequence[Finding]
    """What was wrong with the file and with cells."""


@dataclass
class _Reading:
    rows: list[Row] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def read_table(data: bytes) -> Table:
    """Reads a file. Never raises: what cannot be read is among the findings."""
    reading = _Reading()
    try:
        text, reading.findings = decoded(data)
        _read(text, reading)
    except Unreadable as unreadable:
        reading.findings.append(unreadable.finding)
    return Table(reading.rows, reading.findings)


def _read(text: str, reading: _Reading) -> None:
    separator = separator_of(text, frozenset(COLUMNS))
    if separator != ",":
        shown = "tabs" if separator == "\t" else f"“{separator}”"
        reading.findings.append(
            Finding(0, "", "", f"has {shown} between its columns, and was read so", "nothing is to be done", Severity.NOTE)
        )
    records = _records(text, separator)
    names = [cell.strip().strip("\ufeff").casefold().replace(" ", "_") for cell in next(records, [])]
    if faults := list(_faults_in_header(names)):
        reading.findings.extend(faults)
        return
    for number, cells in enumerate(records, start=2):
        if any(cell.strip() for cell in cells):
            _read_row(number, names, cells, reading)


def _records(text: str, separator: str) -> Iterator[list[str]]:
    """Raises Unreadable where quotes do not close."""
    csv.field_size_limit(LONGEST_CELL)
    records = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        yield from records
    except csv.Error as broken:
        remedy = "close every quotation mark, and write one inside a cell twice"
        raise Unreadable(Finding(0, "", "", f"cannot be read from line {records.line_num} on: {broken}", remedy)) from broken


def _faults_in_header(names: Sequence[str]) -> Iterator[Finding]:
    known = ", ".join(COLUMNS)
    for name in dict.fromkeys(filter(None, names)):
        if name not in COLUMNS:
            yield Finding(1, name, "", "is no column of ours", f"rename it to one of {known}; or take it out")
        elif names.count(name) > 1:
            yield Finding(1, name, "", "stands twice", "keep one of the two")
    for column in COLUMNS.values():
        if column.is_required and column.name not in names:
            yield Finding(1, column.name, "", "is missing", "add this column")


def _read_row(number: int, names: Sequence[str], cells: Sequence[str], reading: _Reading) -> None:
    content, faults = BankQuestionContent(), reading.findings
    faults.extend(_faults_in_shape(number, names, cells))
    # A row may end early: spreadsheets leave out empty cells at its end.
    filled = dict(zip(names, map(restored, cells), strict=False))
    for column in COLUMNS.values():
        cell = filled.get(column.name, "")
        if column.is_required and not cell.strip():
            faults.append(Finding(number, column.name, "", "is empty", f"fill it in: {column.says}"))
            continue
        try:
            column.put(cell, content)
        except Unclear as unclear:
            faults.append(Finding(number, column.name, cell, unclear.problem, unclear.remedy))
    reading.rows.append(Row(number, content))


def _faults_in_shape(number: int, names: Sequence[str], cells: Sequence[str]) -> Iterator[Finding]:
    for name, cell in zip(names, cells, strict=False):
        if not name and cell.strip():
            yield Finding(number, "", cell, "stands in a column without a name", "name the column in row 1, or take it out")
    if extra := [cell for cell in cells[len(names) :] if cell.strip()]:
        remedy = "put text that holds the separator into quotation marks"
        yield Finding(number, "", extra[0], "stands beyond the last column", remedy)
