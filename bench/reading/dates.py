"""Spells periods the ways candidates do, one way a candidate."""

import random
from dataclasses import dataclass

_SHORT = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LONG = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")


@dataclass(frozen=True)
class Month:
    """A month; 0 where only the year is printed."""

    year: int
    month: int


@dataclass(frozen=True)
class Period:
    """A span of time or a day, as printed and as meant; `end` is None while it lasts, and equal to `start` where one date stands alone."""

    printed: str
    start: Month
    end: Month | None


_KOREAN = {
    "{y}.{m:02}": (" ~ ", " - ", "~", " – "),
    "{y}.{m:02}.": (" ~ ", " - "),
    "{y}. {m:02}": (" ~ ", " - "),
    "{y}-{m:02}": (" ~ ",),
    "{y}/{m:02}": (" ~ ", " - "),
    "{y}년 {m}월": (" ~ ", " - "),
    "{y}년 {m:02}월": ("~", " ~ "),
    "’{s:02}.{m:02}": (" ~ ", " - "),
}
_ENGLISH = {
    "{short} {y}": (" – ", " - ", " to ", "–"),
    "{long} {y}": (" – ", " - ", " to "),
    "{short}. {y}": (" – ", " - "),
    "{m:02}/{y}": (" – ", " - "),
    "{y}-{m:02}": (" – ", " to "),
    "{y}.{m:02}": (" - ", " – "),
    "{y}": (" – ", "-", " - "),
}
_NOW = {"ko": ("현재", "재직중", "재직 중", "현재"), "en": ("Present", "present", "Current", "Now", "today")}


class Dates:
    """One candidate's way of writing dates."""

    def __init__(self, rng: random.Random, language: str) -> None:
        """Chooses the way."""
        shapes = _KOREAN if language == "ko" else _ENGLISH
        self._shape = rng.choice(list(shapes))
        self._joint = rng.choice(shapes[self._shape])
        self._now = rng.choice(_NOW[language])
        self._day = language == "ko" and self._shape == "{y}.{m:02}" and rng.random() < 0.5
        self._rng = rng

    def span(self, year: int, month: int, end_year: int | None, end_month: int) -> Period:
        """From a month to a month, or until now."""
        if end_year is not None and (end_year, end_month) <= (year, month):
            end_month = min(12, month + 1)
            end_year = max(year, end_year)
        start, end = self._month(year, month), None if end_year is None else self._month(end_year, end_month)
        last = self._now if end_year is None else self._spell(end_year, end_month)
        if end_year == year and "{m" not in self._shape and "{s" not in self._shape and "{l" not in self._shape:
            return Period(self._spell(year, month), start, start)
        return Period(f"{self._spell(year, month)}{self._joint}{last}", start, end)

    def day(self, year: int) -> Period:
        """One date, of a certificate or a prize."""
        month = self._rng.randint(1, 12)
        printed = self._spell(year, month) + (f".{self._rng.randint(1, 28):02}" if self._day else "")
        return Period(printed, self._month(year, month), self._month(year, month))

    def _spell(self, year: int, month: int) -> str:
        return self._shape.format(y=year, s=year % 100, m=month, short=_SHORT[month - 1], long=_LONG[month - 1]).replace("May.", "May")

    def _month(self, year: int, month: int) -> Month:
        return Month(year, 0 if self._shape == "{y}" else month)
