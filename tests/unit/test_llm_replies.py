"""A refusal is a whole reply that declines; a word inside an ordinary sentence never makes one (F43)."""

from time import process_time

import pytest

from interviewing.replies import Reply, kind_of_reply

REFUSALS = [
    "모르겠습니다",
    "잘 모르겠습니다.",
    "음… 죄송합니다. 잘 모르겠어요.",
    "그 질문에 대해서는 잘 모르겠습니다.",
    "없습니다.",
    "특별히 없습니다.",
    "딱히 떠오르는 게 없습니다.",
    "그런 경험은 없습니다.",
    "답변드리기 어렵습니다.",
    "기억이 나지 않습니다.",
    "패스하겠습니다",
    "I don't know",
    "I don’t know.",
    "Sorry, I really don't know.",
    "Um, I have no idea about that.",
    "I'd rather not answer that question.",
    "Skip, please",
    "I'm not sure.",
    "I can't think of anything right now.",
]

ANSWERS = [
    "문제가 없습니다.",
    "테스트를 돌려 보니 문제가 없습니다. 그래서 배포했습니다.",
    "처음에는 원인을 잘 모르겠습니다만, 로그를 보니 커넥션이 부족했습니다.",
    "그 방식은 지연이 없습니다.",
    "모르는 것을 모르겠습니다라고 말하는 문화를 만들었습니다.",
    "장애가 한 번도 없습니다",
    "I don't know of a better way than measuring first.",
    "I don't know Rust, but I have written C++ for three years.",
    "There was no idea that everybody liked, so we tried two of them.",
    "Nothing broke, because we had rolled it out to one percent first.",
    "I'm not sure it was right, but I chose PostgreSQL because the team knew it.",
    "I would skip the cache, because the data changes every second.",
]


@pytest.mark.parametrize("reply", REFUSALS)
def test_a_reply_that_only_declines_is_a_refusal(reply: str) -> None:
    assert kind_of_reply(reply) is Reply.REFUSAL


@pytest.mark.parametrize("reply", ANSWERS)
def test_f43_a_declining_word_inside_a_normal_sentence_is_an_answer(reply: str) -> None:
    assert kind_of_reply(reply) is Reply.ANSWER


@pytest.mark.parametrize("reply", ["", "   ", "...", "음", "음… 어…", "Um, uh", "\n"])
def test_silence_and_hesitation_are_empty(reply: str) -> None:
    assert kind_of_reply(reply) is Reply.EMPTY


@pytest.mark.parametrize(
    "reply", ["다시 한 번 말씀해 주시겠어요?", "무슨 뜻인가요?", "Could you repeat the question?", "Sorry, what do you mean by that?"]
)
def test_asking_back_is_neither_answer_nor_refusal(reply: str) -> None:
    assert kind_of_reply(reply) is Reply.QUESTION_BACK


def test_a_long_reply_is_an_answer_even_if_it_declines_in_the_end() -> None:
    assert kind_of_reply("캐시를 먼저 비우고 다시 재 보았습니다. 그래도 느렸습니다. 그 뒤는 모르겠습니다.") is Reply.ANSWER


@pytest.mark.parametrize(
    "reply", ["그이" * 59 + "!", "음" * 20000 + "x", "that right now " * 7 + "x", "이 " * 60, "no no " * 20 + "x", "잘 " * 59 + "x"]
)
def test_no_reply_makes_the_reader_think_for_long(reply: str) -> None:
    before = process_time()
    kind_of_reply(reply)
    assert process_time() - before < 0.2
