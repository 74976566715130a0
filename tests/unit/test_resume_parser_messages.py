"""What a parser process says is read with distrust: whoever has taken it over gets no further than a refusal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.resume.adapters.parser_messages import (
    ParserLimits,
    read_answer,
    refusal_answer,
    refusal_for_exit,
    result_answer,
)
from services.resume.domain.unreadable import REASONS, Corrupt, ParserLimit, TooManyPages, Unreadable
from tests.resumes.fakes import result_of


def test_a_result_comes_back_as_it_was_said() -> None:
    assert read_answer(result_answer(result_of("words"))) == result_of("words")


def test_a_refusal_comes_back_with_its_facts() -> None:
    with pytest.raises(TooManyPages) as refused:
        read_answer(refusal_answer(TooManyPages(pages=101, limit_pages=100)))
    assert refused.value.facts == {"pages": "101", "limit_pages": "100"}


@given(st.one_of(st.binary(max_size=200), st.binary(max_size=200).map(lambda said: b"R" + said), st.binary().map(lambda said: b"N" + said)))
def test_nonsense_is_a_broken_file_and_nothing_worse(answer: bytes) -> None:
    try:
        result = read_answer(answer)
    except Unreadable:
        return
    assert answer.startswith(b"R") and result.passages


@pytest.mark.parametrize("said", [b'N{"reason": "OTHER", "facts": {}}', b'N["NO_TEXT"]', b'N{"reason": "NO_TEXT", "facts": 3}', b"N", b""])
def test_a_refusal_that_is_none_is_a_broken_file(said: bytes) -> None:
    with pytest.raises(Corrupt):
        read_answer(said)


@pytest.mark.parametrize(("status", "refusal"), [(-9, ParserLimit), (-24, ParserLimit), (-11, Corrupt), (1, Corrupt), (0, Corrupt)])
def test_how_a_parser_died_tells_why_the_file_is_not_read(status: int, refusal: type[Unreadable]) -> None:
    assert type(refusal_for_exit(status)) is refusal


@pytest.mark.parametrize("refusal", REASONS.values())
def test_every_reason_survives_the_way_out_of_the_parser(refusal: type[Unreadable]) -> None:
    with pytest.raises(refusal):
        read_answer(refusal_answer(refusal()))


def test_limits_survive_the_way_into_the_parser() -> None:
    limits = ParserLimits(max_pages=3, wall_seconds=1.5)

    assert ParserLimits.from_argument(limits.to_argument()) == limits
