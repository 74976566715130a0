"""Keeps the beginnings of prompts that are ours and the same for every interview, so that each is read once.

They hold no word of anybody. In a pool a text begins with the very cells of a beginning; where each text has cells of its own, with a copy.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Protocol

from services.llm.engines.llama_cpp.cells import Cells
from services.llm.engines.llama_cpp.context import Context
from services.llm.engines.llama_cpp.layout import PREFIXES

Prefix = tuple[int, ...]


@dataclass
class Sequence:
    """One text in the cells. `shared`: how many of its first tokens lie in a shared beginning's cells."""

    number: int
    tokens: list[int] = field(default_factory=list)
    shared: int = 0
    prefix: Prefix = ()
    conversation: str = ""
    left_at: float = 0.0


class Beginnings(Protocol):
    """Kept until others need the place, the longest unused first."""

    def begin(self, sequence: Sequence, prefix: Prefix) -> None:
        """Gives an empty sequence this beginning, if it is there."""

    def offer(self, sequence: Sequence, length: int, in_use: set[Prefix]) -> None:
        """Keeps the first `length` tokens of a sequence, which have been decoded; one that is not in use may have to go for it."""

    def drop(self, in_use: set[Prefix]) -> bool:
        """Frees cells of one that is not in use; False when there is none."""


class SharedBeginnings:
    """In a pool: each lies in a sequence of its own, numbered below PREFIXES."""

    def __init__(self, context: Context, cells: Cells) -> None:
        """There are none yet."""
        self._context = context
        self._cells = cells
        self._numbers: OrderedDict[Prefix, int] = OrderedDict()

    def begin(self, sequence: Sequence, prefix: Prefix) -> None:
        """No cell is taken."""
        if prefix in self._numbers:
            self._numbers.move_to_end(prefix)
            self._context.share(self._numbers[prefix], sequence.number, len(prefix))
            sequence.tokens, sequence.shared, sequence.prefix = list(prefix), len(prefix), prefix

    def offer(self, sequence: Sequence, length: int, in_use: set[Prefix]) -> None:
        """The sequence's own cells become shared ones."""
        prefix = tuple(sequence.tokens[:length])
        if sequence.shared or len(sequence.tokens) < length or prefix in self._numbers:
            return
        if len(self._numbers) == PREFIXES and not self.drop(in_use):
            return
        number = next(number for number in range(PREFIXES) if number not in set(self._numbers.values()))
        self._context.share(sequence.number, number, length)
        self._cells.move(sequence.number, number, length)
        self._numbers[prefix] = number
        sequence.shared, sequence.prefix = length, prefix

    def drop(self, in_use: set[Prefix]) -> bool:
        """Its cells are free then."""
        unused = next((prefix for prefix in self._numbers if prefix not in in_use), None)
        if unused is None:
            return False
        number = self._numbers.pop(unused)
        self._context.forget(number)
        self._cells.drop(number)
        return True


class CopiedBeginnings:
    """Where each text has cells of its own: bytes in the host's memory."""

    def __init__(self, context: Context) -> None:
        """There are none yet."""
        self._context = context
        self._states: OrderedDict[Prefix, bytes] = OrderedDict()

    def begin(self, sequence: Sequence, prefix: Prefix) -> None:
        """The cells are the sequence's own."""
        if prefix in self._states and self._context.restore(sequence.number, self._states[prefix]):
            self._states.move_to_end(prefix)
            sequence.tokens = list(prefix)

    def offer(self, sequence: Sequence, length: int, in_use: set[Prefix]) -> None:
        """Copies it at the moment when the sequence holds nothing else: no word of an interview gets into what all begin with."""
        if len(sequence.tokens) != length or (prefix := tuple(sequence.tokens)) in self._states:
            return
        self._states[prefix] = self._context.save(sequence.number)
        while len(self._states) > PREFIXES:
            self._states.popitem(last=False)

    def drop(self, in_use: set[Prefix]) -> bool:
        """They have no cells."""
        return False
