"""Who may call what: every kind of access rule, tried by those it lets in and by those it keeps out, over a real connection."""

import asyncio
import base64
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import grpc.aio
import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from viva.contract.v1.options_pb2 import (
    KIND_INTERVIEW,
    KIND_RESUME,
    RELATION_CLIENT,
    RELATION_OWNER,
    SERVICE_GATEWAY,
    SERVICE_LLM,
    SERVICE_VISION,
)

from mesh.caller import LEASE, LeaseAuthority
from mesh.identity import IDENTITY
from mesh.refusal import Unauthenticated, Unavailable
from mesh.relations import Claim
from mesh.rich_status import refusal_in
from mesh.server import Server
from tests.echo import guarded_pb, guarded_rpc
from tests.echo.house import House, Relatives, bearer
from tests.echo.servicers import GuardedServicer

OWN, FOREIGN, UNKNOWN = "own-interview", "foreign-interview", "no-interview"
MINE = Claim(KIND_INTERVIEW, RELATION_OWNER, OWN)


class Revoked(Unauthenticated):
    """You have signed out."""

    reason = "TOKEN_REVOKED"


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


@pytest.fixture
def relatives() -> Relatives:
    return Relatives(MINE)


@pytest.fixture
async def server(house: House, relatives: Relatives, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Server]:
    monkeypatch.setattr("mesh.access.REASK_PERIOD", 0.05)
    async with house.serving(GuardedServicer(), lookup=relatives) as server:
        yield server


@pytest.fixture
async def stub(server: Server) -> AsyncIterator[Any]:
    """A stub that carries nothing by itself."""
    async with grpc.aio.insecure_channel(f"127.0.0.1:{server.port}") as channel:
        yield guarded_rpc.GuardedServiceStub(channel)


async def reason(call: Awaitable[Any]) -> str:
    """Status and reason that a call was refused with; OK when it was let in."""
    try:
        await call
    except grpc.aio.AioRpcError as error:
        return f"{error.code().name} {getattr(refusal_in(error), 'reason', 'without a reason')}"
    return "OK"


def identity(token: str) -> tuple[tuple[str, str], ...]:
    return ((IDENTITY, token),)


# ---- roles, scopes, services ----


async def test_a_method_without_the_option_is_for_nobody(stub: Any, house: House) -> None:
    everything = bearer(house.person("admin")) + identity(house.identity(SERVICE_LLM))
    assert await reason(stub.Forget(guarded_pb.ForgetRequest(), metadata=everything)) == "PERMISSION_DENIED PERMISSION_DENIED"


@pytest.mark.parametrize(
    ("role", "outcome"),
    [("recruiter", "OK"), ("admin", "OK"), ("candidate", "PERMISSION_DENIED AUTHORITY_NOT_GRANTED")],
)
async def test_a_role_is_let_in_or_not(stub: Any, house: House, role: str, outcome: str) -> None:
    assert await reason(stub.Hire(guarded_pb.HireRequest(), metadata=bearer(house.person(role)))) == outcome


async def test_nobody_is_asked_to_sign_in(stub: Any) -> None:
    assert await reason(stub.Hire(guarded_pb.HireRequest())) == "UNAUTHENTICATED UNAUTHENTICATED"


@pytest.mark.parametrize(
    ("scopes", "outcome"),
    [
        ("scoring", "OK"),
        ("catalog_read scoring", "OK"),
        ("catalog_read", "PERMISSION_DENIED AUTHORITY_NOT_GRANTED"),
        ("", "PERMISSION_DENIED AUTHORITY_NOT_GRANTED"),
        ("SCORING", "PERMISSION_DENIED AUTHORITY_NOT_GRANTED"),
        ("scope_scoring", "PERMISSION_DENIED AUTHORITY_NOT_GRANTED"),
    ],
)
async def test_a_partner_is_let_in_by_scope(stub: Any, house: House, scopes: str, outcome: str) -> None:
    assert await reason(stub.Score(guarded_pb.ScoreRequest(), metadata=bearer(house.partner(scopes)))) == outcome


async def test_a_partners_scope_is_no_role(stub: Any, house: House) -> None:
    token = house.partner("scoring", role="admin")
    assert await reason(stub.Hire(guarded_pb.HireRequest(), metadata=bearer(token))) == "PERMISSION_DENIED AUTHORITY_NOT_GRANTED"


