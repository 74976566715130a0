"""Reads Korean by its morphemes, with kiwipiepy, which is loaded when the first Korean text comes."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Any

from services.llm.engines.bank.tongue import ANY_NUMBER, LONGEST_PHRASE, Hit, Phrase, first_number, technical_spans
from services.llm.engines.bank.words import read_words

_NOUNS = ("NNG", "NNP", "XR")
_JOINING = ("XPN", "XSN", "SN")
_VERBS = ("VV", "VA")
_VERB_ENDINGS = ("XSV", "XSA")
NAME = "NAME"
"""Our own tag: the name of a thing, or a figure, kept whole."""
_PASSIVE = {"되": "하", "시키": "하"}
_HOLLOW = read_words("korean_hollow")


@dataclass(frozen=True)
class Morpheme:
    """A piece of a word, its tag and its place in the text."""

    form: str
    tag: str
    start: int
    end: int


class Korean:
    """Korean, by morphemes."""

    def __init__(self) -> None:
        """Loads nothing yet: the dictionary takes two seconds and 330 MiB."""
        self._kiwi: Any = None
        self._lock = Lock()

    def load(self) -> None:
        """Loads the dictionary now."""
        with self._lock:
            self._load()

    def phrases(self, text: str) -> Sequence[Phrase]:
        """Noun phrases and names of things, the most telling first."""
        chunks = list(_chunks(self._morphemes(text), text))
        seen = Counter(text[chunk[0].start : chunk[-1].end] for chunk in chunks)
        phrases = {text[chunk[0].start : chunk[-1].end]: _phrase(chunk, text, seen) for chunk in chunks}
        return sorted((phrase for phrase in phrases.values() if phrase.weight > 0), key=lambda phrase: -phrase.weight)

    def hits(self, text: str, indicators: Sequence[str]) -> Sequence[Hit]:
        """A word that ends in 다 stands for all forms of its verb; others begin where a word begins."""
        verbs = dict(_verbs(self._morphemes(text)))
        found = ((indicator, _place_of(indicator, text, verbs)) for indicator in indicators)
        return [Hit(indicator, at) for indicator, at in found if at >= 0]

    def content_words(self, text: str) -> frozenset[str]:
        """Nouns, names and verbs in their dictionary form."""
        morphemes = self._morphemes(text)
        nouns = {morpheme.form.casefold() for morpheme in morphemes if morpheme.tag in (*_NOUNS, NAME)}
        return frozenset((nouns - _HOLLOW) | {verb for verb, _ in _verbs(morphemes)})

    def _load(self) -> None:
        if self._kiwi is None:
            from kiwipiepy import Kiwi

            self._kiwi = Kiwi(num_workers=1, load_multi_dict=False, load_typo_dict=False)
            # It builds the larger part at the first text, which had better not be somebody's answer.
            self._kiwi.tokenize("안녕하세요.")

    def _morphemes(self, text: str) -> list[Morpheme]:
        # Kiwi counts in UTF-16: what lies outside the basic plane is replaced by one character that does not.
        plain = "".join(character if ord(character) < 0x10000 else "□" for character in text)
        with self._lock:
            self._load()
            tokens = self._kiwi.tokenize(plain)
        morphemes = (Morpheme(token.form, token.tag, token.start, token.start + token.len) for token in tokens)
        return _with_names_whole(morphemes, text)


def _with_names_whole(tokens: Iterator[Morpheme], text: str) -> list[Morpheme]:
    names = [Morpheme(text[start:end], NAME, start, end) for start, end in technical_spans(text)]
    inside = {place for name in names for place in range(name.start, name.end)}
    rest = [token for token in tokens if inside.isdisjoint(range(token.start, token.end))]
    return sorted([*rest, *names], key=lambda morpheme: (morpheme.start, morpheme.end))


def _chunks(morphemes: Sequence[Morpheme], text: str) -> Iterator[list[Morpheme]]:
    """Runs of nouns and names with nothing but a space between them."""
    run: list[Morpheme] = []
    for index, morpheme in enumerate(morphemes):
        follows = bool(run) and text[run[-1].end : morpheme.start] in _gaps(run[-1])
        if run and not (follows and _is_nominal(morpheme)):
            yield from _trimmed(run)
            run = []
        if _is_nominal(morpheme) and not _makes_a_verb(morphemes, index):
            run.append(morpheme)
        elif run:
            # 결제 시스템 개선하다: the noun inside the verb belongs to the verb.
            yield from _trimmed(run)
            run = []
    yield from _trimmed(run)


def _gaps(morpheme: Morpheme) -> tuple[str, ...]:
    """What may stand between it and the next one. What hangs on a share is a particle, which Kiwi reads as a noun (70%를: 르 + ㄹ)."""
    return (" ",) if morpheme.form.endswith("%") else ("", " ")


def _makes_a_verb(morphemes: Sequence[Morpheme], index: int) -> bool:
    following = morphemes[index + 1] if index + 1 < len(morphemes) else None
    return following is not None and following.tag.startswith(_VERB_ENDINGS) and following.start == morphemes[index].end


def _is_nominal(morpheme: Morpheme) -> bool:
    return morpheme.tag in (*_NOUNS, *_JOINING, NAME)


def _trimmed(run: list[Morpheme]) -> Iterator[list[Morpheme]]:
    """The run without hollow words at its ends."""
    while run and (run[0].form in _HOLLOW or run[0].tag == "XSN"):
        run = run[1:]
    while run and (run[-1].form in _HOLLOW or run[-1].tag == "XPN"):
        run = run[:-1]
    if run and run[-1].end - run[0].start <= LONGEST_PHRASE and any(part.tag in (*_NOUNS, NAME) for part in run):
        yield run


def _phrase(run: Sequence[Morpheme], text: str, seen: Counter[str]) -> Phrase:
    words = text[run[0].start : run[-1].end]
    nouns = [part for part in run if part.tag in _NOUNS]
    names = [part for part in run if part.tag in ("NNP", NAME) and any(character.isalpha() for character in part.form)]
    telling = len({part.form for part in nouns} - _HOLLOW) + len(names)
    is_thin = len(words) < 2 or telling == 0 or (len(run) == 1 and len(words) < 3 and not names)
    weight = 0.0 if is_thin else min(telling, 4) + 0.5 * len(names) + 0.5 * min(seen[words] - 1, 2)
    # What is said late is nearer to the point of an answer than how it began.
    return Phrase(words, run[0].start, weight and weight + run[0].start / max(len(text), 1))


def _verbs(morphemes: Sequence[Morpheme]) -> Iterator[tuple[str, int]]:
    """Dictionary forms of the verbs with their places: 줄이다, 개선하다; the passive 개선되다 counts as 개선하다, too."""
    for index, morpheme in enumerate(morphemes):
        if morpheme.tag.startswith(_VERBS):
            yield f"{morpheme.form}다", morpheme.start
        elif morpheme.tag.startswith(_VERB_ENDINGS) and index and morphemes[index - 1].end == morpheme.start:
            noun = morphemes[index - 1]
            yield f"{noun.form}{morpheme.form}다", noun.start
            if morpheme.form in _PASSIVE:
                yield f"{noun.form}{_PASSIVE[morpheme.form]}다", noun.start


def _place_of(indicator: str, text: str, verbs: dict[str, int]) -> int:
    if indicator == ANY_NUMBER:
        return first_number(text)
    if indicator.endswith("다") and len(indicator) > 1:
        return verbs.get(indicator, -1)
    found = _pattern(indicator).search(text)
    return found.start() if found else -1


@lru_cache(maxsize=4096)
def _pattern(indicator: str) -> re.Pattern[str]:
    words = r"\s*".join(re.escape(word) for word in indicator.split())
    return re.compile(rf"(?<![가-힣A-Za-z0-9]){words}", re.IGNORECASE)
