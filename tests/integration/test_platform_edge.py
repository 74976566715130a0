"""The edge lets in what the contract declares, says no in the caller's form, and trusts nothing that comes from outside."""

import asyncio
import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import grpc
import httpx
import jwt
import pytest
import websockets
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from deploy.envoy.check import complaints, validate
from deploy.envoy.limits import Limits, Rate
from deploy.envoy.routes import TIGHT_REST, TOKENLESS_REST, ContractRoutes
from deploy.envoy.settings import EdgeSettings
from deploy.supervisor.keys import ensure_keys
from deploy.supervisor.ports import LOOPBACK, Ports
from deploy.supervisor.readiness import until
from services.gateway.rest.route import Route
from services.gateway.rest.routes import ROUTES
from tests.integration.mirror import PAUSE, STREAM

LOG_IN = "/viva.session.v1.AuthService/LogIn"
GET_ME = "/viva.session.v1.AccountService/GetMe"
NOBODYS = "/viva.session.v1.TaskService/Complete"


def token(keys_dir: Path, **claims: Any) -> str:
    (published,) = json.loads((keys_dir / "jwks.json").read_text())["keys"]
    key: Any = load_pem_private_key((keys_dir / "access.key").read_bytes(), password=None)
    whole = {"iss": "viva", "aud": "viva", "sub": "somebody", "exp": time.time() + 900} | claims
    return jwt.encode(whole, key, algorithm="EdDSA", headers={"kid": published["kid"]})


async def call(channel: grpc.aio.Channel, path: str, **metadata: str) -> dict[str, Any]:
    """One unary call; what the upstream saw."""
    pairs = tuple((key.replace("_", "-"), value) for key, value in metadata.items())
    method: grpc.aio.UnaryUnaryMultiCallable[bytes, bytes] = channel.unary_unary(path)
    answer: dict[str, Any] = json.loads(await method(b"", metadata=pairs, timeout=10))
    return answer


async def status_of(channel: grpc.aio.Channel, path: str, **metadata: str) -> grpc.StatusCode:
    try:
        await call(channel, path, **metadata)
    except grpc.aio.AioRpcError as refusal:
        return refusal.code()
    return grpc.StatusCode.OK


async def answers_log_in(channel: grpc.aio.Channel) -> bool:
    return await status_of(channel, LOG_IN) is grpc.StatusCode.OK


def test_envoy_accepts_the_configuration_of_development_and_production() -> None:
    assert complaints() == []


def test_envoy_names_what_is_wrong_with_a_broken_configuration(tmp_path: Path) -> None:
    ensure_keys(tmp_path)
    routes = ({"match": {"path": "/a"}, "route": {"cluster": "session", "timeout": "soon"}},)
    contract = ContractRoutes(routes, frozenset(), frozenset())
    assert "soon" in validate(EdgeSettings(1, tmp_path / "jwks.json", Ports().clusters()), contract)


def test_a_limit_on_an_rpc_that_was_renamed_is_missed() -> None:
    assert LOG_IN in ContractRoutes((), frozenset(), frozenset()).lacks()


def test_the_rest_routes_that_the_edge_singles_out_are_the_gateways() -> None:
    """F20: a limit on a path that was renamed would limit nothing."""
    paths = {route.path for route in ROUTES}
    assert not (TIGHT_REST.keys() | set(TOKENLESS_REST)) - paths


def test_no_public_rest_route_is_refused_for_a_stale_token() -> None:
    public = {route.path for route in ROUTES if isinstance(route, Route) and route.is_public}
    assert public
    assert not public - set(TOKENLESS_REST)


async def test_metadata_of_the_mesh_is_stripped_from_outside(start_edge: Any) -> None:
    async with (await start_edge()).channel() as channel:
        seen = await call(channel, LOG_IN, x_viva_identity="llm", x_viva_lease="stolen", x_other="kept")
    assert seen["metadata"]["x-other"] == "kept"
    assert not [key for key in seen["metadata"] if key.startswith("x-viva")]


