"""What text is found by, and how two rankings become one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.session.search.bigrams import lexemes
from services.session.search.hybrid import Hit, fused


def test_korean_words_meet_in_spite_of_their_particles() -> None:
    assert {"백엔", "엔드"} <= set(lexemes("백엔드를")) & set(lexemes("백엔드에서는"))


@pytest.mark.parametrize(("text", "kept"), [("C++", "=c++"), ("C# 개발", "=c#"), ("CI/CD", "=ci"), ("ＡＰＩ", "=api"), ("R", "r")])
def test_names_of_things_keep_what_makes_them_what_they_are(text: str, kept: str) -> None:
    assert kept in lexemes(text)


@given(st.text(max_size=200))
def test_no_text_brings_what_a_query_could_be_broken_with(text: str) -> None:
    assert not any(set(lexeme) & set("' \\&|!():<>") or not lexeme for lexeme in lexemes(text))


@given(st.lists(st.text(max_size=8), max_size=20))
def test_a_lexeme_stands_once(words: list[str]) -> None:
    found = lexemes(" ".join(words))
    assert len(found) == len(set(found))


def test_what_both_rankings_have_comes_before_what_one_has() -> None:
    assert [hit.key for hit in fused([("a",), ("b",)], [("c",), ("b",)])] == [("b",), ("a",), ("c",)]


def test_a_hit_says_why_it_is_one() -> None:
    assert fused([("a",)], [("b",), ("a",)])[0] == Hit(("a",), meaning_rank=1, words_rank=2)


def test_the_score_is_that_of_the_contract() -> None:
    assert Hit(("a",), 1, 2).score == pytest.approx(1 / 61 + 1 / 62)
    assert Hit(("a",), 0, 2).score == pytest.approx(1 / 62)
