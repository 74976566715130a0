"""Row C1: companies come in from CSV and JSON, and what is wrong, twice or nearly twice is said by row and column."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from viva.session.v1.company_pb2 import Company, CompanyContent
from viva.session.v1.company_service_pb2 import ImportCompaniesResponse, ListCompaniesResponse
from viva.session.v1.imported_row_pb2 import (
    IMPORT_OUTCOME_CREATED,
    IMPORT_OUTCOME_REFUSED,
    IMPORT_OUTCOME_UNCHANGED,
    IMPORT_OUTCOME_UPDATED,
    ImportedRow,
)
from viva_client.lists import COMPANIES, QUESTIONS, Severity, as_csv, as_json, check, compared, nearly_there, read_table, sound, take_in
from viva_client.lists.importing import BATCH

from interviewing.likeness import bare_company
from tests.partners.fakes import Broken, FakeViva, serving

HEADER = "name,industry,ideal_candidate,description"


@pytest.fixture
async def fake() -> AsyncIterator[FakeViva]:
    """A Viva that does as it is told."""
    async with serving() as fake:
        yield fake


def found_in(data: bytes) -> list[tuple[int, str, str]]:
    return [(finding.row, finding.column, finding.problem) for finding in check(read_table(data, COMPANIES), COMPANIES)]


def company(name: str, **words: str) -> CompanyContent:
    return CompanyContent(name=name, **words)


def test_csv_and_json_say_the_same() -> None:
    rows = [{"name": "하늘소프트", "industry": "소프트웨어", "ideal_candidate": "끝까지 묻는 사람"}, {"name": "Hanbit"}]
    table = "\n".join([HEADER, "하늘소프트,소프트웨어,끝까지 묻는 사람,", "Hanbit,,,"]).encode()

    for data in (table, json.dumps(rows).encode(), json.dumps({"companies": rows}, ensure_ascii=False).encode("utf-8-sig")):
        read = read_table(data, COMPANIES)
        assert [row.number for row in read.rows] == [2, 3]
        assert [row.content for row in read.rows] == [
            company("하늘소프트", industry="소프트웨어", ideal_candidate="끝까지 묻는 사람"),
            company("Hanbit"),
        ]
        assert check(read, COMPANIES) == []


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b'{"companies": [', (0, "", "is no JSON: Expecting value: line 1 column 16 (char 15)")),
        (b'{"firms": []}', (0, "", "holds no list of companies")),
        (b'["Hanbit"]', (2, "", "is no object")),
        (b'[{"name": "Hanbit", "town": "x"}]', (2, "town", "is no column of ours")),
        (b'[{"name": ["Hanbit"]}]', (2, "name", "is no plain text")),
        (b'[{"industry": "x"}]', (2, "name", "is empty")),
        (b"name,town\nHanbit,x\n", (1, "town", "is no column of ours")),
        (b"industry\nx\n", (1, "name", "is missing")),
        (f"name\n{'x' * 121}\n".encode(), (2, "name", "breaks a rule: must be at most 120 characters")),
    ],
)
def test_what_is_wrong_with_a_file_is_said_by_row_and_column(data: bytes, found: tuple[int, str, str]) -> None:
    assert found in found_in(data)
    read = read_table(data, COMPANIES)
    assert sound(read, check(read, COMPANIES)) == []


def test_f42_plain_numbers_and_signs_in_json_stay_what_they_are() -> None:
    (row,) = read_table(json.dumps([{"name": 42, "description": "C++/C#, CI/CD, 95 %"}]).encode(), COMPANIES).rows

    assert (row.content.name, row.content.description) == ("42", "C++/C#, CI/CD, 95 %")


def test_the_same_company_twice_is_wrong_and_nearly_the_same_is_worth_a_look() -> None:
    names = ["하늘소프트", " 하늘소프트 ", "㈜ 하늘소프트", "Hanbit Systems", '"Hanbit System Co., Ltd."', "바다은행"]
    found = check(read_table("\n".join(["name", *names]).encode(), COMPANIES), COMPANIES)

    assert [(f.row, f.problem) for f in found if f.severity is Severity.ERROR] == [(3, "stands in row 2 already")]
    assert [f.row for f in found if f.severity is Severity.NOTE] == [4, 6]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("(주)하늘소프트", "하늘소프트 주식회사"),
        ("㈜하늘 소프트", "하늘소프트"),
        ("Hanbit Inc.", "HANBIT CO., LTD."),
        ("Ｈａｎｂｉｔ", "hanbit"),
    ],
)
def test_a_legal_form_makes_no_other_company(one: str, other: str) -> None:
    assert bare_company(one) == bare_company(other)


@given(st.text(min_size=1, max_size=120))
def test_a_name_that_is_all_legal_form_stays_a_name(name: str) -> None:
    assert bare_company(name) or not name.strip()


def test_what_is_nearly_there_is_named_and_what_is_just_there_is_not() -> None:
    rows = read_table("name\n하늘소프트 주식회사\n한빛\n바다은행\n".encode(), COMPANIES).rows

    found = nearly_there(rows, [company("(주)하늘소프트"), company("한빛")], COMPANIES)

    assert [(f.row, f.problem) for f in found] == [(2, "is 100% like what is there, '(주)하늘소프트'")]


def test_a_question_in_nearly_the_words_of_the_bank_is_named() -> None:
    header = "text,language,stage,category,difficulty"
    rows = read_table(f"{header}\nHow would you test a payment system?,en,skill,technical,easy\n".encode(), QUESTIONS).rows
    there = read_table(f"{header}\nHow do you test a payment system?,en,skill,technical,easy\n".encode(), QUESTIONS).rows[0].content

    (finding,) = nearly_there(rows, [there], QUESTIONS)

    assert (finding.row, finding.severity) == (2, Severity.NOTE) and "like what is there" in finding.problem


def test_a_dry_run_says_what_would_become_of_each() -> None:
    rows = read_table(f"{HEADER}\n한빛,,,\n하늘,새 업종,,\n바다,,,\n".encode(), COMPANIES).rows

    assert compared(rows, [company("한빛"), company("하늘", industry="옛 업종")], COMPANIES) == [
        IMPORT_OUTCOME_UNCHANGED,
        IMPORT_OUTCOME_UPDATED,
        IMPORT_OUTCOME_CREATED,
    ]


WORDS = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=30).filter(lambda text: text == text.strip())


@given(st.lists(st.builds(company, WORDS.filter(bool), industry=WORDS, description=WORDS), max_size=5), st.sampled_from([as_csv, as_json]))
def test_what_goes_out_comes_in_as_it_was(companies: list[CompanyContent], write: Any) -> None:
    read = read_table(write(companies, COMPANIES), COMPANIES)

    assert [row.content for row in read.rows] == sorted(companies, key=COMPANIES.place)


async def test_companies_go_in_by_batches_and_what_is_refused_is_said(fake: FakeViva) -> None:
    done = [ImportedRow(line=line, outcome=IMPORT_OUTCOME_CREATED) for line in range(2, BATCH + 2)]
    refused = ImportedRow(outcome=IMPORT_OUTCOME_REFUSED, reason="COMPANY_NAME_TAKEN")
    script = fake.on("ImportCompanies", ImportCompaniesResponse(rows=done), Broken(), ImportCompaniesResponse(rows=[refused]))
    rows = read_table("\n".join(["name", *(f"회사 {number}" for number in range(BATCH + 1))]).encode(), COMPANIES).rows

    async with fake.client() as viva:
        taken = await take_in(viva, rows, COMPANIES)

    assert [len(call.request.rows) for call in script.seen] == [BATCH, 1, 1]
    assert len({call.request.request_id for call in script.seen}) == 2
    assert [(finding.row, finding.problem) for finding in taken.findings] == [(BATCH + 2, "is another company's name")]


async def test_every_page_of_companies_is_fetched(fake: FakeViva) -> None:
    pages = [ListCompaniesResponse(companies=[Company(content=company("가"))], next_page_token="n"), ListCompaniesResponse()]
    fake.on("ListCompanies", *pages)

    async with fake.client() as viva:
        assert await COMPANIES.fetch(viva, "") == [company("가")]
