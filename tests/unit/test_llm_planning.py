"""Each step serves everybody: words keep coming, prompts are read, and nobody's live question waits for a report."""

from hypothesis import given
from hypothesis import strategies as st

from services.llm.domain.generation import Lane
from services.llm.engines.llama_cpp.context import BATCH
from services.llm.engines.llama_cpp.planning import LEAST_READING, MOST_READING, PATIENCE, STEP_SECONDS, Standing, plan, reading_budget

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
    assert plan([Standing(LATER, 1, False, PATIENCE + 1), Standing(LIVE, 300, True)]) == [1, LEAST_READING]


def test_a_long_prompt_is_read_in_small_pieces_beside_those_who_write() -> None:
    assert plan([Standing(LIVE, 1, False), Standing(LIVE, 3000, True)]) == [1, LEAST_READING]
    assert plan([Standing(LIVE, 3000, True)]) == [BATCH]


def test_a_report_is_read_in_small_pieces_even_alone_for_somebody_may_come() -> None:
    assert plan([Standing(LATER, 3000, True), Standing(LATER, 3000, True)], 64) == [64, 0]


@given(st.floats(0, 1e6))
def test_a_short_step_is_as_long_as_the_machine_reads_in_its_time(rate: float) -> None:
    budget = reading_budget(rate)
    assert LEAST_READING <= budget <= MOST_READING
    assert budget == LEAST_READING or budget <= rate * STEP_SECONDS
