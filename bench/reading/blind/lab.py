"""Writes a PDF by hand with reportlab: words at places, and nothing that says what they are."""

from io import BytesIO
from pathlib import Path
from typing import Final

from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

_FONTS = Path("/usr/share/fonts/truetype/nanum")
_TOP: Final = 780.0


class Paper:
    """A page of A4 that is written from its top, and then the next."""

    def __init__(self, font: str, *, leading: float = 1.5) -> None:
        for name in (font, f"{font}Bold"):
            pdfmetrics.registerFont(TTFont(name, _FONTS / f"{name}.ttf"))
        self._font, self._leading, self._content, self._y = font, leading, BytesIO(), _TOP
        self._canvas = Canvas(self._content, pagesize=(595, 842))

    def line(self, x: float, words: str, *, size: float = 10, bold: bool = False, centred: bool = False, beside: bool = False) -> None:
        """One line from `x` points (around it when centred, up to it when negative); `beside` writes on the last line's height."""
        if not beside:
            self.down(size * self._leading)
        self._canvas.setFont(f"{self._font}Bold" if bold else self._font, size)
        if centred:
            self._canvas.drawCentredString(x, self._y, words)
        elif x < 0:
            self._canvas.drawRightString(-x, self._y, words)
        else:
            self._canvas.drawString(x, self._y, words)

    def wrapped(self, x: float, width: float, words: str, *, size: float = 10) -> None:
        """As many lines as the words take."""
        for line in simpleSplit(words, self._font, size, width):
            self.line(x, line, size=size)

    def rule(self, left: float, right: float, *, thick: float = 0.6) -> None:
        """A line under what was written last."""
        self._canvas.setLineWidth(thick)
        self._canvas.line(left, self._y - 4, right, self._y - 4)

    def down(self, points: float) -> None:
        """Goes down, or to the next page."""
        self._y -= points
        if self._y < 60:
            self._canvas.showPage()
            self._y = _TOP

    def saved(self) -> bytes:
        """The file."""
        self._canvas.save()
        return self._content.getvalue()
