"""Lists of questions and companies and a whole Viva: what goes out comes back to no change, and an import outlasts what is killed."""

import json
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest
from viva.session.v1.company_pb2 import CompanyContent
from viva.session.v1.company_service_pb2 import CreateCompanyRequest
from viva.session.v1.company_service_pb2_grpc import CompanyServiceStub
from viva.session.v1.imported_row_pb2 import IMPORT_OUTCOME_CREATED, IMPORT_OUTCOME_UNCHANGED, IMPORT_OUTCOME_UPDATED
from viva_client import LogIn, Viva
from viva_client.lists import COMPANIES, QUESTIONS, as_csv, check, compared, read_table, sound, take_in
from viva_client.lists.importing import BATCH

from services.session.questions.shipped import read_bank
from tests.integration import terminal
from tests.integration.supervised import Supervised

RUBRIC = "[restraint] 절제\n0: 없다.\n60: 조금 있다.\n100: 충분하다.\nindicators: 절제, 여백"
TABLE = f"""text,language,stage,category,difficulty,position,rubric
"가마의 온도를 언제,
어떻게 올리시나요?",ko,skill,technical,hard,도예가,"{RUBRIC}"
How do you know that a glaze has set?,en,skill,technical,easy,potter,
'=SUM(A1) 같은 수식이 깨지면 무엇부터 보시나요?,ko,skill,technical,easy,,
결혼하셨나요?,ko,skill,technical,easy,,
"""


@pytest.fixture
async def admin(viva: Supervised) -> AsyncIterator[Viva]:
    """The administrator's connection."""
    async with Viva.connect(viva.url, LogIn(*viva.admin)) as client:
        yield client


@pytest.fixture
async def company_id(admin: Viva) -> str:
    """A company of the test's own."""
    content = CompanyContent(name=f"Company {uuid4()}")
    made = await admin.stub(CompanyServiceStub).CreateCompany(CreateCompanyRequest(content=content))
    return made.company.company_id


