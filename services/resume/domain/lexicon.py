"""How much a few words look like an employer, a position, a degree, a major, a prize: by the words that such names are made of."""

import re
from collections.abc import Callable

from services.resume.domain.vocabulary import read_parts

_ROLES, _ORGANISATIONS = read_parts("roles"), read_parts("organisations")

_KOREAN_ROLE = "|".join(rf"\b{role}\b" if role.isascii() else role for role in _ROLES["KOREAN"])
_KOREAN_TASK = "개발|기획|설계|분석|운영|관리|디자인|영업|마케팅|연구|구현|지원|제작|검증|테스트|구축|배포|모델링|발표|작성|수집"
_ENGLISH_ROLE = "|".join(_ROLES["ENGLISH"])
_ROLE_END = re.compile(
    rf"(?:{_KOREAN_ROLE})(?:\s*\([^)]*\))?$|\b(?:{_ENGLISH_ROLE})(?:\s+(?:[IVX]{{1,3}}|\d))?(?:\s*\([^)]*\))?$", re.IGNORECASE
)
_ROLE_WITHIN = re.compile(rf"\b(?:{_ENGLISH_ROLE})\b(?:,| of | for |$)|^(?:{_KOREAN_ROLE})(?![가-힣])", re.IGNORECASE)
_HEAD_OF = re.compile(
    r"^(?:head|director|vice president|vp|president|chief|manager|member|lead)\b.*\bof\b|^chief\b.*\bofficer$", re.IGNORECASE
)
_OFFICE = re.compile(rf"(?:[A-Z][a-z]+ )?(?:{_ENGLISH_ROLE})", re.IGNORECASE)
_TASK_END = re.compile(rf"(?:{_KOREAN_TASK})$")
_DEVELOPMENT = re.compile(
    r"\b(?:development|design|engineering|research|management|analysis|backend|frontend|back-end|front-end|full-stack)$", re.IGNORECASE
)

_KOREAN_ORGANISATION = "|".join(_ORGANISATIONS["KOREAN"])
_ENGLISH_ORGANISATION = "|".join(_ORGANISATIONS["ENGLISH"])
_ORGANISATION_END = re.compile(
    rf"(?:{_KOREAN_ORGANISATION})$|(?:㈜|\(주\)|\(유\)|\(재\)|\(사\))$|^(?:㈜|\(주\)|주식회사|\(재\)|\(사\)|유한회사)|주식회사$"
    rf"|\b(?:{_ENGLISH_ORGANISATION})\.?$|\bAWS$|\bAmazon Web Services$|&\s?Co\.?$",
    re.IGNORECASE,
)
_ORGANISATION_OF = re.compile(
    r"\b(?:University|College|Institute|School|Academy|Society|Association|Guild|City|Ministry|Department|Council|Bank|Museum"
    r"|Institution|Board|Bureau|Office|Chamber|Federation|Faculty|Centre|Center|Foundation|Union|Court|Conservatory|Trust) (?:of|for)\b"
    r"|^(?:St\.?|The)\s|'s\s(?:Centre|Center|Hospital|Academy|School|College)$|^(?:대한|한국|전국|국립|국제)[가-힣]",
)
_SCHOOLS = read_parts("schools")
_SECONDARY = re.compile("|".join(_SCHOOLS["SECONDARY"]), re.IGNORECASE)
_SCHOOL = re.compile(rf"(?:{'|'.join(_SCHOOLS['KOREAN'])})(?:\s*\([^)]*\))?$|\b(?:{'|'.join(_SCHOOLS['LATIN'])})\b")
_PRIZE = re.compile(
    r"(?:상|대상|금상|은상|동상|최우수|우수|장려|입상|입선|장학생?|장학금|수상|1위|2위|3위|표창|공로패)(?:\s*\([^)]*\))?$"
    r"|\b(?:prize|award|awards|place|winner|finalist|scholarship|scholar|medal|honou?rs?|list|laureate|of the year|fellowship|runner-up"
    r"|cum laude)\b",
    re.IGNORECASE,
)
_CERTIFICATE = re.compile(
    r"(?:기사|산업기사|기능사|기술사|관리사|지도사|상담사|회계사|능력시험|검정|검정시험|급|자격증?|면허)(?:\s*\([^)]*\))?$|[1-4]급"
    r"|[12]종\s?(?:보통|대형)|운전면허|마스터|능력"
    r"|\b(?:certified|certificate|certification|certificates|professional|associate|administrator|practitioner|TOEIC|TOEFL|IELTS|OPIc"
    r"|OPIC|TEPS|JLPT|HSK|JPT"
    r"|DELF|SQLD|SQLP|ADsP|ADP|CPA|CFA|FRM|PMP|CISSP|CISA|CISM|CEH|OCP|OCA|CCNA|CCNP|LPIC|MOS|GTQ|ITQ|CKA|CKAD|belt|scrummaster"
    r"|speaking|license|licence)\b|\+$",
    re.IGNORECASE,
)

