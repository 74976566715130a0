"""Finds the prose that stands in the .proto files beside messages, fields, enums and RPCs."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from google.protobuf.descriptor_pb2 import (
    DescriptorProto,
    EnumDescriptorProto,
    FileDescriptorProto,
    FileDescriptorSet,
    ServiceDescriptorProto,
)

Path = tuple[int, ...]
Named = tuple[Path, str]


def comments_in(image: FileDescriptorSet) -> Mapping[str, str]:
    """The comment of everything that has one, by full name (`viva.session.v1.Question.text`)."""
    return {name: text for file in image.file for name, text in _in_file(file)}


def first_sentence(comment: str) -> str:
    """What a comment says first."""
    paragraph = comment.partition("\n\n")[0]
    sentence, period, _ = paragraph.partition(". ")
    return sentence + period.strip()


def _in_file(file: FileDescriptorProto) -> Iterator[tuple[str, str]]:
    written = {tuple(place.path): _text(place.leading_comments) for place in file.source_code_info.location}
    for path, name in _names(file):
        if text := written.get(path):
            yield f"{file.package}.{name}", text


def _text(comment: str) -> str:
    """Lines of one paragraph are one line; empty lines part paragraphs."""
    paragraphs = "\n".join(line.strip() for line in comment.strip().splitlines()).split("\n\n")
    return "\n\n".join(" ".join(paragraph.split("\n")) for paragraph in paragraphs)


def _names(file: FileDescriptorProto) -> Iterator[Named]:
    for index, message in enumerate(file.message_type):
        yield from _in_message(message, (_number(file, "message_type"), index), message.name)
    for index, enum in enumerate(file.enum_type):
        yield from _in_enum(enum, (_number(file, "enum_type"), index), enum.name)
    for index, service in enumerate(file.service):
        yield from _in_service(service, (_number(file, "service"), index), service.name)


def _in_message(message: DescriptorProto, path: Path, name: str) -> Iterator[Named]:
    yield path, name
    yield from _children(message, "field", path, name)
    for index, inner in enumerate(message.nested_type):
        yield from _in_message(inner, (*path, _number(message, "nested_type"), index), f"{name}.{inner.name}")
    for index, enum in enumerate(message.enum_type):
        yield from _in_enum(enum, (*path, _number(message, "enum_type"), index), f"{name}.{enum.name}")


def _in_enum(enum: EnumDescriptorProto, path: Path, name: str) -> Iterator[Named]:
    yield path, name
    yield from _children(enum, "value", path, name)


def _in_service(service: ServiceDescriptorProto, path: Path, name: str) -> Iterator[Named]:
    yield path, name
    yield from _children(service, "method", path, name)


def _children(parent: Any, field: str, path: Path, name: str) -> Iterator[Named]:
    children: Sequence[Any] = getattr(parent, field)
    for index, child in enumerate(children):
        yield (*path, _number(parent, field), index), f"{name}.{child.name}"


def _number(message: Any, field: str) -> int:
    """Comments are found by paths of field numbers of descriptor.proto."""
    number: int = message.DESCRIPTOR.fields_by_name[field].number
    return number
