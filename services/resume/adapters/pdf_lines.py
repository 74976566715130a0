"""Puts the spans of a page into lines as they are printed, where the order in which they were drawn says something else."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise, takewhile
from typing import Any

from services.resume.domain.open_tables import Ruler

Box = tuple[float, float, float, float]
Span = tuple[dict[str, Any], Box]
"""As PyMuPDF gives it, and its place on the turned page: left, top, right, bottom in points."""

_BLANK = 0.15
"""Of the type's size: more white between two spans is a blank, though none was written."""
_COLUMN = 3
"""Lines that begin at one place, from which on it is a column's edge."""
_NEAR = 2.0
"""Points by which a ruler may stand within the words beside it."""
_SAME_HEIGHT = 0.6


def as_printed(lines: Sequence[Sequence[Span]], down: Sequence[Ruler]) -> list[list[Span]]:
    """The lines with every span at its place: a font that lacks a sign has it drawn apart, and cells are drawn in one go."""
    whole: list[list[Span]] = []
    for line in lines:
        gap = next((other for other in reversed(whole[-2:]) if _fits(line, other) or _fits(other, line)), None)
        if gap is None:
            whole.append(list(line))
        else:
            gap.extend(line)
    ordered = [_from_the_left(line) for line in whole]
    edges = Counter(round(line[0][1][0]) for line in ordered if line)
    rulers = sorted(down, key=lambda ruler: ruler.at)
    return [part for line in ordered for part in _parted(_with_blanks(line), rulers, edges)]


def _from_the_left(line: list[Span]) -> list[Span]:
    """A line that runs across the page by the places of its spans; one that runs another way as it was drawn."""
    across = all(_beside(box, line[0][1]) for _, box in line)
    return sorted(line, key=lambda span: span[1][0]) if across else line


def _fits(line: Sequence[Span], other: Sequence[Span]) -> bool:
    """Whether a line stands in the white between two spans of another, or between them and what touches it."""
    if not line or len(other) < 2 or not _beside(line[0][1], other[0][1]):
        return False
    left, right = min(box[0] for _, box in line), max(box[2] for _, box in line)
    ordered = sorted(box for _, box in other)
    return any(upper[2] - 1 <= left and right <= lower[0] + 1 for upper, lower in pairwise(ordered))


def _beside(one: Box, other: Box) -> bool:
    shared = min(one[3], other[3]) - max(one[1], other[1])
    return shared >= _SAME_HEIGHT * min(one[3] - one[1], other[3] - other[1])


def _with_blanks(spans: Sequence[Span]) -> list[Span]:
    spaced: list[Span] = []
    for span, box in spans:
        before = spaced[-1] if spaced else None
        apart = before is not None and box[0] - before[1][2] > _BLANK * span["size"]
        if before is not None and apart and not before[0]["text"].endswith(" ") and not span["text"].startswith(" "):
            spaced.append(({**span, "text": f" {span['text']}"}, box))
        else:
            spaced.append((span, box))
    return spaced


def _parted(spans: Sequence[Span], down: Sequence[Ruler], edges: Counter[int]) -> Iterator[list[Span]]:
    """A line in as many as rulers part it into, or columns whose words touch."""
    part: list[Span] = []
    for span in spans:
        column = edges[round(span[1][0])] >= _COLUMN and span[0]["text"].strip() and any(each["text"].strip() for each, _ in part)
        if column or _is_ruled_off(part, span, down):
            yield part
            part = []
        part.append(span)
    yield part


def _is_ruled_off(part: Sequence[Span], span: Span, down: Sequence[Ruler]) -> bool:
    """Whether one of the rulers, from left to right, stands between what was written last and the span."""
    before = next((box[2] for each, box in reversed(part) if each["text"].strip()), None)
    if before is None or not span[0]["text"].strip():
        return False
    start = bisect_left(down, before - _NEAR, key=lambda ruler: ruler.at)
    between = takewhile(lambda ruler: ruler.at <= span[1][0] + _NEAR, islice(down, start, None))
    return any(ruler.passes((span[1][1] + span[1][3]) / 2) for ruler in between)
