"""What the candidates of the run say: no two answers alike, so that each can be found again exactly once."""

import random

KOREAN = (
    "응답이 느려진 원인을 찾으려고 구간마다 시간을 재었고, 인덱스가 빠진 질의가 70%를 쓴다는 것을 알아냈습니다.",
    "배포가 자주 실패했습니다. 저는 CI/CD 단계를 나누고 되돌리는 절차를 만들었습니다. 그 뒤 석 달 동안 장애가 없었습니다.",
    "동료와 설계를 두고 의견이 갈렸을 때, 두 안을 하루씩 시험해 보고 숫자로 비교하자고 제안했습니다. 결과적으로 동료의 안을 택했습니다.",
    'C++과 C# 모듈이 섞여 있었습니다. "왜 느린가?"에 답하려고 도구를 먼저 배웠고,\n메모리 복사를 절반으로 줄였습니다.',
    "문제가 없습니다라는 보고를 믿지 않고 로그를 직접 확인했습니다. 유실된 메시지가 하루 12건 있었고, 고유한 키를 두어 해결했습니다.",
    "새로운 도구를 배울 때는 작은 프로젝트를 하나 끝까지 만듭니다. 지난해에는 그렇게 Rust를 익혀 사내 도구를 다시 썼습니다.",
    "제가 맡은 일이 늦어졌을 때 먼저 알리고, 무엇을 줄일 수 있는지 팀장과 의논했습니다. 그래서 출시일을 지킬 수 있었습니다.",
)
ENGLISH = (
    "I measured every stage of the checkout, found that one query without an index took 70% of the time, and added it.",
    "Our deployments failed often. I split the CI/CD pipeline and built the rollback first; after that we had no outage for months.",
    "A colleague and I disagreed about a design. I suggested trying both for a day and comparing numbers, and in the end we took hers.",
    'It was a mix of C++ and C# modules. To answer "why is it slow?" I learned the profiler first,\nand then halved the copying of memory.',
    "I did not trust the report that nothing was wrong and read the logs: twelve messages a day were lost, so I gave each a unique key.",
    "When I learn a tool I finish one small project with it. Last year I learned Rust that way and rewrote an internal service.",
    "When my part was late I said so early and asked my lead what we could leave out, so that we kept the release date.",
)
ANSWERS = {"ko": KOREAN, "en": ENGLISH}
REFUSALS = {"ko": "잘 모르겠습니다.", "en": "I do not know."}
REFUSED_OF_TEN = 1


def answer(language: str, number: int, ordinal: int, luck: random.Random) -> str:
    """Candidate `number`'s answer to the question they are asked as the `ordinal`th. One in ten says that they do not know."""
    if luck.randrange(10) < REFUSED_OF_TEN:
        return REFUSALS[language] + " " * (number % 3)
    mark = "메모" if language == "ko" else "Note"
    return f"{luck.choice(ANSWERS[language])} ({mark} {number:02d}-{ordinal:02d} ✓)"
