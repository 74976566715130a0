"""Partners' programs against a whole Viva, through Envoy: they hold interviews, see their own alone, and outlast the edge."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from viva.contract.v1.options_pb2 import SCOPE_CATALOG_READ, SCOPE_SCORING
from viva.interview.v1.language_pb2 import LANGUAGE_ENGLISH
from viva.session.v1.account_service_pb2 import GetMeRequest
from viva.session.v1.account_service_pb2_grpc import AccountServiceStub
from viva.session.v1.client_service_pb2 import DisableClientRequest
from viva.session.v1.client_service_pb2_grpc import ClientServiceStub
from viva.session.v1.interview_pb2 import Question
from viva_client import (
    ClientCredentials,
    FailedPrecondition,
    InvalidArgument,
    LogIn,
    NotFound,
    PermissionDenied,
    SavedLogIn,
    Unauthenticated,
    Viva,
    VivaError,
)

from tests.integration.partner import Partner
from tests.integration.supervised import Supervised
from tests.resumes import samples

STAGES = 15
BEYOND_THE_LIMIT = 350
"""Calls at once: the edge lets 300 through, and then one every 20 ms."""


@pytest.fixture
async def partner(viva: Supervised) -> Partner:
    """One that may interview."""
    return await Partner.of(viva)


@pytest.fixture
async def ours(partner: Partner) -> AsyncIterator[Viva]:
    """Its client."""
    async with partner.client() as client:
        yield client


async def begun(client: Viva) -> str:
    interview = await client.interviews.create(position="Backend engineer", language=LANGUAGE_ENGLISH)
    await client.interviews.start(interview.interview_id)
    return interview.interview_id


async def answer_all(client: Viva, interview_id: str) -> int:
    answered = 0
    async for question in client.interviews.questions(interview_id):
        await client.interviews.answer(question, f"I measured it, found the cause and fixed it for {question.number} teams.")
        answered += 1
    return answered


async def test_a_partners_program_interviews_a_guest_and_another_partners_sees_nothing_of_it(
    viva: Supervised, partner: Partner, tmp_path: Path
) -> None:
    """F6: anybody's interview could be read by its id."""
    resume = tmp_path / "resume.pdf"
    resume.write_bytes(samples.english_free_form())
    done = await asyncio.to_thread(partner.run, "partner_interview.py", resume)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    asked = re.findall(r"^(\d+)\. .+\n {3}(.+)", done.stdout, re.MULTILINE)
    assert [int(number) for number, _ in asked] == list(range(1, STAGES + 1))
    told = [int(number) for number in re.findall(r"^ *(\d+) [a-z_]+$", done.stdout, re.MULTILINE)]
    assert told == list(range(1, told[-1] + 1))
    cited = re.findall(r"^ {4}“(.+)”$", done.stdout, re.MULTILINE)
    answers = [answer for _, answer in asked]
    assert len(cited) >= STAGES and all(any(words in answer for answer in answers) for words in cited)

    (interview_id,) = re.findall(r"^interview (\S+) of guest", done.stdout, re.MULTILINE)
    other = await Partner.of(viva)
    refused = await asyncio.to_thread(other.run, "partner_interview.py", "--interview", interview_id)
    assert refused.returncode == 1 and refused.stdout == ""
    assert refused.stderr.splitlines()[-1] == "There is nothing here by that id that you may see. (NOT_FOUND INTERVIEW_UNKNOWN)"
    assert "Traceback" not in refused.stderr
    async with other.client() as theirs, partner.client() as ours:
        assert [one.interview_id async for one in theirs.interviews.list()] == []
        assert [one.interview_id async for one in theirs.reports.list()] == []
        assert [one.resume_id async for one in theirs.resumes.list()] == []
        assert [one.interview_id async for one in ours.interviews.list()] == [interview_id]


CALLS: dict[str, Callable[[Viva, str], Awaitable[Any]]] = {
    "get": lambda client, name: client.interviews.get(name),
    "start": lambda client, name: client.interviews.start(name),
    "answer": lambda client, name: client.interviews.answer(Question(interview_id=name, question_id=str(uuid4())), "mine"),
    "questions": lambda client, name: client.interviews.questions_of(name),
    "transcript": lambda client, name: anext(client.interviews.transcript(name)),
    "watch": lambda client, name: anext(client.interviews.watch(name)),
    "cancel": lambda client, name: client.interviews.cancel(name),
    "report": lambda client, name: client.reports.get(name),
}


async def test_what_is_anothers_looks_as_if_it_did_not_exist(viva: Supervised, ours: Viva) -> None:
    """F6: not even whether an id exists is told."""
    interview_id = await begun(ours)
    async with (await Partner.of(viva)).client() as theirs:
        for name, call in CALLS.items():
            for unseen in (interview_id, str(uuid4())):
                with pytest.raises(NotFound) as raised:
                    await call(theirs, unseen)
                assert (name, raised.value.reason, raised.value.facts) == (name, "INTERVIEW_UNKNOWN", {})
    assert (await ours.interviews.get(interview_id)).state.open_question_id


