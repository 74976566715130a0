"""Compares what a peer serves with what we will call: the same methods, shapes and fields, or the difference by name.

Compatible means that for every field number that both know, kind, cardinality and type are the same. A field that only
one of them knows is how a contract grows.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from google.protobuf.descriptor_pb2 import DescriptorProto, FieldDescriptorProto, FileDescriptorProto, MethodDescriptorProto
from viva.contract.v1.contract_service_pb2 import DescribeResponse

from mesh.contract import Method


@dataclass(frozen=True)
class Definitions:
    """Methods and messages by full name."""

    methods: Mapping[str, MethodDescriptorProto]
    messages: Mapping[str, DescriptorProto]

    @classmethod
    def of(cls, files: Iterable[FileDescriptorProto]) -> "Definitions":
        """Reads them out of files."""
        methods: dict[str, MethodDescriptorProto] = {}
        messages: dict[str, DescriptorProto] = {}
        for file in files:
            for service in file.service:
                methods.update({f"{file.package}.{service.name}.{method.name}": method for method in service.method})
            messages.update(_nested(f".{file.package}", file.message_type))
        return cls(methods, messages)


def differences(needed: Collection[Method], ours: Definitions, answer: DescribeResponse) -> Iterator[str]:
    """Yields what keeps us from calling these methods at the peer that gave this answer, each with the method's name."""
    theirs = Definitions.of(answer.files)
    served = set(answer.methods)
    for method in needed:
        name = method.full_name
        if name not in served or name not in theirs.methods:
            yield f"{name} is not served"
        else:
            compared = Comparison(ours.messages, theirs.messages)
            for difference in compared.method(ours.methods[name], theirs.methods[name]):
                yield f"{name} is not the same: {difference}"


class Comparison:
    """One walk through two sets of messages; every message is looked at once."""

    def __init__(self, ours: Mapping[str, DescriptorProto], theirs: Mapping[str, DescriptorProto]) -> None:
        """Compares messages by full name."""
        self._ours = ours
        self._theirs = theirs
        self._seen: set[str] = set()

    def method(self, ours: MethodDescriptorProto, theirs: MethodDescriptorProto) -> Iterator[str]:
        """Differences of shape, request and response."""
        if (ours.client_streaming, ours.server_streaming) != (theirs.client_streaming, theirs.server_streaming):
            yield f"{_shape(ours)} here, {_shape(theirs)} there"
        for our_type, their_type in ((ours.input_type, theirs.input_type), (ours.output_type, theirs.output_type)):
            if our_type != their_type:
                yield f"{our_type[1:]} here, {their_type[1:]} there"
            else:
                yield from self._message(our_type)

    def _message(self, name: str) -> Iterator[str]:
        if name in self._seen:
            return
        self._seen.add(name)
        if name not in self._theirs:
            yield f"{name[1:]} is not known there"
            return
        theirs = {field.number: field for field in self._theirs[name].field}
        for field in self._ours[name].field:
            if field.number in theirs:
                yield from self._field(name, field, theirs[field.number])

    def _field(self, message: str, ours: FieldDescriptorProto, theirs: FieldDescriptorProto) -> Iterator[str]:
        if _type(ours) != _type(theirs):
            yield f"field {ours.number} of {message[1:]} is {ours.name}: {_type(ours)} here, {theirs.name}: {_type(theirs)} there"
        elif ours.type == FieldDescriptorProto.TYPE_MESSAGE:
            yield from self._message(ours.type_name)


def _nested(scope: str, messages: Iterable[DescriptorProto]) -> Iterator[tuple[str, DescriptorProto]]:
    for message in messages:
        name = f"{scope}.{message.name}"
        yield name, message
        yield from _nested(name, message.nested_type)


def _type(field: FieldDescriptorProto) -> str:
    """Cardinality, kind and type as one would write them."""
    kind = field.type_name[1:] or FieldDescriptorProto.Type.Name(field.type).removeprefix("TYPE_").lower()
    return f"repeated {kind}" if field.label == FieldDescriptorProto.LABEL_REPEATED else kind


def _shape(method: MethodDescriptorProto) -> str:
    sides = ("stream" if streaming else "unary" for streaming in (method.client_streaming, method.server_streaming))
    return "-".join(sides)
