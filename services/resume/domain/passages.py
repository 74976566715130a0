"""Cuts a section's text into overlapping passages, small enough to be about one thing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from services.resume.domain.document import Box, Line
from services.resume.domain.resume import Section, SectionKind

LENGTH = 600
OVERLAP = 100
LONGEST = 900
"""No word is split unless it alone is longer than this: then it is not a word."""


@dataclass(frozen=True)
class Passage:
    """A piece of one section and where it stands, one box a page."""

    ordinal: int
    section: SectionKind
    text: str
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    box: Box
    joint: str
    """What stands between it and the word before."""

    def __len__(self) -> int:
        return len(self.joint) + len(self.text)


def cut(sections: Sequence[Section]) -> list[Passage]:
    """All passages of a résumé in reading order, none reaching over two sections."""
    passages: list[Passage] = []
    for section in sections:
        for words in _windows(list(_words(section.lines))):
            passages.append(_passage(len(passages), section.kind, words))
    return passages


def _words(lines: Sequence[Line]) -> Iterator[_Word]:
    for line in lines:
        joint = "\n"
        for word in line.text.split():
            for start in range(0, len(word), LONGEST):
                yield _Word(word[start : start + LONGEST], line.box, joint)
                joint = ""
            joint = " "


def _windows(words: Sequence[_Word]) -> Iterator[Sequence[_Word]]:
    start = 0
    while start < len(words):
        end = _end_of_window(words, start)
        yield words[start:end]
        if end == len(words):
            return
        start = max(_start_of_overlap(words, end), start + 1)


def _end_of_window(words: Sequence[_Word], start: int) -> int:
    length, end = 0, start
    while end < len(words) and (end == start or length + len(words[end]) <= LENGTH):
        length += len(words[end])
        end += 1
    return end


def _start_of_overlap(words: Sequence[_Word], end: int) -> int:
    length, start = 0, end
    while start > 0 and length + len(words[start - 1]) <= OVERLAP:
        start -= 1
        length += len(words[start])
    return start


def _passage(ordinal: int, kind: SectionKind, words: Sequence[_Word]) -> Passage:
    boxes: dict[int, Box] = {}
    for word in words:
        page = word.box.page
        boxes[page] = boxes[page].around(word.box) if page in boxes else word.box
    text = "".join(word.joint + word.text for word in words)
    return Passage(ordinal, kind, text.strip(), tuple(boxes.values()))
