"""A page as a picture: small and grey for a first look at everything, larger and in colour for a second look at one place."""

from collections import Counter
from typing import Any

import pymupdf

from services.resume.domain.colours import Colour

Box = tuple[float, float, float, float]

_MOST_PIXELS = 2_000_000
_LIKE = 40
"""Steps of 255 by which grey must differ before a first look calls it different; the second look is finer."""
_FLAT = 16
_ZOOM = 3.0
_MOST_SAMPLES = 6_000
_MOST_GREYS = 256


class Picture:
    """A page in grey, a pixel a point or less."""

    def __init__(self, samples: bytes, width: int, height: int, scale: float) -> None:
        """`samples` is one byte a pixel, row by row; `scale` pixels a point."""
        self._samples = samples
        self._width, self._height, self._scale = width, height, scale

    @classmethod
    def of(cls, page: Any) -> "Picture":
        """Draws a page, annotations and all."""
        area = max(page.rect.width * page.rect.height, 1.0)
        scale = min(1.0, (_MOST_PIXELS / area) ** 0.5)
        drawn = page.get_pixmap(matrix=pymupdf.Matrix(scale, scale), colorspace=pymupdf.csGRAY, alpha=False)
        return cls(drawn.samples, drawn.width, drawn.height, scale)

    @staticmethod
    def colours(page: Any, box: Box) -> "Counter[Colour]":
        """The colours at a place and how often each is there, from a closer look."""
        around = pymupdf.Rect(box[0] - 1, box[1], box[2] + 1, box[3]) & page.rect
        zoom = min(_ZOOM, (_MOST_PIXELS / max(around.get_area(), 1.0)) ** 0.5)
        drawn = page.get_pixmap(matrix=pymupdf.Matrix(zoom, zoom), clip=around, colorspace=pymupdf.csRGB, alpha=False)
        samples = drawn.samples
        step = max(1, drawn.width * drawn.height // _MOST_SAMPLES)
        return Counter(zip(samples[0 :: 3 * step], samples[1 :: 3 * step], samples[2 :: 3 * step], strict=False))

    def stands_out(self, box: Box, ink: Colour, share: float) -> bool:
        """Whether more than a share of a place's pixels differ from ink."""
        pixels = self._at(box)
        grey = _grey(ink)
        like = bytes(range(max(0, grey - _LIKE + 1), min(255, grey + _LIKE - 1) + 1))
        return len(pixels.translate(None, like)) > share * len(pixels)

    def shows(self, box: Box, ink: Colour) -> bool:
        """Whether some pixel at a place goes a quarter of the way from the ground to the ink."""
        pixels = self._at(box)
        if not pixels:
            return False
        sample = pixels[:: max(1, len(pixels) // _MOST_GREYS)]
        grey, (ground, _) = _grey(ink), Counter(sample).most_common(1)[0]
        nearest = min(pixels) if grey < ground else max(pixels)
        return abs(nearest - ground) >= max(0.25 * abs(grey - ground), 1)

    def is_varied(self, box: Box) -> bool:
        """Whether there is anything to see at a place."""
        pixels = self._at(box)
        return bool(pixels) and max(pixels) - min(pixels) > _FLAT

    def _at(self, box: Box) -> bytes:
        left, right = max(0, int(box[0] * self._scale) - 1), min(self._width, int(box[2] * self._scale) + 2)
        top, bottom = max(0, int(box[1] * self._scale)), min(self._height, int(box[3] * self._scale) + 1)
        if left >= right:
            return b""
        return b"".join(self._samples[row * self._width + left : row * self._width + right] for row in range(top, bottom))


def _grey(colour: Colour) -> int:
    """As MuPDF mixes grey of red, green and blue."""
    return round(0.3 * colour[0] + 0.59 * colour[1] + 0.11 * colour[2])
