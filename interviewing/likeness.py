"""Says how alike two questions, or two companies, are, so that nobody keeps the same one twice in slightly other words."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from math import ceil

from interviewing.wording import hangul_share

ALIKE = 0.72
"""From here on two questions are taken for one in other words. Between shipped questions, all different, nothing reaches 0.6."""
_WORD = re.compile(r"[^\W_]+[+#]*")


def text_key(text: str) -> str:
    """What two questions share that are the same to a listener: case, width, spaces and punctuation aside."""
    return " ".join(_WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


_LEGAL_FORM = re.compile(
    r"\((?:주|유|사|재)\)|(?:주식|유한|합자|합명)\s*회사|유한책임\s*회사|재단법인|사단법인"
    r"|[,.\s]+(?:co\.?,?\s*ltd|company|corporation|corp|incorporated|inc|limited|ltd|llc|gmbh|plc|s\.?a)\.?\s*$"
)


def name_key(name: str) -> str:
    """What two names share that are the same to a reader: case, width and spaces aside."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def bare_company(name: str) -> str:
    """A company's name without its legal form, and without blanks and punctuation: `㈜ 하늘 소프트` and `하늘소프트 주식회사` are alike."""
    key = _LEGAL_FORM.sub(" ", name_key(name))
    return "".join(_WORD.findall(key)) or name_key(name)


def likeness(one: str, other: str) -> float:
    """How alike two texts are, from 0 to 1: twice the pieces that both have, over all that they have (Dice)."""
    first, second = _pieces(one), _pieces(other)
    return 2 * len(first & second) / (len(first) + len(second)) if first and second else 0.0


def alike(texts: Sequence[str], threshold: float = ALIKE) -> Iterator[tuple[int, int, float]]:
    """Pairs of texts that are at least so alike, as (earlier index, later index, likeness).

    Compares each text only with those that share one of its rarest pieces: of two texts this alike, some of those must be shared
    (prefix filtering, Chaudhuri, Ganti and Kaushik 2006). Thousands of rows take a moment, not minutes.
    """
    bags = [_pieces(text) for text in texts]
    often = Counter(piece for bag in bags for piece in bag)
    holders: dict[str, list[int]] = {}
    for later, bag in enumerate(bags):
        rarest = sorted(bag, key=lambda piece: (often[piece], piece))[: _prefix(len(bag), threshold)]
        for earlier in sorted({index for piece in rarest for index in holders.get(piece, ())}):
            share = 2 * len(bags[earlier] & bag) / (len(bags[earlier]) + len(bag))
            if share >= threshold:
                yield earlier, later, share
        for piece in rarest:
            holders.setdefault(piece, []).append(later)


def _prefix(size: int, threshold: float) -> int:
    """How many of its rarest pieces a text must show: with d = threshold, any partner shares at least d / (2 - d) of them."""
    return size - ceil(size * threshold / (2 - threshold)) + 1 if size else 0


def _pieces(text: str) -> frozenset[str]:
    """Every run of two characters, or of four where the letters are Latin: a syllable of Hangul says about as much as two of those."""
    key = text_key(text)
    length = 2 if hangul_share(key) else 4
    return frozenset(key[start : start + length] for start in range(max(1, len(key) - length + 1))) if key else frozenset()
