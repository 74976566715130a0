"""What is written into a table comes back as it was, and no spreadsheet takes it for a formula."""

import csv
import io
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from viva.interview.v1.rubric_pb2 import Criterion, Level, Rubric
from viva.session.v1.bank_question_pb2 import BankQuestionContent
from viva_client.lists import QUESTIONS, Kind, as_csv, as_json, read_table
from viva_client.lists.cells import neutralised, restored
from viva_client.lists.question_rubrics import RubricUnclear, cell_of, rubric_of

ANYTHING = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
TRICKY = st.sampled_from(
    ["=1+1", "'=1+1", "''@x", "-3", "+82 10", "\t=x", "\r\n=x", 'He said "no", twice', "첫째 줄\n둘째 줄", "🙂👩‍💻", "'", "a;b\tc"]
)
WORDS = st.one_of(ANYTHING, TRICKY).filter(lambda words: bool(words.strip()))
OPTIONAL = st.one_of(st.just(""), WORDS)
IDS = st.from_regex(r"[a-z][a-z0-9_]{1,12}", fullmatch=True)

Write = Callable[[Iterable[Any], Kind], bytes]


@st.composite
def rubrics(draw: Any) -> Rubric:
    criteria = [
        Criterion(
            criterion_id=criterion_id,
            name=draw(WORDS),
            description=draw(OPTIONAL),
            levels=[
                Level(points=points, anchor=draw(WORDS)) for points in sorted(draw(st.sets(st.integers(0, 100), min_size=2, max_size=4)))
            ],
            indicators=draw(st.lists(WORDS, max_size=3)),
        )
        for criterion_id in draw(st.lists(IDS, unique=True, min_size=1, max_size=3))
    ]
    return Rubric(criteria=criteria)


@st.composite
def contents(draw: Any) -> BankQuestionContent:
    content = BankQuestionContent(
        text=draw(WORDS),
        language=draw(st.integers(1, 2)),
        stage=draw(st.integers(1, 15)),
        category=draw(st.integers(1, 4)),
        difficulty=draw(st.integers(1, 3)),
        position=draw(OPTIONAL),
        industry=draw(OPTIONAL),
        variant=draw(st.integers(0, 2)),
        is_ice_breaker=draw(st.booleans()),
        follow_up_of=draw(st.sampled_from(["", "1a6e9d1e-0000-4000-8000-000000000001"])),
    )
    if draw(st.booleans()):
        content.rubric.CopyFrom(draw(rubrics()))
    return content


@given(st.lists(contents(), max_size=4), st.sampled_from([as_csv, as_json]))
def test_a_list_that_was_written_says_the_same_when_it_is_read(questions: list[BankQuestionContent], write: Write) -> None:
    table = read_table(write(questions, QUESTIONS), QUESTIONS)
    assert table.findings == []
    assert [row.content for row in table.rows] == sorted(questions, key=QUESTIONS.place)


@given(contents())
def test_no_cell_begins_as_a_formula_does(question: BankQuestionContent) -> None:
    rows = list(csv.reader(io.StringIO(as_csv([question], QUESTIONS).decode("utf-8-sig"), newline="")))
    assert [cell for cell in rows[1] if cell[:1] in set("=+-@\t\r\n＝＋－＠")] == []


@given(st.one_of(ANYTHING, TRICKY))
def test_an_apostrophe_of_ones_own_is_kept(text: str) -> None:
    assert restored(neutralised(text)) == text


@given(rubrics())
def test_f46_a_rubric_in_a_cell_loses_nothing(rubric: Rubric) -> None:
    """F46: rubrics were thrown away on save."""
    assert rubric_of(cell_of(rubric)) == rubric


def test_a_rubric_reads_as_people_write_it() -> None:
    cell = "[accuracy] 정확성\n원리를 바르게 설명하는가.\n0: 설명이 없다.\n100: 한계까지 설명한다.\nindicators: 원리, 한계"
    rubric = rubric_of(cell)
    assert [(level.points, level.anchor) for level in rubric.criteria[0].levels] == [(0, "설명이 없다."), (100, "한계까지 설명한다.")]
    assert (rubric.criteria[0].name, list(rubric.criteria[0].indicators)) == ("정확성", ["원리", "한계"])
    assert cell_of(rubric) == cell


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("0: nothing\n100: all", "before the first criterion"),
        ("[a_b] A\n70: some\n40: less", "do not rise"),
        ("[a_b] A\n0: x\n1: y\n[a_b] B\n0: x\n1: y", "stands twice"),
        ("[a_b] A\n0: x\nand so on", "neither a criterion nor a level"),
        ('{"criteria": 3}', "criteria"),
    ],
)
def test_what_is_no_rubric_says_where(cell: str, why: str) -> None:
    with pytest.raises(RubricUnclear, match=why):
        rubric_of(cell)


def test_every_field_that_people_write_has_a_column() -> None:
    assert {column.field for column in QUESTIONS.columns.values()} == {field.name for field in BankQuestionContent.DESCRIPTOR.fields}
