"""A table from any spreadsheet is read or says why not, and everything that is wrong with it is said at once."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner
from viva_client.command.lists import questions
from viva_client.lists import QUESTIONS, Finding, Severity, check, read_table, sound

HEADER = "text,language,stage,category,difficulty,position,rubric"
GOOD = "인덱스를 추가해도 조회가 빨라지지 않는 이유는 무엇인가요?,ko,skill,technical,hard,백엔드 엔지니어,"


def table(*rows: str, header: str = HEADER) -> bytes:
    return "\r\n".join([header, *rows, ""]).encode()


def found_in(data: bytes) -> list[tuple[int, str, str]]:
    return [(finding.row, finding.column, finding.problem) for finding in check(read_table(data, QUESTIONS), QUESTIONS)]


def texts_of(data: bytes) -> list[str]:
    return [row.content.text for row in read_table(data, QUESTIONS).rows]


def notes_of(found: Sequence[Finding]) -> list[str]:
    return [finding.problem for finding in found if finding.severity is Severity.NOTE]


@pytest.mark.parametrize(
    ("encoding", "said"),
    [("utf-8", []), ("utf-8-sig", []), ("cp949", ["is CP949, as Korean Excel saves plain “CSV”, and was read as such"])],
)
def test_korean_is_read_however_excel_saved_it(encoding: str, said: list[str]) -> None:
    read = read_table(table(GOOD).decode().encode(encoding), QUESTIONS)
    assert read.rows[0].content.text == "인덱스를 추가해도 조회가 빨라지지 않는 이유는 무엇인가요?"
    assert notes_of(read.findings) == said and sound(read, check(read, QUESTIONS)) == read.rows


def test_excels_unicode_text_is_read_with_its_tabs() -> None:
    read = read_table(table(GOOD).decode().replace(",", "\t").encode("utf-16"), QUESTIONS)
    assert read.rows[0].content.position == "백엔드 엔지니어"
    assert notes_of(read.findings) == [
        "is UTF-16, as Excel saves “Unicode Text”, and was read as such",
        "has tabs between its columns, and was read so",
    ]


def test_semicolons_are_read_where_a_spreadsheet_prefers_them() -> None:
    assert texts_of(table(GOOD).decode().replace(",", ";").encode()) == texts_of(table(GOOD))


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"PK\x03\x04...", "is an Excel workbook, no CSV"),
        (b"text,language\r\n\xff\x80\x80,ko\r\n", "is neither UTF-8 nor CP949: line 2 holds bytes that are no text in either"),
        (b"\xef\xbb\xbftext\n\xb0\xa1\n", "says that it is UTF-8, and line 2 is not"),
        (table('"Why,en,skill,technical,easy'), "cannot be read from line 2 on: unexpected end of data"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, problem: str) -> None:
    read = read_table(data, QUESTIONS)
    assert [(finding.row, finding.problem) for finding in read.findings] == [(0, problem)]
    assert sound(read, read.findings) == []


def test_wrong_names_of_columns_are_all_named() -> None:
    assert found_in(table(GOOD, header="text,language,stage,kategory,difficulty,text,rubric")) == [
        (1, "text", "stands twice"),
        (1, "kategory", "is no column of ours"),
        (1, "category", "is missing"),
    ]
    assert found_in(b"") == [(1, name, "is missing") for name in ("text", "language", "stage", "category", "difficulty")]


def test_a_row_is_counted_as_the_spreadsheet_counts_it() -> None:
    """An empty row and a cell of several lines count as one row each."""
    rows = ["", '"How would you\ndo it?",en,skill,technical,easy', ",,,,,,", "Why?,en,skill,,easy"]
    assert found_in(table(*rows)) == [(5, "category", "is empty")]
    assert [row.number for row in read_table(table(*rows), QUESTIONS).rows] == [3, 5]


def test_everything_that_is_wrong_is_said_at_once() -> None:
    rows = [
        "결혼하셨나요?,ko,skil,technical,easy,,0: x",
        "Why? And when?,en,skill,Technical ,EASY,,",
        "Why {company_name}?,ko,skill,,easy,,,,surplus",
        f"Why?,en,skill,technical,easy,{'x' * 121},",
    ]
    assert [(row, column) for row, column, _ in found_in(table(*rows))] == [
        (2, "stage"),
        (2, "rubric"),
        (2, "text"),
        (3, "text"),
        (4, ""),
        (4, "category"),
        (4, "text"),
        (4, "text"),
        (5, "position"),
    ]


def test_f41_a_place_that_nobody_fills_in_is_found_before_it_is_spoken() -> None:
    """F41: `{company_name}` was spoken aloud."""
    assert found_in(table("Why {company_name}?,en,skill,technical,easy")) == [(2, "text", "leaves a place open that nobody fills in")]


def test_q7_what_may_not_be_asked_is_found_without_a_server() -> None:
    assert found_in(table("Are you married?,en,skill,technical,easy")) == [(2, "text", "is about marriage")]


def test_the_same_question_twice_is_wrong_and_nearly_the_same_is_worth_a_look() -> None:
    rows = [
        "How do you test a payment system?,en,skill,technical,easy",
        "how do you test  a payment system,en,skill,technical,easy",
        "How would you test a payment system?,en,skill,technical,easy",
        "How do you test a payment system?,en,growth,technical,easy",
    ]
    found = check(read_table(table(*rows), QUESTIONS), QUESTIONS)
    assert [(f.row, f.problem) for f in found if f.severity is Severity.ERROR and f.problem.startswith("stands in")] == [
        (3, "stands in row 2 already")
    ]
    assert [finding.row for finding in found if finding.severity is Severity.NOTE] == [4, 5]


def test_names_are_taken_as_people_write_them() -> None:
    (row,) = read_table(table("Why?,English,Skill Followup,CULTURAL_FIT,hard"), QUESTIONS).rows
    content = row.content
    assert (content.language, content.stage, content.category, content.difficulty) == (2, 4, 4, 3)


def test_thousands_of_rows_take_a_moment() -> None:
    rows = [
        f"{number} 번 문제에서 원인을 {number * 7919 % 1009}개 찾은 과정을 말씀해 주세요.,ko,skill,technical,easy" for number in range(3000)
    ]
    assert len(read_table(table(*rows), QUESTIONS).rows) == 3000


def test_the_command_says_all_of_it_and_fails(tmp_path: Path) -> None:
    file, report = tmp_path / "questions.csv", tmp_path / "report.csv"
    file.write_bytes(table(GOOD, "=HYPERLINK(1),en,skill,technical,easy", "Why?,en,nowhere,technical,easy"))
    ran = CliRunner().invoke(questions, ["check", str(file), "--report", str(report)])
    assert ran.exit_code == 1
    assert "error: row 4, stage: 'nowhere' is not a value of this column; write one of intro" in ran.output
    assert "2 of 3 rows cannot be taken in" in ran.output
    said = report.read_bytes().decode("utf-8-sig").splitlines()
    assert said[0] == "row,column,value,severity,problem,remedy" and len(said) == 3
    assert said[1].startswith("3,text,'=HYPERLINK(1),error,asks nothing")


def test_the_command_is_content_with_a_good_table(tmp_path: Path) -> None:
    (tmp_path / "questions.csv").write_bytes(table(GOOD))
    ran = CliRunner().invoke(questions, ["check", str(tmp_path / "questions.csv")])
    assert (ran.exit_code, ran.output) == (0, "1 row, and nothing keeps it out\n")
