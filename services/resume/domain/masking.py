"""Masks resident registration numbers (주민등록번호) before any text is kept where it can be searched."""

import re
from collections.abc import Sequence
from dataclasses import replace

from services.resume.domain.document import Document, Line

MASK = "*"

# Six digits of a birth date, a digit 1–8 for sex and century (5–8 for foreigners), six more; typists put blanks, hyphens of
# every kind or a line's end between them. Since October 2020 there is no check digit to rely on.
_GAP = r"[\s\u200b]*"
_HYPHEN = r"[\s\u200b]*[-‐‑‒–—―−~〜·・ㆍ_/.－]?[\s\u200b]*"
_DIGIT = r"\d"
_NUMBER = re.compile(r"(?<!\d)" + _GAP.join([_DIGIT] * 6) + _HYPHEN + _GAP.join([_DIGIT] * 7) + r"(?!\d)")


def mask(text: str) -> tuple[str, int]:
    """The text with every digit of every number replaced, at the same length, and how many numbers there were."""
    count = 0

    def cover(match: re.Match[str]) -> str:
        nonlocal count
        if not _is_registration_number(match.group()):
            return match.group()
        count += 1
        return re.sub(r"\d", MASK, match.group())

    return _NUMBER.sub(cover, text), count


def mask_document(document: Document) -> tuple[Document, int]:
    """The document with all numbers masked, those too that are spread over neighbouring lines or cells."""
    masked, count = mask("\n".join(line.text for line in document.lines))
    return replace(document, lines=_with_texts(document.lines, masked.split("\n"))), count


def _with_texts(lines: Sequence[Line], texts: Sequence[str]) -> Sequence[Line]:
    return tuple(replace(line, text=text) for line, text in zip(lines, texts, strict=True))


def _is_registration_number(text: str) -> bool:
    # int() reads full-width and other digits, too.
    digits = [int(character) for character in text if character.isdecimal()]
    month, day = 10 * digits[2] + digits[3], 10 * digits[4] + digits[5]
    return 1 <= month <= 12 and 1 <= day <= 31 and 1 <= digits[6] <= 8
