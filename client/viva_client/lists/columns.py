"""The columns of a list: what each holds, how its cells are read, and how they are written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from google.protobuf.message import Message

YES, NO = ("yes", "y", "true", "1"), ("no", "n", "false", "0")
SHORT_NAMES = {"ko": "korean", "en": "english"}
"""Languages as other files write them."""


class Unclear(ValueError):
    """A cell says nothing that its column knows."""

    def __init__(self, problem: str, remedy: str) -> None:
        """What is wrong, and what to do."""
        super().__init__(problem)
        self.problem, self.remedy = problem, remedy


@dataclass(frozen=True)
class Column:
    """One column, which is one field of the contract's message."""

    name: str
    field: str
    says: str
    """For people who fill it in."""
    read: Callable[[str], Any]
    """From a cell that is not blank to the field's value. Raises Unclear."""
    write: Callable[[Any], str]
    is_required: bool = False
    is_structured: bool = False
    """JSON may say it as an object instead of a text."""

    def put(self, cell: str, content: Message) -> None:
        """Reads a cell into a message; a blank one leaves the field as it is. Raises Unclear."""
        if not cell.strip():
            return
        value = self.read(cell)
        if hasattr(value, "CopyFrom"):
            getattr(content, self.field).CopyFrom(value)
        else:
            setattr(content, self.field, value)

    def cell(self, content: Message) -> str:
        """What stands in the message."""
        return self.write(getattr(content, self.field))


def named(*columns: Column) -> Mapping[str, Column]:
    """Columns by their names."""
    return {column.name: column for column in columns}


def text_column(name: str, says: str, *, is_required: bool = False) -> Column:
    """A column of plain words."""
    return Column(name, name, says, read=str, write=str, is_required=is_required)


def choice_column(name: str, says: str, enum: Any, *, is_required: bool = True) -> Column:
    """A column of one of an enum\'s values, by their names in lower case."""
    prefix = enum.Name(0).removesuffix("UNSPECIFIED")
    numbers: Mapping[str, int] = {each.removeprefix(prefix).lower(): number for each, number in enum.items() if number}
    names = {number: each for each, number in numbers.items()}

    def read(cell: str) -> int:
        word = cell.strip().casefold().replace(" ", "_")
        if (number := numbers.get(SHORT_NAMES.get(word, word))) is None:
            raise Unclear("is not a value of this column", f"write one of {', '.join(numbers)}")
        return number

    return Column(name, name, f"{says}: {', '.join(numbers)}", read, lambda number: names.get(number, ""), is_required)


def yes_or_no(cell: str) -> bool:
    """Reads yes or no. Raises Unclear."""
    word = cell.strip().casefold()
    if word not in YES + NO:
        raise Unclear("is neither yes nor no", "write yes or no, or leave it empty")
    return word in YES
