"""Masks resident registration numbers (주민등록번호) before any text is kept where it can be searched."""

from collections.abc import Sequence
from dataclasses import replace

from interviewing.registration_numbers import MASK, halves, mask, mask_pieces
from services.resume.domain.document import Document, Line

__all__ = ["MASK", "mask", "mask_document"]

_NEAR = 3.0
"""Heights of a line within which a cell's neighbour is looked for: to its right on the same row, or below it."""


def mask_document(document: Document) -> tuple[Document, int]:
    """The document with all numbers masked, those too that are spread over neighbouring lines or cells.

    Neighbours are those that follow in the file, and those that stand beside or below on the paper, in whatever order a file draws them.
    """
    texts, count = mask_pieces([line.text for line in document.lines])
    apart = _halves_apart(document.lines, texts)
    for index in {each for pair in apart for each in pair}:
        texts[index] = "".join(MASK if character.isdecimal() else character for character in texts[index])
    return replace(document, lines=_with_texts(document.lines, texts)), count + len(apart)


def _halves_apart(lines: Sequence[Line], texts: Sequence[str]) -> list[tuple[int, int]]:
    """Cells that hold the two halves of a number and stand side by side, or one below the other."""
    firsts = [index for index, text in enumerate(texts) if halves(text, "1000000")]
    seconds = [index for index, text in enumerate(texts) if halves("000101-", text)]
    return [
        (first, second)
        for first in firsts
        for second in seconds
        if halves(texts[first], texts[second]) and _are_neighbours(lines[first], lines[second])
    ]


def _are_neighbours(first: Line, second: Line) -> bool:
    one, other = first.box, second.box
    if one.page != other.page:
        return False
    reach = _NEAR * max(one.bottom - one.top, 1.0)
    on_one_row = min(one.bottom, other.bottom) > max(one.top, other.top) and other.left - one.left >= 0
    below = 0 <= other.top - one.top <= reach and min(one.right, other.right) > max(one.left, other.left)
    return on_one_row or below


def _with_texts(lines: Sequence[Line], texts: Sequence[str]) -> Sequence[Line]:
    return tuple(replace(line, text=text) for line, text in zip(lines, texts, strict=True))