def run(viva: Supervised, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """`viva questions …`, as the administrator."""
    return run_viva(viva, "questions", *arguments)


def run_viva(viva: Supervised, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """`viva …`, as the administrator."""
    user, password = viva.admin
    return terminal.run(*arguments, more={"VIVA_SERVER": viva.url, "VIVA_USER": user, "VIVA_PASSWORD": password})


async def test_what_ships_goes_out_and_comes_in_again_to_no_change(admin: Viva) -> None:
    file = as_csv(await QUESTIONS.fetch(admin, ""), QUESTIONS)
    table = read_table(file, QUESTIONS)
    assert [str(finding) for finding in check(table, QUESTIONS)] == []
    assert len(table.rows) >= len(read_bank())
    taken = await take_in(admin, table.rows, QUESTIONS)
    assert taken.count(IMPORT_OUTCOME_UNCHANGED) == len(taken.rows) == len(table.rows)
    assert as_csv(await QUESTIONS.fetch(admin, ""), QUESTIONS) == file


async def test_an_import_outlasts_the_edge_and_a_second_run_changes_nothing(viva: Supervised, admin: Viva, company_id: str) -> None:
    header, count = "text,language,stage,category,difficulty", 2 * BATCH + 7
    lines = [f"{number}번 가마에서는 유약을 어떻게 {uuid4().hex[:8]} 바르시나요?,ko,skill,technical,easy" for number in range(count)]
    rows = read_table("\n".join([header, *lines]).encode(), QUESTIONS).rows
    killed: list[int] = []

    def kill_the_edge(done: int) -> None:
        if not killed:
            killed.append(viva.kill("envoy"))

    taken = await take_in(admin, rows, QUESTIONS, company_id, told=kill_the_edge)
    assert killed and taken.count(IMPORT_OUTCOME_CREATED) == count
    assert set(compared(rows, await QUESTIONS.fetch(admin, company_id), QUESTIONS)) == {IMPORT_OUTCOME_UNCHANGED}
    again = await take_in(admin, rows, QUESTIONS, company_id)
    assert again.count(IMPORT_OUTCOME_UNCHANGED) == count == len(await QUESTIONS.fetch(admin, company_id))


async def test_f46_the_command_keeps_the_rubrics_and_names_what_it_refused(
    viva: Supervised, admin: Viva, company_id: str, tmp_path: Path
) -> None:
    """F46: rubrics were thrown away on save."""
    file, out = tmp_path / "questions.csv", tmp_path / "out.csv"
    file.write_text(TABLE, "utf-8-sig")
    trial = run(viva, "import", file, "--company", company_id, "--dry-run")
    assert (trial.returncode, trial.stdout) == (1, "4 rows would be: 3 new, 1 refused\n")
    first = run(viva, "import", file, "--company", company_id)
    assert (first.returncode, first.stdout) == (1, "4 rows: 3 new, 1 refused\n")
    assert "error: row 5, text: '결혼' is about marriage" in first.stderr
    assert "viva: 1 of 4 rows refused" in first.stderr
    assert run(viva, "import", file, "--company", company_id).stdout == "4 rows: 3 as they were, 1 refused\n"

    exported = run(viva, "export", out, "--company", company_id)
    assert (exported.returncode, exported.stdout) == (0, f"3 questions are in {out}\n")
    rubrics = {row.content.text.split()[0]: row.content.rubric for row in read_table(out.read_bytes(), QUESTIONS).rows}
    assert [level.anchor for level in rubrics["가마의"].criteria[0].levels] == ["없다.", "조금 있다.", "충분하다."]
    assert all(rubric.criteria for rubric in rubrics.values())
    again = run(viva, "import", out, "--company", company_id)
    assert (again.returncode, again.stdout) == (0, "3 rows: 3 as they were\n")


async def test_f46_a_table_without_rubrics_takes_none_away(admin: Viva, company_id: str) -> None:
    """F46: the column left out of the table is no wish to be rid of what is there."""
    whole = read_table(TABLE.encode(), QUESTIONS)
    await take_in(admin, sound(whole, check(whole, QUESTIONS)), QUESTIONS, company_id)
    before = {content.text: content.rubric for content in await QUESTIONS.fetch(admin, company_id)}
    bare = sound(whole, check(whole, QUESTIONS))
    for row in bare:
        row.content.ClearField("rubric")
        row.content.position = "도자기 장인"
    taken = await take_in(admin, bare, QUESTIONS, company_id)
    assert taken.count(IMPORT_OUTCOME_UPDATED) == len(bare)
    assert {content.text: content.rubric for content in await QUESTIONS.fetch(admin, company_id)} == before


def test_a_viva_that_is_not_there_is_said_in_one_line(viva: Supervised, tmp_path: Path) -> None:
    file = tmp_path / "questions.csv"
    file.write_text(TABLE, "utf-8")
    ran = run(viva, "import", file, "--server", "http://127.0.0.1:9")
    assert ran.returncode == 1
    assert [line for line in ran.stderr.splitlines() if line.startswith("viva:")] == [
        "viva: Viva does not answer at http://127.0.0.1:9; see whether it runs, or name another place with --server"
    ]


async def test_c1_thousands_of_companies_survive_a_session_that_dies_and_come_in_once(viva: Supervised, admin: Viva) -> None:
    mark, count = uuid4().hex[:8], 1500
    entries = [
        {"name": f"{number}호 {mark} 연구소", "industry": "소프트웨어", "description": f"{number}번 가마"} for number in range(count)
    ]
    rows = read_table(json.dumps({"companies": entries}).encode(), COMPANIES).rows
    killed: list[int] = []

    def kill_session(done: int) -> None:
        if len(killed) < 1:
            killed.append(viva.kill("session-1"))

    taken = await take_in(admin, rows, COMPANIES, told=kill_session)

    there = [content for content in await COMPANIES.fetch(admin, "") if mark in content.name]
    assert killed and len(there) == len({content.name for content in there}) == count
    assert taken.count(IMPORT_OUTCOME_CREATED) + taken.count(IMPORT_OUTCOME_UNCHANGED) == count
    again = await take_in(admin, rows, COMPANIES)
    assert again.count(IMPORT_OUTCOME_UNCHANGED) == count


def test_c1_the_command_tries_takes_in_and_writes_out_companies(viva: Supervised, tmp_path: Path) -> None:
    mark = uuid4().hex[:8]
    file, out, report = tmp_path / "companies.csv", tmp_path / "companies.json", tmp_path / "report.csv"
    rows = [f"㈜ {mark},소프트웨어,끝까지 묻는 사람,서버를 만듭니다", f"{mark} 주식회사,,,", f"㈜ {mark},,,", ",,,이름이 없다"]
    file.write_text("\n".join(["name,industry,ideal_candidate,description", *rows]), "utf-8-sig")

    trial = run_viva(viva, "import", "companies", file, "--dry-run", "--report", report)
    assert (trial.returncode, trial.stdout) == (1, "4 rows would be: 2 new, 2 refused\n")
    assert f"note: row 3, name: '{mark} 주식회사' is 100% like row 2" in trial.stderr
    assert "error: row 5, name: is empty" in trial.stderr
    assert "stands in row 2 already" in report.read_text("utf-8-sig")

    first = run_viva(viva, "import", "companies", file)
    assert (first.returncode, first.stdout) == (1, "4 rows: 2 new, 2 refused\n")
    exported = run_viva(viva, "export", "companies", out)
    assert exported.returncode == 0, exported.stderr
    own = {each["name"]: each for each in json.loads(out.read_text("utf-8"))["companies"] if mark in each["name"]}
    words = {"industry": "소프트웨어", "ideal_candidate": "끝까지 묻는 사람", "description": "서버를 만듭니다"}
    assert own == {f"㈜ {mark}": {"name": f"㈜ {mark}", **words}, f"{mark} 주식회사": {"name": f"{mark} 주식회사"}}
    again = run_viva(viva, "companies", "import", out)
    assert again.returncode == 0 and again.stdout.endswith("as they were\n") and "new" not in again.stdout


def test_q1_the_bank_goes_out_and_in_as_json(viva: Supervised, tmp_path: Path) -> None:
    out = tmp_path / "bank.json"

    exported = run_viva(viva, "export", "questions", out)
    again = run_viva(viva, "import", "questions", out)

    assert exported.returncode == 0 and again.returncode == 0, again.stderr
    entries = json.loads(out.read_text("utf-8"))["questions"]
    assert len(entries) >= len(read_bank()) and all(entry["rubric"]["criteria"] for entry in entries)
    assert again.stdout == f"{len(entries)} rows: {len(entries)} as they were\n"


async def test_f46_the_terminal_shows_how_often_questions_were_asked_and_how_they_were_answered(viva: Supervised) -> None:
    """F46: usage was never counted."""
    shown = run_viva(viva, "questions", "statistics", "--most", "3")

    assert shown.returncode == 0, shown.stderr
    header, *rows = shown.stdout.splitlines()
    assert header.split() == ["asked", "mean", "stage", "question"]
    assert len(rows) == 3 and all(row.split()[0].isdecimal() for row in rows)
