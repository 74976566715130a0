"""Each step serves everybody: words keep coming, prompts are read, and nobody's live question waits for a report."""

from hypothesis import given
from hypothesis import strategies as st

from services.llm.domain.generation import Lane
from services.llm.engines.llama_cpp.context import BATCH
from services.llm.engines.llama_cpp.planning import (
    BRISK_SECONDS,
    FIRST_READING,
    LEAST_READING,
    PATIENCE,
    STEP_SECONDS,
    Pace,
    Standing,
    plan,
)

LIVE, LATER = Lane.INTERACTIVE, Lane.BATCH
STANDINGS = st.builds(Standing, st.sampled_from(Lane), st.integers(1, 4000), st.booleans(), st.floats(0, 5))


@given(st.lists(STANDINGS, max_size=64))
def test_a_step_is_never_too_large_and_never_empty(standings: list[Standing]) -> None:
    counts = plan(standings)
    assert sum(counts) <= BATCH
    assert all(0 <= count <= standing.pending for count, standing in zip(counts, standings, strict=True))
    assert bool(sum(counts)) == bool(standings)


@given(st.lists(STANDINGS, max_size=64))
def test_nobody_whose_question_is_being_written_sits_a_step_out(standings: list[Standing]) -> None:
    counts = plan(standings)
    writing = [index for index, standing in enumerate(standings) if standing.lane is LIVE and standing.pending == 1]
    assert all(counts[index] == 1 for index in writing)


def test_f24_while_a_live_prompt_is_read_reports_sit_out() -> None:
    assert plan([Standing(LATER, 1, False), Standing(LIVE, 300, True), Standing(LATER, 900, True)]) == [0, 300, 0]


def test_a_report_does_not_sit_out_for_ever() -> None:
    assert plan([Standing(LATER, 1, False, PATIENCE + 1), Standing(LIVE, 300, True)]) == [1, FIRST_READING]


def test_a_long_prompt_is_read_in_small_pieces_beside_those_who_write() -> None:
    assert plan([Standing(LIVE, 1, False), Standing(LIVE, 3000, True)]) == [1, FIRST_READING]
    assert plan([Standing(LIVE, 3000, True)]) == [BATCH]


def test_a_report_is_read_in_small_pieces_even_alone_for_somebody_may_come() -> None:
    assert plan([Standing(LATER, 3000, True), Standing(LATER, 3000, True)], 64) == [64, 0]


LONG_BESIDE_ONE = [Standing(LIVE, 1, False), Standing(LIVE, 1 << 20, True)]


def test_a_prompt_that_is_over_soon_is_read_in_larger_pieces_and_no_report_is() -> None:
    pace = Pace()
    pace.note(100, 0, 0.25)
    brief, report = Standing(LIVE, 300, True), Standing(LATER, 300, True)
    assert pace.reading_budget([brief]) == int(BRISK_SECONDS / 0.0025)
    assert pace.reading_budget([report]) == pace.reading_budget([Standing(LIVE, 3000, True)]) == int(STEP_SECONDS / 0.0025)


@given(st.floats(1e-5, 0.03), st.floats(0.001, 0.1), st.integers(1, 8))
def test_a_step_reads_as_much_as_there_is_time_for_beside_those_who_write(row: float, writing: float, writers: int) -> None:
    pace = Pace()
    for _ in range(60):
        pace.note(0, writers, writing)
        reading = pace.reading_budget(LONG_BESIDE_ONE)
        pace.note(reading, writers, writing + reading * row)
    budget = pace.reading_budget(LONG_BESIDE_ONE)
    assert LEAST_READING <= budget <= BATCH
    assert budget == LEAST_READING or budget * row <= max(STEP_SECONDS / 2, STEP_SECONDS - writing) * 1.1


def test_the_deeper_a_prompt_is_read_the_less_of_it_a_step_takes() -> None:
    pace, budgets = Pace(), []
    for step in range(60):
        reading = pace.reading_budget([Standing(LIVE, 1 << 20, True)])
        pace.note(reading, 0, reading * (0.002 + 0.0002 * step))
        budgets.append(reading)
    assert budgets[-1] < budgets[5] / 2


def test_how_fast_prompts_are_read_is_not_known_from_steps_that_read_none() -> None:
    pace = Pace()
    pace.note(0, 4, 0.05)
    assert pace.tokens_a_second == 0 and pace.reading_budget(LONG_BESIDE_ONE) == FIRST_READING
