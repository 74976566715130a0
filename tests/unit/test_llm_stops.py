"""A text ends before its first stop string, however it comes in pieces, and nothing of it is lost or told too early."""

from hypothesis import given
from hypothesis import strategies as st

from services.llm.domain.stops import Stops

LETTERS = st.text("ab<|가", max_size=30)


def told(stops: Stops, pieces: list[str]) -> str:
    return "".join(map(stops.take, pieces)) + stops.rest()


@given(LETTERS, st.lists(st.text("ab<|가", min_size=1, max_size=4), max_size=3), st.integers(1, 5))
def test_what_is_told_is_the_text_up_to_its_first_stop(text: str, strings: list[str], size: int) -> None:
    stops = Stops(strings)
    found = told(stops, [text[start : start + size] for start in range(0, len(text), size)])
    places = [text.find(string) for string in strings if string in text]
    assert found == text[: min(places, default=len(text))]
    assert stops.is_hit == bool(places)


def test_only_what_may_become_a_stop_is_held_back() -> None:
    stops = Stops(["<data"])
    assert [stops.take(piece) for piece in ("abc<", "da", "x", "<d", "ata")] == ["abc", "", "<dax", "", ""]
    assert stops.is_hit and stops.rest() == ""


def test_the_beginning_of_a_stop_that_never_came_is_told_at_the_end() -> None:
    stops = Stops(["<data"])
    assert stops.take("abc<dat") == "abc" and stops.rest() == "<dat"