async def test_a_service_proves_which_one_it_is(stub: Any, house: House) -> None:
    request = guarded_pb.ServeRequest()
    assert await reason(stub.Serve(request, metadata=identity(house.identity(SERVICE_LLM)))) == "OK"
    assert await reason(stub.Serve(request, metadata=identity(house.identity(SERVICE_GATEWAY)))) == "PERMISSION_DENIED CALLER_NOT_ADMITTED"
    assert await reason(stub.Serve(request, metadata=bearer(house.person("admin")))) == "PERMISSION_DENIED CALLER_NOT_ADMITTED"


@pytest.mark.parametrize(
    "forged",
    [
        {"iss": "llm"},
        {"iss": "llm", "aud": "viva"},
        {"exp": 1},
        {"iss": "nobody"},
        {"iss": "unspecified"},
    ],
)
async def test_one_service_cannot_pass_for_another(stub: Any, house: House, forged: dict[str, Any]) -> None:
    token = house.identity(SERVICE_VISION, **forged)
    assert await reason(stub.Serve(guarded_pb.ServeRequest(), metadata=identity(token))) == "UNAUTHENTICATED IDENTITY_INVALID"


async def test_an_access_token_is_no_service_identity(stub: Any, house: House) -> None:
    token = house.person("admin")
    assert await reason(stub.Serve(guarded_pb.ServeRequest(), metadata=identity(token))) == "UNAUTHENTICATED IDENTITY_INVALID"


async def test_where_caller_and_authority_are_demanded_both_must_hold(stub: Any, house: House) -> None:
    request, gateway = guarded_pb.CarryRequest(), identity(house.identity(SERVICE_GATEWAY))
    assert await reason(stub.Carry(request, metadata=gateway + bearer(house.person()))) == "OK"
    assert await reason(stub.Carry(request, metadata=gateway)) == "UNAUTHENTICATED UNAUTHENTICATED"
    assert await reason(stub.Carry(request, metadata=bearer(house.person()))) == "PERMISSION_DENIED CALLER_NOT_ADMITTED"
    assert (
        await reason(stub.Carry(request, metadata=gateway + bearer(house.person("recruiter")))) == "PERMISSION_DENIED AUTHORITY_NOT_GRANTED"
    )


# ---- tokens that prove nothing ----


def unsigned(house: House) -> str:
    claims = {"iss": "viva", "aud": "viva", "sub": "x", "role": "admin", "sid": "f", "exp": int(time.time()) + 60}
    return f"{encoded({'alg': 'none', 'typ': 'JWT', 'kid': 'access'})}.{encoded(claims)}."


def signed_with_the_public_key(house: House) -> str:
    """HS256 over the published key: what a verifier falls for that lets the token choose the algorithm."""
    public = house.access_key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    claims = {"iss": "viva", "aud": "viva", "sub": "x", "role": "admin", "sid": "f", "exp": int(time.time()) + 60}
    head = encoded({"alg": "HS256", "typ": "JWT", "kid": "access"})
    body = f"{head}.{encoded(claims)}"
    key = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256)
    return f"{body}.{base64.urlsafe_b64encode(key.sign(body.encode(), public)).rstrip(b'=').decode()}"


