"""What a question quotes stands in the answer, names of things stay whole (F42), and every language is read its own way."""

import pytest

from services.llm.engines.bank.english import English, stem
from services.llm.engines.bank.korean import Korean
from services.llm.engines.bank.tongue import Tongue

KOREAN, ENGLISH = Korean(), English()


def quotable(tongue: Tongue, text: str) -> list[str]:
    phrases = tongue.phrases(text)
    assert [text[phrase.start :][: len(phrase.text)] for phrase in phrases] == [phrase.text for phrase in phrases]
    return [phrase.text for phrase in phrases]


def test_korean_nouns_that_belong_together_are_quoted_together() -> None:
    phrases = quotable(KOREAN, "당시 결제 시스템의 응답이 느려서 제가 커넥션 풀 크기를 조정했습니다.")
    assert "커넥션 풀 크기" in phrases and "결제 시스템" in phrases


def test_korean_hollow_words_are_never_quoted() -> None:
    assert quotable(KOREAN, "그 경험에서 많은 것을 느꼈고 그 부분이 문제라고 생각했습니다.") == []


def test_a_noun_that_makes_a_verb_belongs_to_the_verb() -> None:
    assert "배포 자동화" not in quotable(KOREAN, "배포를 자동화했습니다.")


@pytest.mark.parametrize("name", ["C++", "C#", "CI/CD", ".NET", "Node.js", "gRPC-Web", "PostgreSQL", "Next.js"])
def test_f42_names_of_things_stay_whole(name: str) -> None:
    assert any(name in phrase for phrase in quotable(KOREAN, f"저는 그때 {name}로 서버를 만들었습니다."))
    assert any(name in phrase for phrase in quotable(ENGLISH, f"I wrote the server with {name} back then."))


@pytest.mark.parametrize("particle", ["를", "가", "는", "까지", "로"])
def test_a_quoted_share_leaves_its_particle_behind(particle: str) -> None:
    text = f"인덱스가 빠진 질의가 CPU의 70%{particle} 쓴다는 것을 알았습니다."
    assert not [phrase for phrase in quotable(KOREAN, text) if phrase.endswith(particle)]


@pytest.mark.parametrize("tongue", [KOREAN, ENGLISH])
def test_places_are_counted_in_code_points(tongue: Tongue) -> None:
    assert quotable(tongue, "😀😀 Kubernetes 클러스터 😀") and quotable(tongue, "𝄞 PostgreSQL was new to me.")


def test_english_noun_phrases_end_where_verbs_and_function_words_begin() -> None:
    text = "When our payment service slowed down, I tuned the connection pool and added load tests to the CI/CD pipeline."
    assert set(quotable(ENGLISH, text)) == {"payment service", "connection pool", "load tests", "CI/CD pipeline"}


def test_an_ordinal_number_is_quoted_whole() -> None:
    assert "99th percentile" in quotable(ENGLISH, "Then the 99th percentile fell from 4 seconds to 300 milliseconds.")


def test_english_answers_without_a_thing_in_them_have_nothing_to_quote() -> None:
    assert quotable(ENGLISH, "It was a great experience and I learned a lot of things.") == []


def test_korean_verbs_are_found_in_every_form() -> None:
    text = "응답을 줄였고, 로그를 확인해서 문제가 해결됐습니다."
    hits = {hit.indicator for hit in KOREAN.hits(text, ["줄이다", "확인하다", "해결하다", "해결되다", "늘리다"])}
    assert hits == {"줄이다", "확인하다", "해결하다", "해결되다"}


def test_a_korean_word_counts_from_its_first_syllable() -> None:
    assert KOREAN.hits("회사의 정책을 바꾸었습니다.", ["책"]) == []
    assert [hit.at for hit in KOREAN.hits("매일 책을 읽습니다.", ["책"])] == [3]


def test_english_words_meet_by_their_stems() -> None:
    hits = {
        hit.indicator
        for hit in ENGLISH.hits("I analyzed the logs, and, as a result, latency was reduced.", ["analyze", "as a result", "reduce", "log"])
    }
    assert hits == {"analyze", "as a result", "reduce", "log"}


FORMS = [("reduce", "reducing"), ("apply", "applied"), ("analyze", "analysis"), ("stop", "stopped"), ("use", "used"), ("use", "using")]


@pytest.mark.parametrize(("one", "other"), FORMS)
def test_forms_of_a_word_have_one_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize("tongue", [KOREAN, ENGLISH])
@pytest.mark.parametrize(("text", "is_number"), [("It fell by 95%", True), ("v2 of the API", True), ("no figure at all", False)])
def test_any_figure_is_a_number(tongue: Tongue, text: str, is_number: bool) -> None:
    assert bool(tongue.hits(text, ["<number>"])) is is_number
