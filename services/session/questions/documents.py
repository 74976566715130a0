"""Reads the data files that come with Viva and says, by place, everything that is wrong with one.

A file is read to its end before it is refused: who edits it sees all its faults at once.
"""

from collections.abc import Hashable, Iterator, Mapping
from enum import IntEnum
from pathlib import Path
from typing import Any, TypeVar

import yaml

from services.session.questions.stages import Language

Choice = TypeVar("Choice", bound=IntEnum)


class DocumentBroken(ValueError):
    """A data file cannot be used; each line names a place and what is wrong there."""

    def __init__(self, source: str, faults: list[str]) -> None:
        """Takes the file's name and its faults."""
        super().__init__("\n".join(f"{source}: {fault}" for fault in faults))
        self.faults = tuple(faults)


class _StrictLoader(yaml.CSafeLoader):
    """YAML in which a key stands once; the library alone would let the last one win in silence."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.constructor.ConstructorError(None, None, f"{key!r} stands twice", node.start_mark)
        return super().construct_mapping(node, deep)


class Node:
    """A value in a document together with its place; what is wrong with it is noted and reading goes on."""

    def __init__(self, value: object, place: str, faults: list[str]) -> None:
        """Looks at `value`, found at `place`, and adds what is wrong to `faults`."""
        self.value = value
        self.place = place
        self.faults = faults

    def fault(self, what: str) -> None:
        """Notes that something is wrong here."""
        self.faults.append(f"{self.place or 'document'}: {what}")

    def at(self, key: str) -> "Node":
        """The value under a key; a missing one is noted where it is read."""
        value = self.value.get(key) if isinstance(self.value, Mapping) else None
        return Node(value, f"{self.place}.{key}" if self.place else key, self.faults)

    def only(self, *known: str) -> None:
        """Notes every key that is not one of these."""
        if not isinstance(self.value, Mapping):
            self.fault("is not a mapping")
            return
        for key in self.value:
            if key not in known:
                self.fault(f"unknown field {key!r}")

    def has(self, key: str) -> bool:
        """Whether there is something under this key."""
        return isinstance(self.value, Mapping) and self.value.get(key) is not None

    def items(self) -> Iterator["Node"]:
        """The values of a list."""
        if not isinstance(self.value, list):
            self.fault("is not a list")
            return
        for index, value in enumerate(self.value):
            yield Node(value, f"{self.place}[{index}]", self.faults)

    def entries(self) -> Iterator[tuple[str, "Node"]]:
        """The keys of a mapping with their values."""
        if not isinstance(self.value, Mapping):
            self.fault("is not a mapping")
            return
        for key in self.value:
            yield str(key), self.at(str(key))

    def text(self) -> str:
        """A text that is not blank."""
        if not isinstance(self.value, str) or not self.value.strip():
            self.fault("is missing" if self.value is None else "is not a text")
            return ""
        return " ".join(self.value.split())

    def texts(self) -> tuple[str, ...]:
        """A list of texts; numbers are taken as they are written."""
        return tuple(item.text() for item in self.items())

    def integer(self, low: int, high: int) -> int:
        """A whole number between two others, these included."""
        if not isinstance(self.value, int) or isinstance(self.value, bool) or not low <= self.value <= high:
            self.fault(f"is not a whole number from {low} to {high}")
            return low
        return self.value

    def choice(self, kind: type[Choice]) -> Choice:
        """One of a closed set, written in lower case; the first one stands in for what is none of them."""
        names = {member.name.lower(): member for member in kind}
        if self.value not in names:
            self.fault(f"{self.value!r} is not one of {', '.join(names)}")
            return next(iter(kind))
        return names[str(self.value)]

    def in_language(self, language: Language) -> "Node":
        """What is written under a language's code, when every language of Viva is there and no other."""
        if isinstance(self.value, Mapping):
            for unknown in set(self.value) - {each.code for each in Language}:
                self.fault(f"unknown language {unknown!r}")
        return self.at(language.code)


def read_document(path: Path) -> Node:
    """A file as a node; DocumentBroken when it is no YAML at all."""
    try:
        value = yaml.load(path.read_text("utf-8"), Loader=_StrictLoader)  # noqa: S506 — derived from CSafeLoader
    except yaml.YAMLError as error:
        raise DocumentBroken(path.name, [str(error)]) from error
    return Node(value, "", [])


def refuse_if_broken(source: str, faults: list[str]) -> None:
    """Raises DocumentBroken when anything was noted."""
    if faults:
        raise DocumentBroken(source, list(dict.fromkeys(faults)))
