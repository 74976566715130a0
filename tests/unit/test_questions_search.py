"""What text is found by, and how two rankings become one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.session.search.bigrams import BEGINS, lexemes, sought
from services.session.search.hybrid import Judged, fused
from services.session.search.lexical import Said, Shares, Spoken, Wanted
from services.session.search.matching import matched_words
from services.session.search.models import ModelState, chosen
from services.session.search.nearest import WALKED_AT_MOST, Key, Near, Nearest, Usual, walked
from services.session.search.scope import Place
from services.session.search.vectors import Embedding


def test_korean_words_meet_in_spite_of_their_particles() -> None:
    assert {"백엔", "엔드"} <= set(lexemes("백엔드를")) & set(lexemes("백엔드에서는"))


@pytest.mark.parametrize(("text", "kept"), [("C++", "=c++"), ("C# 개발", "=c#"), ("CI/CD", "=ci"), ("ＡＰＩ", "=api"), ("R", "r")])
def test_names_of_things_keep_what_makes_them_what_they_are(text: str, kept: str) -> None:
    assert kept in lexemes(text)


@pytest.mark.parametrize(
    ("query", "word"), [("운영 경험", "=운영하며"), ("결제가", "=결제"), ("negotiation", "=negotiated"), ("API", "=apis")]
)
def test_a_query_looks_for_words_that_begin_as_its_own_do(query: str, word: str) -> None:
    assert any(word.startswith(part.removesuffix(BEGINS)) for part in sought(query) if part.endswith(BEGINS))


@given(st.text(max_size=200))
def test_a_query_looks_for_all_that_its_text_is_found_by_and_marks_beginnings_alone(text: str) -> None:
    parts = sought(text)
    assert set(lexemes(text)) == {part for part in parts if not part.endswith(BEGINS)}
    assert all(part.startswith("=") and BEGINS not in part[:-1] for part in parts if part.endswith(BEGINS))


def test_a_beginning_is_as_common_as_all_words_that_begin_so() -> None:
    shares = Shares(rows=1000, common={"=order": 0.2, "=orders": 0.1, "=owner": 0.3, "or": 0.5}, least=0.001)
    assert shares.of(f"=ord{BEGINS}") == pytest.approx(0.3)
    assert shares.of(f"=kafka{BEGINS}") == 0.001


def test_the_narrower_a_place_is_the_deeper_the_index_is_walked() -> None:
    depths = [walked(share) for share in (1.0, 0.5, 0.1, 0.05, 0.0)]
    assert depths == sorted(depths) and depths[-1] == WALKED_AT_MOST


@given(st.text(max_size=200))
def test_no_text_brings_what_a_query_could_be_broken_with(text: str) -> None:
    assert not any(set(lexeme) & set("' \\&|!():<>") or not lexeme for lexeme in lexemes(text))


@given(st.lists(st.text(max_size=8), max_size=20))
def test_a_lexeme_stands_once(words: list[str]) -> None:
    found = lexemes(" ".join(words))
    assert len(found) == len(set(found))


def judged(**rows: tuple[float | None, float]) -> tuple[Nearest, Said, dict[Key, Judged], tuple[Usual, Usual]]:
    """Rows by their similarity and coverage, ranked as the statements rank them, where 0.2 ± 0.1 is usual of either."""
    numbers: dict[Key, Judged] = {(name,): Judged(*pair) for name, pair in rows.items()}
    near = [Near(key, one.similarity) for key, one in numbers.items() if one.similarity is not None]
    said = [Spoken(key, one.coverage) for key, one in numbers.items() if one.coverage]
    near.sort(key=lambda each: -each.similarity)
    said.sort(key=lambda each: -each.coverage)
    return Nearest(near), Said(said), numbers, (Usual(0.2, 0.1), Usual(0.2, 0.1))


def test_what_stands_out_in_both_rankings_comes_before_what_does_in_one() -> None:
    assert [hit.key for hit in fused(*judged(a=(0.4, 0.0), b=(0.4, 0.5), c=(0.1, 0.6)))] == [("b",), ("a",), ("c",)]


def test_a_hit_says_why_it_is_one() -> None:
    hit = fused(*judged(a=(0.5, 0.1), b=(0.1, 0.4)), model="m")[0]
    assert (hit.key, hit.meaning_rank, hit.words_rank, hit.similarity, hit.model) == (("a",), 1, 2, 0.5, "m")


def test_a_row_that_waits_for_its_vector_is_found_by_its_words() -> None:
    assert [hit.key for hit in fused(*judged(waits=(None, 0.6), far=(0.1, 0.1)))] == [("waits",), ("far",)]


def test_a_ranking_in_which_everything_is_alike_decides_nothing() -> None:
    near, said, numbers, (_, words) = judged(a=(0.9, 0.1), b=(0.9, 0.3))
    assert [hit.key for hit in fused(near, said, numbers, (Usual(0.9, 0.0), words))] == [("b",), ("a",)]


def test_a_rare_word_tells_more_than_a_common_one() -> None:
    shares = Shares(rows=1000, common={"=the": 0.9}, least=0.001)
    assert shares.weight("=kafka") > 5 * shares.weight("=the")


def test_in_a_large_table_only_words_that_few_rows_have_are_looked_up() -> None:
    shares = Shares(rows=100_000, common=dict.fromkeys(lexemes("the order"), 0.6), least=0.0001)
    wanted = Wanted.of("the order kafka", shares, among=Place(100_000, 1.0, is_large=True))
    assert wanted is not None and "'=kafka'" in wanted.values["any"] and "'=the'" not in wanted.values["any"]
    few = Wanted.of("the order kafka", shares, among=Place(50, 0.0005, is_large=False))
    assert few is not None and "'=the'" in few.values["any"]


@pytest.mark.parametrize(
    ("query", "text", "shown"),
    [
        ("백엔드 개발", "백엔드를 5년간 개발했습니다", ["백엔드를", "개발했습니다"]),
        ("order systems", "A reviewer of Order system designs", ["Order", "system"]),
        ("C++", "C++ and C#", ["C++"]),
        ("kafka", "nothing of the kind", []),
    ],
)
def test_a_hit_shows_which_of_its_words_speak_of_the_query(query: str, text: str, shown: list[str]) -> None:
    assert matched_words(query, text) == shown


MODELS: list[dict[str, object]] = [
    {"model": "new", "dimension": 3, "state": ModelState.FILLING, "serve_time": None},
    {"model": "old", "dimension": 2, "state": ModelState.SERVING, "serve_time": 2},
    {"model": "older", "dimension": 2, "state": ModelState.KEPT, "serve_time": 1},
    {"model": "stray", "dimension": 1, "state": ModelState.KEPT, "serve_time": None},
]
OLD, OLDER, NEW = Embedding("old", [1.0, 0.0]), Embedding("older", [1.0, 0.0]), Embedding("new", [1.0, 0.0, 0.0])


@pytest.mark.parametrize(
    ("brought", "compared"),
    [
        ([NEW, OLD], OLD),
        ([OLDER, OLD], OLD),
        ([OLDER], OLDER),
        ([NEW], None),
        ([Embedding("stray", [1.0])], None),
        ([Embedding("old", [1.0])], None),
        ([], None),
    ],
)
def test_f51_one_model_is_compared_and_never_one_that_is_still_being_filled(brought: list[Embedding], compared: Embedding | None) -> None:
    assert chosen(MODELS, brought) is compared
