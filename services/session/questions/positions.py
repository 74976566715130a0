"""Tells whether two names of jobs mean the same job: `Backend Engineer`, `back-end developer` and `백엔드 개발자` do."""

import re
import unicodedata
from functools import lru_cache

_ROLES = {
    "backend": "backend serverdeveloper serverengineer 백엔드 서버개발 서버엔지니어 서버프로그래머",
    "frontend": "frontend webdeveloper uideveloper 프론트엔드 프런트엔드 웹개발 퍼블리셔",
    "mobile": "mobile android ios flutter 모바일 안드로이드 앱개발 플러터",
    "fullstack": "fullstack 풀스택",
    "infrastructure": (
        "sitereliability sre devops infrastructure platformengineer cloudengineer systemsengineer 인프라 데브옵스 클라우드 시스템엔지니어"
    ),
    "security": "security infosec penetrationtester 보안 정보보호 모의해킹",
    "quality": "qa sdet qualityassurance testengineer testautomation 품질 테스트엔지니어 테스트자동화",
    "data analysis": "dataanalyst dataanalysis dataanalytics businessintelligence productanalyst 데이터분석",
    "data engineering": "dataengineer dataplatform 데이터엔지니어 데이터플랫폼",
    "machine learning": (
        "machinelearning ml mlops deeplearning datascientist datascience aiengineer nlp computervision "
        "머신러닝 딥러닝 인공지능 데이터사이언티스트 데이터과학"
    ),
    "design": "ux ui designer productdesign 디자이너 디자인",
    "product": "productmanager productowner pm serviceplanner 프로덕트매니저 프로덕트오너 서비스기획 상품기획 기획자",
    "project": "projectmanager 프로젝트매니저",
    "marketing": "marketer marketing brandmanager 마케터 마케팅 브랜드매니저",
    "sales": "sales accountexecutive businessdevelopment 영업 세일즈 사업개발",
    "people": "hr hrd hrbp humanresources recruiter peopleoperations talentacquisition 인사 채용 노무 인재개발",
    "accounting": "accountant accounting finance financialanalyst bookkeeper 회계 재무 경리 세무",
    "support": "customersupport customerservice customersuccess technicalsupport helpdesk 고객지원 고객상담 고객센터 기술지원",
    "mechanical": "mechanical 기계설계 기계엔지니어 기구설계",
    "electronics": "electronics electrical hardware embedded firmware 전자 전기 하드웨어 임베디드 펌웨어",
    "nursing": "nurse nursing 간호",
    "teaching": "teacher instructor 교사 강사",
    "logistics": "logistics supplychain scm 물류 구매",
    "law": "lawyer legal counsel 법무 변호사",
    "writing": "editor copywriter contentwriter 에디터 콘텐츠",
}
_NAMES = {role: frozenset(names.split()) for role, names in _ROLES.items()}
_SHORTEST_WITHIN = 4
"""A Latin name this long is found inside others; shorter ones (`hr`, `qa`, `ml`) only as a word, or `chrome` would be HR."""
_WORD = re.compile(r"[^\W_]+")


def is_same_job(one: str, other: str) -> bool:
    """Whether two names mean the same job. Names of no known role are the same when they are written the same."""
    roles = roles_of(one), roles_of(other)
    if all(roles):
        return bool(roles[0] & roles[1])
    return _closed_up(one) == _closed_up(other) != ""


@lru_cache(maxsize=2048)
def roles_of(position: str) -> frozenset[str]:
    """The roles that a name of a job speaks of. Remembered, since every turn of an interview compares all names of the bank."""
    words, whole = set(_words(position)), _closed_up(position)
    return frozenset(role for role, names in _NAMES.items() if any(_speaks_of(name, words, whole) for name in names))


def _speaks_of(name: str, words: set[str], whole: str) -> bool:
    return name in words or (name in whole and (len(name) >= _SHORTEST_WITHIN or not name.isascii()))


def _closed_up(position: str) -> str:
    return "".join(_words(position))


def _words(position: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", position).casefold())
