"""A text ends before the stop string that is complete first, however it comes in pieces, and nothing of it is lost or told too early."""

from hypothesis import example, given
from hypothesis import strategies as st

from services.llm.domain.stops import Stops

LETTERS = st.text("ab<|가", max_size=30)


def told(stops: Stops, pieces: list[str]) -> str:
    return "".join(map(stops.take, pieces)) + stops.rest()


def told_letter_by_letter(text: str, strings: list[str]) -> tuple[str, bool]:
    """What the rule says, without pieces: the first place where a string ends, and the longest that ends there."""
    for end in range(1, len(text) + 1):
        if ending := [string for string in strings if text[:end].endswith(string)]:
            return text[: end - max(map(len, ending))], True
    return text, False


@given(LETTERS, st.lists(st.text("ab<|가", min_size=1, max_size=4), max_size=3), st.integers(1, 5))
@example("<a<", ["a", "<a<"], 1)
@example("<a<", ["a", "<a<"], 3)
@example("<a", ["a", "<a"], 2)
def test_what_is_told_is_the_text_up_to_the_stop_that_is_complete_first(text: str, strings: list[str], size: int) -> None:
    stops = Stops(strings)
    found = told(stops, [text[start : start + size] for start in range(0, len(text), size)])
    assert (found, stops.is_hit) == told_letter_by_letter(text, strings)


def test_only_what_may_become_a_stop_is_held_back() -> None:
    stops = Stops(["<data"])
    assert [stops.take(piece) for piece in ("abc<", "da", "x", "<d", "ata")] == ["abc", "", "<dax", "", ""]
    assert stops.is_hit and stops.rest() == ""


def test_the_beginning_of_a_stop_that_never_came_is_told_at_the_end() -> None:
    stops = Stops(["<data"])
    assert stops.take("abc<dat") == "abc" and stops.rest() == "<dat"
