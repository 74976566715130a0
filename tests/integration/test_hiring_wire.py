"""Companies, postings, questions and scenarios over a real server: who may do what, and what each of them is shown."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import grpc
import pytest
from sqlalchemy import text
from viva.contract.v1 import options_pb2 as o
from viva.interview.v1 import language_pb2, stage_pb2
from viva.session.v1 import company_service_pb2 as companies
from viva.session.v1 import posting_pb2
from viva.session.v1 import posting_service_pb2 as postings
from viva.session.v1 import question_bank_service_pb2 as bank
from viva.session.v1 import scenario_service_pb2 as scenarios
from viva.session.v1 import webhook_service_pb2 as webhook_pb

from mesh.server import Server
from services.session.access.lookup import SessionTables
from services.session.database import Database
from services.session.hiring.company_servicer import CompanyServicer
from services.session.hiring.posting_servicer import PostingServicer
from services.session.questions.bank_servicer import QuestionBankServicer
from services.session.questions.scenario_servicer import ScenarioServicer
from services.session.questions.scenarios import shipped_scenario_id
from services.session.questions.stages import Focus, Language, Variant
from services.session.seed import seed_database
from services.session.webhooks.keeping import Webhooks
from services.session.webhooks.sealing import Seal
from services.session.webhooks.servicer import WebhookServicer
from tests.echo.house import House
from tests.integration.accounts_rig import Caller
from tests.integration.hiring_rig import company_creation, posting_content, posting_creation, question_creation

SHIPPED = shipped_scenario_id(Variant.STANDARD, Focus.COMPREHENSIVE, Language.KOREAN)


@dataclass
class Firm:
    """A company with a recruiter and a partner client, on a server with everybody else."""

    company_id: str
    admin: Caller
    recruiter: Caller
    foreign: Caller
    candidate: Caller
    partner: Caller
    client_id: str

    async def post(self, **changes: Any) -> posting_pb2.Posting:
        """A posting, as a draft."""
        made: postings.CreatePostingResponse = await self.recruiter(posting_creation(self.company_id, **changes))
        return made.posting


@pytest.fixture
async def firm(module_migrated_url: str, tmp_path: Path) -> AsyncIterator[Firm]:
    keys, database = House(tmp_path), Database.connect(module_migrated_url)
    async with database.work() as work:
        await work.run(text("TRUNCATE accounts, companies, partner_clients, postings, interviews, tasks, requests CASCADE"))
    await seed_database(database)
    lookup, webhooks = SessionTables(database), Webhooks(database, Seal.from_directory(tmp_path), may_be_inside=False)
    hiring = [CompanyServicer(database), PostingServicer(database)]
    asking = [QuestionBankServicer(database), ScenarioServicer(database), WebhookServicer(webhooks)]
    async with Server(keys.settings(o.SERVICE_SESSION), servicers=[*hiring, *asking], lookup=lookup, asks_always=True) as server:
        people = {
            name: await signed_in(database, keys, server.port, role)
            for name, role in (("admin", "admin"), ("recruiter", "recruiter"), ("foreign", "recruiter"), ("candidate", "candidate"))
        }
        client_id, partner = await client(database, keys, server.port)
        admin, (recruiter, recruiter_id) = people["admin"][0], people["recruiter"]
        company_id = (await admin(company_creation("하늘소프트"))).company.company_id
        await admin(companies.AddCompanyMemberRequest(company_id=company_id, account_id=recruiter_id))
        yield Firm(company_id, admin, recruiter, people["foreign"][0], people["candidate"][0], partner, client_id)
    await database.close()


async def signed_in(database: Database, keys: House, port: int, role: str) -> tuple[Caller, str]:
    """Somebody with an account and a device."""
    account_id, family_id = str(uuid4()), str(uuid4())
    number = o.Role.Value(f"ROLE_{role.upper()}")
    async with database.work() as work:
        account = text(
            "INSERT INTO accounts (account_id, email, username, full_name, role, state, language, create_time, update_time)"
            " VALUES (:a, :m, :u, '김민수', :r, 1, 1, now(), now())"
        )
        await work.run(account, {"a": account_id, "m": f"{account_id}@x.kr", "u": account_id[:8], "r": number})
        family = text("INSERT INTO session_families (family_id, account_id, create_time, expire_time) VALUES (:f, :a, now(), 'infinity')")
        await work.run(family, {"f": family_id, "a": account_id})
    return Caller(port, keys.access_token(sub=account_id, role=role, sid=family_id)), account_id


async def client(database: Database, keys: House, port: int) -> tuple[str, Caller]:
    """A partner client that may do what interviews need."""
    client_id = str(uuid4())
    async with database.work() as work:
        known = text(
            "INSERT INTO partner_clients (client_id, name, scopes, calls_per_minute, secret, create_time)"
            " VALUES (:c, :n, :s, 60, '', now())"
        )
        await work.run(known, {"c": client_id, "n": client_id, "s": [o.SCOPE_INTERVIEWS, o.SCOPE_CATALOG_READ]})
    return client_id, Caller(port, keys.access_token(sub=client_id, client=True, scope="interviews catalog_read"))


async def test_a_recruiter_of_another_company_finds_nothing_of_this_one(firm: Firm) -> None:
    posting_id = (await firm.post()).posting_id
    question = (await firm.recruiter(question_creation("What is a latch?", firm.company_id))).question
    copied = await firm.recruiter(
        scenarios.CopyScenarioRequest(request_id=str(uuid4()), scenario_id=SHIPPED, company_id=firm.company_id, name="Our own")
    )
    for request in (
        posting_creation(firm.company_id),
        postings.GetPostingRequest(posting_id=posting_id),
        postings.ListPostingsRequest(company_id=firm.company_id),
        postings.OpenPostingRequest(posting_id=posting_id),
        postings.DeletePostingRequest(posting_id=posting_id),
        question_creation("What is a fence?", firm.company_id),
        bank.GetBankQuestionRequest(question_id=question.question_id),
        bank.RetireBankQuestionRequest(question_id=question.question_id),
        scenarios.GetScenarioRequest(scenario_id=copied.scenario.scenario_id),
        scenarios.DeleteScenarioRequest(scenario_id=copied.scenario.scenario_id),
        companies.ListCompanyMembersRequest(company_id=firm.company_id),
    ):
        assert (await firm.foreign.refused(request)).code is grpc.StatusCode.NOT_FOUND


async def test_a_candidate_sees_a_posting_once_it_is_open_and_not_how_many_were_interviewed(firm: Firm) -> None:
    posting_id = (await firm.post()).posting_id
    get = postings.GetPostingRequest(posting_id=posting_id)
    assert (await firm.candidate.refused(get)).code is grpc.StatusCode.NOT_FOUND
    await firm.recruiter(postings.OpenPostingRequest(posting_id=posting_id))
    shown = (await firm.candidate(get)).posting
    assert shown.company_name == "하늘소프트"
    assert not shown.HasField("interview_count")
    assert (await firm.recruiter(get)).posting.HasField("interview_count")
    listed = (await firm.candidate(postings.ListOpenPostingsRequest())).postings
    assert [each.posting_id for each in listed] == [posting_id]


async def test_a_recruiter_reads_what_came_with_viva_and_changes_none_of_it(firm: Firm) -> None:
    shipped = (await firm.recruiter(bank.ListBankQuestionsRequest(page_size=1))).questions[0]
    assert (await firm.recruiter(bank.GetBankQuestionRequest(question_id=shipped.question_id))).question == shipped
    retire = bank.RetireBankQuestionRequest(question_id=shipped.question_id)
    assert (await firm.recruiter.refused(retire)).code is grpc.StatusCode.NOT_FOUND
    scenario = (await firm.recruiter(scenarios.GetScenarioRequest(scenario_id=SHIPPED))).scenario
    update = scenarios.UpdateScenarioRequest(scenario_id=SHIPPED, etag=scenario.etag, content=scenario.content)
    assert (await firm.recruiter.refused(update)).code is grpc.StatusCode.NOT_FOUND
    assert str(await firm.admin.refused(update)) == "FAILED_PRECONDITION SCENARIO_SHIPPED"
    assert (await firm.admin(retire)).question.question_id == shipped.question_id


async def test_a_refusal_carries_the_reason_that_the_contract_names(firm: Firm) -> None:
    posting = await firm.post()
    changed = posting_content(title="Changed")
    refusals = {
        "ALREADY_EXISTS COMPANY_NAME_TAKEN": (firm.admin, company_creation("하늘소프트")),
        "INVALID_ARGUMENT QUESTION_FORBIDDEN_TOPIC": (firm.recruiter, question_creation("Are you married?", firm.company_id)),
        "INVALID_ARGUMENT NOT_ONE_QUESTION": (firm.recruiter, question_creation("I like latches.", firm.company_id)),
        "ABORTED ETAG_MISMATCH": (
            firm.recruiter,
            postings.UpdatePostingRequest(posting_id=posting.posting_id, etag="7", content=changed),
        ),
        "FAILED_PRECONDITION POSTING_DRAFT": (firm.recruiter, postings.ClosePostingRequest(posting_id=posting.posting_id)),
        "INVALID_ARGUMENT STAGES_NOT_IN_SCENARIO": (
            firm.recruiter,
            posting_creation(firm.company_id, stages=[1, 2, 3, 6, stage_pb2.STAGE_FINAL_STATEMENT]),
        ),
        "INVALID_ARGUMENT PAGE_TOKEN_BROKEN": (firm.candidate, companies.ListCompaniesRequest(page_token="x")),
        "PERMISSION_DENIED AUTHORITY_NOT_GRANTED": (firm.candidate, posting_creation(firm.company_id)),
    }
    for expected, (caller, request) in refusals.items():
        assert str(await caller.refused(request)) == expected


async def test_only_who_has_a_vector_may_search_by_it(firm: Firm) -> None:
    """Searches by text enter at the résumé service; nobody else reaches session's half of them."""
    for request in (companies.FindCompaniesRequest(query="물류"), bank.FindBankQuestionsRequest(query="lock")):
        assert (await firm.admin.refused(request)).code is grpc.StatusCode.PERMISSION_DENIED


async def test_a_partner_keeps_its_own_webhooks_and_reads_the_catalog(firm: Firm) -> None:
    topics = [webhook_pb.WEBHOOK_TOPIC_REPORT_READY]
    register = webhook_pb.RegisterWebhookRequest(
        request_id=str(uuid4()), client_id=firm.client_id, url="https://partner.example/hook", topics=topics
    )
    made = await firm.partner(register)
    assert made.secret
    listed = await firm.partner(webhook_pb.ListWebhooksRequest(client_id=firm.client_id))
    assert list(listed.webhooks) == [made.webhook]
    register.client_id = str(uuid4())
    assert (await firm.partner.refused(register)).code is grpc.StatusCode.NOT_FOUND
    assert (await firm.partner(scenarios.ListScenariosRequest(language=language_pb2.LANGUAGE_KOREAN))).scenarios
