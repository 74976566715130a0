"""The words that label facts in Korean and English résumés, the questions that forms ask, and how words are compared."""

import re
import unicodedata
from collections.abc import Collection, Iterator

from services.resume.domain.resume import FieldKind, SectionKind
from services.resume.domain.vocabulary import read_parts

LONGEST_LABEL = 40

NUMBERING = re.compile(r"^\s*(?:[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ]|(?:\d{1,2}|[ivxIVX]{1,4}|[가-하])(?=[.)\]]))[.)\]]*")
"""What numbers a heading or a question: `1.`, `Ⅲ.`, `나)`."""

_QUESTION_KEYS = (
    "지원동기 지원동기및포부 지원동기및입사후포부 성장과정 성장배경 성격의장단점 성격장단점 성격및장단점 장단점 입사후포부 장래포부"
    " 학창시절"
    " 생활신조 직무역량 도전경험 문제해결경험 협업경험 motivation strengthsandweaknesses strengths weaknesses growth aspirations"
    " careergoals"
    " whyus whyme"
)
_QUESTIONS = frozenset(_QUESTION_KEYS.split())

_LABELS = read_parts("labels")
_FIELDS_OF: dict[str, list[FieldKind]] = {}
for _kind in FieldKind:
    for _key in _LABELS.get(_kind.name, ()):
        _FIELDS_OF.setdefault(_key, []).append(_kind)
_LONGEST_ENDING = 10
"""Letters of a Korean label that is told by its ending."""

EXPECTED = {
    SectionKind.HEADER: (FieldKind.NAME, FieldKind.TARGET_ROLE, FieldKind.EMAIL, FieldKind.PHONE),
    SectionKind.EDUCATION: (FieldKind.ORGANISATION, FieldKind.MAJOR, FieldKind.DEGREE, FieldKind.PERIOD),
    SectionKind.EXPERIENCE: (FieldKind.ORGANISATION, FieldKind.ROLE, FieldKind.PERIOD),
    SectionKind.PROJECTS: (FieldKind.TITLE, FieldKind.ROLE, FieldKind.PERIOD),
    SectionKind.ACTIVITIES: (FieldKind.TITLE, FieldKind.ORGANISATION, FieldKind.PERIOD),
    SectionKind.AWARDS: (FieldKind.TITLE, FieldKind.ISSUER, FieldKind.PERIOD),
    SectionKind.CERTIFICATIONS: (FieldKind.CERTIFICATE, FieldKind.ISSUER, FieldKind.PERIOD),
    SectionKind.SKILLS: (FieldKind.SKILL,),
}
"""The facts that an entry of each section has; everything else in it is text."""
_MEANS = {
    (SectionKind.HEADER, FieldKind.ROLE): FieldKind.TARGET_ROLE,
    (SectionKind.EXPERIENCE, FieldKind.TARGET_ROLE): FieldKind.ROLE,
    (SectionKind.PROJECTS, FieldKind.TARGET_ROLE): FieldKind.ROLE,
    (SectionKind.ACTIVITIES, FieldKind.ISSUER): FieldKind.ORGANISATION,
    (SectionKind.AWARDS, FieldKind.ORGANISATION): FieldKind.ISSUER,
    (SectionKind.AWARDS, FieldKind.CERTIFICATE): FieldKind.TITLE,
    (SectionKind.CERTIFICATIONS, FieldKind.ORGANISATION): FieldKind.ISSUER,
    (SectionKind.CERTIFICATIONS, FieldKind.TITLE): FieldKind.CERTIFICATE,
}
_OTHER_LABELS = frozenset(_LABELS["OTHER"])

_BETWEEN_LABELS = re.compile(r"\s및\s|\s?[/·,&()]\s?|\s(?:and|or)\s")

_GROUP_KEYS = "languages language tools technologies technology skills expertise 언어 기술 역량 어학 외국어 활용능력"
REMAINDERS = frozenset(("기타", "etc", "other", "others"))
"""What the last group of skills is often called."""
OF_ENTRIES = frozenset(
    ("사용기술", "기술스택", "사용도구", "개발환경", "techstack", "technologies", "technologiesused", "tools", "toolsused", "stack")
)
"""What the tools of one employment or project are labelled with."""
KINDS = frozenset(("구분", "분류", "유형", "category", "type", "kind"))
"""What a column is called that says of what kind each row is."""
GROUPS_OF_SKILLS = frozenset(_GROUP_KEYS.split())
"""Words that head a section elsewhere, and among skills only a group of them."""


def key_of(text: str) -> str:
    """What is compared: letters and digits only, case folded, without numbering or bullets."""
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", NUMBERING.sub("", text)).casefold())
    return "".join(character for character in folded if character.isalnum())


def is_known_question(text: str) -> bool:
    """Whether a line is one of the questions that application forms ask everywhere."""
    return len(text) <= LONGEST_LABEL and key_of(text) in _QUESTIONS


def field_labelled(text: str, section: SectionKind) -> FieldKind | None:
    """The fact that a label or a column's head announces in a section; `전공(학과)` says it twice. None where it is not kept there."""
    expected = EXPECTED.get(section, ())
    for kind in _announced(text):
        meant = _MEANS.get((section, kind), kind)
        if meant in expected:
            return meant
    return None


def is_label(text: str) -> bool:
    """Whether a cell announces something, be it kept or not."""
    return bool(_announced(text)) or is_other_label(text)


def is_other_label(text: str) -> bool:
    """Whether it announces something that is kept as text only."""
    return len(text) <= LONGEST_LABEL and any(_ends_in(key_of(words), _OTHER_LABELS) for words in _ways(text))


def labels_several(text: str, section: SectionKind) -> bool:
    """Whether a column's head announces more than one fact: `학교명 및 전공`."""
    kinds = {field_labelled(part, section) for part in _BETWEEN_LABELS.split(text) if part.strip()} - {None}
    return len(kinds) > 1


def _announced(text: str) -> list[FieldKind]:
    if len(text) > LONGEST_LABEL:
        return []
    for words in _ways(text):
        if kinds := _FIELDS_OF.get(key_of(words)):
            return kinds
    key = key_of(text)
    ending = next((known for known in _FIELDS_OF if known.startswith("*") and _ends_in(key, (known,))), None)
    return [] if ending is None or key in _OTHER_LABELS else _FIELDS_OF[ending]


def _ways(text: str) -> Iterator[str]:
    """A label as it stands, without what its brackets say, and each of its parts."""
    yield text
    yield re.sub(r"\([^)]*\)", "", text)
    yield from _BETWEEN_LABELS.split(text)


def _ends_in(key: str, known: Collection[str]) -> bool:
    """Whether a label is known, or ends in what one of them has behind its asterisk."""
    if key in known:
        return True
    return 2 <= len(key) <= _LONGEST_ENDING and any(each.startswith("*") and key.endswith(each[1:]) for each in known)
