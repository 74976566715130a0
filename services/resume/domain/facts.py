"""Recognises single facts in a line: dates, contacts, schools, employers, degrees, majors, roles, skills."""

import re

from services.resume.domain.resume import FieldKind

_YEAR = r"(?:19|20)\d\d"
_MONTHS = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_DATE = rf"(?:{_YEAR}\s*[.년/-]\s*\d{{1,2}}(?:\s*[.월/-]\s*\d{{1,2}})?\s*[.월일]?|{_MONTHS}\s+{_YEAR}|\d{{1,2}}/{_YEAR}|{_YEAR}(?:\s*년)?)"
_NOW = r"(?:현재|재직\s*중|재학\s*중|present|now|current)"
PERIOD = re.compile(rf"(?<!\d)(?<!\d-){_DATE}(?:\s*[~∼〜–—-]\s*(?:{_DATE}|{_NOW})?|\s+to\s+(?:{_DATE}|{_NOW}))?(?!\d)", re.IGNORECASE)
EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
PHONE = re.compile(r"(?<![\d.-])(?:\+\d{1,3}[\s-]?)?(?:\(\d{2,4}\)\s?|\d{2,4}[\s.-])\d{3,4}[\s.-]\d{4}(?!\d)")
_DEGREE = re.compile(
    r"(?:전문학사|학사|석사|박사|고등학교\s*졸업)(?!\s*경고)|\b(?:Bachelor|Master|Doctor|Associate)(?:'s|’s)?(?:\s+of\s+[A-Z][a-z]+)?"
    r"|\b(?:B\.?\s?S\.?c?|M\.?\s?S\.?c?|B\.?A|M\.?A|Ph\.?\s?D|MBA|B\.?Eng|M\.?Eng)\b\.?"
)
_MAJOR = re.compile(
    r"[가-힣A-Za-z]+(?:·[가-힣A-Za-z]+)*(?:공학과|공학부|학과|학부|공학|전공)"
    r"|(?<=\bin )[A-Z][A-Za-z&]*(?:\s+(?:and\s+)?[A-Z][A-Za-z&]*)*"
)
_ORGANISATION = re.compile(
    r"[가-힣A-Za-z0-9]+(?:대학교|대학원|대학|고등학교|연구소|연구원|재단|협회)"
    r"|(?:㈜|\(주\)|주식회사)\s*[가-힣A-Za-z0-9&]+|[가-힣A-Za-z0-9&]+(?:㈜|\(주\)|\s?주식회사)"
    r"|(?:[A-Z][\w&.'-]*\s+)*(?:University|College|Institute|School|Academy)(?:\s+of(?:\s+[A-Z][\w&-]*)+)?"
    r"|(?:[A-Z][\w&.'-]*\s+)+(?:Inc|Corp|Corporation|Ltd|LLC|GmbH|Labs?|Systems|Technologies|Group|Foundation)\b\.?"
)
_ROLE = re.compile(
    r"[가-힣A-Za-z]*(?:\s?(?:백엔드|프론트엔드|서버|데이터|소프트웨어|시스템|클라우드|보안|풀스택|인프라))*\s?"
    r"(?:개발자|엔지니어|기획자|디자이너|연구원|매니저|분석가|팀장|과장|대리|사원|인턴|컨설턴트|마케터|팀원)(?![가-힣])"
    r"|(?:[A-Z][\w+#/.-]*\s+){0,3}(?:Engineer|Developer|Designer|Manager|Analyst|Scientist|Intern|Lead|Consultant|Architect|Director"
    r"|Researcher|Administrator|Specialist|Marketer|Planner|Assistant)\b"
)
_ISSUER = re.compile(r"[가-힣A-Za-z]*(?:공단|진흥원|상공회의소|협회|위원회)|\b(?:Amazon Web Services|Google|Oracle|Microsoft|ETS)\b")

_PATTERNS = {
    FieldKind.PERIOD: PERIOD,
    FieldKind.EMAIL: EMAIL,
    FieldKind.PHONE: PHONE,
    FieldKind.DEGREE: _DEGREE,
    FieldKind.MAJOR: _MAJOR,
    FieldKind.ORGANISATION: _ORGANISATION,
    FieldKind.ROLE: _ROLE,
    FieldKind.ISSUER: _ISSUER,
}

# A slash or a plus inside a word belongs to it: C/C++, CI/CD, TCP/IP.
_BETWEEN_SKILLS = re.compile(r"\s*[,;、·•|∙]\s*|\s+/\s+|\s{2,}|(?<!\w)[-▪■●○◦*](?!\w)\s*")
_GROUP = re.compile(r"^[^:：]{1,30}[:：]\s*")
LONGEST_SKILL = 40

_KOREAN_NAME = re.compile(r"^[가-힣]{2,4}$")
_LATIN_NAME = re.compile(r"^[A-Z][a-z'’-]+(?:\s+[A-Z](?:[a-z'’-]+|\.)){1,3}$|^[A-Z]{2,}(?:\s+[A-Z]{2,}){1,3}$")


def find(kind: FieldKind, text: str) -> str | None:
    """The first fact of this kind in the text, as printed."""
    match = _PATTERNS[kind].search(text)
    return (match.group().strip(" ,·|~-") or None) if match else None


def without_periods(text: str) -> str:
    """What is left of a title line when dates and bullets are taken off its ends."""
    return PERIOD.sub("", text).strip(" \t-–—~·•▪■●○◦*|,:()[]")


def skills_in(text: str) -> list[str]:
    """The single skills of an enumeration, each as printed: `C/C++` and `CI/CD` are one each."""
    names = (name.strip(" .") if not name.strip().startswith(".") else name.strip() for name in _BETWEEN_SKILLS.split(_GROUP.sub("", text)))
    return [name for name in names if name and len(name) <= LONGEST_SKILL]


def is_name(text: str) -> bool:
    """Whether a line could be a person's name and nothing else; blanks between syllables (`홍 길 동`) are decoration."""
    return bool(_KOREAN_NAME.match(text.replace(" ", "")) or _LATIN_NAME.match(text.strip()))
