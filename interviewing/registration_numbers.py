"""Masks resident registration numbers (주민등록번호, those of foreigners too) before any text is kept where it can be searched.

Six digits of a birth date, a digit 1–8 for sex and century (5–8 for foreigners), six more. Since October 2020 the last seven are drawn by
lot, so there is no check digit to rely on: whatever is written like one and names a day is masked. A company's number (법인등록번호) is
written in the same way and is left alone where it is called so.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate

MASK = "*"

_GAP = r"[\s\u200b.·/]*"
_BETWEEN = r"[\s\u200b]*[-‐‑‒–—―−~〜·・ㆍㅡᅳ_/.:|－]?[\s\u200b]*"
_CANDIDATE = re.compile(r"(?<!\d)(?<!\d[-.])" + _GAP.join([r"(\d)"] * 6) + _BETWEEN + _GAP.join([r"(\d)"] * 7) + r"(?!\d)")
_FIRST_HALF, _LAST_HALF = re.compile(r"(?<!\d)(?<!\d[-.])\d{6}\s*[-‐‑‒–—―−~〜ㅡ－]\s*$"), re.compile(r"^\s*[1-8]\d{6}(?!\d)")
_OF_A_COMPANY = re.compile(r"(?:법인|사업자)\s*(?:등록)?\s*번호\D{0,12}$|corporate\s+registration\D{0,20}$", re.IGNORECASE)
_LABEL = 40
"""Characters before a number in which its label is looked for."""
_HALF = 6
"""Digits before the place where the two halves part."""


def mask(text: str) -> tuple[str, int]:
    """The text with every digit of every number replaced, at the same length, and how many numbers there were."""
    places = list(_numbers(text))
    covered = list(text)
    for start, end in places:
        covered[start:end] = [MASK if character.isdecimal() else character for character in text[start:end]]
    return "".join(covered), len(places)


def masked(text: str) -> str:
    """The text with every number masked, for whoever keeps it."""
    return mask(text)[0]


def mask_pieces(pieces: Sequence[str]) -> tuple[list[str], int]:
    """Pieces of one text, such as lines or words, each masked; a number may be spread over neighbouring ones."""
    whole, count = mask("\n".join(pieces))
    ends = list(accumulate(len(piece) + 1 for piece in pieces))
    return [whole[end - 1 - len(piece) : end - 1] for piece, end in zip(pieces, ends, strict=True)], count


def halves(first: str, second: str) -> bool:
    """Whether one text ends with the first half of a number and the other begins with its second: cells of a form, side by side."""
    return bool(_FIRST_HALF.search(first)) and bool(_LAST_HALF.match(second)) and _is_day(re.findall(r"\d", first)[-_HALF:])


def _numbers(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each number. A look-alike that is none may overlap one that is, so the search goes on within it."""
    at = 0
    while found := _CANDIDATE.search(text, at):
        if _is_number(found) and not _OF_A_COMPANY.search(text[max(0, found.start() - _LABEL) : found.start()]):
            yield found.span()
            at = found.end()
        else:
            at = found.start() + 1


def _is_number(found: re.Match[str]) -> bool:
    digits = [str(int(digit)) for digit in found.groups()]  # int() reads full-width and other digits, too
    return _is_day(digits) and "1" <= digits[_HALF] <= "8" and _is_written_as_one(found)


def _is_day(digits: Sequence[str]) -> bool:
    month, day = int("".join(map(str, map(int, digits[2:4])))), int("".join(map(str, map(int, digits[4:6]))))
    return 1 <= month <= 12 and 1 <= day <= 31


def _is_written_as_one(found: re.Match[str]) -> bool:
    """Whether the gaps are where people leave them, and not those between other numbers that happen to follow one another.

    None but in the middle; after each digit, as in the boxes of a form; within the birth date, as dates are written; or one line's end
    anywhere, where the hyphen shows what it is.
    """
    gaps = {place: found.string[found.end(place) : found.start(place + 1)] for place in range(1, 13)}
    inner = {place: gap for place, gap in gaps.items() if gap and place != _HALF}
    has_hyphen = bool(re.sub(r"[\s\u200b.·/]", "", gaps[_HALF]))
    if not inner or len(inner) == len(gaps) - 1:
        return True
    if not has_hyphen:
        return False
    return (
        set(inner) == {2, 4} or (len(inner) == 1 and "\n" in next(iter(inner.values()))) or all(gap in " \u200b" for gap in inner.values())
    )
