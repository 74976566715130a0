"""Tokens are fetched once for everybody, replaced before they end or when they are refused, and a refresh token is never spent twice."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from viva.session.v1 import client_service_pb2 as clients
from viva.session.v1 import interview_service_pb2 as pb
from viva.session.v1.client_service_pb2_grpc import ClientServiceStub
from viva_client import AccessToken, ClientCredentials, Grant, LogIn, SavedLogIn, Unauthenticated, Viva
from viva_client.tokens import early

from tests.partners.fakes import PARTNER, Broken, FakeViva, TokenExpired, serving

ID = "1a6e9d1e-0000-4000-8000-000000000001"
GOT = pb.GetInterviewResponse()


@pytest.fixture
async def fake() -> AsyncIterator[FakeViva]:
    """A Viva that does as it is told."""
    async with serving() as fake:
        yield fake


async def test_a_hundred_calls_at_once_fetch_one_token(fake: FakeViva) -> None:
    script = fake.on("GetInterview", GOT)
    fake.auth.gate.clear()
    async with fake.client() as viva:
        calls = [asyncio.create_task(viva.interviews.get(ID)) for _ in range(100)]
        await fake.auth.asked.wait()
        fake.auth.gate.set()
        await asyncio.gather(*calls)
    assert fake.auth.issued == 1 and {call.token for call in script.seen} == {"token-1"}


async def test_a_caller_who_is_cancelled_cuts_the_fetch_off_for_nobody(fake: FakeViva) -> None:
    fake.on("GetInterview", GOT)
    fake.auth.gate.clear()
    async with fake.client() as viva:
        first, second = (asyncio.create_task(viva.interviews.get(ID)) for _ in range(2))
        await fake.auth.asked.wait()
        first.cancel()
        fake.auth.gate.set()
        await second
    assert fake.auth.issued == 1


async def test_a_token_at_its_end_is_replaced(fake: FakeViva) -> None:
    script = fake.on("GetInterview", GOT)
    fake.auth.seconds = 0
    async with fake.client() as viva:
        for _ in range(3):
            await viva.interviews.get(ID)
    assert [call.token for call in script.seen] == ["token-1", "token-2", "token-3"]


@pytest.mark.parametrize(("seconds", "replaced_before"), [(900.0, 60.0), (100.0, 20.0), (0.0, 0.0)])
def test_a_token_is_replaced_a_little_before_its_end(seconds: float, replaced_before: float) -> None:
    assert early(seconds) == replaced_before


async def test_a_refused_token_is_replaced_and_the_call_made_again_even_one_that_is_not_safe_to_repeat(fake: FakeViva) -> None:
    """A partner's client was changed by an administrator, which ends its tokens: the program does not notice."""
    script = fake.on("RotateClientSecret", TokenExpired(), clients.RotateClientSecretResponse())
    async with fake.client() as viva:
        await viva.stub(ClientServiceStub).RotateClientSecret(clients.RotateClientSecretRequest(client_id=ID))
    assert [call.token for call in script.seen] == ["token-1", "token-2"]


async def test_a_hundred_calls_with_a_refused_token_fetch_one_more(fake: FakeViva) -> None:
    fake.on("GetInterview", *[TokenExpired()] * 100, GOT)
    async with fake.client() as viva:
        await viva.sign_in()
        await asyncio.gather(*(viva.interviews.get(ID) for _ in range(100)))
    assert fake.auth.issued == 2


async def test_who_is_refused_with_a_new_token_too_is_told(fake: FakeViva) -> None:
    script = fake.on("GetInterview", TokenExpired())
    async with fake.client() as viva:
        with pytest.raises(Unauthenticated) as raised:
            await viva.interviews.get(ID)
    assert raised.value.reason == "TOKEN_EXPIRED" and len(script.seen) == 2


async def test_a_given_token_is_not_tried_twice(fake: FakeViva) -> None:
    script = fake.on("GetInterview", TokenExpired())
    async with fake.client(AccessToken("given")) as viva:
        with pytest.raises(Unauthenticated):
            await viva.interviews.get(ID)
    assert [call.token for call in script.seen] == ["given"]