_DEGREE_NAME = (
    r"\bJuris Doctor\b|(?:전문학사|[가-힣]{0,4}학사|[가-힣]{0,4}석사|[가-힣]{0,4}박사)(?:\s?(?:과정|학위))?(?![가-힣])"
    r"|\b(?:Bachelor|Master|Doctor|Associate)(?:'s|’s)?(?:\s+degree)?(?:\s+of\s+(?:Science|Arts|Engineering|Laws?|Philosophy|Fine Arts"
    r"|Pharmacy|Divinity|Theology|Dental Surgery|Dental Medicine|Veterinary Medicine|Physical Therapy|Nursing Practice|Accounting|Finance"
    r"|Public Administration|Public Policy|Information Technology|Computer Science|Computer Applications|Economics|Journalism"
    r"|Occupational Therapy|Library Science|Health Administration|Psychology|Liberal Arts|General Studies|Pedagogy|Optometry"
    r"|Education|Commerce"
    r"|Business Administration|Applied Science|Technology|Music|Medicine|Architecture|Design|Nursing|Public Health|Social Work))?"
    r"|\b(?:B\.?\s?Sc\.?\s?(?:\(?Eng\)?)(?=\s)|B\.?\s?Sc|M\.?\s?Sc|B\.?\s?S|M\.?\s?S|B\.?\s?A|M\.?\s?A|B\.?\s?Eng|M\.?\s?Eng|B\.\s?E|M\.\s?E|B\.?\s?Tech|M\.?\s?Tech|B\.?\s?Com|B\.?B\.?A"
    r"|M\.?B\.?A|LL\.?\s?[BM]|J\.?D|M\.?D"
    r"|M\.?F\.?A|B\.?F\.?A|M\.?Ed|B\.?Ed|M\.?Phil|Ph\.?\s?D|D\.?Phil|Ed\.?D|HND|A\.?A\.?S?|A\.?S)(?![\w])\.?(?:\s?\((?:Mod|Ord|Hons|Honou?rs"
    r"|Hon)\.?\))?"
)
_OTHER_DEGREE = (
    r"(?i:\b(?:bachelor|master|associate)(?:'s|’s)\s+degree"
    r"|\b(?:graduate|postgraduate|advanced|higher) (?:certificate|diploma)(?=\s+(?:of|in)\b)"
    rf"|\b(?:{'|'.join(_SCHOOLS['SECONDARY.DEGREES'])})(?!\w)"
    r"|\bcertificate (?:I{1,3}|IV)(?=\s+in\b)|\bdiploma(?=\s+(?:of|in)\b))"
)
DEGREE = re.compile(f"{_OTHER_DEGREE}|{_DEGREE_NAME}")
_MAJOR_NAME = re.compile(
    r"[가-힣A-Za-z·&]+(?:학과|학부|공학과|공학부|교육과|디자인과|전공|학전공|과)(?![가-힣])|[가-힣]+(?:공학|경영학|경제학|통계학|심리학"
    r"|수학|물리학|화학|법학|문학|어학|사학|철학|회계학)(?![가-힣])"
)

