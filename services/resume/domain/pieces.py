"""Cuts the head of an entry into pieces that each may be one fact: at cells, at signs, and, where nothing else parts them, at words."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from services.resume.domain import lexicon
from services.resume.domain.document import Line
from services.resume.domain.periods import PERIOD, months_of
from services.resume.domain.rows import Row, as_line
from services.resume.domain.words import is_other_label

BULLET = re.compile(r"^(?:[•·∙‣⁃▪▫■□●○◦◆◇▶▷►➢➤✓✔※*>»]|[-–—](?=\s))\s*")
_HARD = re.compile(r"\s*[|│｜¦]\s*|\s+[·•∙ㆍ]\s+|;\s+|\s{2,}|\t+|[\x00\x01]")
_NUMBER = re.compile(r"^\d{1,2}[.)]\s*(?=[^\W\d])")
"""What numbers an entry."""
_EXPIRES = re.compile(r",?\s*\(?(?:exp\.|expires:?|expiry:?|valid (?:until|thru|through))\s*(?=\x00)", re.IGNORECASE)
_LEVEL_FIRST = re.compile(r"\s*(?:[INA][HML][1-3]?|N[1-5]|[1-6]급|[ABC][12])(?![\w가-힣])")
_STOP = re.compile(r"(?<=[a-z]{5})\.$|(?<=[가-힣]{2})\.$")
_SLASH = re.compile(r"\s+/\s+")
_WEAK = (
    re.compile(r"\s+[–—-]\s+"),
    re.compile(r",\s+"),
    re.compile(r"\s+(?:at|@|from)\s+|\s+with\s+(?=[A-Z])"),
    re.compile(r"\s*[:：]\s+"),
)
_PARENTHESES = re.compile(r"^(?P<before>[^()]+?)\s*\((?P<within>[^()]+)\)\s*(?P<after>[^()]*)$")
_EDGES = " \t,|·•∙/~–—-:;[]<>"


@dataclass(frozen=True)
class Piece:
    """Some words of an entry's head, and the line they stand in."""

    text: str
    line: Line

    @property
    def strong(self) -> bool:
        """Whether it is printed bold in a line whose other words are not."""
        return self.line.bold and bool(self.line.first) and self.text in self.line.first


Apart = Callable[[str], tuple[str, str] | None]
"""Parts words at a blank, where it can be told."""
Evidence = Callable[[str], bool]
"""Whether words are clearly a fact of their own, so that a weak sign before or after them parts them from the rest."""


def cut(rows: Sequence[Row], wanted: int, evidence: Evidence, apart: Apart) -> tuple[Piece | None, list[Piece]]:
    """The period of an entry's head, and its other pieces: as few as the cells and signs make, unless fewer than `wanted`."""
    lines = [as_line(cell) for row in rows for cell in row.cells]
    period = _period(lines)
    pieces = [piece for line in lines for piece in _pieces(_without(line, period), line)]
    if len(pieces) < wanted or any(lexicon.DEPARTMENT.search(part) for piece in pieces for part in _SLASH.split(piece.text)):
        pieces = _tidy(part for piece in pieces for part in _split(piece, _SLASH))
    pieces = [part for piece in pieces for part in _both_clear(piece, apart)]
    while len(pieces) < wanted and (more := _parted(pieces, evidence, apart)) is not None:
        pieces = more
    return period, pieces


def _both_clear(piece: Piece, apart: Apart) -> list[Piece]:
    """A piece whose two halves at a blank are both clear is two: `수원시청 인턴`."""
    words = apart(piece.text) or _apart_before_brackets(piece.text, apart)
    if words and lexicon.organisation(words[0]) >= 0.9 and lexicon.role(words[1]) >= 0.9:
        return [replace(piece, text=part) for part in words]
    return [piece]


def _apart_before_brackets(text: str, apart: Apart) -> tuple[str, str] | None:
    """`나래초등학교 교사 (5학년 부장)`: what stands in brackets says more about the second."""
    match = _PARENTHESES.match(text)
    words = apart(match["before"].strip()) if match and not match["after"] and match["within"] else None
    return (words[0], f"{words[1]} ({match['within']})") if words and match else None


def _period(lines: Sequence[Line]) -> Piece | None:
    """The fullest date of the head: `2016 Hackathon, 2016.05` is of May."""
    found = [Piece(match.group().strip(" ,·|"), line) for line in lines for match in PERIOD.finditer(line.text)]
    return max(found, key=lambda piece: _fullness(piece.text), default=None)