async def test_a_wrong_secret_shows_when_connecting(fake: FakeViva) -> None:
    wrong = ClientCredentials(PARTNER.client_id, "x" * 43)
    with pytest.raises(Unauthenticated) as raised:
        async with Viva.connect(fake.url, wrong):
            pytest.fail("connected with a wrong secret")
    assert raised.value.reason == "CREDENTIALS_WRONG" and not raised.value.retryable


async def test_a_fetch_that_failed_is_tried_anew_by_the_next_call(fake: FakeViva) -> None:
    fake.on("GetInterview", GOT)
    source = Changing(Unauthenticated("not yet"), Grant("later", None))
    async with fake.client(source) as viva:
        with pytest.raises(Unauthenticated, match="not yet"):
            await viva.interviews.get(ID)
        await viva.interviews.get(ID)


class Changing:
    """Credentials that come to something else each time."""

    def __init__(self, *outcomes: Grant | Exception) -> None:
        self._outcomes = iter(outcomes)

    async def grant(self, auth: object, last: Grant | None) -> Grant:
        outcome = next(self._outcomes)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


async def test_a_person_signs_in_once_and_refreshes_from_then_on(fake: FakeViva) -> None:
    kept: list[str] = []
    script = fake.on("GetInterview", GOT)
    fake.auth.seconds = 0
    async with fake.client(LogIn("mina", "right", keep=kept.append)) as viva:
        for _ in range(3):
            await viva.interviews.get(ID)
    assert [call.token for call in script.seen] == ["log-in-1", "refreshed-1", "refreshed-2"]
    assert fake.auth.refreshes == kept[:2] == ["refresh-of-log-in-1", "refresh-of-refreshed-1"]
    assert kept[2] == "refresh-of-refreshed-2"


async def test_a_refresh_whose_answer_was_lost_is_not_repeated_but_signed_in_again(fake: FakeViva) -> None:
    """The contract: a client that lost the answer signs in again, because a second use would look like a theft."""
    script = fake.on("GetInterview", GOT)
    fake.auth.seconds, fake.auth.refresh_outcome = 0, Broken()
    async with fake.client(LogIn("mina", "right")) as viva:
        for _ in range(2):
            await viva.interviews.get(ID)
    assert [call.token for call in script.seen] == ["log-in-1", "log-in-2"]
    assert fake.auth.refreshes == ["refresh-of-log-in-1"]


async def test_a_saved_log_in_goes_on_where_it_was_left(fake: FakeViva) -> None:
    kept: list[str] = []
    script = fake.on("GetInterview", GOT)
    fake.auth.seconds = 0
    for saved in ("from-last-time", "refresh-of-refreshed-2"):
        async with fake.client(SavedLogIn(saved, kept.append)) as viva:
            for _ in range(2):
                await viva.interviews.get(ID)
    assert [call.token for call in script.seen] == [f"refreshed-{number}" for number in range(1, 5)]
    assert fake.auth.refreshes == ["from-last-time", *kept[:3]]


async def test_a_saved_log_in_is_spent_once_however_many_call_and_whoever_gives_up(fake: FakeViva) -> None:
    kept: list[str] = []
    fake.on("GetInterview", GOT)
    fake.auth.gate.clear()
    async with fake.client(SavedLogIn("from-last-time", kept.append)) as viva:
        first, *others = (asyncio.create_task(viva.interviews.get(ID)) for _ in range(20))
        await fake.auth.asked.wait()
        first.cancel()
        fake.auth.gate.set()
        await asyncio.gather(*others)
    assert fake.auth.refreshes == ["from-last-time"] and len(kept) == 1


async def test_a_saved_log_in_that_was_used_before_is_refused(fake: FakeViva) -> None:
    fake.auth.refreshes.append("stolen")
    with pytest.raises(Unauthenticated) as raised:
        async with Viva.connect(fake.url, SavedLogIn("stolen", lambda _: None)):
            pytest.fail("a refresh token was good twice")
    assert raised.value.reason == "REFRESH_REUSED"


@pytest.mark.parametrize(
    "secret",
    [
        ClientCredentials("id", "hush-hush"),
        LogIn("mina", "hush-hush", "hush-hush"),
        SavedLogIn("hush-hush", print),
        AccessToken("hush-hush"),
        Grant("hush-hush", 1.0, "hush-hush"),
    ],
)
def test_no_secret_shows_when_it_is_printed(secret: object) -> None:
    """F9: secrets were logged."""
    assert "hush-hush" not in repr(secret)