OTHER_STATUS = re.compile(
    r"^(?:졸업(?:예정)?|재학|휴학|수료|중퇴|편입|자퇴|정규직|계약직|파견직|인턴직|재직|퇴사|full[- ]?time|part[- ]?time|contract|remote"
    r"|hybrid|freelance|internship|graduated|expected"
    r"|교환학생|합격|불합격|완료|만기|전역|취득|최종합격|인문계|자연계|이과|문과|주간|야간|본교|교내|교외|전일제)$",
    re.IGNORECASE,
)
"""Words beside facts that are none of them."""
TRACK = re.compile(r"^(?:인문|자연|예체능|이과|문과|예능|공업|상업|농업)(?:계열?)?$|^(?:이과|문과)$")
"""What a school that grants no degree calls the direction of its lessons."""
GRADE = re.compile(
    r"\d{2,3}\s?점|[12][:.][12]|(?:1st|2nd|3rd|first|upper second|lower second)(?: class)?(?: hon(?:ou)?rs)?"
    r"|final grade.*|grade:\s.*|(?:with |in )?\d{1,2}(?:\.\d+)?\s?(?:CGPA|%)|(?:GPA|학점|평점)?\s*:?\s*\d\.\d{1,2}\s*/\s*\d(?:\.\d+)?"
    r"|\bGPA\b.*|학점.*|평점.*",
    re.IGNORECASE,
)
DURATION = re.compile(
    r"^\(?(?:약\s?)?(?:\d+\s?년)?\s?(?:\d+\s?개월)?\)?$|^\(?(?:\d+\s?(?:years?|yrs?))?,?\s?(?:\d+\s?(?:months?|mos?))?\)?$", re.IGNORECASE
)
DEPARTMENT = re.compile(r"(?:팀|실|본부|사업부|부서|파트|그룹|지점|지사|센터|셀|스쿼드)$")
_COUNTRIES = (
    "USA|US|UK|England|Scotland|Canada|Germany|France|Korea|South Korea|Republic of Korea|Japan|China|Singapore|India|Australia|Ireland"
    "|Spain"
    "|Italy|Portugal|Poland|Netherlands|The Netherlands|Belgium|Sweden|Norway|Denmark|Finland|Austria|Switzerland|Brazil|Mexico|Vietnam"
    "|Remote"
)
_TOWN = re.compile(rf",\s*[A-Z][\w .'-]{{1,30}}?(?:,\s*(?:[A-Z]{{2}}|{_COUNTRIES})|\s\((?:{_COUNTRIES})\))(?=\s*(?:$|[|—–·(,\x00]|\s-\s))")
_TOWN_IN_BRACKETS = re.compile(
    r"\s*\((?:서울|부산|대구|인천|광주|대전|울산|세종|경기|강원|충북|충남|전북|전남|경북|경남|제주)\s?[가-힣]{0,4}(?:\s[가-힣]{1,4})?\)"
)
PLACE = re.compile(
    rf"^[A-Z][\w .'-]+,\s*(?:[A-Z]{{2}}|{_COUNTRIES})$|^(?:Remote|Seoul|London|New York|San Francisco|Berlin|Toronto|Singapore|Tokyo"
    rf"|Paris|Boston|Seattle"
    r"|Chicago|Austin|Los Angeles)$|^(?:서울|부산|대구|인천|광주|대전|울산|세종|경기|강원|충북|충남|전북|전남|경북|경남|제주)(?:특별시"
    r"|광역시|도|시)?"
    r"(?:\s+\S+[시군구])?$"
)
_LANGUAGE = re.compile(
    r"^(?:English|Korean|German|French|Spanish|Portuguese|Italian|Japanese|Chinese|Mandarin|Cantonese|Hindi|Russian|Arabic|Vietnamese"
    r"|Polish|Dutch"
    r"|영어|한국어|일본어|중국어|독일어|프랑스어|불어|스페인어|러시아어|베트남어|국어)(?![\w])",
    re.IGNORECASE,
)


