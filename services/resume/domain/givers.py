"""Tells who gave a prize or a certificate where no word says so: by the sign between them."""

import re
from collections.abc import Sequence
from dataclasses import replace

from services.resume.domain import lexicon
from services.resume.domain.naming import CLEAR
from services.resume.domain.pieces import Piece
from services.resume.domain.resume import SectionKind

_MOST_WORDS_AFTER = 6
"""Of a giver's name without familiar words."""

_SIGNS = (", ", " – ", " — ", " - ")
_LEVEL_AFTER = re.compile(r"(?:specialty|foundations?|foundational|intermediate|advanced|expert|level|part|module)\b", re.IGNORECASE)
_ACRONYM = re.compile(r"[A-Z][A-Z0-9+-]{2,6}(?:\s[A-Z0-9]{1,5})?$")
_RANK = re.compile(
    r"(?:(?:1st|2nd|3rd|first|second|third|grand|top|gold|silver|bronze)\s+)?(?:place|prize|medal|winner|finalist|runner-up)$",
    re.IGNORECASE,
)
"""What is no prize without the words after it."""
_NAME_AFTER = re.compile(r"^(?:[A-Z\u00c0-\u00dd]|[가-힣])[^,]{1,50}$")


def at_sign(section: SectionKind, pieces: Sequence[Piece]) -> list[Piece]:
    """`Hackathon Winner, Harbour Tech Week`: in a dated entry of one piece the last sign parts what it was from who gave it."""
    if section not in (SectionKind.AWARDS, SectionKind.CERTIFICATIONS, SectionKind.ACTIVITIES) or len(pieces) != 1:
        return list(pieces)
    before, sign, after = max((pieces[0].text.rpartition(sign) for sign in _SIGNS), key=lambda parts: len(parts[0]))
    before, after = before.strip(), after.strip()
    if not before or "," in before or not _is_name(after) or _RANK.match(before):
        return list(pieces)
    if section is SectionKind.CERTIFICATIONS and not _is_certified(before, sign, after):
        return list(pieces)
    if section is SectionKind.AWARDS and lexicon.prize(after) >= CLEAR:
        return list(pieces)
    return [replace(pieces[0], text=part) for part in (before, after)]


def _is_name(words: str) -> bool:
    """Whether words may be somebody's name: a few of them, no number, no grade."""
    few = len(words.split()) <= _MOST_WORDS_AFTER and not any(map(str.isdigit, words))
    return few and _NAME_AFTER.match(words) is not None and not lexicon.is_aside(words) and not _LEVEL_AFTER.match(words)


def _is_certified(before: str, sign: str, after: str) -> bool:
    """Whether a certificate ends at the sign: a comma may stand within its name, a dash before its level."""
    if lexicon.certificate(after) >= CLEAR:
        return False
    return sign != ", " or lexicon.certificate(before) >= CLEAR or any(map(_ACRONYM.match, (before, after)))
