"""A start that ends the process is noticed by the next one: more careful at first, then not at all, and never for ever."""

from pathlib import Path

import pytest

from services.llm.engines.llama_cpp.model_file import UnusableModel
from services.llm.engines.llama_cpp.starts import FAST_TRIES, PLAIN_TRIES, Starts


@pytest.fixture
def starts(tmp_path: Path) -> Starts:
    return Starts(tmp_path / "starts.json", "model and build")


def test_a_start_that_holds_leaves_nothing(starts: Starts) -> None:
    assert starts.begin()
    starts.held(fast=True)
    assert starts.file is not None and not starts.file.exists()


def test_after_dying_twice_special_kernels_are_left_out_and_stay_out(starts: Starts) -> None:
    assert [starts.begin() for _ in range(FAST_TRIES + 1)] == [True] * FAST_TRIES + [False]
    starts.held(fast=False)
    assert not starts.begin()
    starts.held(fast=False)
    assert not starts.begin()


def test_what_dies_whatever_is_tried_is_tried_no_more(starts: Starts) -> None:
    for _ in range(FAST_TRIES + PLAIN_TRIES):
        starts.begin()
    with pytest.raises(UnusableModel, match="ended this process 4 times"):
        starts.begin()


def test_another_model_or_build_is_tried_anew(starts: Starts) -> None:
    for _ in range(FAST_TRIES):
        starts.begin()
    assert Starts(starts.file, "another").begin()


def test_a_start_that_was_stopped_on_purpose_does_not_count(starts: Starts) -> None:
    for _ in range(5):
        assert starts.begin()
        starts.called_off()


@pytest.mark.parametrize("content", ["", "[]", "{", '{"died": "many", "what": "model and build"}'])
def test_a_note_that_cannot_be_read_is_none(starts: Starts, content: str) -> None:
    assert starts.file is not None
    starts.file.write_text(content, "utf-8")
    assert starts.begin()


def test_without_a_place_for_notes_every_start_is_a_first_one() -> None:
    assert all(Starts(None, "model").begin() for _ in range(9))