_TOWNS = frozenset(town.replace(".", " ") for town in read_parts("asides")["TOWNS"])
_OF_LANGUAGES = frozenset(word.replace(".", " ").strip(" :()") for word in read_parts("asides")["LANGUAGES"])
_PROSE = re.compile(r"(?:니다|했다|이다|였다|한다|된다|있다|없다|해요|어요|아요)[.!]?$")
_MOST_WORDS = 12
"""Of a name."""


def is_prose(words: str) -> bool:
    """Whether words are a sentence, or too many for a name."""
    return _PROSE.search(words) is not None or len(words.split()) > _MOST_WORDS


def role(words: str) -> float:
    """How much the words look like a position, 0 to 1."""
    if _HEAD_OF.search(words):
        return 0.95
    if _ROLE_END.search(words):
        return 0.6 if _ORGANISATION_OF.search(words) else 0.9
    if _ROLE_WITHIN.search(words):
        return 0.7
    return 0.5 if _TASK_END.search(words) or _DEVELOPMENT.search(words) else 0.0


def is_office(words: str) -> bool:
    """Whether words only say what somebody was in a club: `Treasurer`, `Team Captain`."""
    return _OFFICE.fullmatch(words) is not None


def organisation(words: str) -> float:
    """How much the words look like a school, an employer, an authority, 0 to 1."""
    if _ORGANISATION_END.search(words):
        return 0.9
    return 0.7 if _ORGANISATION_OF.search(words) else 0.0


def school(words: str) -> float:
    """How much the words look like a school."""
    return 0.95 if _SCHOOL.search(words) or is_secondary(words) else 0.6 * organisation(words)


def prize(words: str) -> float:
    """How much the words look like a prize."""
    return 0.9 if _PRIZE.search(words) else 0.0


def certificate(words: str) -> float:
    """How much the words look like a certificate or a test."""
    return 0.9 if _CERTIFICATE.search(words) else 0.0


def without_places(words: str) -> str:
    """Words without the towns that English résumés write after a name: `, Boston, MA`, `, Kraków (Poland)`."""
    return _TOWN_IN_BRACKETS.sub("", _TOWN.sub("", words))


def without_department(words: str) -> str:
    """A Korean employer's name without the department after it: `별빛소프트 개발팀`."""
    *name, last = words.split()
    return without_department(" ".join(name)) if name and re.search(r"[가-힣](?:팀|실|부|부서|본부|사업부|파트)$", last) else words


def without_department_before(words: str) -> str:
    """A Korean position without the department before it: `개발2팀 책임`."""
    first, *rest = words.split()
    return (
        " ".join(rest)
        if rest and re.search(r"[가-힣\d](?:팀|실|부|부서|본부|사업부|파트|센터)$", first) and role(" ".join(rest)) >= 0.6
        else words
    )


def without_town(words: str) -> str:
    """An employer's name without the town after it: `Alpenblick Software GmbH, Vienna`."""
    name, comma, town = words.rpartition(", ")
    if comma and town.casefold() in _TOWNS:
        return name
    bare = bool(comma) and organisation(name) >= 0.7 and not organisation(town) and re.fullmatch(r"[A-Z][\w.'-]*(?: [A-Z][\w.'-]*)?", town)
    return name if bare else words


def is_language(words: str) -> bool:
    """Whether words name a language or how well it is known, and no test of it."""
    if words.casefold().strip(" :()") in _OF_LANGUAGES:
        return True
    return _LANGUAGE.match(words) is not None and not _CERTIFICATE.search(words.partition("(")[0])


def is_secondary(words: str) -> bool:
    """Whether a school grants no degree."""
    return _SECONDARY.search(words) is not None


def is_aside(words: str) -> bool:
    """Whether words beside the facts are none: a grade, a status, how long it took, a place."""
    words = words.strip(" ()[]")
    return bool(not words or OTHER_STATUS.match(words) or GRADE.fullmatch(words) or DURATION.match(words) or _is_place(words))


