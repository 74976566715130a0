"""What a producer of documents is: blocks in, a file out."""

from collections.abc import Callable, Sequence
from pathlib import Path

from bench.reading.blocks import Block

Draw = Callable[[Sequence[Block]], bytes]

_FONTS = Path("/usr/share/fonts/truetype/nanum")
REGULAR, BOLD = _FONTS / "NanumGothic.ttf", _FONTS / "NanumGothicBold.ttf"
