"""Tells whether somebody is changing careers: whether their field of study leads to the role they want.

Compared by field of work, tolerant of case, language, spacing and small misspellings. What is in no field is unknown, and
unknown is never called a change.
"""

import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum

CLOSE = 0.84
"""Two words this alike are one word misspelt: `Compter Sciense` is 0.90 from `Computer Science`."""
_SHORTEST_MISSPELT = 6
"""Shorter words differ by one letter without being misspelt."""

_FIELDS = {
    "software": (
        "computer computing software informatics programming developer backend frontend fullstack devops webdeveloper sre"
        " infrastructure cloudengineer platformengineer informationtechnology informationsystems cybersecurity"
        " 컴퓨터 소프트웨어 전산 정보통신 정보보호 정보보안 개발자 백엔드 프론트엔드 프런트엔드"
        " 서버개발 풀스택 데브옵스 인프라 클라우드 웹개발 앱개발"
    ),
    "data": (
        "datascience dataengineer dataanalyst machinelearning artificialintelligence statistics mathematics mlengineer"
        " 데이터 인공지능 머신러닝 통계 수학"
    ),
    "electronics": "electronic electrical semiconductor embedded firmware circuit 전자 전기 반도체 임베디드 펌웨어 회로",
    "mechanics": "mechanical automotive aerospace mechatronics robotics 기계 자동차 항공 메카트로닉스 로봇",
    "chemistry": "chemistry chemical materials biotechnology biology pharmacy 화학 화공 신소재 생명 바이오 약학 제약",
    "construction": "civil architecture construction urban 건축 토목 건설 도시",
    "design": "design designer fineart illustration 디자인 디자이너 시각 미술 산업디자인",
    "business": (
        "business management economics marketing marketer sales humanresources strategy productmanager planner"
        " 경영 경제 마케팅 마케터 영업 인사 전략 기획 무역 국제통상"
    ),
    "finance": "finance accounting accountant banking actuary 재무 회계 금융 은행 보험 세무",
    "humanities": "literature history philosophy linguistics 국문 영문 문학 사학 철학 언어",
    "media": "journalism media communication broadcasting 신문방송 미디어 언론 방송 광고 홍보",
    "law": "law legal attorney 법학 법무 법률 변호사",
    "health": "nursing nurse medicine medical physician 간호 의학 의료 보건 임상",
    "teaching": "education teacher pedagogy 교육학 교육 교사 강사",
}
_WORDS = {name: tuple(words.split()) for name, words in _FIELDS.items()}

_NEIGHBOURS = frozenset(
    frozenset(pair)
    for pair in (
        ("software", "data"),
        ("software", "electronics"),
        ("data", "electronics"),
        ("electronics", "mechanics"),
        ("business", "finance"),
        ("business", "media"),
        ("business", "law"),
        ("data", "finance"),
        ("chemistry", "health"),
        ("humanities", "media"),
        ("humanities", "teaching"),
    )
)


class CareerChange(Enum):
    """Whether a major leads to a role."""

    NO = "no"
    YES = "yes"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class CareerVerdict:
    """Whether it is a change, and the fields of work that were compared."""

    change: CareerChange
    major_fields: frozenset[str]
    role_fields: frozenset[str]


def career_change(major: str, target_role: str) -> CareerVerdict:
    """Compares what was studied with what is wanted, both as people write them."""
    majors, roles = fields_of(major), fields_of(target_role)
    if not majors or not roles:
        return CareerVerdict(CareerChange.UNKNOWN, majors, roles)
    near = any(one == other or frozenset((one, other)) in _NEIGHBOURS for one in majors for other in roles)
    return CareerVerdict(CareerChange.NO if near else CareerChange.YES, majors, roles)


def fields_of(text: str) -> frozenset[str]:
    """The fields of work that a major or a role belongs to."""
    words = _split(text)
    joined = "".join(words)
    return frozenset(name for name, known in _WORDS.items() if any(_speaks_of(word, words, joined) for word in known))


def _speaks_of(known: str, words: list[str], joined: str) -> bool:
    if known.isascii():
        # English words stand alone or in a row (`data science`); `law` is not in `lawn`.
        runs = ["".join(words[start:end]) for start in range(len(words)) for end in range(start + 1, min(start + 3, len(words)) + 1)]
        return any(_alike(known, run) for run in runs)
    return known in joined


def _alike(known: str, word: str) -> bool:
    if known == word or word == known + "s":
        return True
    if min(len(known), len(word)) < _SHORTEST_MISSPELT or known[0] != word[0]:
        return False
    return SequenceMatcher(None, known, word, autojunk=False).ratio() >= CLOSE


def _split(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKC", text).casefold()
    spaced = "".join(character if character.isalnum() else " " for character in folded)
    return spaced.replace("back end", "backend").replace("front end", "frontend").replace("full stack", "fullstack").split()
