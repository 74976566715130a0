"""Puts the right Korean particle after any word: 을 or 를, 이 or 가, by how the word's end is spoken."""

import re

_FORMS = {"을": ("을", "를"), "이": ("이", "가"), "은": ("은", "는"), "과": ("과", "와")}
# Figures as they are read in Korean: 영, 일, 이, 삼, 사, 오, 육, 칠, 팔, 구.
_CLOSED_DIGITS = frozenset("013678")
# Letters as they are spelt out: 엘, 엠, 엔, 알.
_CLOSED_LETTERS = frozenset("LMNR")
_SPOKEN_SIGNS = {"%": False, "+": False, "#": True}
# Ends of English words that Korean closes with a final consonant: 도메인, 스프링, 슬랙, 데스크톱, 구글, 크롬, 파이프라인, 북, 웹. A long
# vowel before it leaves it open: 부트, 루트.
_CLOSED_END = re.compile(r"(?:[lmn]|ng|ck|[aeiou]p|[^aeiou]le|[aeiou][mn]e|[ai]le|ole|ook|^[^aeiou]{0,2}[aeiou][tbkc])$")


def with_particle(word: str, particle: str) -> str:
    """The particle, named by its form after a consonant (을, 이, 은, 과), in the form that follows this word."""
    after_consonant, after_vowel = _FORMS[particle]
    return after_consonant if ends_closed(word) else after_vowel


def ends_closed(word: str) -> bool:
    """Whether a word, as it is spoken in Korean, ends in a consonant."""
    end = word.rstrip(" \"'”’)").rstrip()[-1:]
    if "가" <= end <= "힣":
        return (ord(end) - ord("가")) % 28 != 0
    if end.isdigit():
        return end in _CLOSED_DIGITS
    if end in _SPOKEN_SIGNS:
        return _SPOKEN_SIGNS[end]
    return _latin_ends_closed(re.split(r"[^A-Za-z]", word.rstrip(" \"'”’)"))[-1])


def _latin_ends_closed(word: str) -> bool:
    """An abbreviation is spelt out (SQL: 에스큐엘), a word is read (Slack: 슬랙)."""
    spelt_out = re.search(r"[A-Z]+$", word)
    if spelt_out and (len(spelt_out.group()) > 1 or len(word) == 1):
        return word[-1] in _CLOSED_LETTERS
    return bool(word) and _CLOSED_END.search(word.casefold()) is not None
