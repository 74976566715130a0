"""Partner clients over a real server on a real PostgreSQL."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import jwt
from google.protobuf.duration_pb2 import Duration
from viva.contract.v1.options_pb2 import ROLE_RECRUITER, SCOPE_CATALOG_READ, SCOPE_INTERVIEWS, SCOPE_RESUMES
from viva.session.v1 import account_service_pb2 as accounts
from viva.session.v1 import auth_service_pb2 as auth
from viva.session.v1 import client_service_pb2 as pb

from tests.integration.accounts_rig import Accounts, Caller, Refused, together


def partner(name: str = "HR system", **changes: Any) -> pb.CreateClientRequest:
    fields = {"request_id": str(uuid4()), "name": name, "scopes": [SCOPE_INTERVIEWS, SCOPE_CATALOG_READ]}
    return pb.CreateClientRequest(**{**fields, **changes})


def token(client_id: str, secret: str, *scopes: Any) -> auth.IssueClientTokenRequest:
    return auth.IssueClientTokenRequest(client_id=client_id, client_secret=secret, scopes=scopes)


async def signed_in(here: Accounts, made: pb.CreateClientResponse, *scopes: Any) -> Caller:
    answer = await here.nobody(token(made.client.client_id, made.client_secret, *scopes))
    return here.nobody.bearing(answer.access_token)


async def test_a_client_gets_a_token_for_its_secret_and_reads_itself(here: Accounts) -> None:
    admin = await here.admin()
    made = await admin(partner())
    answer = await here.nobody(token(made.client.client_id, made.client_secret))
    claims = jwt.decode(answer.access_token, options={"verify_signature": False})
    assert set(claims) == {"iss", "aud", "sub", "client", "scope", "iat", "exp"}
    assert (claims["sub"], claims["client"], set(claims["scope"].split())) == (made.client.client_id, True, {"interviews", "catalog_read"})
    assert claims["exp"] - claims["iat"] == 900 == answer.access_duration.seconds
    itself = await here.nobody.bearing(answer.access_token)(pb.GetClientRequest(client_id=made.client.client_id))
    assert itself.client.name == "HR system" and itself.client.HasField("last_token_time")


async def test_the_secret_is_shown_once_and_not_kept(here: Accounts) -> None:
    admin = await here.admin()
    made = await admin(partner())
    assert made.client_secret not in str(await here.rows("SELECT * FROM partner_clients")) + str(await here.rows("SELECT * FROM requests"))
    assert "secret" not in {field.name for field in pb.Client.DESCRIPTOR.fields}


async def test_a_repeat_returns_a_secret_as_long_as_the_first_was_never_used(here: Accounts) -> None:
    admin = await here.admin()
    request = partner()
    first, second = await admin(request), await admin(request)
    assert first.client == second.client and first.client_secret != second.client_secret
    assert str(await here.nobody.refused(token(first.client.client_id, first.client_secret))) == "UNAUTHENTICATED CREDENTIALS_WRONG"
    await signed_in(here, second)
    assert (await admin(request)).client_secret == ""
    assert str(await admin.refused(partner("Other", request_id=request.request_id))) == "INVALID_ARGUMENT REQUEST_ID_REUSED"


async def test_two_clients_do_not_share_a_name(here: Accounts) -> None:
    admin = await here.admin()
    await admin(partner())
    other = await admin(partner("Other"))
    assert str(await admin.refused(partner("hr SYSTEM"))) == "ALREADY_EXISTS CLIENT_NAME_TAKEN"
    change = pb.UpdateClientRequest(
        client_id=other.client.client_id, etag=other.client.etag, name="HR System", scopes=[SCOPE_RESUMES], calls_per_minute=1
    )
    assert str(await admin.refused(change)) == "ALREADY_EXISTS CLIENT_NAME_TAKEN"


async def test_a_token_says_no_more_than_was_granted(here: Accounts) -> None:
    admin = await here.admin()
    made = await admin(partner())
    less = await here.nobody(token(made.client.client_id, made.client_secret, SCOPE_INTERVIEWS))
    assert list(less.scopes) == [SCOPE_INTERVIEWS]
    more = token(made.client.client_id, made.client_secret, SCOPE_RESUMES)
    assert str(await here.nobody.refused(more)) == "PERMISSION_DENIED SCOPE_NOT_GRANTED"


async def test_a_wrong_secret_an_unknown_client_and_a_disabled_one_look_the_same(here: Accounts) -> None:
    admin = await here.admin()
    made, off = await admin(partner()), await admin(partner("Off"))
    await admin(pb.DisableClientRequest(client_id=off.client.client_id, reason="contract ended"))
    requests = [
        token(made.client.client_id, "x" * 43),
        token(str(uuid4()), "x" * 43),
        token(off.client.client_id, off.client_secret),
    ]
    assert {str(await here.nobody.refused(request)) for request in requests} == {"UNAUTHENTICATED CREDENTIALS_WRONG"}


async def test_guessing_a_secret_makes_the_guessers_address_wait_and_no_other(here: Accounts) -> None:
    admin = await here.admin()
    made = await admin(partner())
    guess, right = token(made.client.client_id, "x" * 43), token(made.client.client_id, made.client_secret)
    outcomes = await together(20, lambda number: here.nobody.at("192.0.2.44")(guess))
    assert sorted({str(one) for one in outcomes}) == ["RESOURCE_EXHAUSTED RATE_LIMITED", "UNAUTHENTICATED CREDENTIALS_WRONG"]
    assert str(await here.nobody.at("192.0.2.44").refused(right)) == "RESOURCE_EXHAUSTED RATE_LIMITED"
    assert (await here.nobody(right)).access_token


async def test_a_disabled_client_is_out_at_once_and_in_again_with_its_secret(here: Accounts) -> None:
    admin = await here.admin()
    made = await admin(partner())
    client = await signed_in(here, made)
    itself = pb.GetClientRequest(client_id=made.client.client_id)
    for _ in range(2):
        assert (await admin(pb.DisableClientRequest(client_id=made.client.client_id, reason="contract ended"))).client.is_disabled
    assert str(await client.refused(itself)) == "UNAUTHENTICATED TOKEN_REVOKED"
    await admin(pb.EnableClientRequest(client_id=made.client.client_id))
    assert (await (await signed_in(here, made))(itself)).client.name == "HR system"


async def test_a_token_that_says_more_than_the_client_may_now_ends(here: Accounts) -> None:
    admin = await here.admin()
    made = await admin(partner())
    both, one = await signed_in(here, made), await signed_in(here, made, SCOPE_CATALOG_READ)
    now = (await admin(pb.GetClientRequest(client_id=made.client.client_id))).client
    await admin(
        pb.UpdateClientRequest(client_id=now.client_id, etag=now.etag, name=now.name, scopes=[SCOPE_CATALOG_READ], calls_per_minute=60)
    )
    itself = pb.GetClientRequest(client_id=made.client.client_id)
    assert str(await both.refused(itself)) == "UNAUTHENTICATED TOKEN_REVOKED"
    assert (await one(itself)).client.calls_per_minute == 60


async def test_a_stale_change_of_a_client_is_refused_and_a_repeat_is_not(here: Accounts) -> None:
    admin = await here.admin()
    made = (await admin(partner())).client
    change = pb.UpdateClientRequest(client_id=made.client_id, etag=made.etag, name="New", scopes=[SCOPE_RESUMES], calls_per_minute=5)
    first = await admin(change)
    assert await admin(change) == first
    change.name = "Newer"
    assert str(await admin.refused(change)) == "ABORTED ETAG_MISMATCH"


async def test_a_rotated_secret_stays_good_for_as_long_as_asked_for(here: Accounts) -> None:
    admin = await here.admin()
    made = await admin(partner())
    grace = Duration()
    grace.FromTimedelta(timedelta(hours=1))
    rotate = pb.RotateClientSecretRequest(client_id=made.client.client_id, grace_duration=grace)
    second = await admin(rotate)
    for secret in (made.client_secret, second.client_secret):
        assert (await here.nobody(token(made.client.client_id, secret))).access_token
    third = await admin(pb.RotateClientSecretRequest(client_id=made.client.client_id))
    for secret in (made.client_secret, second.client_secret):
        assert str(await here.nobody.refused(token(made.client.client_id, secret))) == "UNAUTHENTICATED CREDENTIALS_WRONG"
    assert (await here.nobody(token(made.client.client_id, third.client_secret))).access_token


async def test_a_client_reads_no_other_client_and_changes_none(here: Accounts) -> None:
    admin = await here.admin()
    made, other = await admin(partner()), await admin(partner("Other"))
    client = await signed_in(here, made)
    refusal = await client.refused(pb.GetClientRequest(client_id=other.client.client_id))
    assert refusal.code.name == "NOT_FOUND"
    for request in (partner("Third"), pb.ListClientsRequest(), pb.EnableClientRequest(client_id=made.client.client_id)):
        assert str(await client.refused(request)) == "PERMISSION_DENIED AUTHORITY_NOT_GRANTED"


async def test_a_client_is_no_person(here: Accounts) -> None:
    admin = await here.admin()
    client = await signed_in(here, await admin(partner()))
    for request in (accounts.GetMeRequest(), auth.LogOutRequest()):
        assert str(await client.refused(request)) == "PERMISSION_DENIED AUTHORITY_NOT_GRANTED"


async def test_recruiters_do_not_touch_clients(here: Accounts) -> None:
    admin = await here.admin()
    recruiter, _ = await here.staff(admin, ROLE_RECRUITER)
    assert str(await recruiter.refused(partner())) == "PERMISSION_DENIED AUTHORITY_NOT_GRANTED"


async def test_clients_are_listed_newest_first_page_by_page(here: Accounts) -> None:
    admin = await here.admin()
    names = [(await admin(partner(f"Partner {number}"))).client.name for number in range(5)]
    listed: list[str] = []
    page_token = ""
    while page := await admin(pb.ListClientsRequest(page_size=2, page_token=page_token)):
        listed += [client.name for client in page.clients]
        page_token = page.next_page_token
        if not page_token:
            break
    assert listed == names[::-1]


async def test_what_is_done_with_clients_and_their_tokens_stands_in_the_audit_log(here: Accounts) -> None:
    admin = await here.admin()
    made = await admin(partner())
    await signed_in(here, made)
    await admin(pb.DisableClientRequest(client_id=made.client.client_id, reason="contract ended"))
    rows = await here.rows("SELECT reason FROM audit_entries WHERE resource_id = :client ORDER BY time", client=made.client.client_id)
    assert [row["reason"] for row in rows] == ["CREATED", "TOKEN_ISSUED", "DISABLED: contract ended"]


async def test_of_many_repeats_at_once_one_client_is_made(here: Accounts) -> None:
    admin = await here.admin()
    request = partner()
    outcomes = await together(8, lambda number: admin(request))
    assert [one for one in outcomes if isinstance(one, Refused)] == []
    assert len({one.client.client_id for one in outcomes}) == 1