def _is_place(words: str) -> bool:
    return PLACE.match(words) is not None and max(school(words), organisation(words.partition(",")[0])) < 0.6


def major_in(words: str) -> str | None:
    """A major by its ending: `컴퓨터공학과`, `경영학 전공`."""
    match = _MAJOR_NAME.search(words)
    return match.group() if match else None


_LONG_ROLE = "|".join(role for role in _ROLES["KOREAN"] if len(role) > 2)
_PERSON = re.compile(rf"^(?:{_KOREAN_ROLE}|[가-힣]{{1,4}}(?:{_LONG_ROLE}))$")
_TASK = re.compile(rf"^(?:{_KOREAN_TASK})$")
_IN_CHARGE = ("담당", "담당자", "총괄", "관리자", "책임자", "보조")
_BEFORE_ROLE_WORDS = (
    "백엔드 프론트엔드 서버 데이터 소프트웨어 시스템 클라우드 보안 풀스택 인프라 선임 책임 수석 전임 시니어 주니어 신입 웹 앱 모바일"
    " 안드로이드 Android iOS"
    " UI/UX UX UI QA DevOps MLOps AI ML BI IT 게임 서비스 제품 프로덕트 마케팅 영업 회계 인사 총무 품질 생산 공정 반도체 회로 기구"
    " 임베디드 네트워크 콘텐츠"
    " 브랜드 그래픽 편집 해외 국내 기술 고객 상담 교육 사업 전략 재무 구매 물류 일정 품질관리 연구 프로젝트 Java Python React 머신러닝"
    " 딥러닝 자율주행 퍼블리싱"
    " 디지털 퍼포먼스 수석연구원 부팀장 공동 총괄 보조"
)
_BEFORE_ROLE = frozenset(_BEFORE_ROLE_WORDS.split())


def role_apart(words: str) -> tuple[str, str] | None:
    """Something and a position after it that only a blank parts: `한강데이터 선임 연구원`."""
    return _apart(words.split(), _role_starts)


def organisation_apart(words: str) -> tuple[str, str] | None:
    """Something and an organisation after it that only a blank parts: `SQLD 한국데이터산업진흥원`."""
    return _apart(words.split(), _organisation_starts)


def _apart(tokens: list[str], starts: Callable[[list[str]], int | None]) -> tuple[str, str] | None:
    start = starts(tokens) if len(tokens) > 1 else None
    return (" ".join(tokens[:start]), " ".join(tokens[start:])) if start else None


def _role_starts(tokens: list[str]) -> int | None:
    """Where a Korean position at the end begins: its last word, and the words that only say more about it."""
    last = len(tokens) - 1
    person, task = _PERSON.match(tokens[last]), _TASK.match(tokens[last])
    if not person and not task:
        return None
    start = last
    while start > 1 and _goes_before(tokens, start, charged=tokens[last] in _IN_CHARGE):
        start -= 2 if tokens[start - 1] == "및" else 1
    whole = start == 1 and tokens[0] in _BEFORE_ROLE
    return None if whole else start


def _goes_before(tokens: list[str], start: int, *, charged: bool) -> bool:
    before = tokens[start - 1]
    if before == "및":
        return start > 2 and bool(_TASK.match(tokens[start - 2]) or tokens[start - 2] in _BEFORE_ROLE)
    return before in _BEFORE_ROLE or (charged and _TASK.match(before) is not None and start > 2)


def _organisation_starts(tokens: list[str]) -> int | None:
    """Where an organisation at the end begins."""
    if tokens[-3:] == ["Amazon", "Web", "Services"]:
        return len(tokens) - 3 or None
    if tokens[-2:-1] == ["주식회사"]:
        return len(tokens) - 2 or None
    korean = any("가" <= letter <= "힣" for token in tokens for letter in token)
    known = organisation(tokens[-1]) >= 0.9
    return len(tokens) - 1 if known and (korean or tokens[-1].isupper()) else None
