"""Fills a request from JSON, a query or a path, and names what does not fit without ever repeating a value (F9)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from google.protobuf import json_format
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message

from services.gateway.rest.refusals import FieldTwice, FieldUnreadable, UnknownField

SHOWN_NAME = 64
"""Characters of an unknown field's name that are shown: enough to find a typing error, too few to carry a letter."""

WELL_KNOWN = "google.protobuf."
TRUTH = {"true": True, "false": False}

_EXPECTED = {
    FieldDescriptor.CPPTYPE_BOOL: "boolean",
    FieldDescriptor.CPPTYPE_DOUBLE: "number",
    FieldDescriptor.CPPTYPE_FLOAT: "number",
    FieldDescriptor.CPPTYPE_ENUM: "enum",
    FieldDescriptor.CPPTYPE_STRING: "string",
    FieldDescriptor.CPPTYPE_MESSAGE: "object",
}


def fill(message: Message, given: Mapping[str, Any], *, allowed: Iterable[str] | None = None, at: str = "") -> None:
    """Sets the fields that `given` names; a null leaves its field as it is. Raises UnknownField or FieldUnreadable."""
    fields = fields_of(message)
    open_fields = set(fields if allowed is None else allowed)
    for name, value in given.items():
        if name not in open_fields:
            raise UnknownField(field=f"{at}{shown(name)}")
        if value is not None:
            _set(message, fields[name], value, f"{at}{name}")


def fill_from_query(message: Message, pairs: Sequence[tuple[str, str]], *, allowed: Iterable[str]) -> None:
    """Sets fields from a query, where lists repeat their parameter and everything is text."""
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        given.setdefault(name, []).append(value)
    fields = fields_of(message)
    for name in given:
        if len(given[name]) > 1 and name in fields and not fields[name].is_repeated:
            raise FieldTwice(field=shown(name))
    fill(message, {name: _typed(fields.get(name), values) for name, values in given.items()}, allowed=allowed)


def fields_of(message: Message) -> Mapping[str, FieldDescriptor]:
    """The message's fields by name."""
    return message.DESCRIPTOR.fields_by_name  # type: ignore[return-value]  # upb's descriptors are those in all but name


def shown(name: str) -> str:
    """The printable beginning of a name that somebody made up."""
    return "".join(character for character in name[:SHOWN_NAME] if character.isprintable())


def expected_type(field: FieldDescriptor) -> str:
    """What a field holds, in the words of JSON Schema."""
    return "array" if field.is_repeated else _EXPECTED.get(field.cpp_type, "integer")


def _typed(field: FieldDescriptor | None, values: list[str]) -> Any:
    if field is None:
        return values[0]
    if field.is_repeated:
        return values
    if field.cpp_type == FieldDescriptor.CPPTYPE_BOOL:
        return TRUTH.get(values[0], values[0])
    return values[0]


def _set(message: Message, field: FieldDescriptor, value: Any, path: str) -> None:
    if not _is_own_message(field):
        _parse(message, field, value, path)
    elif field.is_repeated:
        for position, entry in enumerate(_of_type(list, field, value, path)):
            element = getattr(message, field.name).add()
            fill(element, _of_type(dict, field, entry, f"{path}[{position}]", expected="object"), at=f"{path}[{position}].")
    else:
        inner = getattr(message, field.name)
        inner.SetInParent()
        fill(inner, _of_type(dict, field, value, path), at=f"{path}.")


def _is_own_message(field: FieldDescriptor) -> bool:
    return field.message_type is not None and not field.message_type.full_name.startswith(WELL_KNOWN)


def _of_type(kind: type[Any], field: FieldDescriptor, value: Any, path: str, *, expected: str = "") -> Any:
    if not isinstance(value, kind):
        raise FieldUnreadable(field=path, expected=expected or expected_type(field))
    return value


def _parse(message: Message, field: FieldDescriptor, value: Any, path: str) -> None:
    """Has one field read by protobuf's own rules; its message is dropped, because it repeats the value."""
    try:
        json_format.ParseDict({field.name: value}, message)
        message.SerializeToString()  # a lone surrogate is a str and yet no text; it shows here
    except (json_format.ParseError, ValueError, TypeError, OverflowError):
        raise FieldUnreadable(field=path, expected=expected_type(field)) from None
