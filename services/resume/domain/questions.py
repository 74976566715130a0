"""Finds the questions of a self-introduction, and what was answered to each."""

import re
from collections.abc import Iterator, Sequence

from services.resume.domain.document import Line
from services.resume.domain.resume import Entry, Field, FieldKind
from services.resume.domain.rows import Row, as_line
from services.resume.domain.words import is_known_question

LONGEST_QUESTION = 200
_LONGEST_BOLD = 120
_LONGEST_TITLE = 80
_NUMBERED = re.compile(r"^(?:\d{1,2}[.)]|Q\s?\d{0,2}[.:)]|[\[<【■])")
_IMPERATIVE = re.compile(r"^(?:Describe|Tell us|Explain|Give an example|Write about|Share|Why|What|How|When|Which|Where|Who)\b.*[.?]$")
"""A question or what asks like one, alone on its line."""
_ASKING = ("?", "시오.", "시오", "세요.", "세요", "]", ">", "】", "자)", "자 이내)", "words)", "characters)")


def answers_of(rows: Sequence[Row], confidence: float) -> Iterator[Entry]:
    """One entry per question, the question first; words before the first question are an entry without one."""
    group: list[Row] = []
    asked: list[Row] = []
    for row in rows:
        if asked and len(asked) == len(group) and _goes_on(asked[-1], row):
            asked.append(row)
        elif question_in(row) is not None:
            if group:
                yield _answer(group, asked, confidence)
            group, asked = [], [row]
        group.append(row)
    yield _answer(group, asked, confidence)


def _goes_on(upper: Row, lower: Row) -> bool:
    """Whether a question in bold type takes two lines: the first is full, and the second has no number."""
    first, second = as_line(upper.lines), as_line(lower.lines)
    if not (first.bold and second.bold) or len(upper.cells) > 1 or _NUMBERED.match(second.text) or is_known_question(second.text):
        return False
    return not first.text.rstrip().endswith(_ASKING) and second.box.top - first.box.bottom <= 0.8 * first.box.height


def _answer(rows: Sequence[Row], asked: Sequence[Row], confidence: float) -> Entry:
    lines = tuple(line for row in rows for line in row.lines)
    if not asked:
        return Entry(lines)
    question = question_in(asked[0]) or as_line(asked[0].lines)
    if len(asked) > 1:
        question = as_line([line for row in asked for line in row.lines])
    return Entry(lines, (Field(FieldKind.QUESTION, question.text.strip(), question, confidence),))


def question_in(row: Row) -> Line | None:
    """The question that a row asks: all of it, or its first cell with the answer beside it."""
    first = as_line(row.cells[0])
    if len(row.cells) > 1 and (is_known_question(first.text) or _asks(first) or row.table is not None):
        return first
    whole = as_line(row.lines)
    return whole if _asks(whole) else None


def _asks(line: Line) -> bool:
    text = line.text.strip()
    if len(text) > LONGEST_QUESTION:
        return False
    like_one = text.endswith(_ASKING) or len(text) <= _LONGEST_TITLE
    bold = line.bold and len(text) <= _LONGEST_BOLD
    asked = _IMPERATIVE.match(text) is not None and (line.bold or text.endswith("?"))
    return is_known_question(text) or bold or asked or (_NUMBERED.match(text) is not None and like_one)
