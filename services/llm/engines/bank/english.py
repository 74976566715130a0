"""Reads English with a light hand: stop words bound noun phrases, and words meet by their stems."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from services.llm.engines.bank.tongue import ANY_NUMBER, LONGEST_PHRASE, TECHNICAL, Hit, Phrase, first_number
from services.llm.engines.bank.words import read_words

_WORD = re.compile(rf"{TECHNICAL.pattern}|[0-9]+(?:st|nd|rd|th)\b|[A-Za-z]+(?:['’][A-Za-z]+)?")
LONGEST_RUN = 4
"""Words of a noun phrase; what is longer is a clause that has slipped through."""

_STOP = read_words("english_function_words") | read_words("english_verbs")
_HOLLOW = read_words("english_hollow")
_EMPTY = _STOP | _HOLLOW
_NOT_VERBS = read_words("english_names_in_ed_and_ing")


@dataclass(frozen=True)
class _Word:
    text: str
    start: int
    end: int

    @property
    def is_name(self) -> bool:
        """Whether it is written as the name of a thing: C++, gRPC, PostgreSQL, 95%."""
        return bool(re.search(r"[A-Z].*[A-Z]|[a-z][A-Z]|[0-9+#/.%]", self.text)) or (self.text[:1].isupper() and self.start > 0)

    @property
    def bounds_phrases(self) -> bool:
        """Whether no noun phrase reaches over it."""
        word = self.text.casefold().replace("’", "'")
        if self.is_name and word not in _STOP:
            return False
        ends_like_verb = word.endswith(("ed", "ing")) and len(word) > 4 and word not in _NOT_VERBS
        return word in _STOP or "'" in word or ends_like_verb or word.endswith("ly")


class English:
    """English, by stop words and stems."""

    def phrases(self, text: str) -> Sequence[Phrase]:
        """Runs of words that no stop word and no punctuation breaks, the most telling first."""
        runs = [run for run in _runs(text) if run]
        seen = Counter(word.text.casefold() for run in runs for word in run)
        phrases = {text[run[0].start : run[-1].end]: _phrase(run, text, seen) for run in runs}
        return sorted((phrase for phrase in phrases.values() if phrase.weight > 0), key=lambda phrase: -phrase.weight)

    def hits(self, text: str, indicators: Sequence[str]) -> Sequence[Hit]:
        """Indicators are found by the stems of their words, one after the other."""
        words = list(_words(text))
        stems = [stem(word.text) for word in words]
        found = []
        for indicator in indicators:
            at = first_number(text) if indicator == ANY_NUMBER else _place_of(indicator, words, stems)
            if at >= 0:
                found.append(Hit(indicator, at))
        return found

    def content_words(self, text: str) -> frozenset[str]:
        """Stems of the words that carry meaning."""
        words = (word.text for word in _words(text) if word.text.casefold() not in _EMPTY)
        return frozenset(stem(word) for word in words if len(word) > 1)


def _words(text: str) -> Iterator[_Word]:
    for found in _WORD.finditer(text):
        yield _Word(found.group(), found.start(), found.end())


def _runs(text: str) -> Iterator[list[_Word]]:
    run: list[_Word] = []
    for word in _words(text):
        if run and text[run[-1].end : word.start] != " ":
            yield _trimmed(run)
            run = []
        if word.bounds_phrases:
            yield _trimmed(run)
            run = []
        else:
            run.append(word)
    yield _trimmed(run)


def _trimmed(run: list[_Word]) -> list[_Word]:
    """The run without hollow words at its ends; empty when nothing is left or too much."""
    while run and run[0].text.casefold() in _HOLLOW:
        run = run[1:]
    while run and run[-1].text.casefold() in _HOLLOW:
        run = run[:-1]
    fits = 0 < len(run) <= LONGEST_RUN and run[-1].end - run[0].start <= LONGEST_PHRASE
    return run if fits else []


def _phrase(run: Sequence[_Word], text: str, seen: Counter[str]) -> Phrase:
    words = text[run[0].start : run[-1].end]
    names = sum(word.is_name and any(character.isalpha() for character in word.text) for word in run)
    is_thin = (len(words) < 3 and not names) or not any(character.isalpha() for character in words)
    often = sum(min(seen[word.text.casefold()] - 1, 2) for word in run) / len(run)
    weight = 0.0 if is_thin else len(run) + 0.7 * names + 0.4 * often + min(len(words), 16) / 32
    # What is said late is nearer to the point of an answer than how it began.
    return Phrase(words, run[0].start, weight and weight + run[0].start / max(len(text), 1))


def _place_of(indicator: str, words: Sequence[_Word], stems: Sequence[str]) -> int:
    wanted = [stem(word) for word in indicator.split()]
    for index in range(len(words) - len(wanted) + 1):
        if list(stems[index : index + len(wanted)]) == wanted:
            return words[index].start
    return -1


LEAST_STEM = 3
"""Letters that are left of a word at least."""
_REWRITTEN = {"yses": "yz", "ysis": "yz", "yse": "yz", "yze": "yz", "ysed": "yz", "yzed": "yz", "ies": "y", "ied": "y"}


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """A word without its common endings, so that reduce, reduced and reducing meet. Rough, and the same every time."""
    plain = word.casefold().replace("’", "'").removesuffix("'s")
    if not plain.isalpha() or len(plain) <= 3:
        return plain
    for ending, instead in _REWRITTEN.items():
        if plain.endswith(ending):
            return plain.removesuffix(ending) + instead
    if plain.endswith(("ing", "ed")) and len(plain) - len("ed") <= LEAST_STEM:
        return plain.removesuffix("ing").removesuffix("ed") + "e"
    for ending in ("ingly", "edly", "ing", "ed", "es", "s", "e"):
        if plain.endswith(ending) and len(plain) - len(ending) >= LEAST_STEM and not plain.endswith("ss"):
            plain = plain.removesuffix(ending)
            break
    return plain[:-1] if len(plain) > 3 and plain[-1] == plain[-2] and plain[-1] not in "lsz" else plain
