"""Finds the fields of work that a few words speak of, through case, language, spacing, abbreviations and small misspellings."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from rapidfuzz.distance import OSA

from services.session.careers.domain.field_names import FieldOfWork, Strength, names, whole_words

LONGEST = 400
"""Characters that are looked at: the name of a job has 120 at most."""
_RUN = re.compile(r"[a-z]+|[가-힣]+")
_MOST_WORDS = 4
"""Words that one English name may have."""
_ENDING = re.compile(r"(?:공학과|공학부|공학|학과|학부|전공|계열|과|학)$")
_SHORTEST_LATIN, _SHORTEST_HANGUL = 5, 3
"""Shorter names differ by one letter without being misspelt: `law` and `lab`, `전자` and `전기`."""
_LONG_LETTERS = 10
"""From here on two letters may be wrong, before that one. A syllable of Hangul has two or three."""


@dataclass(frozen=True)
class Fields:
    """What was found. `is_sure`: every name was spelt as we know it, and none was a broad one."""

    fields: frozenset[FieldOfWork] = frozenset()
    is_sure: bool = True

    def __bool__(self) -> bool:
        return bool(self.fields)


@dataclass(frozen=True)
class _Name:
    key: str
    letters: str
    fields: tuple[FieldOfWork, ...]
    strength: Strength


@dataclass
class _Found:
    """Names in the order in which they were recognised; `used`: letters that a name has taken, by place."""

    words: list[str]
    names: list[tuple[_Name, bool]] = field(default_factory=list)
    used: set[int] = field(default_factory=set)


def fields_of(text: str) -> Fields:
    """The fields that the name of a major or a job speaks of; none when it is in no field that we know."""
    words = _RUN.findall(_plain(text))
    found = _Found(words)
    _take_names(found)
    _take_whole_words(found)
    _take_misspelt(found)
    clear = [each for each in found.names if each[0].strength is Strength.CLEAR and each[0].fields]
    counted = clear or [each for each in found.names if each[0].fields]
    fields = frozenset(one for name, _ in counted for one in name.fields)
    return Fields(fields, is_sure=bool(clear) and all(exact for _, exact in counted))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()[:LONGEST]


def _take_whole_words(found: _Found) -> None:
    known, start = _whole_words(), 0
    for word in found.words:
        key = word if word in known else _ENDING.sub("", word)
        place = range(start, start + len(word))
        if key in known and found.used.isdisjoint(place):
            found.names.append((_Name(key, "", known[key], Strength.CLEAR), True))
            found.used.update(place)
        start += len(word)


def _take_names(found: _Found) -> None:
    """The longest names first; each uses its letters up."""
    joined = "".join(found.words)
    singular = [_singular(word) for word in found.words]
    edges = _edges(found.words)
    windows = list(_windows(singular, edges))
    for name in _names():
        if name.key.isascii():
            places = [place for key, place in windows if key == name.key]
        else:
            places = [place for place in _occurrences(name.key, joined) if _is_whole_where_it_begins(place, edges)]
        for place in places:
            if found.used.isdisjoint(place):
                found.names.append((name, True))
                found.used.update(place)


def _take_misspelt(found: _Found) -> None:
    """What no name fits exactly is held against names that are long enough to be misspelt."""
    edges = _edges(found.words)
    pieces = list(_windows([_singular(word) for word in found.words], edges))
    pieces += [piece for start, word in zip(edges, found.words, strict=False) if not word.isascii() for piece in _parts(word, start)]
    pieces.sort(key=lambda piece: -len(piece[0]))
    for key, place in pieces:
        if found.used.isdisjoint(place) and (name := _nearest(key)):
            found.names.append((name, False))
            found.used.update(place)


def _windows(words: Sequence[str], edges: Sequence[int]) -> Iterator[tuple[str, range]]:
    """Up to four English words in a row as one, with the letters they take: `back end` and `backend` are one name."""
    for first in range(len(words)):
        for last in range(first, min(first + _MOST_WORDS, len(words))):
            if not words[last].isascii():
                break
            yield "".join(words[first : last + 1]), range(edges[first], edges[last + 1])


def _parts(word: str, start: int) -> Iterator[tuple[str, range]]:
    """Every part of a Korean word that could be a misspelt name."""
    for first in range(len(word)):
        for end in range(first + _SHORTEST_HANGUL, len(word) + 1):
            yield word[first:end], range(start + first, start + end)


def _occurrences(key: str, text: str) -> Iterator[range]:
    at = text.find(key)
    while at >= 0:
        yield range(at, at + len(key))
        at = text.find(key, at + 1)


def _is_whole_where_it_begins(place: range, edges: Sequence[int]) -> bool:
    """Words that stand apart are read as one only from a word's beginning: `안전 자문` holds no `전자`."""
    crosses = any(place.start < edge < place.stop for edge in edges)
    return not crosses or place.start in edges


def _edges(words: Sequence[str]) -> list[int]:
    edges = [0]
    for word in words:
        edges.append(edges[-1] + len(word))
    return edges


def _nearest(key: str) -> _Name | None:
    letters = _letters(key)
    shortest = _SHORTEST_LATIN if key.isascii() else _SHORTEST_HANGUL
    if len(key) < shortest:
        return None
    slips = 2 if len(letters) >= _LONG_LETTERS else 1
    near = [
        (distance, name)
        for name in _names()
        if len(name.key) >= shortest
        and name.letters[0] == letters[0]
        and abs(len(name.letters) - len(letters)) <= slips
        and (distance := OSA.distance(letters, name.letters, score_cutoff=slips)) <= slips
    ]
    return min(near, key=lambda each: each[0])[1] if near else None


@cache
def _names() -> tuple[_Name, ...]:
    keyed: dict[str, _Name] = {}
    for name, fields, strength in names():
        key = "".join(_singular(word) for word in _RUN.findall(_plain(name)))
        keyed.setdefault(key, _Name(key, _letters(key), fields, strength))
    # Of names of one length those that mean nothing come first: 자유전공학부 holds no 유전공학.
    return tuple(sorted(keyed.values(), key=lambda each: (-len(each.key), bool(each.fields))))


@cache
def _whole_words() -> dict[str, tuple[FieldOfWork, ...]]:
    return dict(whole_words())


def _singular(word: str) -> str:
    return word[:-1] if len(word) > _SHORTEST_LATIN - 1 and word.endswith("s") and not word.endswith("ss") else word


def _letters(key: str) -> str:
    """Syllables taken apart, so that `컴퓨타` is one letter from `컴퓨터`."""
    return unicodedata.normalize("NFD", key)
