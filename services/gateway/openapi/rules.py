"""Writes the rules that stand beside a field (protovalidate) as keywords of JSON Schema."""

import re
from collections.abc import Mapping
from typing import Any

from buf.validate import validate_pb2
from google.protobuf.descriptor import FieldDescriptor

Schema = dict[str, Any]

STRING_KEYWORDS = {"min_len": "minLength", "max_len": "maxLength", "pattern": "pattern", "const": "const"}
NUMBER_KEYWORDS = {"gte": "minimum", "lte": "maximum", "gt": "exclusiveMinimum", "lt": "exclusiveMaximum"}
LIST_KEYWORDS = {"min_items": "minItems", "max_items": "maxItems", "unique": "uniqueItems"}
FORMATS = ("email", "uuid", "uri")
NUMBERS = ("uint32", "int32", "uint64", "int64", "float", "double")


def rules_of(field: FieldDescriptor) -> Any:
    """The rules of a field; empty ones where it has none."""
    return field.GetOptions().Extensions[validate_pb2.field]


def keywords(rules: Any) -> Schema:
    """What the rules say about one value."""
    kind = rules.WhichOneof("type")
    if kind == "string":
        return _string(rules.string)
    if kind in NUMBERS:
        return _set_ones(getattr(rules, kind), NUMBER_KEYWORDS)
    return {}


def list_keywords(rules: Any) -> Schema:
    """What the rules say about a list, beside what they say about its entries."""
    return _set_ones(rules.repeated, LIST_KEYWORDS) if rules.WhichOneof("type") == "repeated" else {}


def may_be_empty(rules: Any) -> bool:
    """Whether a value that is empty is not looked at any further."""
    return bool(rules.ignore == validate_pb2.IGNORE_IF_ZERO_VALUE)


def is_required(field: FieldDescriptor) -> bool:
    """Whether a request without the field is refused."""
    rules = rules_of(field)
    if may_be_empty(rules) or (field.has_presence and not field.message_type):
        return False
    return bool(rules.required or forbids_zero(rules) or _forbids_empty(rules.string))


def forbids_zero(rules: Any) -> bool:
    """Whether an enum's `_UNSPECIFIED` is no answer."""
    return rules.WhichOneof("type") == "enum" and 0 in rules.enum.not_in


def _forbids_empty(rules: Any) -> bool:
    formatted = any(getattr(rules, name) for name in FORMATS)
    return bool(formatted or rules.min_len or (rules.pattern and not re.search(rules.pattern, "")))


def _string(rules: Any) -> Schema:
    schema = _set_ones(rules, STRING_KEYWORDS)
    for name in FORMATS:
        if getattr(rules, name):
            schema["format"] = name
    if rules.HasField("len"):
        schema.update(minLength=rules.len, maxLength=rules.len)
    return schema


def _set_ones(rules: Any, names: Mapping[str, str]) -> Schema:
    return {keyword: getattr(rules, name) for name, keyword in names.items() if rules.HasField(name)}
