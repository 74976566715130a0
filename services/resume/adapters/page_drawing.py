"""Draws one page as a picture, and of it no more than may be seen. Runs in the drawing process only.

What may be seen is copied onto white paper, place by place, instead of painting over what may not: a photo, a stamp, or a name that is
drawn as a shape is not there unless somebody let it in. Where a hidden place lies over one that is shown, it stays hidden.
"""

from typing import Any

import pymupdf

from services.resume.adapters.paper_setting import set_on
from services.resume.adapters.parser_messages import ParserLimits
from services.resume.domain.drawing import Drawing, Place
from services.resume.domain.unreadable import Corrupt, Encrypted, ParserLimit

POINTS_PER_INCH = 72
_QUALITY = 85
_MOST_PIXELS = 12_000_000
"""A page of A3 at 200 dots per inch has 7.7 million; a poster is drawn coarser."""
_COARSER = 0.6
_TRIES = 4


def draw(content: bytes, drawing: Drawing, limits: ParserLimits) -> bytes:
    """The page as a JPEG. Raises Unreadable, and MemoryError when the process has no more."""
    try:
        if drawing.paper is not None:
            with pymupdf.open() as pdf:
                return _drawn(set_on(pdf, drawing.paper), drawing, limits)
        with pymupdf.open(stream=content, filetype="pdf") as pdf:
            if pdf.needs_pass:
                raise Encrypted
            return _drawn(pdf[drawing.page - 1], drawing, limits)
    except (RuntimeError, ValueError, IndexError, pymupdf.mupdf.FzErrorBase) as error:
        # MuPDF reports a refused allocation as a system error with these words.
        raise (MemoryError() if "alloc" in str(error).lower() else Corrupt()) from None


def _drawn(page: Any, drawing: Drawing, limits: ParserLimits) -> bytes:
    """As fine as wanted, or as fine as an answer may be long."""
    scale = _scale(page, drawing.dots_per_inch)
    for _ in range(_TRIES):
        picture = page.get_pixmap(matrix=pymupdf.Matrix(scale, scale), alpha=False, annots=False)
        answer: bytes = _without_hidden(_only(picture, drawing, scale) if drawing.is_blind else picture, drawing, scale).tobytes(
            "jpeg", jpg_quality=_QUALITY
        )
        if len(answer) < limits.max_answer_bytes:
            return answer
        scale *= _COARSER
    raise ParserLimit


def _scale(page: Any, dots_per_inch: int) -> float:
    wanted = dots_per_inch / POINTS_PER_INCH
    pixels = page.rect.width * page.rect.height * wanted * wanted
    return wanted if pixels <= _MOST_PIXELS else wanted * float((_MOST_PIXELS / pixels) ** 0.5)


def _only(picture: Any, drawing: Drawing, scale: float) -> Any:
    paper = pymupdf.Pixmap(picture.colorspace, picture.irect, False)
    paper.clear_with(255)
    for place in drawing.shown:
        paper.copy(picture, _dots(place, scale) & picture.irect)
    return paper


def _without_hidden(picture: Any, drawing: Drawing, scale: float) -> Any:
    for place in drawing.hidden:
        picture.set_rect(_dots(place, scale) & picture.irect, (255,) * picture.n)
    return picture


def _dots(place: Place, scale: float) -> Any:
    return (pymupdf.Rect(place) * pymupdf.Matrix(scale, scale)).irect
