"""Signing in and out over real servers on a real PostgreSQL."""

import asyncio
import base64
import hmac
import json
import os
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import grpc
import jwt
import pytest
from argon2 import PasswordHasher
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from viva.contract.v1.options_pb2 import SERVICE_SESSION
from viva.session.v1 import account_service_pb2 as accounts
from viva.session.v1 import auth_service_pb2 as auth

from services.session.accounts.hashing import Hasher
from services.session.accounts.pool import Pool
from tests.integration.accounts_rig import PASSWORD, Accounts, Refused, house, log_in, together

WRONG = "not the password at all"


@pytest.fixture
async def two(migrated_url: str, tmp_path: Path) -> AsyncIterator[Accounts]:
    """Two replicas on one database."""
    async with house(migrated_url, tmp_path, replicas=2) as here:
        yield here


@pytest.fixture
def in_seoul() -> Iterator[None]:
    """A machine whose clock shows local time."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = "Asia/Seoul"
    time.tzset()
    yield
    os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
    time.tzset()


async def test_a_name_or_an_address_and_a_password_let_somebody_in(here: Accounts) -> None:
    account_id = (await here.register("minsu_kim")).account.account_id
    for name in ("minsu_kim", "MINSU_KIM", "minsu_kim@example.com", "Minsu_Kim@Example.com"):
        assert (await here.nobody(log_in(name))).account.account_id == account_id


async def test_f3_a_token_lives_fifteen_minutes_whatever_the_time_zone(in_seoul: None, here: Accounts) -> None:
    """F3: token expiry written in local time: a 1-hour token lived 10 hours."""
    await here.register("minsu_kim")
    tokens = await here.log_in("minsu_kim")
    claims = jwt.decode(tokens.access_token, options={"verify_signature": False})
    left = claims["exp"] - datetime.now(UTC).timestamp()
    assert claims["exp"] - claims["iat"] == 900 == tokens.access_duration.seconds
    assert 890 < left <= 900


async def test_a_token_says_who_by_an_id_and_nothing_about_the_person(here: Accounts) -> None:
    account = (await here.register("minsu_kim")).account
    tokens = await here.log_in("minsu_kim")
    claims = jwt.decode(tokens.access_token, options={"verify_signature": False})
    assert set(claims) == {"iss", "aud", "sub", "role", "sid", "iat", "exp"}
    assert (claims["iss"], claims["aud"], claims["sub"], claims["role"]) == ("viva", "viva", account.account_id, "candidate")


async def test_the_published_keys_check_the_tokens(here: Accounts) -> None:
    await here.register("minsu_kim")
    tokens = await here.log_in("minsu_kim")
    first = (await here.nobody(auth.GetJwksRequest())).keys[0]
    key = jwt.PyJWK({"kty": first.kty, "crv": first.crv, "x": first.x, "kid": first.kid, "alg": first.alg})
    assert jwt.get_unverified_header(tokens.access_token)["kid"] == first.kid
    assert jwt.decode(tokens.access_token, key, ["EdDSA"], audience="viva", issuer="viva")["role"] == "candidate"


async def test_f4_a_name_that_is_somebody_elses_now_opens_nothing_of_theirs(here: Accounts) -> None:
    """F4: `sub` was a reusable user name: an old token opened the new owner's account."""
    old, old_id = await here.candidate("minsu_kim")
    await old(accounts.EraseAccountRequest(request_id=str(uuid4()), account_id=old_id, password=PASSWORD))
    new, new_id = await here.candidate("minsu_kim")
    assert new_id != old_id
    assert str(await old.refused(accounts.GetMeRequest())) == "UNAUTHENTICATED TOKEN_REVOKED"
    assert (await new(accounts.GetMeRequest())).account.account_id == new_id


async def test_nobody_and_a_wrong_password_and_a_closed_account_look_the_same(here: Accounts) -> None:
    await here.register("minsu_kim")
    gone, _ = await here.candidate("gone_away")
    await gone(accounts.WithdrawAccountRequest(password=PASSWORD))
    answers = [
        await here.nobody.refused(log_in("minsu_kim", WRONG)),
        await here.nobody.refused(log_in("never_was", WRONG)),
        await here.nobody.refused(log_in("gone_away", PASSWORD)),
    ]
    assert {(str(answer), str(answer.facts)) for answer in answers} == {("UNAUTHENTICATED CREDENTIALS_WRONG", "{}")}


async def test_an_unknown_name_costs_as_many_hashes_as_a_known_one() -> None:
    counted = CountingHasher()
    pool = Pool("test")
    hasher = Hasher(pool, counted)
    hashed = hasher.hash_now(PASSWORD)
    counted.verified.clear()
    await hasher.verify(hashed, WRONG)
    await hasher.verify(None, WRONG)
    pool.close()
    parameters = [one.rpartition("$")[0].rpartition("$")[0] for one in counted.verified]
    assert len(parameters) == 2 and len(set(parameters)) == 1


