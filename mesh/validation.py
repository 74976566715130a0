"""Holds every incoming message to the rules that stand beside its fields."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from google.protobuf.message import Message
from protovalidate import Violation as Found
from protovalidate import collect_violations

from mesh.call import Call, Proceed
from mesh.refusal import InvalidRequest, Violation


class ValidationPolicy:
    """Refuses a message that breaks a rule of the contract, naming every field that is wrong."""

    async def around(self, call: Call, proceed: Proceed) -> None:
        """Has each message of the call held to its rules."""
        call.inspect(hold_to_rules)
        await proceed()


async def hold_to_rules(message: Message) -> None:
    """Raises InvalidRequest, naming every field that is wrong."""
    if found := collect_violations(message):
        raise InvalidRequest([_violation(one) for one in found])
    if with_nul := list(_texts_with_nul(message)):
        raise InvalidRequest([Violation(field, "string.no_nul", "text must not contain U+0000") for field in with_nul])


def _texts_with_nul(value: Any, path: str = "") -> Iterator[str]:
    """Paths of texts with U+0000 in them. No language writes it, no rule of the contract speaks of it, and no database of ours keeps it."""
    match value:
        case str():
            if "\0" in value:
                yield path
        case Message():
            for field, inner in value.ListFields():
                yield from _texts_with_nul(inner, f"{path}.{field.name}".removeprefix("."))
        case Mapping():
            for key, inner in value.items():
                yield from _texts_with_nul([key, inner], path)
        case Sequence() if not isinstance(value, bytes):
            for number, inner in enumerate(value):
                yield from _texts_with_nul(inner, f"{path}[{number}]")


def _violation(found: Found) -> Violation:
    return Violation(field=_path(found.proto.field), rule=found.proto.rule_id or "", message=found.proto.message or "")


def _path(path: Any) -> str:
    """Writes a field path the way people do (`answers[2].text`)."""
    return "".join(_step(element) for element in path.elements).removeprefix(".") if path else ""


def _step(element: Any) -> str:
    subscript = element.subscript
    return f".{element.field_name}" + (f"[{subscript.value!r}]" if subscript else "")