async def test_a_stranger_cannot_steer_envoy(start_edge: Any) -> None:
    async with (await start_edge()).channel() as channel:
        seen = await call(channel, LOG_IN, x_envoy_max_retries="50", x_envoy_retry_on="5xx")
    assert not {"x-envoy-max-retries", "x-envoy-retry-on"} & seen["metadata"].keys()


@pytest.mark.parametrize("path", ["/viva.session.v1.AccountService/NoSuchMethod", "/no.such.Service/Call", NOBODYS])
async def test_a_method_that_is_not_routed_is_unimplemented(start_edge: Any, path: str) -> None:
    async with (await start_edge()).channel() as channel:
        assert await status_of(channel, path) is grpc.StatusCode.UNIMPLEMENTED


async def test_a_token_is_demanded_checked_and_passed_on(start_edge: Any) -> None:
    edge = await start_edge()
    good = token(edge.keys_dir)
    async with edge.channel() as channel:
        assert await status_of(channel, GET_ME) is grpc.StatusCode.UNAUTHENTICATED
        seen = await call(channel, GET_ME, authorization=f"Bearer {good}")
    assert seen["metadata"]["authorization"] == f"Bearer {good}"


@pytest.mark.parametrize(
    "claims",
    [{"exp": 1}, {"aud": "viva-mesh"}, {"iss": "somebody-else"}],
    ids=["expired", "other audience", "other issuer"],
)
async def test_a_token_with_a_wrong_claim_is_refused(start_edge: Any, claims: dict[str, Any]) -> None:
    edge = await start_edge()
    async with edge.channel() as channel:
        answer = await status_of(channel, GET_ME, authorization=f"Bearer {token(edge.keys_dir, **claims)}")
    assert answer is grpc.StatusCode.UNAUTHENTICATED


async def test_a_token_signed_with_the_public_key_or_not_at_all_is_refused(start_edge: Any) -> None:
    edge = await start_edge()
    whole = {"iss": "viva", "aud": "viva", "sub": "somebody", "exp": time.time() + 900}
    public = json.loads((edge.keys_dir / "jwks.json").read_text())["keys"][0]["x"]
    forged = [jwt.encode(whole, "", algorithm="none"), jwt.encode(whole, public, algorithm="HS256")]
    async with edge.channel() as channel:
        answers = {await status_of(channel, GET_ME, authorization=f"Bearer {one}") for one in forged}
    assert answers == {grpc.StatusCode.UNAUTHENTICATED}


async def test_a_token_in_the_url_counts_for_nothing(start_edge: Any) -> None:
    edge = await start_edge()
    async with edge.channel() as channel:
        assert await status_of(channel, f"{GET_ME}?access_token={token(edge.keys_dir)}") is grpc.StatusCode.UNAUTHENTICATED


async def test_calls_go_round_and_a_dead_replica_is_not_noticed(start_edge: Any) -> None:
    edge = await start_edge()
    async with edge.channel() as channel:
        assert len({(await call(channel, LOG_IN))["port"] for _ in range(4)}) == 2
        await edge.session[0].stop(None)
        assert len({(await call(channel, LOG_IN))["port"] for _ in range(8)}) == 1


async def test_too_many_attempts_to_log_in_are_refused_and_other_calls_are_not(start_edge: Any) -> None:
    """F15: there were no rate limits."""
    edge = await start_edge(limits=Limits(log_in=Rate(burst=2, seconds_per_call=600)))
    async with edge.channel() as channel:
        answers = [await status_of(channel, LOG_IN) for _ in range(3)]
        other = await status_of(channel, GET_ME, authorization=f"Bearer {token(edge.keys_dir)}")
    assert answers == [grpc.StatusCode.OK, grpc.StatusCode.OK, grpc.StatusCode.RESOURCE_EXHAUSTED]
    assert other is grpc.StatusCode.OK