async def test_refreshing_gives_other_tokens_of_the_same_device(here: Accounts) -> None:
    await here.register("minsu_kim")
    first = await here.log_in("minsu_kim")
    second = (await here.nobody(auth.RefreshTokenRequest(refresh_token=first.refresh_token))).tokens
    assert second.refresh_token != first.refresh_token
    assert device_of(second.access_token) == device_of(first.access_token)
    assert (await here.nobody.bearing(second.access_token)(accounts.GetMeRequest())).account.username == "minsu_kim"


async def test_a_refresh_token_that_was_used_before_ends_the_device(here: Accounts) -> None:
    await here.register("minsu_kim")
    first, other = await here.log_in("minsu_kim"), await here.log_in("minsu_kim")
    second = (await here.nobody(auth.RefreshTokenRequest(refresh_token=first.refresh_token))).tokens
    assert str(await here.nobody.refused(auth.RefreshTokenRequest(refresh_token=first.refresh_token))) == "UNAUTHENTICATED REFRESH_REUSED"
    assert str(await here.nobody.refused(auth.RefreshTokenRequest(refresh_token=second.refresh_token))) == "UNAUTHENTICATED REFRESH_UNKNOWN"
    assert str(await here.nobody.bearing(second.access_token).refused(accounts.GetMeRequest())) == "UNAUTHENTICATED TOKEN_REVOKED"
    assert (await here.nobody.bearing(other.access_token)(accounts.GetMeRequest())).account.username == "minsu_kim"


async def test_of_two_who_refresh_at_once_at_most_one_succeeds_and_the_device_ends(two: Accounts) -> None:
    await two.register("minsu_kim")
    tokens = await two.log_in("minsu_kim")
    callers = [two.nobody, type(two.nobody)(two.ports[1])]
    request = auth.RefreshTokenRequest(refresh_token=tokens.refresh_token)
    outcomes = await together(8, lambda number: callers[number % 2](request))
    assert len([one for one in outcomes if not isinstance(one, Refused)]) == 1
    assert await two.rows("SELECT revocation FROM session_families") == [{"revocation": "REUSED"}]


async def test_a_refresh_token_that_was_never_given_out_is_unknown(here: Accounts) -> None:
    assert str(await here.nobody.refused(auth.RefreshTokenRequest(refresh_token="x" * 43))) == "UNAUTHENTICATED REFRESH_UNKNOWN"


async def test_a_refresh_token_grows_old(here: Accounts) -> None:
    await here.register("minsu_kim")
    tokens = await here.log_in("minsu_kim")
    await here.rows("UPDATE refresh_tokens SET expire_time = clock_timestamp() RETURNING 1")
    assert str(await here.nobody.refused(auth.RefreshTokenRequest(refresh_token=tokens.refresh_token))) == "UNAUTHENTICATED REFRESH_EXPIRED"


async def test_logging_out_ends_this_device_at_once_and_no_other(here: Accounts) -> None:
    await here.register("minsu_kim")
    one, other = await here.log_in("minsu_kim"), await here.log_in("minsu_kim")
    here_and_now = here.nobody.bearing(one.access_token)
    await here_and_now(auth.LogOutRequest())
    assert str(await here_and_now.refused(accounts.GetMeRequest())) == "UNAUTHENTICATED TOKEN_REVOKED"
    assert str(await here.nobody.refused(auth.RefreshTokenRequest(refresh_token=one.refresh_token))) == "UNAUTHENTICATED REFRESH_UNKNOWN"
    assert (await here.nobody.bearing(other.access_token)(accounts.GetMeRequest())).account.username == "minsu_kim"


async def test_logging_out_everywhere_ends_every_device(here: Accounts) -> None:
    await here.register("minsu_kim")
    devices = [await here.log_in("minsu_kim") for _ in range(3)]
    assert (await here.nobody.bearing(devices[0].access_token)(auth.LogOutEverywhereRequest())).devices == 3
    for tokens in devices:
        assert str(await here.nobody.bearing(tokens.access_token).refused(accounts.GetMeRequest())) == "UNAUTHENTICATED TOKEN_REVOKED"