async def test_who_has_no_scope_for_it_is_told_so(viva: Supervised) -> None:
    reader = await Partner.of(viva, SCOPE_CATALOG_READ)
    async with reader.client() as client:
        with pytest.raises(PermissionDenied) as raised:
            await client.interviews.create(position="Backend engineer", language=LANGUAGE_ENGLISH)
    assert raised.value.reason == "AUTHORITY_NOT_GRANTED" and not raised.value.retryable
    more = ClientCredentials(reader.credentials.client_id, reader.credentials.client_secret, [SCOPE_SCORING])
    with pytest.raises(PermissionDenied) as raised:
        async with Viva.connect(viva.url, more):
            pytest.fail("was given a scope that it does not have")
    assert raised.value.reason == "SCOPE_NOT_GRANTED"


async def test_an_interview_and_its_watch_outlast_the_edge(viva: Supervised, ours: Viva) -> None:
    """F37: a started stream stayed on a dead backend; L4: kill any service at any moment, and the interview goes on."""
    interview_id, seen, killed = await begun(ours), [], asyncio.Event()

    async def watch() -> None:
        async for event in ours.interviews.watch(interview_id):
            seen.append(event.sequence)
            if len(seen) in (8, 24):
                viva.kill("envoy")
                killed.set()

    async with asyncio.TaskGroup() as both:
        both.create_task(watch())
        answering = both.create_task(answer_all(ours, interview_id))
    assert answering.result() == STAGES and killed.is_set()
    assert seen == list(range(1, len(seen) + 1))
    assert len((await ours.reports.get(interview_id)).evaluations) == STAGES


async def test_more_calls_than_the_edge_lets_through_take_longer_and_do_not_fail(ours: Viva) -> None:
    """F15: there were no rate limits."""
    interview_id = (await ours.interviews.create(position="Backend engineer", language=LANGUAGE_ENGLISH)).interview_id
    got = await asyncio.gather(*(ours.interviews.get(interview_id) for _ in range(BEYOND_THE_LIMIT)))
    assert len(got) == BEYOND_THE_LIMIT


async def test_a_closed_question_takes_no_answer(ours: Viva) -> None:
    """F21: a late answer landed in the next question."""
    interview_id = await begun(ours)
    (first,) = await ours.interviews.questions_of(interview_id)
    reply = await ours.interviews.answer(first, "I built it.")
    with pytest.raises(FailedPrecondition) as raised:
        await ours.interviews.answer(first, "I built it, too.")
    assert raised.value.reason == "QUESTION_CLOSED" and not raised.value.retryable
    assert reply.answer_id


async def test_a_request_that_breaks_the_rules_names_its_fields(ours: Viva) -> None:
    with pytest.raises(InvalidArgument) as raised:
        await ours.interviews.create(position="x" * 121, language=LANGUAGE_ENGLISH, request_id="none")
    assert raised.value.reason == "INVALID_REQUEST"
    assert {found.field for found in raised.value.violations} == {"position", "request_id"}


async def test_a_client_that_was_shut_out_gets_no_further(viva: Supervised, partner: Partner) -> None:
    async with partner.client() as client:
        interview_id = await begun(client)
        async with Viva.connect(viva.url, LogIn(*viva.admin)) as admin:
            request = DisableClientRequest(client_id=partner.credentials.client_id, reason="contract ended")
            await admin.stub(ClientServiceStub).DisableClient(request)
        with pytest.raises(Unauthenticated) as raised:
            await client.interviews.get(interview_id)
    assert raised.value.reason == "CREDENTIALS_WRONG"


async def test_a_person_goes_on_with_a_saved_log_in_until_it_is_used_twice(viva: Supervised) -> None:
    kept: list[str] = []
    async with Viva.connect(viva.url, LogIn(*viva.admin, keep=kept.append)) as admin:
        me = await admin.stub(AccountServiceStub).GetMe(GetMeRequest())
    async with Viva.connect(viva.url, SavedLogIn(kept[0], kept.append)) as again:
        assert await again.stub(AccountServiceStub).GetMe(GetMeRequest()) == me
    assert len(kept) == 2
    with pytest.raises(Unauthenticated) as raised:
        async with Viva.connect(viva.url, SavedLogIn(kept[0], kept.append)):
            pytest.fail("a refresh token was good twice")
    assert raised.value.reason == "REFRESH_REUSED"


async def test_a_wrong_secret_is_refused_in_words(viva: Supervised, partner: Partner) -> None:
    with pytest.raises(VivaError) as raised:
        async with Viva.connect(viva.url, ClientCredentials(partner.credentials.client_id, "x" * 43)):
            pytest.fail("was let in with a wrong secret")
    assert isinstance(raised.value, Unauthenticated) and raised.value.reason == "CREDENTIALS_WRONG"


async def test_an_internal_tool_has_an_answer_scored(viva: Supervised) -> None:
    tool = await Partner.of(viva, SCOPE_SCORING)
    said = "I reproduced it and measured every stage. The slowest request fell from 4 seconds to 300 ms."
    done = await asyncio.to_thread(tool.run, "score_an_answer.py", "Tell me about a hard bug.", said=said)
    assert done.returncode == 0, done.stderr
    cited = re.findall(r"“(.+)”", done.stdout)
    assert re.search(r"^Evidence: \d+$", done.stdout, re.MULTILINE)
    assert cited and all(words in said for words in cited)