async def test_one_subject_cannot_use_up_what_another_may_call(start_edge: Any) -> None:
    edge = await start_edge(limits=Limits(subject=Rate(burst=2, seconds_per_call=600)))
    one, other = (token(edge.keys_dir, sub=subject) for subject in ("one", "other"))
    async with edge.channel() as channel:
        answers = [await status_of(channel, GET_ME, authorization=f"Bearer {one}") for _ in range(3)]
        untouched = await status_of(channel, GET_ME, authorization=f"Bearer {other}")
    assert answers[-1] is grpc.StatusCode.RESOURCE_EXHAUSTED
    assert untouched is grpc.StatusCode.OK


@pytest.mark.parametrize(("proxies", "second"), [(0, 429), (1, 503)], ids=["a stranger's header", "our proxy's header"])
async def test_a_caller_cannot_dodge_a_limit_by_claiming_another_address(start_edge: Any, proxies: int, second: int) -> None:
    edge = await start_edge(limits=Limits(everything_else=Rate(burst=1, seconds_per_call=600)), trusted_proxies=proxies)
    async with httpx.AsyncClient(base_url=edge.url) as client:
        await client.get("/companies", headers={"x-forwarded-for": "203.0.113.1"})
        reply = await client.get("/companies", headers={"x-forwarded-for": "203.0.113.2"})
    assert reply.status_code == second  # 503: let through, to a gateway that does not run here


@pytest.mark.parametrize(("language", "message"), [("en", "Too many requests"), ("ko-KR", "요청이 너무 많습니다")])
async def test_a_rest_caller_over_the_limit_gets_our_error_shape(start_edge: Any, language: str, message: str) -> None:
    edge = await start_edge(limits=Limits(everything_else=Rate(burst=1, seconds_per_call=600)))
    async with httpx.AsyncClient(base_url=edge.url, headers={"accept-language": language}) as client:
        await client.get("/companies")
        refused = await client.get("/companies")
    assert refused.status_code == 429
    assert refused.headers["retry-after"] == "600"
    body = refused.json()
    assert (body["error_code"], body["retry_available"]) == ("RATE_LIMITED", True)
    assert body["error_message"].startswith(message)


async def test_a_rest_caller_with_a_bad_token_or_a_missing_gateway_gets_our_error_shape(start_edge: Any) -> None:
    edge = await start_edge()
    async with httpx.AsyncClient(base_url=edge.url) as client:
        bad = await client.get("/interviews", headers={"authorization": "Bearer garbage"})
        missing = await client.get("/companies")
        foreign = await client.get("/interviews", headers={"authorization": f"Bearer {token(edge.keys_dir, aud='other')}"})
    assert [(reply.status_code, reply.json()["error_code"], reply.json()["retry_available"]) for reply in (bad, missing, foreign)] == [
        (401, "UNAUTHENTICATED", False),
        (503, "UNAVAILABLE", True),
        (401, "UNAUTHENTICATED", False),
    ]


async def test_a_body_that_is_announced_as_huge_is_refused_before_it_is_read(start_edge: Any) -> None:
    """F13: unbounded uploads starved the machine."""
    edge = await start_edge()
    reader, writer = await asyncio.open_connection(LOOPBACK, edge.port)
    writer.write(b"POST /resumes/upload HTTP/1.1\r\nhost: viva\r\ncontent-length: 1000000000\r\n\r\n")
    assert (await reader.readline()).split()[1] == b"413"
    assert b"PAYLOAD_TOO_LARGE" in await reader.read()
    writer.close()


