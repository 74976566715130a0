"""Writes messages and enums of the contract as JSON Schema, each once, under `components`."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from google.protobuf.descriptor import Descriptor, EnumDescriptor, FieldDescriptor

from services.gateway.openapi.rules import Schema, forbids_zero, is_required, keywords, list_keywords, may_be_empty, rules_of
from services.gateway.rest.route import WITHHELD

WELL_KNOWN: Mapping[str, Schema] = {
    "google.protobuf.Timestamp": {"type": "string", "format": "date-time"},
    "google.protobuf.Duration": {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]{1,9})?s$", "examples": ["90s"]},
}
INTEGERS_AS_TEXT = {FieldDescriptor.CPPTYPE_INT64, FieldDescriptor.CPPTYPE_UINT64}
SCALARS: Mapping[int, Schema] = {
    FieldDescriptor.CPPTYPE_BOOL: {"type": "boolean"},
    FieldDescriptor.CPPTYPE_DOUBLE: {"type": "number"},
    FieldDescriptor.CPPTYPE_FLOAT: {"type": "number"},
    FieldDescriptor.CPPTYPE_INT32: {"type": "integer"},
    FieldDescriptor.CPPTYPE_UINT32: {"type": "integer", "minimum": 0},
}


class Schemas:
    """The schemas of one document; those that are referred to are collected as they are."""

    def __init__(self, comments: Mapping[str, str]) -> None:
        """Describes with the contract's comments, by full name."""
        self._comments = comments
        self.components: dict[str, Schema] = {}

    def reference(self, described: Descriptor | EnumDescriptor) -> Schema:
        """A reference to a message or an enum."""
        name = described.full_name.removeprefix(f"{described.file.package}.")
        full_name = self.components.setdefault(name, {"title": described.full_name})["title"]
        if full_name != described.full_name:
            raise LookupError(f"{described.full_name} and {full_name} would have one name in the description")
        if len(self.components[name]) == 1:
            self.components[name] = {"title": full_name, "type": "object"}  # stands there while it refers to itself
            self.components[name] = {"title": full_name, **self._component(described)}
        return {"$ref": f"#/components/schemas/{name}"}

    def body(self, message: Descriptor, fields: Collection[str]) -> Schema:
        """A request's open fields as an object that takes no others."""
        chosen = [field for field in message.fields if field.name in fields]
        required = [field.name for field in chosen if is_required(field)]
        schema = {**self._described(message.full_name), **self._object(chosen), "additionalProperties": False}
        return schema | ({"required": required} if required else {})

    def field(self, field: FieldDescriptor) -> Schema:
        """One field, with its rules and its comment."""
        rules = rules_of(field)
        if field.is_repeated:
            schema = {"type": "array", "items": self._value(field, rules.repeated.items), **list_keywords(rules)}
        else:
            schema = self._value(field, rules)
        return {**schema, **self._described(field.full_name)}

    def comment(self, full_name: str) -> str:
        """The contract's words about something; LookupError when it has none, which `buf lint` rules out."""
        return self._comments[full_name]

    def _component(self, described: Descriptor | EnumDescriptor) -> Schema:
        if isinstance(described, EnumDescriptor):
            return self._enum(described)
        fields = [field for field in described.fields if field.name not in WITHHELD]
        return {**self._described(described.full_name), **self._object(fields)}

    def _object(self, fields: Iterable[FieldDescriptor]) -> Schema:
        return {"type": "object", "properties": {field.name: self.field(field) for field in fields}}

    def _value(self, field: FieldDescriptor, rules: Any) -> Schema:
        if field.message_type:
            return dict(WELL_KNOWN.get(field.message_type.full_name) or self.reference(field.message_type))
        if field.enum_type:
            unspecified = field.enum_type.values_by_number[0].name
            return {**self.reference(field.enum_type), **({"not": {"const": unspecified}} if forbids_zero(rules) else {})}
        schema = {**_scalar(field), **keywords(rules)}
        return {"anyOf": [{"const": ""}, schema]} if may_be_empty(rules) and schema["type"] == "string" else schema

    def _enum(self, enum: EnumDescriptor) -> Schema:
        names = [value.name for value in enum.values]
        told = [f"- `{name}`: {self._comments[full_name]}" for name in names if (full_name := f"{enum.full_name}.{name}") in self._comments]
        description = "\n".join([self._comments.get(enum.full_name, ""), "", *told]).strip()
        return {"type": "string", "enum": names, "description": description}

    def _described(self, full_name: str) -> Schema:
        return {"description": self._comments[full_name]} if full_name in self._comments else {}


def _scalar(field: FieldDescriptor) -> Schema:
    if field.type == FieldDescriptor.TYPE_BYTES:
        return {"type": "string", "contentEncoding": "base64"}
    if field.cpp_type in INTEGERS_AS_TEXT:
        return {"type": "string", "pattern": "^-?[0-9]+$"}
    return dict(SCALARS.get(field.cpp_type, {"type": "string"}))
