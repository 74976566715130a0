"""Writes a list so that it imports again to no change, as CSV for a spreadsheet or as JSON for a program."""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from typing import Any

from google.protobuf.json_format import MessageToDict

from viva_client.lists.cells import neutralised
from viva_client.lists.columns import Column
from viva_client.lists.kind import Kind


def as_csv(contents: Iterable[Any], kind: Kind) -> bytes:
    """UTF-8 with a byte order mark, which Excel needs to show Korean, and every cell safe to open."""
    out = io.StringIO(newline="")
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(kind.columns)
    rows.writerows([neutralised(column.cell(content)) for column in kind.columns.values()] for content in _ordered(contents, kind))
    return out.getvalue().encode("utf-8-sig")


def as_json(contents: Iterable[Any], kind: Kind) -> bytes:
    """One object, with the list under its name; what an entry does not say is left out."""
    whole = {kind.noun: [_entry(content, kind.columns) for content in _ordered(contents, kind)]}
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()


def _ordered(contents: Iterable[Any], kind: Kind) -> list[Any]:
    return sorted(contents, key=kind.place)


def _entry(content: Any, columns: Mapping[str, Column]) -> dict[str, Any]:
    return {name: _value(column, content) for name, column in columns.items() if column.cell(content)}


def _value(column: Column, content: Any) -> Any:
    if not column.is_structured:
        value = getattr(content, column.field)
        return value if isinstance(value, bool) else column.cell(content)
    bare = type(content)()
    bare.CopyFrom(content)
    part = getattr(bare, column.field)
    part.ClearField("version")  # it follows from the rest
    return MessageToDict(part, preserving_proto_field_name=True)