def encoded(part: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


BAD_TOKENS: dict[str, tuple[Callable[[House], str], str]] = {
    "unsigned": (unsigned, "TOKEN_INVALID"),
    "signed with the public key": (signed_with_the_public_key, "TOKEN_INVALID"),
    "for another audience": (lambda house: house.person("admin", aud="other"), "TOKEN_INVALID"),
    "without an audience": (lambda house: house.person("admin", aud=None), "TOKEN_INVALID"),
    "from another issuer": (lambda house: house.person("admin", iss="other"), "TOKEN_INVALID"),
    "of a role in capitals": (lambda house: house.person("ADMIN"), "TOKEN_INVALID"),
    "of no role": (lambda house: house.access_token(sub="x", sid="f"), "TOKEN_INVALID"),
    "without an end": (lambda house: house.person("admin", exp=None), "TOKEN_INVALID"),
    "without a subject": (lambda house: house.person("admin", sub=None), "TOKEN_INVALID"),
    "without a family": (lambda house: house.person("admin", sid=None), "TOKEN_INVALID"),
    "expired": (lambda house: house.person("admin", exp=int(time.time())), "TOKEN_EXPIRED"),
    "a service's identity": (lambda house: house.identity(SERVICE_GATEWAY), "TOKEN_INVALID"),
    "garbage": (lambda _: "garbage", "TOKEN_INVALID"),
    "empty": (lambda _: "", "TOKEN_INVALID"),
}


@pytest.mark.parametrize("kind", BAD_TOKENS)
async def test_a_token_that_proves_nothing_opens_nothing(stub: Any, house: House, kind: str) -> None:
    make, expected = BAD_TOKENS[kind]
    assert await reason(stub.Hire(guarded_pb.HireRequest(), metadata=bearer(make(house)))) == f"UNAUTHENTICATED {expected}"


async def test_a_token_that_was_good_is_refused_when_it_has_expired(stub: Any, house: House) -> None:
    """F3: a token of one hour lived ten. What was verified once is remembered, its end too."""
    token = house.person("admin", exp=time.time() + 0.5)
    assert await reason(stub.Hire(guarded_pb.HireRequest(), metadata=bearer(token))) == "OK"
    call = stub.Watch(guarded_pb.WatchRequest(interview_id=OWN), metadata=bearer(house.person(exp=time.time() + 0.5)))
    assert await ending(call) == "UNAUTHENTICATED TOKEN_EXPIRED"
    assert await reason(stub.Hire(guarded_pb.HireRequest(), metadata=bearer(token))) == "UNAUTHENTICATED TOKEN_EXPIRED"


async def test_a_key_that_is_published_later_is_found(stub: Any, house: House) -> None:
    """Keys rotate: a token signed with a new one is good as soon as the key stands in the set."""
    house.rotate_access_key()
    assert await reason(stub.Hire(guarded_pb.HireRequest(), metadata=bearer(house.person("admin")))) == "OK"


# ---- ownership ----


def opening(interview: str = OWN, resume: str = "") -> Any:
    return guarded_pb.OpenRequest(interview=guarded_pb.Interview(id=interview), resume_id=resume)


async def test_a_candidate_opens_their_own(stub: Any, house: House) -> None:
    assert await reason(stub.Open(opening(), metadata=bearer(house.person()))) == "OK"


async def test_somebody_elses_and_nobodys_look_the_same(stub: Any, house: House) -> None:
    """F6: anybody's interview by its id."""
    errors = []
    for interview in (FOREIGN, UNKNOWN, "x" * 5000):
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await stub.Open(opening(interview), metadata=bearer(house.person()))
        errors.append((caught.value.code(), caught.value.details(), tuple(caught.value.trailing_metadata() or ())))
    assert len(set(errors)) == 1
    assert errors[0][0] is grpc.StatusCode.NOT_FOUND


async def test_every_field_that_is_named_must_be_ones_own(stub: Any, house: House, relatives: Relatives) -> None:
    """F6: another person's résumé id was accepted beside one's own interview."""
    metadata = bearer(house.person())
    assert await reason(stub.Open(opening(resume="foreign"), metadata=metadata)) == "NOT_FOUND RESUME_UNKNOWN"
    relatives.holding.add(Claim(KIND_RESUME, RELATION_OWNER, "mine"))
    assert await reason(stub.Open(opening(resume="mine"), metadata=metadata)) == "OK"


async def test_one_of_the_alternatives_for_a_field_is_enough(stub: Any, house: House, relatives: Relatives) -> None:
    relatives.holding = {Claim(KIND_INTERVIEW, RELATION_CLIENT, "made-by-us")}
    assert await reason(stub.Open(opening("made-by-us"), metadata=bearer(house.partner("interviews")))) == "OK"


async def test_a_field_that_must_be_named_and_is_not_is_said_to_be_missing(stub: Any, house: House) -> None:
    assert await reason(stub.Open(opening(""), metadata=bearer(house.person()))) == "INVALID_ARGUMENT INVALID_REQUEST"


async def test_an_admin_needs_no_relation(stub: Any, house: House, relatives: Relatives) -> None:
    assert await reason(stub.Open(opening(FOREIGN, "foreign"), metadata=bearer(house.person("admin")))) == "OK"
    assert relatives.asked == []


async def test_nothing_is_let_in_while_nobody_can_be_asked(stub: Any, house: House, relatives: Relatives) -> None:
    relatives.refusal = Unavailable()
    assert await reason(stub.Open(opening(), metadata=bearer(house.person()))) == "UNAVAILABLE UNAVAILABLE"


# ---- leases ----


def leased(house: House, service: int = SERVICE_LLM, token: str = "lease-1") -> tuple[tuple[str, str], ...]:
    return (*identity(house.identity(service)), (LEASE, token))  # type: ignore[arg-type]


async def test_a_lease_opens_its_own_resource_to_the_service_that_holds_it(stub: Any, house: House, relatives: Relatives) -> None:
    assert await reason(stub.Help(guarded_pb.HelpRequest(interview_id=OWN), metadata=leased(house))) == "OK"
    assert relatives.asked[0][0].authority == LeaseAuthority("lease-1")
    assert await reason(stub.Help(guarded_pb.HelpRequest(interview_id=FOREIGN), metadata=leased(house))) == "NOT_FOUND INTERVIEW_UNKNOWN"


async def test_a_lease_is_worth_nothing_without_the_service(stub: Any, house: House) -> None:
    request = guarded_pb.HelpRequest(interview_id=OWN)
    assert await reason(stub.Help(request, metadata=leased(house)[1:])) == "PERMISSION_DENIED CALLER_NOT_ADMITTED"
    assert await reason(stub.Help(request, metadata=leased(house, SERVICE_GATEWAY))) == "PERMISSION_DENIED CALLER_NOT_ADMITTED"


async def test_a_service_without_its_lease_is_no_authority(stub: Any, house: House) -> None:
    request = guarded_pb.HelpRequest(interview_id=OWN)
    assert await reason(stub.Help(request, metadata=identity(house.identity()))) == "UNAUTHENTICATED UNAUTHENTICATED"
    metadata = identity(house.identity()) + bearer(house.person())
    assert await reason(stub.Help(request, metadata=metadata)) == "PERMISSION_DENIED AUTHORITY_NOT_GRANTED"


async def test_a_lease_is_no_authority_where_none_is_taken(stub: Any, house: House) -> None:
    metadata = leased(house) + bearer(house.person("admin"))
    assert await reason(stub.Hire(guarded_pb.HireRequest(), metadata=metadata)) == "PERMISSION_DENIED AUTHORITY_NOT_GRANTED"


# ---- streams ----


async def ending(call: Any) -> str:
    """Reads a stream to its end and says how it ended."""

    async def read() -> None:
        async for _ in call:
            pass

    return await asyncio.wait_for(reason(read()), 5)


async def test_a_stream_about_somebody_elses_never_begins(stub: Any, house: House) -> None:
    call = stub.Watch(guarded_pb.WatchRequest(interview_id=FOREIGN), metadata=bearer(house.person()))
    assert await ending(call) == "NOT_FOUND INTERVIEW_UNKNOWN"


async def test_a_stream_ends_when_its_token_does(stub: Any, house: House) -> None:
    token = house.person(exp=time.time() + 0.3)
    assert await ending(stub.Watch(guarded_pb.WatchRequest(interview_id=OWN), metadata=bearer(token))) == "UNAUTHENTICATED TOKEN_EXPIRED"


@pytest.mark.parametrize("shape", ["watch", "talk"])
async def test_a_stream_ends_soon_after_a_revoke(stub: Any, house: House, relatives: Relatives, shape: str) -> None:
    call = stub.Watch(guarded_pb.WatchRequest(interview_id=OWN), metadata=bearer(house.person()))
    if shape == "talk":
        call = stub.Talk(metadata=bearer(house.person()))
        await call.write(guarded_pb.TalkRequest(interview_id=OWN))
    await call.read()
    relatives.refusal = Revoked()
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await asyncio.wait_for(call.read(), 5)
    assert caught.value.code() is grpc.StatusCode.UNAUTHENTICATED


async def test_a_stream_outlives_a_moment_in_which_nobody_can_be_asked(stub: Any, house: House, relatives: Relatives) -> None:
    call = stub.Talk(metadata=bearer(house.person()))
    await call.write(guarded_pb.TalkRequest(interview_id=OWN))
    await call.read()
    relatives.refusal = Unavailable()
    for _ in range(3):
        await asyncio.wait_for(relatives.refused.acquire(), 5)
    await call.write(guarded_pb.TalkRequest())
    assert (await call.read()).number == 2
    call.cancel()


async def test_a_stream_stays_with_what_its_first_message_names(stub: Any, house: House) -> None:
    """F11: a socket by a guessable id. The first message decides; no later one reaches further."""
    call = stub.Talk(metadata=bearer(house.person()))
    await call.write(guarded_pb.TalkRequest(interview_id=OWN))
    await call.read()
    await call.write(guarded_pb.TalkRequest(interview_id=FOREIGN))
    assert await reason(call.read()) == "INVALID_ARGUMENT ID_CHANGED"


async def test_a_streams_servicer_does_not_run_before_its_first_message_was_judged(stub: Any, house: House) -> None:
    call = stub.Talk(metadata=bearer(house.person()))
    await call.write(guarded_pb.TalkRequest(interview_id=FOREIGN))
    assert await ending(call) == "NOT_FOUND INTERVIEW_UNKNOWN"
