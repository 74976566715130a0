"""Makes lines of print of what OCR saw on a scanned page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from services.resume.domain.document import Box, HiddenReason, HiddenText, Line

LEAST_SURE = 30.0
"""Tesseract's confidence, 0 to 100, under which a word is speckles."""
_GAP = 2.0
"""Heights of a line that part two texts on it."""
_BLANK = 0.3
"""Of the height of a line: two syllables of one word stand nearer."""
_SAME = 0.6
"""Of the words of a hidden layer so many must be in the picture: it is what a scanner laid there."""
_COLUMNS = 12


@dataclass(frozen=True, slots=True)
class _Word:
    line: tuple[int, int, int]
    left: float
    top: float
    right: float
    bottom: float
    text: str

    @property
    def height(self) -> float:
        """Points from top to bottom."""
        return self.bottom - self.top


def lines_of(table: bytes, page: int, scale: float) -> list[Line]:
    """The lines of Tesseract's table; `scale` is the picture's pixels a point."""
    lines: list[Line] = []
    for _, group in groupby(_words(table, scale), key=lambda word: word.line):
        for together in _pieces(list(group)):
            text = _joined(_without_mark(together))
            box = Box(
                page,
                min(word.left for word in together),
                min(word.top for word in together),
                max(word.right for word in together),
                max(word.bottom for word in together),
            )
            lines.append(Line(text, box, size=max(1.0, box.height)))
    return lines


def not_in(lines: Sequence[Line], hidden: Sequence[HiddenText]) -> list[HiddenText]:
    """The texts of a hidden layer that say something else than the picture over it."""
    seen = {_plain(word) for line in lines for word in line.text.split()}
    everything = "".join(_plain(line.text) for line in lines)
    layer = (HiddenReason.NOT_DRAWN, HiddenReason.COVERED, HiddenReason.TRANSPARENT, HiddenReason.COLOUR)
    return [text for text in hidden if text.reason not in layer or not _is_seen(text.text, seen, everything)]


def _is_seen(text: str, seen: set[str], everything: str) -> bool:
    words = [plain for word in text.split() if (plain := _plain(word))]
    return sum(word in seen or (len(word) > 1 and word in everything) for word in words) >= _SAME * len(words)


def _plain(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _words(table: bytes, scale: float) -> Iterator[_Word]:
    for row in table.decode("utf-8", "replace").splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) != _COLUMNS or cells[0] != "5" or not cells[11].strip():
            continue
        try:
            numbers = [float(cell) for cell in cells[2:11]]
        except ValueError:
            continue
        block, paragraph, line, _, left, top, width, height, sure = numbers
        if sure >= LEAST_SURE or not any(character.isalnum() for character in cells[11]):
            place = (int(block), int(paragraph), int(line))
            yield _Word(place, left / scale, top / scale, (left + width) / scale, (top + height) / scale, cells[11].strip())


def _joined(words: Sequence[_Word]) -> str:
    """Korean is seen syllable by syllable; a blank stands where there is room for one."""
    text = ""
    for before, word in zip([None, *words], words, strict=False):
        if before is not None and not (_is_hangul(before.text[-1] + word.text[0]) and word.left - before.right < _BLANK * word.height):
            text += " "
        text += word.text
    return text


def _is_hangul(text: str) -> bool:
    return all("가" <= character <= "힣" for character in text)


def _without_mark(words: Sequence[_Word]) -> Sequence[_Word]:
    """A box or a dot before a heading is seen as some sign or a loose jamo."""
    first = words[0].text
    is_mark = len(first) == 1 and (not first.isalnum() or "\u3131" <= first <= "\u318e") and first not in "-–•([“"
    return words[1:] if is_mark and len(words) > 1 else words


def _pieces(words: Sequence[_Word]) -> Iterator[list[_Word]]:
    """Words that stand side by side without a gap that parts columns."""
    piece: list[_Word] = []
    for word in words:
        if piece and word.left - piece[-1].right > _GAP * word.height:
            yield piece
            piece = []
        piece.append(word)
    if piece:
        yield piece
