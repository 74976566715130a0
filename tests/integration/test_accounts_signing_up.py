"""Signing up over a real server on a real PostgreSQL."""

import unicodedata
from pathlib import Path
from typing import Any
from uuid import uuid4

import grpc
import pytest
from viva.contract.v1.options_pb2 import ROLE_CANDIDATE
from viva.session.v1 import account_service_pb2 as accounts
from viva.session.v1.account_pb2 import ACCOUNT_STATE_ACTIVE

from mesh.rich_status import refusal_in
from tests.integration.accounts_rig import PASSWORD, Accounts, Refused, house, registration, together


async def test_who_signs_up_is_a_candidate(here: Accounts) -> None:
    account = (await here.register("minsu_kim")).account
    assert (account.role, account.state, account.username) == (ROLE_CANDIDATE, ACCOUNT_STATE_ACTIVE, "minsu_kim")


async def test_f1_a_role_smuggled_into_a_registration_grants_nothing(here: Accounts) -> None:
    """F1: registration accepted role=admin. Every number that a field named `role` might have is sent along."""
    smuggled = b"".join(bytes([number << 3, 3]) for number in range(7, 16))
    message = registration("mallory").SerializeToString() + smuggled + b"\xfa\x01\x05admin"
    async with grpc.aio.insecure_channel(f"127.0.0.1:{here.ports[0]}") as channel:
        call = channel.unary_unary("/viva.session.v1.AccountService/Register", bytes, accounts.RegisterResponse.FromString)
        account = (await call(message)).account
    assert account.role == ROLE_CANDIDATE
    assert await here.rows("SELECT role FROM accounts") == [{"role": ROLE_CANDIDATE}]


@pytest.mark.parametrize("same_request_id", [True, False])
async def test_f15_two_simultaneous_registrations_make_one_account(here: Accounts, same_request_id: bool) -> None:
    """F15: two simultaneous registrations made the same user twice."""
    request_id = str(uuid4())

    async def register(number: int) -> Any:
        return await here.nobody(registration("minsu_kim", request_id=request_id if same_request_id else str(uuid4())))

    outcomes = await together(12, register)
    made = [one for one in outcomes if isinstance(one, accounts.RegisterResponse)]
    refused = {str(one) for one in outcomes if isinstance(one, Refused)}
    assert await here.rows("SELECT count(*) AS n FROM accounts") == [{"n": 1}]
    assert len({one.account.account_id for one in made}) == 1
    assert (len(made), refused) == ((12, set()) if same_request_id else (1, {"ALREADY_EXISTS EMAIL_TAKEN"}))


async def test_an_address_is_the_same_in_every_case_and_so_is_a_name(here: Accounts) -> None:
    await here.register("minsu_kim")
    upper = registration("other_one", email="MinSu_Kim@Example.COM")
    same_name = registration("minsu_kim", email="another@example.com")
    assert str(await here.nobody.refused(upper)) == "ALREADY_EXISTS EMAIL_TAKEN"
    assert str(await here.nobody.refused(same_name)) == "ALREADY_EXISTS USERNAME_TAKEN"


async def test_a_repeat_returns_what_the_first_call_made(here: Accounts) -> None:
    request = registration("minsu_kim")
    assert await here.nobody(request) == await here.nobody(request)


async def test_a_request_id_is_not_good_for_other_content(here: Accounts) -> None:
    request = registration("minsu_kim")
    await here.nobody(request)
    for changes in ({"full_name": "김철수"}, {"password": "another fine password"}):
        other = registration("minsu_kim", request_id=request.request_id, **changes)
        assert str(await here.nobody.refused(other)) == "INVALID_ARGUMENT REQUEST_ID_REUSED"


async def test_the_memory_of_a_registration_holds_nothing_to_guess_the_password_against(here: Accounts) -> None:
    """A digest of the whole request would be one that is quick to try passwords against."""
    first, second = registration("minsu_kim"), registration("minsu_kim")
    second.request_id, second.password = first.request_id, "quite another password"
    await here.nobody(first)
    (before,) = await here.rows("SELECT digest FROM requests")
    await here.rows("WITH gone AS (DELETE FROM requests) DELETE FROM accounts RETURNING account_id")
    await here.nobody(second)
    assert await here.rows("SELECT digest FROM requests") == [before]


@pytest.mark.parametrize("password", ["password12", "qwertyuiop", "1234567890", "aaaaaaaaaaaa", "P@ssw0rd123", "my minsu_kim pass"])
async def test_a_password_that_anybody_would_try_is_refused(here: Accounts, password: str) -> None:
    refusal = await here.nobody.refused(registration("minsu_kim", password=password))
    assert str(refusal) == "INVALID_ARGUMENT PASSWORD_TOO_COMMON"
    assert await here.rows("SELECT 1 FROM accounts") == []


@pytest.mark.parametrize(
    "changes",
    [
        {"username": "abc"},
        {"username": "thirteen_long"},
        {"username": "Minsu_Kim"},
        {"username": "minsu kim"},
        {"username": "민수민수"},
        {"email": "no address"},
        {"email": "a@b@c.com"},
        {"password": "short"},
        {"password": "x" * 257},
        {"full_name": ""},
        {"full_name": "x" * 81},
        {"request_id": "not an id"},
        {"language": 99},
    ],
    ids=str,
)
async def test_f9_what_breaks_a_rule_is_refused_without_repeating_it(here: Accounts, changes: dict[str, Any]) -> None:
    """F9: the validation handler echoed bodies with passwords."""
    refusal = await here.nobody.refused(registration(**{"username": "minsu_kim", **changes}))
    assert refusal.code is grpc.StatusCode.INVALID_ARGUMENT
    assert isinstance(refusal.__cause__, grpc.aio.AioRpcError)
    said = f"{refusal.__cause__.details()} {refusal_in(refusal.__cause__)!r} {refusal.__cause__.trailing_metadata()}"
    assert PASSWORD not in said and str(changes.get("password", PASSWORD)) not in said
    assert await here.rows("SELECT 1 FROM accounts") == []


async def test_f15_one_address_cannot_make_accounts_without_end(migrated_url: str, tmp_path: Path) -> None:
    """F15: no rate limits. What one address has used up is not missed by another."""
    async with house(migrated_url, tmp_path, registrations_per_hour=3) as here:
        for _ in range(3):
            await here.register()
        refusal = await here.nobody.refused(registration())
        assert str(refusal) == "RESOURCE_EXHAUSTED RATE_LIMITED"
        assert 0 < int(refusal.facts["retry_after_seconds"]) <= 3600
        assert (await here.nobody.at("192.0.2.44")(registration())).account.account_id


async def test_a_name_written_in_decomposed_hangul_is_kept_composed(here: Accounts) -> None:
    """macOS takes Hangul apart; the same name must be the same text."""
    account = (await here.register(full_name=unicodedata.normalize("NFD", "김민수"))).account
    assert account.full_name == "김민수"
