"""Texts go through the model together where that is cheap, and llama.cpp takes them so."""

from hypothesis import given
from hypothesis import strategies as st

from services.llm.engines.llama_cpp.passes import PASS, ROW, Load, between, passes

LOADS = st.lists(
    st.builds(Load, st.integers(0, 15), st.integers(0, 8000), st.sampled_from([1, 1, 1, 5, 60])),
    max_size=12,
    unique_by=lambda load: load.number,
)


def cost(loads: list[Load], group: list[int]) -> float:
    numbers = [loads[index].number for index in group]
    rows = (len(group) + len(between(numbers))) * loads[group[0]].rows
    return PASS + rows * (ROW + max(loads[index].depth for index in group))


@given(LOADS, st.sets(st.integers(0, 15)))
def test_every_text_goes_through_once_and_only_beside_those_that_fit(loads: list[Load], resting: set[int]) -> None:
    used = resting | {load.number for load in loads}
    groups = passes(loads, lambda number: number not in used)
    assert sorted(index for group in groups for index in group) == list(range(len(loads)))
    for group in groups:
        numbers = [loads[index].number for index in group]
        assert numbers == sorted(numbers) and len({loads[index].rows for index in group}) == 1
        assert not used.intersection(between(numbers)) and (loads[group[0]].rows == 1 or not between(numbers))


@given(LOADS)
def test_together_is_never_dearer_than_each_alone(loads: list[Load]) -> None:
    groups = passes(loads, lambda number: True)
    assert sum(cost(loads, group) for group in groups) <= sum(cost(loads, [index]) for index in range(len(loads)))


def test_texts_of_one_length_go_together_and_a_long_one_apart() -> None:
    short = [Load(number, 350, 1) for number in range(8)]
    assert passes(short, lambda number: False) == [list(range(8))]
    assert passes([*short, Load(8, 3000, 1)], lambda number: False) == [list(range(8)), [8]]
    assert passes([Load(0, 350, 1), Load(1, 500, 1)], lambda number: False) == [[0, 1]]


def test_a_number_that_nobody_uses_parts_no_texts_and_one_that_rests_does() -> None:
    loads = [Load(0, 300, 1), Load(2, 300, 1)]
    assert passes(loads, lambda number: True) == [[0, 1]]
    assert passes(loads, lambda number: False) == [[0], [1]]


def test_what_is_read_goes_apart_from_what_is_written() -> None:
    assert passes([Load(0, 300, 60), Load(1, 300, 1)], lambda number: True) == [[1], [0]]
