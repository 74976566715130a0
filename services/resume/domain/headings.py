"""The words that head the sections of Korean and English résumés, whatever stands around them."""

import re
from collections.abc import Iterator, Sequence

from services.resume.domain.resume import SectionKind
from services.resume.domain.vocabulary import read_parts
from services.resume.domain.words import NUMBERING, key_of

LONGEST_HEADING = 40

_PARTS = re.compile(r"[()（）\[\]/|·&,]|\s[-–—]\s|\band\b|\s및\s", re.IGNORECASE)

_BRACKETED = re.compile(r"[(\[][^)\]]*[)\]]")
_PHRASES = frozenset(("goodat", "dowell", "cando", "whoiam"))
_TOTAL = re.compile(
    r"\s*[(\[]?(?:총|약)\s?\d[\d년개월\s]*[)\]]?$|\s*[(\[]\s?\d[\d년개월\s]*[)\]]$|\s*\(\d+\+?\s(?:years?|yrs)[^)]*\)$", re.IGNORECASE
)
"""How long somebody has worked, behind a heading."""

_HEADINGS = {SectionKind[kind]: keys for kind, keys in read_parts("headings").items() if kind != "TITLES"}
_WORDS = read_parts("heading_words")
_ABOUT = {SectionKind[kind]: words for kind, words in _WORDS.items() if kind != "WEAK"} | {None: _WORDS["WEAK"]}
_SECTION_OF = {key: kind for kind, keys in _HEADINGS.items() for key in keys}

# Words that stand around such words in headings and say nothing of their own.
_QUALIFYING = (
    "it computer digital soft hard software top professional relevant selected key personal technical core additional other my recent"
    " related main academic special history"
    " clinical industry military legal retail sales engineering management administrative nursing hospital laboratory field freelance"
    " consulting"
    " creative writing business executive early previous prior current present past graduate postgraduate undergraduate relevant"
    " background details information list overview research teaching community"
)
_QUALIFIERS = frozenset(_QUALIFYING.split())
_TITLES = frozenset(read_parts("headings")["TITLES"])
_KOREAN_STEMS = {
    SectionKind.SELF_INTRODUCTION: "자기소개서|자기소개",
    SectionKind.HEADER: "인적|기본정보|지원자정보|개인정보|신상",
    SectionKind.EDUCATION: "학력|학업",
    SectionKind.AWARDS: "수상|포상|장학",
    SectionKind.CERTIFICATIONS: "자격증|자격|면허|어학",
    SectionKind.PROJECTS: "프로젝트",
    SectionKind.EXPERIENCE: "경력|근무|인턴|재직",
    SectionKind.ACTIVITIES: "활동|봉사|동아리|교육",
    SectionKind.SKILLS: "기술스택|기술|스킬|역량|활용능력|사용언어|프로그램",
}
_AROUND = (
    "주요|보유|상세|수행|관련|기타|기본|최종|전문|핵심|업무|직무|사용|가능|사회|교내외|교내|교외|대외|개인|팀|회사|외국어|컴퓨터|취득"
    "|진행|참여"
    "|사항|이력|내역|내용|경험|경력|정보|활동|이수|실적|목록|현황|소개|능력|면허|기술서|및"
)
_KOREAN = re.compile(
    rf"(?:{_AROUND})*?(?:" + "|".join(f"(?P<{kind.name}>{stems})" for kind, stems in _KOREAN_STEMS.items()) + rf")(?:{_AROUND})*"
)


def section_headed_by(text: str) -> SectionKind | None:
    """The section that a line opens when it is a heading and nothing else; two languages may say it twice."""
    text = _TOTAL.sub("", text.strip()).rstrip(":：").strip()
    if len(text) > LONGEST_HEADING or not any(map(str.isalpha, text)):
        return None
    if (kind := _SECTION_OF.get(key_of(text))) is not None:
        return kind
    parts = [part for part in _PARTS.split(NUMBERING.sub("", text)) if key_of(part)]
    kinds = [_SECTION_OF.get(key_of(part)) or _composed(part) for part in parts]
    return _first(kinds)


def sections_named_in(text: str) -> frozenset[SectionKind]:
    """All the sections that a heading names: `Memberships and licences` names two."""
    parts = [part for part in _PARTS.split(NUMBERING.sub("", text)) if key_of(part)]
    kinds = (section_headed_by(part) or section_meant_by(part) for part in parts)
    return frozenset(kind for kind in kinds if kind is not None)


def _first(kinds: Sequence[SectionKind | None]) -> SectionKind | None:
    """Of several things that a heading names the first that is a section of its own: `Interests and voluntary work`."""
    if not kinds or None in kinds:
        return None
    return next((kind for kind in kinds if kind is not SectionKind.OTHER), SectionKind.OTHER)


def section_meant_by(text: str) -> SectionKind | None:
    """What a line is about that is printed as a heading, whoever worded it: by the last word in it that says so."""
    parts = _PARTS.split(without_brackets(NUMBERING.sub("", text)))
    meant = [kind for kind in map(_about, parts) if kind is not None]
    return next((kind for kind in meant if kind is not SectionKind.OTHER), meant[0] if meant else None)


def _about(part: str) -> SectionKind | None:
    key, tokens = key_of(part), [key_of(token) for token in part.split()]
    found = [
        (_weight(kind), place, len(word), kind or SectionKind.EXPERIENCE)
        for kind, words in _ABOUT.items()
        for word in words
        for place in _places(word, key, tokens)
    ]
    return max(found, key=lambda each: each[:3])[3] if found else None


def _weight(kind: SectionKind | None) -> int:
    return 0 if kind is SectionKind.OTHER else 1 if kind is None else 2


def _places(word: str, key: str, tokens: Sequence[str]) -> Iterator[int]:
    """Where a word ends in a heading."""
    if word.isascii() and word not in _PHRASES:
        stem = word.removesuffix("*")
        for number, token in enumerate(tokens):
            if token == stem or (stem != word and token.startswith(stem)):
                yield len("".join(tokens[: number + 1]))
    elif word in key:
        yield key.rindex(word) + len(word)


def without_brackets(text: str) -> str:
    """Words without what stands in brackets."""
    return _BRACKETED.sub("", text)


def is_title(text: str) -> bool:
    """Whether a line names the document and no part of it."""
    return key_of(text) in _TITLES


def _composed(part: str) -> SectionKind | None:
    """The section that a part of a heading names among words that change nothing: `주요 경력 사항`, `Relevant Work Experience`."""
    if korean := _KOREAN.fullmatch(key_of(part)):
        return next(kind for kind in _KOREAN_STEMS if korean.group(kind.name))
    tokens = [key_of(token) for token in part.split() if key_of(token)]
    kinds = [_SECTION_OF.get(token) for token in tokens if token not in _QUALIFIERS]
    return kinds[0] if kinds and None not in kinds and len(set(kinds)) == 1 else None
