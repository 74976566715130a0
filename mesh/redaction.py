"""Renders messages for logs without what the contract marks as nobody's business (`debug_redact`)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message

REDACTED = "[redacted]"


def for_log(message: Message) -> dict[str, Any]:
    """The set fields of a message by name, nested messages as dictionaries, redacted fields as `[redacted]`."""
    return dict(_rendered(message))


def _rendered(message: Message) -> Iterator[tuple[str, Any]]:
    for field, value in message.ListFields():
        yield field.name, REDACTED if field.GetOptions().debug_redact else _plain(field, value)


def _plain(field: FieldDescriptor, value: Any) -> Any:
    match value:
        case Message():
            return for_log(value)
        case bytes():
            return f"{len(value)} bytes"
        case str():
            return value
        case Mapping():
            return {str(key): _plain(field, one) for key, one in value.items()}
        case Sequence():
            return [_plain(field, one) for one in value]
        case _:
            return _named(field, value)


def _named(field: FieldDescriptor, value: Any) -> Any:
    known = field.enum_type.values_by_number.get(value) if field.enum_type else None
    return known.name if known else value
