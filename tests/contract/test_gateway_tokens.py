"""How a person or a program gets a token over REST: by form or JSON, and what is refused."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio
from google.protobuf.duration_pb2 import Duration
from viva.contract.v1.options_pb2 import SCOPE_INTERVIEWS, SCOPE_REPORTS_READ
from viva.session.v1 import auth_service_pb2 as auth
from viva.session.v1.account_pb2 import Account
from viva.session.v1.tokens_pb2 import Jwk, Tokens

from mesh.refusal import InvalidRequest, Violation
from tests.contract.gateway_world import World, gateway_world

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    async with gateway_world(tmp_path_factory.mktemp("gateway")) as world:
        yield world


@pytest.fixture
def world(running: World) -> World:
    """One gateway for all tests here, whose peers know nothing of the test before."""
    running.forget()
    return running


TOKENS = Tokens(access_token="a.b.c", access_duration=Duration(seconds=900), refresh_token="r1", refresh_duration=Duration(seconds=86400))


@pytest.mark.parametrize("encoding", ["data", "json"])
async def test_a_person_signs_in_by_form_or_json(world: World, encoding: str) -> None:
    world.peers.answer(auth.LogInRequest, auth.LogInResponse(tokens=TOKENS, account=Account(username="mina")))
    sent: Any = {encoding: {"grant_type": "password", "username": "mina", "password": "한국어 pass & word", "scope": ""}}
    response = await world.http.post("/token", **sent)
    assert response.json() == {
        "access_token": "a.b.c",
        "token_type": "Bearer",
        "expires_in": 900,
        "refresh_token": "r1",
        "refresh_expires_in": 86400,
    }
    assert response.headers["cache-control"] == "no-store"
    assert world.peers.only(auth.LogInRequest).request.password.password == "한국어 pass & word"


async def test_a_form_without_a_grant_type_is_a_log_in(world: World) -> None:
    await world.http.post("/token", data={"username": "mina", "password": "secret-one"})
    assert world.peers.only(auth.LogInRequest).request.password.username == "mina"


@pytest.mark.parametrize("path", ["/token", "/token/refresh"])
async def test_a_refresh_token_gives_new_tokens(world: World, path: str) -> None:
    world.peers.answer(auth.RefreshTokenRequest, auth.RefreshTokenResponse(tokens=TOKENS))
    response = await world.http.post(path, data={"grant_type": "refresh_token", "refresh_token": "r0" * 15})
    assert response.json()["refresh_token"] == "r1"
    assert world.peers.only(auth.RefreshTokenRequest).request.refresh_token == "r0" * 15


async def test_a_partner_gets_a_token_with_its_scopes(world: World) -> None:
    granted = auth.IssueClientTokenResponse(
        access_token="p", access_duration=Duration(seconds=900), scopes=[SCOPE_INTERVIEWS, SCOPE_REPORTS_READ]
    )
    world.peers.answer(auth.IssueClientTokenRequest, granted)
    client_id, secret = str(uuid4()), "s" * 40
    response = await world.http.post("/token", data={"grant_type": "client_credentials", "scope": "interviews"}, auth=(client_id, secret))
    assert response.json()["scope"] == "interviews reports_read"
    heard = world.peers.only(auth.IssueClientTokenRequest).request
    assert (heard.client_id, heard.client_secret, list(heard.scopes)) == (client_id, secret, [SCOPE_INTERVIEWS])


@pytest.mark.parametrize(
    ("body", "error_code"),
    [
        ({"grant_type": "magic"}, "UNSUPPORTED_GRANT_TYPE"),
        ({"grant_type": "client_credentials", "scope": "everything"}, "FIELD_UNREADABLE"),
        ({"username": 7}, "FIELD_UNREADABLE"),
        ({"username": {"$gt": ""}}, "FIELD_UNREADABLE"),
        ({"role": "admin"}, "UNKNOWN_FIELD"),
        ([], "BODY_NOT_JSON"),
    ],
)
async def test_a_broken_token_request_is_refused(world: World, body: Any, error_code: str) -> None:
    response = await world.http.post("/token", json=body)
    assert (response.status_code, response.json()["error_code"]) == (400, error_code)
    assert world.peers.heard == []


async def test_a_wrong_field_is_named_as_the_form_has_it(world: World) -> None:
    world.peers.answer(auth.LogInRequest, InvalidRequest([Violation("password.username", "string.max_len", "")]))
    response = await world.http.post("/token", json={"username": "m" * 300, "password": "x"})
    assert "`username` is too long" in response.json()["error_message"]


async def test_keys_are_published_as_a_key_set(world: World) -> None:
    jwk = Jwk(kty="OKP", crv="Ed25519", x="x" * 43, kid="k1", alg="EdDSA", use="sig")
    world.peers.answer(auth.GetJwksRequest, auth.GetJwksResponse(keys=[jwk]))
    response = await world.http.get("/.well-known/jwks.json")
    assert response.json() == {"keys": [{"kty": "OKP", "crv": "Ed25519", "x": "x" * 43, "kid": "k1", "alg": "EdDSA", "use": "sig"}]}
    assert response.headers["cache-control"] == "public, max-age=300"