async def test_a_browser_reaches_a_service_by_grpc_web(start_edge: Any) -> None:
    edge = await start_edge()
    headers = {"content-type": "application/grpc-web+proto", "x-grpc-web": "1"}
    async with httpx.AsyncClient(base_url=edge.url, headers=headers) as client:
        answered = await client.post(LOG_IN, content=bytes(5))
        refused = await client.post(GET_ME, content=bytes(5))
        unknown = await client.post("/no.such.Service/Call", content=bytes(5))
    assert b"grpc-status:0" in answered.content.replace(b" ", b"")
    assert [reply.headers["grpc-status"] for reply in (refused, unknown)] == ["16", "12"]


async def test_only_a_listed_origin_may_call_from_its_own_page(start_edge: Any) -> None:
    edge = await start_edge(allowed_origins=("http://localhost:5173",))
    async with httpx.AsyncClient(base_url=edge.url) as client:
        replies = [
            await client.options(GET_ME, headers={"origin": origin, "access-control-request-method": "POST"})
            for origin in ("http://localhost:5173", "http://evil.example")
        ]
    assert [reply.headers.get("access-control-allow-origin") for reply in replies] == ["http://localhost:5173", None]


async def test_reflection_is_there_in_development_only(start_edge: Any) -> None:
    reflection = "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo"
    async with (await start_edge(reflection=True)).channel() as development, (await start_edge()).channel() as production:
        # The gateway, which answers it, does not run in this test.
        assert await status_of(development, reflection) is grpc.StatusCode.UNAVAILABLE
        assert await status_of(production, reflection) is grpc.StatusCode.UNIMPLEMENTED


async def test_a_websocket_passes(start_edge: Any) -> None:
    async def echo(connection: websockets.ServerConnection) -> None:
        async for message in connection:
            await connection.send(message)

    async with websockets.serve(echo, LOOPBACK, 0) as server:
        edge = await start_edge(http=server.sockets[0].getsockname()[1])
        async with websockets.connect(f"ws://{LOOPBACK}:{edge.port}/ws/interviews/1") as socket:
            await socket.send("안녕")
            assert await socket.recv() == "안녕"


def watch(channel: grpc.aio.Channel, authorization: str, pause: float) -> Any:
    method: grpc.aio.UnaryStreamMultiCallable[bytes, bytes] = channel.unary_stream(STREAM)
    return method(b"", metadata=(("authorization", authorization), (PAUSE, str(pause))))


async def test_a_stream_may_be_silent_for_longer_than_a_beat(start_edge: Any) -> None:
    """F37: a proxy closed silent streams after 15 s."""
    edge = await start_edge()
    async with edge.channel() as channel:
        answers = [answer async for answer in watch(channel, f"Bearer {token(edge.keys_dir)}", 16)]
    assert len(answers) == 2


def test_only_streams_are_without_a_deadline_at_the_edge() -> None:
    contract = ContractRoutes.load()
    assert {route["route"]["timeout"] for route in contract.routes} == {"0s", "60s"}
    assert STREAM in {route["match"]["path"] for route in contract.routes if route["route"]["timeout"] == "0s"}


async def test_a_started_stream_does_not_stay_on_a_replica_that_hangs(start_edge: Any) -> None:
    """F37: a started stream stayed on a dead backend."""
    edge = await start_edge(elsewhere=True)
    with replica(edge.session_ports[0]) as process:
        async with edge.channel() as channel:
            async with asyncio.timeout(30):
                await until(lambda: answers_log_in(channel))
                stream = watch(channel, f"Bearer {token(edge.keys_dir)}", 600)
                await stream.read()
                process.send_signal(signal.SIGSTOP)
                with pytest.raises(grpc.aio.AioRpcError) as broken:
                    await stream.read()
    # An answer has begun, so Envoy can only cut the stream, which gRPC calls INTERNAL: a watcher resumes after either.
    assert broken.value.code() in {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.INTERNAL}


@contextmanager
def replica(port: int) -> Iterator[subprocess.Popen[bytes]]:
    """A mirror in a process of its own."""
    with subprocess.Popen([sys.executable, "-m", "tests.integration.mirror", str(port)]) as process:
        try:
            yield process
        finally:
            process.kill()
