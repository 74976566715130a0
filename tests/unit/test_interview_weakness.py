"""Q5: refused, empty and weak answers in a row get a gentler question; nothing else does."""

import pytest

from services.session.interviews.domain.weakness import WEAK_BELOW, Found, weak_run
from services.session.interviews.words import AnswerKind

GOOD = Found(AnswerKind.ANSWER, has_words=True, points=70)
WEAK = Found(AnswerKind.ANSWER, has_words=True, points=WEAK_BELOW - 1)


@pytest.mark.parametrize(
    "answer",
    [
        WEAK,
        Found(AnswerKind.REFUSAL, has_words=True),
        Found(AnswerKind.EMPTY, has_words=False),
        Found(AnswerKind.SKIPPED, has_words=False),
        Found(AnswerKind.TIMED_OUT, has_words=False),
        Found(AnswerKind.TIMED_OUT, has_words=True, points=0),
    ],
)
def test_refused_empty_and_weak_answers_count(answer: Found) -> None:
    assert weak_run([GOOD, answer, answer]) == 2


@pytest.mark.parametrize(
    "answer",
    [
        GOOD,
        Found(AnswerKind.ANSWER, has_words=True),
        Found(AnswerKind.ANSWER, has_words=True, points=WEAK_BELOW),
        Found(AnswerKind.TIMED_OUT, has_words=True),
        Found(AnswerKind.TIMED_OUT, has_words=True, points=90),
    ],
)
def test_an_answer_that_says_something_ends_the_run_even_when_its_time_ran_out(answer: Found) -> None:
    assert weak_run([WEAK, answer]) == 0


def test_a_question_back_neither_counts_nor_ends_the_run() -> None:
    asked_back = Found(AnswerKind.QUESTION_BACK, has_words=True, points=10)
    assert weak_run([asked_back]) == 0
    assert weak_run([GOOD, WEAK, asked_back]) == 1
