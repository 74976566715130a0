"""How alike two questions are: the same in other words is found, another question with the same ending is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewing.likeness import ALIKE, alike, likeness

SAME = [
    ("캐시와 원본 데이터가 어긋나는 일을 어떻게 막으셨나요?", "캐시와 원본 데이터가 어긋나는 일을 어떻게 막으시나요?"),
    ("How do you test a payment system?", "How would you test a payment system?"),
    ("C++ 프로젝트에서 메모리 누수를 어떻게 찾으시나요?", "C++ 프로젝트에서 메모리 누수를 어떻게 찾으셨나요?"),
]
OTHER = [
    ("기존 고객과의 거래 규모를 키운 경험을 말씀해 주세요.", "떠나려던 고객의 마음을 돌린 경험을 말씀해 주세요."),
    ("Please tell me about a plan that you changed.", "Please tell me about a customer whom you kept."),
    ("What is a lock?", ""),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_question_in_slightly_other_words_is_found(one: str, other: str) -> None:
    assert likeness(one, other) == likeness(other, one) >= ALIKE


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_another_question_is_left_alone(one: str, other: str) -> None:
    assert likeness(one, other) == likeness(other, one) < ALIKE


@given(st.lists(st.text(alphabet="abc 가나다?", max_size=12), max_size=12), st.sampled_from([0.5, ALIKE, 0.9]))
def test_looking_at_rare_pieces_alone_misses_no_pair(texts: list[str], threshold: float) -> None:
    every = {(one, other) for other in range(len(texts)) for one in range(other) if likeness(texts[one], texts[other]) >= threshold}
    assert {(one, other) for one, other, _ in alike(texts, threshold)} == every