async def test_a_stream_that_is_open_hears_of_a_log_out_within_five_seconds(here: Accounts) -> None:
    candidate, _ = await here.candidate()
    async with grpc.aio.insecure_channel(f"127.0.0.1:{candidate.port}") as channel:
        upload = channel.stream_unary(
            "/viva.session.v1.AccountService/SetAvatar",
            accounts.SetAvatarRequest.SerializeToString,
            accounts.SetAvatarResponse.FromString,
        )(metadata=candidate.metadata())
        await upload.write(accounts.SetAvatarRequest(piece=b"x"))
        await candidate(auth.LogOutRequest())
        began = asyncio.get_running_loop().time()
        with pytest.raises(grpc.aio.AioRpcError) as ended:
            await upload
        assert str(Refused(ended.value)) == "UNAUTHENTICATED TOKEN_REVOKED"
        assert asyncio.get_running_loop().time() - began < 5


@pytest.mark.parametrize("forgery", ["none", "hs256", "other key", "expired", "audience", "issuer", "no sid", "capital role"])
async def test_a_forged_token_lets_nobody_in(here: Accounts, forgery: str) -> None:
    """F5: a role in the wrong case is no role, rather than a role that locks somebody out."""
    _, account_id = await here.candidate()
    claims = {"sub": account_id, "role": "admin", "sid": str(uuid4())}
    token = forged(here, forgery, claims)
    refusal = await here.nobody.bearing(token).refused(accounts.ListAccountsRequest())
    assert refusal.code is grpc.StatusCode.UNAUTHENTICATED


async def test_a_genuine_token_of_a_device_that_never_was_lets_nobody_in(here: Accounts) -> None:
    _, account_id = await here.candidate()
    token = here.keys.person("admin", sub=account_id, sid=str(uuid4()))
    assert str(await here.nobody.bearing(token).refused(accounts.ListAccountsRequest())) == "UNAUTHENTICATED TOKEN_REVOKED"


async def test_f29_hashing_leaves_the_event_loop_free(migrated_url: str, tmp_path: Path) -> None:
    """F29: blocking hashing inside async handlers froze media. With the parameters of production."""
    pool = Pool("test")
    hasher = Hasher(pool, PasswordHasher())
    hashing = asyncio.gather(*(hasher.hash(f"{PASSWORD} {n}", username="minsu_kim") for n in range(6)))
    clock = asyncio.get_running_loop().time
    gaps, last = [], clock()
    while not hashing.done():
        await asyncio.sleep(0.005)
        gaps.append(clock() - last)
        last = clock()
    pool.close()
    assert len(gaps) > 20
    assert sorted(gaps)[len(gaps) * 9 // 10] < 0.1


class CountingHasher(PasswordHasher):
    """Remembers what it was asked to compare with."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=64, parallelism=1)
        self.verified: list[str] = []

    def verify(self, hash: str | bytes, password: str | bytes) -> Any:  # noqa: A002 — as argon2 calls it
        self.verified.append(str(hash))
        return super().verify(hash, password)


def device_of(token: str) -> str:
    return str(jwt.decode(token, options={"verify_signature": False})["sid"])


def forged(here: Accounts, forgery: str, claims: dict[str, Any]) -> str:
    whole = {"iss": "viva", "aud": "viva", "exp": int(time.time()) + 900, **claims}
    match forgery:
        case "none":
            return jwt.encode(whole, "", "none", headers={"kid": "access"})
        case "hs256":
            return signed_with_the_public_key(here, whole)
        case "other key":
            return jwt.encode(whole, here.keys.service_keys[SERVICE_SESSION], "EdDSA", headers={"kid": "access"})
        case "expired":
            return here.keys.access_token(**claims, exp=int(time.time()) - 1)
        case "audience":
            return here.keys.access_token(**claims, aud="viva-mesh")
        case "issuer":
            return here.keys.access_token(**claims, iss="somebody")
        case "no sid":
            return here.keys.access_token(**{**claims, "sid": None})
        case _:
            return here.keys.access_token(**{**claims, "role": "ADMIN"})


def signed_with_the_public_key(here: Accounts, claims: dict[str, Any]) -> str:
    """By hand: PyJWT refuses to do it."""
    secret = here.keys.access_key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    parts = ({"alg": "HS256", "typ": "JWT", "kid": "access"}, claims)
    signed = ".".join(base64url(json.dumps(part).encode()) for part in parts)
    return f"{signed}.{base64url(hmac.digest(secret, signed.encode(), 'sha256'))}"


def base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


@pytest.mark.parametrize("name", ["nul\0name", "\0", "naïve", "%", "' OR '1'='1", "a" * 254, "‮", "😀@example.com"])
async def test_a_name_that_is_none_is_a_name_that_nobody_has(here: Accounts, name: str) -> None:
    """Bad input: no INTERNAL, whatever is typed where a name belongs."""
    refusal = await here.nobody.refused(log_in(name))
    assert refusal.code in (grpc.StatusCode.UNAUTHENTICATED, grpc.StatusCode.INVALID_ARGUMENT)
