"""What a résumé may become, and whether its owner is changing careers."""

import re
import unicodedata
from difflib import SequenceMatcher
from enum import IntEnum
from itertools import pairwise

from mesh.refusal import Exhausted, NotFound, Refusal

MOST_RESUMES = 20
"""A candidate keeps so many."""

CLOSE = 0.84
"""Two words this alike are one word misspelt: `enginering` and `engineering` are 0.95."""
_SHORTEST_MISSPELT = 7
"""Shorter words differ by one letter without being misspelt."""
_SHORTEST_WITHIN = 4
"""A Latin name this long is found inside longer words; shorter ones (`law`, `qa`) only as a word."""
_WORD = re.compile(r"[^\W\d_]+")

_FIELDS = {
    "software": (
        "computer computing software informatics programming programmer developer backend frontend fullstack devops webdeveloper"
        " sre qa sitereliability cybersecurity informationtechnology informationsystem mobile android ios cloudengineer"
        " securityengineer platformengineer infrastructure"
        " 컴퓨터 소프트웨어 전산 정보통신 정보보호 정보보안 보안 개발자 백엔드 프론트엔드 프런트엔드 풀스택 데브옵스 인프라 클라우드"
        " 서버개발 웹개발 앱개발"
    ),
    "data": (
        "datascience datascientist dataengineer dataanalyst dataanalysis bigdata machinelearning artificialintelligence statistics"
        " mathematics 데이터 인공지능 머신러닝 통계 수학 수리"
    ),
    "electronics": "electronic electrical semiconductor embedded firmware circuit 전자 전기 반도체 임베디드 펌웨어 회로",
    "mechanics": "mechanical automotive aerospace mechatronics robotics 기계 자동차 항공 메카트로닉스 로봇",
    "chemistry": "chemistry chemical materials biotechnology biology pharmacy 화학 화공 신소재 생명 바이오 약학 제약",
    "construction": "civilengineering architecture construction urbanplanning 건축 토목 건설 도시",
    "design": "design designer fineart illustration ux 디자인 디자이너 시각 미술",
    "business": (
        "business management economics marketing marketer sales humanresource hr strategy productmanager"
        " 경영 경제 마케팅 마케터 영업 인사 전략 기획 무역 통상 프로덕트매니저"
    ),
    "finance": "finance accounting accountant banking actuary tax 재무 회계 금융 은행 보험 세무",
    "humanities": "literature history philosophy linguistics 국문 영문 문학 사학 철학 언어",
    "media": "journalism media communications broadcasting advertising 신문방송 미디어 언론 방송 광고 홍보",
    "law": "law legal attorney lawyer 법학 법무 법률 변호사",
    "health": "nursing nurse medicine medical physician 간호 의학 의료 보건 임상",
    "teaching": "education teacher pedagogy 교육 교사 강사",
}
_NAMES = {field: tuple(names.split()) for field, names in _FIELDS.items()}

_NEIGHBOURS = frozenset(
    frozenset(pair)
    for pair in (
        ("software", "data"),
        ("software", "electronics"),
        ("data", "electronics"),
        ("data", "finance"),
        ("electronics", "mechanics"),
        ("business", "finance"),
        ("business", "media"),
        ("business", "law"),
        ("chemistry", "health"),
        ("humanities", "media"),
        ("humanities", "teaching"),
    )
)
"""Fields that lead into each other: going from one to the other is no change of career."""


class ResumeState(IntEnum):
    """How far a résumé has come; the numbers are those of viva.resume.v1.ResumeState."""

    PENDING = 1
    PROCESSING = 2
    READY = 3
    FAILED = 4

    @property
    def is_under_way(self) -> bool:
        """Whether a reading is awaited."""
        return self in (ResumeState.PENDING, ResumeState.PROCESSING)


class ResumeUnknown(NotFound):
    """There is no such résumé that you may see."""

    reason = "RESUME_UNKNOWN"


class ResumeNotReady(Refusal):
    """This résumé has not been read yet."""

    reason = "RESUME_NOT_READY"


class BlobTaken(Refusal):
    """This file is another résumé's already."""

    reason = "BLOB_TAKEN"


class TooManyResumes(Exhausted):
    """You keep twenty résumés; delete one first."""

    reason = "TOO_MANY_RESUMES"
    retryable = False


class InterviewLive(Refusal):
    """An interview on this résumé is live; finish it first."""

    reason = "INTERVIEW_LIVE"


class BlindUntilDecided(Refusal):
    """Until the decision, nobody sees whose file this is."""

    reason = "BLIND_UNTIL_DECIDED"


def changes_career(background: str, position: str) -> bool:
    """Whether what somebody studied leads elsewhere than the job they want; what is in no known field is no change.

    Tolerant of case, language, spacing and small misspellings: `Computer Science` and `Backend Engineer` are one field.
    """
    origin, target = fields_of(background), fields_of(position)
    if not origin or not target or origin & target:
        return False
    return not any(frozenset((one, other)) in _NEIGHBOURS for one in origin for other in target)


def fields_of(text: str) -> frozenset[str]:
    """The fields of work that a major or the name of a job speaks of."""
    words = _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
    whole = "".join(words)
    return frozenset(field for field, names in _NAMES.items() if any(_speaks_of(name, words, whole) for name in names))


def _speaks_of(name: str, words: list[str], whole: str) -> bool:
    if name in words or (name in whole and (len(name) >= _SHORTEST_WITHIN or not name.isascii())):
        return True
    return len(name) >= _SHORTEST_MISSPELT and any(_is_misspelt(word, name) for word in [*words, *_pairs(words)])


def _pairs(words: list[str]) -> list[str]:
    return [one + other for one, other in pairwise(words)]


def _is_misspelt(word: str, name: str) -> bool:
    return len(word) >= _SHORTEST_MISSPELT and SequenceMatcher(None, word, name).ratio() >= CLOSE
