"""Keeps what nobody sees of a document apart from what it says: bounded, masked, and for people only."""

import re
from collections.abc import Iterable, Sequence

from services.resume.domain.boilerplate import is_boilerplate
from services.resume.domain.document import Document, HiddenReason, HiddenText
from services.resume.domain.masking import mask

MOST = 200
LONGEST = 1_000
"""Characters that are kept of one hidden text."""
MOST_CHARACTERS = 20_000
"""Of all of them."""
_FEWEST_WORDS = 6
_FEWEST_SYLLABLES = 16
"""A title of a file is a few words; what is hidden beside the pages to be read by a machine is a sentence."""
_WORD = re.compile(r"\w+")


def told(document: Document) -> tuple[Sequence[HiddenText], int]:
    """The hidden texts that people are shown, registration numbers masked, and how many more there were.

    What stands beside the pages in every file (a title, key words) is left out unless it says a sentence that is neither printed
    nor a program's own.
    """
    printed = frozenset(_words(line.text for line in document.lines))
    worth = [text for text in document.hidden if text.reason is not HiddenReason.METADATA or _says_more(text.text, printed)]
    kept: list[HiddenText] = []
    room = MOST_CHARACTERS
    for text in dict.fromkeys(worth):
        cut = mask(text.text)[0][: min(LONGEST, room)].strip()
        if cut and len(kept) < MOST:
            kept.append(HiddenText(cut, text.box, text.reason))
            room -= len(cut)
    return kept, len(dict.fromkeys(worth)) - len(kept)


def _says_more(text: str, printed: frozenset[str]) -> bool:
    words = _words([text])
    is_sentence = (
        sum(word[0].isalpha() for word in text.split()) >= _FEWEST_WORDS
        or sum("가" <= character <= "힣" for character in text) >= _FEWEST_SYLLABLES
    )
    return is_sentence and not is_boilerplate(text) and sum(word not in printed for word in words) > len(words) / 2


def _words(texts: Iterable[str]) -> list[str]:
    return [word for text in texts for word in _WORD.findall(text.casefold())]
