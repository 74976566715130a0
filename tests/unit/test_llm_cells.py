"""KV cells and sequences always add up, and no interview ever gets what another one left."""

import contextlib
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from services.llm.engines.llama_cpp.beginnings import Sequence
from services.llm.engines.llama_cpp.cells import Cells, CellsFull
from services.llm.engines.llama_cpp.layout import Layout
from services.llm.engines.llama_cpp.sequences import KEPT_SECONDS, WORTH_KEEPING, Sequences

CAPACITY = 200
PREFIX = [1, 2, 3, 4, 5]
POOL = Layout(CAPACITY, texts=6, is_pool=True)
OWN = Layout(3 * 120, texts=3)
EITHER_WAY = pytest.mark.parametrize("layout", [POOL, OWN], ids=["in a pool", "cells of its own"])


class CountedContext:
    """The cells as llama.cpp keeps them: each knows its token and which sequences it belongs to."""

    def __init__(self, layout: Layout) -> None:
        self.layout, self.cells = layout, layout.cells
        self.held: dict[int, list[object]] = {}
        self.tokens: dict[int, list[int]] = {}

    @property
    def used(self) -> int:
        return len({id(cell) for cells in self.held.values() for cell in cells})

    def decode(self, number: int, tokens: list[int]) -> None:
        self.held.setdefault(number, []).extend(object() for _ in tokens)
        self.tokens.setdefault(number, []).extend(tokens)
        assert self.used <= self.cells and number < self.layout.sequences
        assert len(self.held[number]) <= self.layout.cells_of_one

    def forget(self, number: int, start: int = 0) -> bool:
        self.held[number] = self.held.get(number, [])[:start]
        self.tokens[number] = self.tokens.get(number, [])[:start]
        return True

    def share(self, source: int, target: int, end: int) -> None:
        assert self.layout.is_pool and not self.held.get(target)
        self.held[target], self.tokens[target] = self.held[source][:end], self.tokens[source][:end]

    def save(self, number: int) -> bytes:
        return bytes(self.tokens[number])

    def restore(self, number: int, state: bytes) -> bool:
        assert not self.held.get(number)
        self.decode(number, list(state))
        return True


class Desk:
    """Sequences over counted cells, and what is in use."""

    def __init__(self, layout: Layout = POOL, *, host_bytes: int = 120) -> None:
        self.context = CountedContext(layout)
        self.now = 0.0
        context: Any = self.context
        self.sequences = Sequences(context, host_bytes=host_bytes, clock=lambda: self.now)
        self.running: list[Sequence] = []

    def turn(self, conversation: str, tokens: list[int], room: int) -> Sequence:
        """Takes a sequence and decodes its prompt."""
        sequence = self.sequences.take(tokens, len(PREFIX), room, conversation)
        assert sequence.tokens == tokens[: len(sequence.tokens)] == self.context.tokens.get(sequence.number, [])
        if not sequence.tokens:
            self.write(sequence, PREFIX)
            self.sequences.offer_prefix(sequence, len(PREFIX))
        self.write(sequence, tokens[len(sequence.tokens) :])
        self.running.append(sequence)
        return sequence

    def write(self, sequence: Sequence, tokens: list[int]) -> None:
        self.context.decode(sequence.number, tokens)
        self.sequences.grown(sequence, tokens)

    def leave(self, sequence: Sequence, *, keep: bool = True) -> None:
        self.running.remove(sequence)
        self.sequences.leave(sequence, keep=keep)

    def check(self) -> None:
        """What is counted is what is there, and never more than there is."""
        cells = self.sequences.cells
        assert sum(cells.held_by(number) for number in cells.sequences) == self.context.used
        assert self.context.used <= cells.used <= cells.capacity
        for sequence in self.running:
            assert self.context.tokens[sequence.number] == sequence.tokens
            assert not self.sequences.is_empty(sequence.number)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["turn", "turn", "leave", "drop", "park", "wait"]),
        st.integers(0, 4),
        st.lists(st.integers(6, 9), min_size=1, max_size=60),
        st.integers(0, 40),
    ),
    max_size=60,
)


TWO_AT_ONCE = [("turn", 0, [6], 26), ("turn", 0, [6], 26), ("leave", 0, [6], 0), ("leave", 0, [6], 0)]
"""Two texts of one interview, each of which goes to the host's memory."""


