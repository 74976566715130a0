"""Recognises facts that have a shape of their own: dates, contacts, names, skills in an enumeration."""

import re

from services.resume.domain.periods import PERIOD
from services.resume.domain.resume import FieldKind
from services.resume.domain.vocabulary import read_parts

EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
PHONE = re.compile(
    r"(?<![\d.-])(?:\+\d{1,3}(?:[\s.-]?\(\d{1,4}\))?(?:[\s.-]?\d{2,4}){2,4}"
    r"|\(\+\d{1,3}\)(?:[\s.-]?\d{2,12}){1,4}|\+\d{1,3}(?:\s\d{1,4}){3,5}|\+\d{1,3}\s\d{1,3}\s\d{6,9}|0\d{2,4}[\s.-]\d{3}[\s.-]\d{3,4}|0\d{4}[\s.-]\d{5,6}|0\d{9,10}"
    r"|(?:\(\d{2,4}\)\s?|\d{2,4}[\s.-])\d{3,4}[\s.-]\d{4}|01\d{8,9})(?!\d)"
)
_PATTERNS = {FieldKind.PERIOD: PERIOD, FieldKind.EMAIL: EMAIL, FieldKind.PHONE: PHONE}

# A slash or a plus inside a word belongs to it: C/C++, CI/CD, TCP/IP. Between C++ and C# it parts two languages.
_BETWEEN_SKILLS = re.compile(
    r"\s*[,;、·•|∙]\s*|\s+/\s+|(?<=[A-Za-z][+#])/(?=[A-Za-z](?:\+\+|#))|(?<=\+\+)/(?=[A-Za-z](?:\+\+|#))|\s{2,}|(?<!\w)[-▪■●○◦*](?!\w)\s*"
)
_GROUP = re.compile(r"^[^:：]{1,30}[:：]\s*|^[^,:：–-]{1,20}\s[–-]\s(?=[^,]+,)")
_UNMARKED_GROUP = re.compile(
    r"^(?:(?:Programming )?Languages?|Frameworks?(?: & Libraries)?|Libraries|Tools?|Developer Tools|Databases?|Infra(?:structure)?"
    r"|Cloud|DevOps|Backend|Frontend"
    r"|ETC|Others?|기타|언어|프레임워크|도구|데이터베이스|인프라|협업 도구|협업툴|운영체제)\s+(?=[A-Z가-힣.])(?=\S+(?: \S+)?\s*,)"
)
_ENUMERATED = re.compile(r"\([^()]*,[^()]*\)")
_LEVEL = re.compile(
    r"^(?:상|중|하|최상|중상|중하|초급|중급|고급|능숙|보통|우수|beginner|basic|intermediate|advanced|expert|proficient|native|fluent"
    r"|[★☆●○]+|\d{1,3}\s?%)$",
    re.IGNORECASE,
)
LONGEST_SKILL = 40
_LISTED = read_parts("skills")
_KNOWN = frozenset(name.replace("_", " ") for name in _LISTED["SKILLS"])
_MOST_WORDS = 3
"""Of a listed skill's name."""
_FEWEST_BARE = 3
"""Names that single blanks part at least, of which most are listed."""
_OF_SENTENCES = re.compile(r"\b(?:the|a|an|of|for|with|to|by|on|in|at|from|each|per|their|my)\b|니다$|했음$|습니다")
_SAYS = re.compile(r"^(?:[A-Z]?[a-z]+ed|Led|Ran|Built|Kept|Won|Sold|Wrote|Taught|Grew|Cut|Made|Set|Met|Held|Oversaw)\s")
"""What begins a sentence that tells what somebody did."""
_GROUPS = frozenset(_LISTED["GROUPS"])

_KOREAN_NAME = re.compile(r"^[가-힣]{2,5}$")
_NAME_WORD = r"(?:[^\W\d_a-z가-힣](?:[^\W\d_가-힣]|['’-](?=\w))*\.?|(?:van|von|de|da|del|di|la|le|bin|al|dos)(?=\s))"
_LATIN_NAME = re.compile(rf"^{_NAME_WORD}(?:\s+{_NAME_WORD}){{1,3}}(?:,?\s+(?:Ph\.?D|MBA|CPA|MD|Jr|Sr)\.?)?$")


def find(kind: FieldKind, text: str) -> str | None:
    """The first fact of this kind in the text, as printed."""
    match = _PATTERNS[kind].search(text)
    return (match.group().strip(" ,·|-") or None) if match else None


def skills_in(text: str) -> list[str]:
    """The single skills of an enumeration, each as printed: `C/C++` and `CI/CD` are one each, `C++/C#` are two."""
    text = _UNMARKED_GROUP.sub("", text)
    names = (name.strip(" .") if not name.strip().startswith(".") else name.strip() for name in _apart(_GROUP.sub("", text)))
    return [part for name in names if name and not tells(name) for part in _at_blanks(name) if len(part) <= LONGEST_SKILL]


def _apart(text: str) -> list[str]:
    """The names of an enumeration; what a bracket enumerates stays with the name before it: `Health records (Epic, Cerner)`."""
    if not _ENUMERATED.search(text):
        return _BETWEEN_SKILLS.split(text)
    kept = _ENUMERATED.sub(lambda match: match.group().replace(",", "\x00"), text)
    return [name.replace("\x00", ",") for name in _BETWEEN_SKILLS.split(kept)]


def tells(words: str) -> bool:
    """Whether words of an enumeration tell what somebody did, and name nothing."""
    many = len(words.split())
    return (many > 2 and _SAYS.match(words) is not None) or (many > 4 and len(_OF_SENTENCES.findall(words)) > 0)


def is_known(words: str) -> bool:
    """Whether a skill of this name is listed."""
    return words.strip().casefold() in _KNOWN


def is_group(words: str) -> bool:
    """Whether words only name a group of skills: `Frameworks`, `언어`."""
    return words.strip(" :-·").casefold() in _GROUPS


def _at_blanks(words: str) -> list[str]:
    """`HTML/CSS/React` and `Python Spring Boot Docker` are three skills each, as most of their names are known to be."""
    if words.casefold() in _KNOWN:
        return [words]
    if len(names := words.split("/")) >= _FEWEST_BARE and _are_known(names):
        return names
    tokens = words.split()
    if len(tokens) < _FEWEST_BARE:
        return [words]
    parts: list[str] = []
    while tokens:
        count = next((many for many in range(_MOST_WORDS, 0, -1) if _is_known(tokens[:many], many)), 1)
        parts.append(" ".join(tokens[:count]))
        tokens = tokens[count:]
    return parts if len(parts) >= _FEWEST_BARE and _are_known(parts) else [words]


def _are_known(names: list[str]) -> bool:
    """Whether half of the names are listed."""
    return sum(name.casefold() in _KNOWN for name in names) >= 0.5 * len(names)


def _is_known(tokens: list[str], many: int) -> bool:
    return len(tokens) == many and " ".join(tokens).casefold() in _KNOWN


def is_level(text: str) -> bool:
    """Whether words only say how well something is known."""
    return _LEVEL.match(text.strip()) is not None


def is_name(text: str) -> bool:
    """Whether a line could be a person's name and nothing else; blanks between syllables (`홍 길 동`) are decoration."""
    return bool(_KOREAN_NAME.match(text.replace(" ", "")) or _LATIN_NAME.match(text.strip()))
