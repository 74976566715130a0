"""Companies and who acts for them, on a real PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
from viva.session.v1 import company_pb2, imported_row_pb2
from viva.session.v1 import company_service_pb2 as pb

from services.session.hiring.domain import (
    AccountUnknown,
    CompanyInUse,
    CompanyNameTaken,
    CompanyUnknown,
    EtagMismatch,
    NotARecruiter,
    VectorMissing,
)
from services.session.paging import PageTokenBroken, token
from services.session.search.vectors import Embedding
from services.session.seed import seed_database
from tests.integration.hiring_rig import ADMIN, MODEL, Office, company_creation, office

TABLES = "companies, postings, accounts, bank_questions, scenarios, tasks, requests"


@pytest.fixture
async def here(module_migrated_url: str) -> AsyncIterator[Office]:
    async with office(module_migrated_url, clear=TABLES) as made:
        yield made


async def account(here: Office, role: int) -> str:
    account_id = str(uuid4())
    await here.run(
        "INSERT INTO accounts (account_id, email, username, full_name, role, state, language, create_time, update_time)"
        " VALUES (:a, :m, :u, '김채용', :r, 1, 1, clock_timestamp(), clock_timestamp())",
        a=account_id,
        m=f"{account_id}@x.kr",
        u=account_id[:8],
        r=role,
    )
    return account_id


async def test_two_who_make_one_company_at_once_make_it_once(here: Office) -> None:
    made = await asyncio.gather(
        *(here.companies.create(company_creation(name), ADMIN) for name in ("Acme", "ACME", "acme ", "ａｃｍｅ")), return_exceptions=True
    )
    assert sum(isinstance(each, CompanyNameTaken) for each in made) == 3
    assert await here.count("SELECT count(*) FROM companies") == 1


async def test_a_change_wants_the_company_that_was_read(here: Office) -> None:
    row = await here.company("Acme")
    content = company_pb2.CompanyContent(name="Acme", ideal_candidate="끝까지 해내는 사람")
    change = pb.UpdateCompanyRequest(company_id=row["company_id"], etag="1", content=content)
    assert (await here.companies.update(change))["version"] == 2
    assert (await here.companies.update(change))["version"] == 2
    change.content.industry = "software"
    with pytest.raises(EtagMismatch):
        await here.companies.update(change)


async def test_a_company_cannot_take_anothers_name(here: Office) -> None:
    row, _ = await here.company("Acme"), await here.company("Bolt")
    with pytest.raises(CompanyNameTaken):
        await here.companies.update(
            pb.UpdateCompanyRequest(company_id=row["company_id"], etag="1", content=company_pb2.CompanyContent(name="bolt"))
        )


async def test_the_nearest_company_comes_first_and_not_itself(here: Office) -> None:
    vectors = {"Acme": [1.0, 0.0], "Bolt": [0.9, 0.1], "Cargo": [0.0, 1.0]}
    rows = {name: await here.company(name) for name in vectors}
    with pytest.raises(VectorMissing):
        await here.companies.similar(rows["Acme"]["company_id"], 0)
    for name, vector in vectors.items():
        await here.embed(rows[name]["company_id"], vector)
    near = await here.companies.similar(rows["Acme"]["company_id"], 0)
    assert [row["name"] for row, _ in near] == ["Bolt", "Cargo"]
    assert near[0][1] == pytest.approx(0.9939, abs=1e-3)


async def test_a_company_is_found_by_its_words_before_it_has_a_vector(here: Office) -> None:
    await here.company("하늘물류", ideal_candidate="현장을 아는 사람", industry="물류")
    await here.company("바다은행", industry="금융")
    found = await here.companies.find("물류를 아는 회사", [Embedding(MODEL, [1.0, 0.0])], 5)
    assert [row["name"] for row, _ in found] == ["하늘물류"]
    assert (found[0][1].meaning_rank, found[0][1].words_rank) == (0, 1)


async def test_a_list_goes_by_name_page_by_page(here: Office) -> None:
    for name in ("Cargo", "acme", "Bolt", "delta"):
        await here.company(name)
    first, following = await here.companies.page(pb.ListCompaniesRequest(page_size=3), None)
    rest, end = await here.companies.page(pb.ListCompaniesRequest(page_size=3, page_token=following), None)
    assert [row["name"] for row in [*first, *rest]] == ["acme", "Bolt", "Cargo", "delta"]
    assert end == ""


@pytest.mark.parametrize(
    "forged", ["x", token("companies", "a", "no id"), token("companies", "a\0", str(uuid4())), token("postings", "a", "b")]
)
async def test_a_token_that_was_not_given_out_here_is_refused(here: Office, forged: str) -> None:
    with pytest.raises(PageTokenBroken):
        await here.companies.page(pb.ListCompaniesRequest(page_token=forged), None)


async def test_an_import_is_remembered_row_by_row(here: Office) -> None:
    await here.company("Acme")
    contents = [company_pb2.CompanyContent(name=name, industry=industry) for name, industry in (("acme", "x"), ("", ""), ("Bolt", ""))]
    rows = [pb.CompanyRow(line=n, content=content) for n, content in enumerate(contents, start=2)]
    request = pb.ImportCompaniesRequest(request_id=str(uuid4()), rows=rows)
    first = await here.companies.take_in(request, ADMIN)
    assert [(row.line, row.outcome, row.field) for row in first.rows] == [
        (2, imported_row_pb2.IMPORT_OUTCOME_UPDATED, ""),
        (3, imported_row_pb2.IMPORT_OUTCOME_REFUSED, "content.name"),
        (4, imported_row_pb2.IMPORT_OUTCOME_CREATED, ""),
    ]
    assert await here.companies.take_in(request, ADMIN) == first
    again = pb.ImportCompaniesRequest(request_id=str(uuid4()), rows=[rows[0], rows[2]])
    unchanged = {row.outcome for row in (await here.companies.take_in(again, ADMIN)).rows}
    assert unchanged == {imported_row_pb2.IMPORT_OUTCOME_UNCHANGED}


async def test_a_company_with_postings_stays_and_one_without_goes_with_all_that_is_its_own(here: Office) -> None:
    await seed_database(here.database)
    row = await here.company("Acme")
    posting = await here.posting(row["company_id"])
    await here.question("What is a latch?", row["company_id"])
    with pytest.raises(CompanyInUse):
        await here.companies.delete(row["company_id"])
    await here.postings.delete(posting["posting_id"])
    await here.companies.delete(row["company_id"])
    assert await here.count("SELECT count(*) FROM bank_questions WHERE company_id IS NOT NULL") == 0
    with pytest.raises(CompanyUnknown):
        await here.companies.get(row["company_id"])


async def test_only_recruiters_and_clients_act_for_a_company(here: Office) -> None:
    company_id = (await here.company("Acme"))["company_id"]
    candidate, recruiter = await account(here, 1), await account(here, 2)
    with pytest.raises(NotARecruiter):
        await here.memberships.add(company_id, account_id=candidate, client_id="")
    with pytest.raises(AccountUnknown):
        await here.memberships.add(company_id, account_id=str(uuid4()), client_id="")
    for _ in range(2):
        member = await here.memberships.add(company_id, account_id=recruiter, client_id="")
    assert member["display_name"] == "김채용"
    mine, _ = await here.companies.page(pb.ListCompaniesRequest(mine=True), recruiter)
    assert [row["name"] for row in mine] == ["Acme"]
    for _ in range(2):
        await here.memberships.remove(company_id, recruiter)
    members, _ = await here.memberships.page(pb.ListCompanyMembersRequest(company_id=company_id))
    assert members == []
