"""The particle after a quote is the one a Korean speaker would say."""

import pytest

from services.llm.engines.bank.follow_ups import fill
from services.llm.engines.bank.particles import with_particle

PARTICLES = ("을", "이", "은", "과")
CLOSED = [
    "커넥션 풀",
    "결제 시스템",
    "체크리스트 작성",
    "3",
    "10",
    "C#",
    "SQL",
    "MySQL",
    "ERM",
    "Spring",
    "Python",
    "Slack",
    "pipeline",
    "Google",
    "Web",
    "Git",
    "Facebook",
    "API 서버 6",
]
OPEN = [
    "데이터",
    "부하 테스트",
    "2",
    "95%",
    "C++",
    "CI/CD",
    "API",
    "AWS",
    "Docker",
    "Kubernetes",
    "React",
    "Kafka",
    "JPA",
    "서비스”",
    "Spring Boot",
    "root",
]


@pytest.mark.parametrize("word", CLOSED)
def test_after_a_consonant(word: str) -> None:
    assert (with_particle(word, "을"), with_particle(word, "이"), with_particle(word, "은"), with_particle(word, "과")) == (
        "을",
        "이",
        "은",
        "과",
    )


@pytest.mark.parametrize("word", OPEN)
def test_after_a_vowel(word: str) -> None:
    assert (with_particle(word, "을"), with_particle(word, "이"), with_particle(word, "은"), with_particle(word, "과")) == (
        "를",
        "가",
        "는",
        "와",
    )


def test_the_particle_follows_the_quotation_mark() -> None:
    assert fill("“{quote}”{을} 말씀하셨는데, 왜인가요?", "CI/CD") == "“CI/CD”를 말씀하셨는데, 왜인가요?"