@EITHER_WAY
@settings(max_examples=150, deadline=None)
@given(steps=STEPS)
@example(steps=TWO_AT_ONCE)
def test_cells_and_sequences_add_up_whatever_comes(layout: Layout, steps: list[tuple[str, int, list[int], int]]) -> None:
    desk = Desk(layout)
    for step, who, tokens, room in steps:
        match step:
            case "turn":
                try:
                    sequence = desk.turn(f"interview-{who}", PREFIX + tokens, room)
                    desk.write(sequence, [9] * room)
                except CellsFull:
                    pass
            case "leave" | "drop" if desk.running:
                desk.leave(desk.running[who % len(desk.running)], keep=step == "leave")
            case "park" if desk.running:
                sequence = desk.running.pop(who % len(desk.running))
                parked = desk.sequences.park(sequence)
                with contextlib.suppress(CellsFull):
                    desk.running.append(desk.sequences.unpark(parked, 0, sequence.conversation))
            case "wait":
                desk.now += KEPT_SECONDS / 2
                desk.sequences.forget_old()
        desk.check()
    for sequence in list(desk.running):
        desk.leave(sequence, keep=False)
    desk.now += 2 * KEPT_SECONDS
    desk.sequences.forget_old()
    desk.check()
    assert desk.sequences.parked_bytes == 0
    assert desk.context.used <= len(PREFIX)
    assert all(desk.sequences.is_empty(number) for number in range(layout.sequences)[-layout.texts :])


@given(st.lists(st.tuples(st.sampled_from(["promise", "hold", "settle", "drop"]), st.integers(0, 3), st.integers(0, 80)), max_size=40))
def test_what_is_free_is_never_less_than_nothing(steps: list[tuple[str, int, int]]) -> None:
    cells = Cells(100)
    for step, sequence, count in steps:
        with contextlib.suppress(CellsFull):
            getattr(cells, step)(*((sequence, count) if step in ("promise", "hold") else (sequence,)))
        assert 0 <= cells.free <= cells.capacity


@EITHER_WAY
def test_f18_two_interviews_that_say_the_same_share_nothing_but_our_own_beginning(layout: Layout) -> None:
    desk = Desk(layout)
    first = desk.turn("one", [*PREFIX, 7, 7, 7, 7], 0)
    desk.leave(first)
    second = desk.sequences.take([*PREFIX, 7, 7, 7, 7], len(PREFIX), 0, "two")
    assert second.tokens == PREFIX
    assert desk.context.tokens[second.number] == PREFIX


def test_f18_what_all_begin_with_is_copied_before_anybodys_words_follow() -> None:
    desk = Desk(OWN)
    late = desk.sequences.take([*PREFIX, 7, 7], len(PREFIX), 0, "one")
    desk.write(late, [*PREFIX, 7])
    desk.sequences.offer_prefix(late, len(PREFIX))
    assert desk.sequences.take([*PREFIX, 8], len(PREFIX), 0, "two").tokens == []


@EITHER_WAY
def test_a_turn_begins_where_the_interviews_last_prompt_still_holds(layout: Layout) -> None:
    desk = Desk(layout, host_bytes=1000)
    told = [*PREFIX, *[6] * WORTH_KEEPING]
    desk.leave(desk.turn("one", [*told, 8, 9], 0))
    again = desk.sequences.take([*told, 9, 9], len(PREFIX), 0, "one")
    assert again.tokens == told


def test_an_interview_that_finds_every_sequence_taken_keeps_what_it_has_elsewhere() -> None:
    desk = Desk(OWN, host_bytes=1000)
    told = [*PREFIX, *[6] * WORTH_KEEPING]
    desk.leave(desk.turn("one", told, 0))
    others = [desk.turn(f"other-{number}", [*PREFIX, 7], 0) for number in range(OWN.texts)]
    with pytest.raises(CellsFull):
        desk.sequences.take([*told, 9], len(PREFIX), 0, "one")
    desk.leave(others[0])
    assert desk.sequences.take([*told, 9], len(PREFIX), 0, "one").tokens == told


def test_the_same_prompt_again_reads_its_last_token_anew() -> None:
    desk = Desk()
    desk.leave(desk.turn("one", [*PREFIX, 6, 7], 0))
    assert desk.sequences.take([*PREFIX, 6, 7], len(PREFIX), 0, "one").tokens == [*PREFIX, 6]


def test_what_was_evicted_comes_back_from_the_hosts_memory() -> None:
    desk = Desk(Layout(100, texts=6, is_pool=True))
    mine = [*PREFIX, *[6] * 40]
    desk.leave(desk.turn("mine", mine, 0))
    desk.leave(desk.turn("other", [*PREFIX, *[7] * 70], 0))
    assert desk.sequences.parked_bytes > 0
    assert desk.sequences.take([*mine, 8], len(PREFIX), 0, "mine").tokens == mine


def test_an_interview_that_has_gone_quiet_leaves_nothing() -> None:
    desk = Desk()
    desk.leave(desk.turn("one", [*PREFIX, 6, 7], 0))
    desk.now = KEPT_SECONDS + 1
    desk.sequences.forget_old()
    assert desk.context.used == len(PREFIX)