def _fullness(text: str) -> tuple[bool, bool]:
    months = months_of(text)
    if months is None:
        return (False, False)
    return (months.present or months.start != months.end, months.start.month > 0)


def _without(line: Line, period: Piece | None) -> str:
    text = line.text
    if line.first and not line.first.rstrip().endswith((":", "：", "(", "[")) and any(map(str.isalpha, line.first)):
        text = _parted_by_type(line)
    text = lexicon.without_places(_NUMBER.sub("", BULLET.sub("", text)))
    return text.replace(period.text, "\x00") if period is not None and period.line == line else text


def _parted_by_type(line: Line) -> str:
    """A line with a mark where its type turns; the level of a test stays with the test: `TOEIC Speaking` `IH`."""
    if not line.text.startswith(line.first):
        return line.text
    rest = line.text[len(line.first) :]
    level = _LEVEL_FIRST.match(rest)
    end = len(line.first) + (level.end() if level else 0)
    return f"{line.text[:end]}\x01{line.text[end:]}"


def _pieces(text: str, line: Line) -> list[Piece]:
    text = re.sub(r"[(\[（]\s*\x00\s*[)\]）]", "\x00", _EXPIRES.sub(" ", text))
    text = re.sub(r"[(\[（]\s*\x00\s*[,·/|]?\s*", "\x00(", text)
    return _tidy(Piece(part, line) for part in _HARD.split(text))


def _tidy(pieces: Iterable[Piece]) -> list[Piece]:
    tidied = (replace(piece, text=_without_aside(_trimmed(piece.text))) for piece in pieces)
    return [piece for piece in tidied if any(map(str.isalnum, piece.text)) and not _is_beside(piece.text)]


def _without_aside(text: str) -> str:
    """`University of Leeds (2:1)`: a grade or a status in brackets is no part of the name before it."""
    match = _PARENTHESES.match(text)
    return match["before"] if match and not match["after"] and lexicon.is_aside(match["within"]) else text


def _is_beside(text: str) -> bool:
    """Whether words are no name: another date, a grade, a status, a place."""
    label, colon, _ = text.replace("：", ":").partition(":")
    return lexicon.is_aside(text) or (bool(colon) and "," not in label and is_other_label(label)) or PERIOD.fullmatch(text) is not None


def _trimmed(text: str) -> str:
    text = text.strip(_EDGES)
    if text.count("(") > text.count(")"):
        text = (
            text.lstrip("(") if text.startswith("(") else text + ")" if text.count("(") == text.count(")") + 1 and " " not in text else text
        )
    if text.startswith("(") and text.endswith(")") and text.count("(") == 1:
        text = text[1:-1]
    if text.count(")") > text.count("("):
        text = text.rstrip(")")
    return _STOP.sub("", text.strip(_EDGES))


def _split(piece: Piece, sign: re.Pattern[str]) -> list[Piece]:
    return [Piece(part, piece.line) for part in sign.split(piece.text)]


def _weak_splits(index: int, piece: Piece, evidence: Evidence) -> Iterator[tuple[int, int, str, str]]:
    """Every way to part a piece that leaves a clear fact, with that fact's length: the shortest is the least likely to be two."""
    for sign in _WEAK:
        for match in sign.finditer(piece.text):
            before, after = piece.text[: match.start()], piece.text[match.end() :]
            clear = [len(words) for words in (before, after) if evidence(words)]
            if before.startswith(f"{after} "):
                clear.append(len(after))  # who made it: `Tableau Desktop Specialist - Tableau`
            if clear and before and after:
                yield min(clear), index, before, after


def _parted(pieces: Sequence[Piece], evidence: Evidence, apart: Apart) -> list[Piece] | None:
    """The pieces with one of them in two, at a weak sign that has a clear fact beside it; None when there is none."""
    splits = (split for index, piece in enumerate(pieces) for split in _weak_splits(index, piece, evidence))
    if best := min(splits, default=None):
        _, index, before, after = best
        return _tidy([*pieces[:index], Piece(before, pieces[index].line), Piece(after, pieces[index].line), *pieces[index + 1 :]])
    for index, piece in enumerate(pieces):
        if (match := _PARENTHESES.match(piece.text)) and (evidence(match["within"]) or lexicon.is_aside(match["within"])):
            parts = [Piece(part, piece.line) for part in (match["before"], match["within"], match["after"])]
            return _tidy([*pieces[:index], *parts, *pieces[index + 1 :]])
    for index, piece in enumerate(pieces):
        if words := apart(piece.text):
            return _tidy([*pieces[:index], *(Piece(part, piece.line) for part in words), *pieces[index + 1 :]])
    return None
