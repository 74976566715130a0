"""Reads a list from CSV or JSON: which row says what, and every cell that says nothing, all at once."""

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from google.protobuf.message import Message

from viva_client.lists.cells import restored
from viva_client.lists.columns import Column, Unclear
from viva_client.lists.decoding import Unreadable, decoded, separator_of
from viva_client.lists.findings import SHOWN, Finding, Severity

FIRST_ROW = 2
LONGEST_CELL = 1_000_000
"""Characters; the longest rubric that the contract allows is a tenth of it."""


JSON_STARTS = ("{", "[")


@dataclass(frozen=True)
class Row:
    """One thing of a list."""

    number: int
    """As spreadsheets count: the names of the columns are row 1. In JSON, the first entry is row 2 as well."""
    content: Any
    """The contract's message for it."""


@dataclass(frozen=True)
class Form:
    """What a list is made of."""

    noun: str
    """What it is a list of; in JSON the entries may stand under this name."""
    columns: Mapping[str, Column]
    new: Callable[[], Message]


@dataclass(frozen=True)
class Table:
    """What could be read of a file."""

    rows: Sequence[Row]
    """Every row that is not empty, in the order of the file; a cell that says nothing leaves its field as it was."""
    findings: Sequence[Finding]
    """What was wrong with the file and with cells."""


@dataclass
class _Reading:
    form: Form
    rows: list[Row] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def read_table(data: bytes, form: Form) -> Table:
    """Reads a file, CSV or JSON by how it begins. Never raises: what cannot be read is among the findings."""
    reading = _Reading(form)
    try:
        text, reading.findings = decoded(data)
        (_read_json if text.lstrip().startswith(JSON_STARTS) else _read_csv)(text, reading)
    except Unreadable as unreadable:
        reading.findings.append(unreadable.finding)
    return Table(reading.rows, reading.findings)


def _read_csv(text: str, reading: _Reading) -> None:
    separator = separator_of(text, frozenset(reading.form.columns))
    if separator != ",":
        shown = "tabs" if separator == "\t" else f"“{separator}”"
        reading.findings.append(
            Finding(0, "", "", f"has {shown} between its columns, and was read so", "nothing is to be done", Severity.NOTE)
        )
    records = _records(text, separator)
    names = [cell.strip().strip("\ufeff").casefold().replace(" ", "_") for cell in next(records, [])]
    if faults := list(_faults_in_header(names, reading.form.columns)):
        reading.findings.extend(faults)
        return
    for number, cells in enumerate(records, start=FIRST_ROW):
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


def _faults_in_header(names: Sequence[str], columns: Mapping[str, Column]) -> Iterator[Finding]:
    known = ", ".join(columns)
    for name in dict.fromkeys(filter(None, names)):
        if name not in columns:
            yield Finding(1, name, "", "is no column of ours", f"rename it to one of {known}; or take it out")
        elif names.count(name) > 1:
            yield Finding(1, name, "", "stands twice", "keep one of the two")
    for column in columns.values():
        if column.is_required and column.name not in names:
            yield Finding(1, column.name, "", "is missing", "add this column")


def _read_row(number: int, names: Sequence[str], cells: Sequence[str], reading: _Reading) -> None:
    reading.findings.extend(_faults_in_shape(number, names, cells))
    # A row may end early: spreadsheets leave out empty cells at its end.
    _put(number, dict(zip(names, map(restored, cells), strict=False)), reading)


def _put(number: int, filled: Mapping[str, str], reading: _Reading) -> None:
    content, faults = reading.form.new(), reading.findings
    for column in reading.form.columns.values():
        cell = filled.get(column.name, "")
        if column.is_required and not cell.strip():
            faults.append(Finding(number, column.name, "", "is empty", f"fill it in: {column.says}"))
            continue
        try:
            column.put(cell, content)
        except Unclear as unclear:
            faults.append(Finding(number, column.name, cell, unclear.problem, unclear.remedy))
    reading.rows.append(Row(number, content))


def _read_json(text: str, reading: _Reading) -> None:
    """A list of objects, or one under the list's name; what an object says by a column's name is read as that column's cell."""
    noun = reading.form.noun
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError) as broken:
        raise Unreadable(Finding(0, "", "", f"is no JSON: {broken}", "correct it there")) from broken
    entries = whole.get(noun) if isinstance(whole, dict) else whole
    if not isinstance(entries, list):
        remedy = f"write one list of objects, by itself or as {json.dumps({noun: []})}"
        raise Unreadable(Finding(0, "", "", f"holds no list of {noun}", remedy))
    for number, entry in enumerate(entries, start=FIRST_ROW):
        if not isinstance(entry, dict):
            reading.findings.append(Finding(number, "", json.dumps(entry)[:SHOWN], "is no object", "write it in braces, by column names"))
            continue
        reading.findings.extend(_faults_in_names(number, entry, reading.form.columns))
        _put(number, {name: _cell(value) for name, value in entry.items()}, reading)


def _faults_in_names(number: int, entry: Mapping[str, Any], columns: Mapping[str, Column]) -> Iterator[Finding]:
    for name, value in entry.items():
        if name not in columns:
            yield Finding(number, name, "", "is no column of ours", f"rename it to one of {', '.join(columns)}; or take it out")
        elif isinstance(value, list | dict) and not columns[name].is_structured:
            yield Finding(number, name, json.dumps(value)[:SHOWN], "is no plain text", "write it as one text")


def _cell(value: Any) -> str:
    """A JSON value as a spreadsheet would hold it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _faults_in_shape(number: int, names: Sequence[str], cells: Sequence[str]) -> Iterator[Finding]:
    for name, cell in zip(names, cells, strict=False):
        if not name and cell.strip():
            yield Finding(number, "", cell, "stands in a column without a name", "name the column in row 1, or take it out")
    if extra := [cell for cell in cells[len(names) :] if cell.strip()]:
        remedy = "put text that holds the separator into quotation marks"
        yield Finding(number, "", extra[0], "stands beyond the last column", remedy)
