"""What a printed period means: its first and its last month, and whether it still lasts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SEASONS = {"spring": 3, "summer": 6, "fall": 9, "autumn": 9, "winter": 12}
_NAMED = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?"
    r"|dec(?:ember)?|spring|summer|fall|autumn|winter)\b\.?"
)
_YEAR = r"(?:19|20)\d\d"
_DATE = (
    rf"(?:Q[1-4],?\s?{_YEAR}|{_YEAR}\s?Q[1-4](?!\d)|{_YEAR}\s*년(?:도)?(?:\s*\d{{1,2}}\s*월(?:\s*\d{{1,2}}\s*일)?)?"
    rf"|{_YEAR}\s?[./-]\s?(?:1[0-2]|0?[1-9])(?!\d)(?:\s?[./-]\s?(?:3[01]|[12]\d|0?[1-9])(?!\d))?\.?"
    rf"|(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?(?:{_NAMED}),?\s*(?:\d{{1,2}}(?:st|nd|rd|th)?,\s*)?(?:{_YEAR}|['’‘]\d\d)"
    rf"|(?:1[0-2]|0?[1-9])\s?[/.]\s?{_YEAR}"
    rf"|['’‘]\d\d\s?[./-]\s?(?:1[0-2]|0?[1-9])(?!\d)\.?"
    rf"|{_YEAR}\.?(?!\d))"
)
_NOW = (
    r"(?:현재|재직\s?중|재학\s?중|진행\s?중|휴학\s?중|졸업\s?예정|지금|present|now|current(?:ly)?|today|ongoing"
    r"|to date|till (?:date|now|present)|date(?!\w))"
)
_TO = r"(?:\s*(?:~|∼|〜|～|–|—|−|-|->|→)\s*|\s+(?:to|until|through)\s+|\s*부터\s*)"
_BARE_DATE = r"\d\d\.(?:1[0-2]|0[1-9])\.?"
_BARE = rf"(?<![\d.]){_BARE_DATE}\s*[~∼〜～–-]\s*(?:{_BARE_DATE}(?!\d)|{_NOW})"
_STARTED = rf"(?:{_NAMED})(?={_TO})"
PERIOD = re.compile(
    rf"(?<![\d/])(?<!\d[-.])(?:{_DATE}(?:{_TO}(?:{_DATE}|{_NOW})(?:까지)?)?(?:\s*[~∼〜～](?!\s*\d))?|{_STARTED}{_TO}{_DATE}|{_BARE}|since\s+{_DATE})(?![\d-])",
    re.IGNORECASE,
)
_BARE_ALONE = re.compile(rf"^{_BARE}$", re.IGNORECASE)
_PART = re.compile(rf"(?P<date>{_DATE})|(?P<now>{_NOW})|(?P<lone>{_NAMED})", re.IGNORECASE)

_JOINT = r"(?:[~∼〜～–—−-]|->|→|\bto\b)"
_BROKEN_OFF = re.compile(rf"(?:^|[\s(\[|,·])(?P<start>{_DATE})\s*{_JOINT}\s*(?P<end>{_NAMED}|{_YEAR}\.?|{_YEAR}년)?$", re.IGNORECASE)
_BROKEN_NAME = re.compile(rf"(?:^|[(\[|,·])\s*{_NAMED}$", re.IGNORECASE)
_ALONE = re.compile(rf"(?:^|[(\[|,·])\s*{_DATE}$", re.IGNORECASE)
_REST = re.compile(rf"^(?:{_DATE}|{_NOW}|(?:1[0-2]|0?[1-9])(?:\.|월)?)(?=$|[)\]|,·\s])", re.IGNORECASE)
_JOINED_REST = re.compile(rf"^{_JOINT}\s*(?:{_DATE}|{_NOW})(?=$|[)\]|,·\s])", re.IGNORECASE)
_NAMED_REST = re.compile(rf"^{_YEAR}\s*{_JOINT}")
_BRACKETED = re.compile(rf"^[(\[]\s*{PERIOD.pattern}\s*[)\]]$", re.IGNORECASE)

_QUARTER = re.compile(r"Q[1-4]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a year; `month` is 0 where only the year is known."""

    year: int
    month: int = 0


@dataclass(frozen=True, slots=True)
class Months:
    """From `start` to `end`; a date that stands alone is both. `present` says that it still lasts, and `end` is None then."""

    start: Month
    end: Month | None
    present: bool = False


def months_of(text: str) -> Months | None:
    """What a period as printed means; None when no date is in it."""
    if _BARE_ALONE.match(text):
        text = re.sub(_BARE_DATE, lambda match: f"’{match.group()}", text)
    parts = list(_PART.finditer(text))
    dates = [_month(match.group()) for match in parts if match.lastgroup == "date"]
    if not dates:
        return None
    if len(dates) == 1 and (lone := next((match.group() for match in parts if match.lastgroup == "lone"), None)):
        dates = [Month(dates[0].year, _named(lone)), dates[0]]
    if any(match.lastgroup == "now" for match in parts) or _open_ended(text):
        return Months(dates[0], None, present=True)
    return Months(dates[0], dates[-1])


def goes_on(upper: str, lower: str) -> bool:
    """Whether a period that a narrow column broke goes on below: `March 2019 -` and `October 2022`, `2019.03` and `~ 2021.02`."""
    upper, lower = upper.strip(), lower.strip()
    if _BRACKETED.match(lower):
        return PERIOD.search(upper) is None
    if _BROKEN_NAME.search(upper):
        return _NAMED_REST.match(lower) is not None
    if _ALONE.search(upper) and _JOINED_REST.match(lower):
        return True
    broken = _BROKEN_OFF.search(upper)
    return bool(broken and _REST.match(lower) and not (broken["end"] and len(broken["start"]) == len("2019")))


def is_end(text: str) -> bool:
    """Whether words are one date, or say that something still lasts."""
    return len(PERIOD.findall(text)) == 1 or re.fullmatch(_NOW, text.strip(), re.IGNORECASE) is not None


def _open_ended(text: str) -> bool:
    return text.rstrip().endswith(("~", "∼", "〜", "～")) or text.lower().startswith("since")


def _month(date: str) -> Month:
    named = next(iter(re.findall(_NAMED, date, re.IGNORECASE)), None)
    numbers = list(_numbers(_QUARTER.sub("", date)))
    years = [number for number in numbers if number > 99]
    if named:
        return Month(years[0] if years else _century(numbers[-1]), _named(named))
    if not years:
        return Month(_century(numbers[0]), _possible(numbers[1]))
    rest = [number for number in numbers if number <= 99]
    return Month(years[0], _possible(rest[0]) if rest else 0)


def _possible(month: int) -> int:
    """A thirteenth month is a slip of the hand: the year is still known."""
    return month if month <= 12 else 0


def _numbers(date: str) -> Iterator[int]:
    return (int(digits) for digits in re.findall(r"\d+", date))


def _century(year: int) -> int:
    """Two digits of a year: nobody's résumé tells of the years after 2069."""
    return 2000 + year if year < 70 else 1900 + year


def _named(name: str) -> int:
    key = name.lower().rstrip(".")
    return _SEASONS.get(key) or _MONTH_NAMES.index(key[:3]) + 1
