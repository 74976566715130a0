"""What every call carries and what becomes of it, on each of the four call shapes, over a real connection."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import grpc.aio
import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider

from mesh.caller import Caller, LeaseAuthority, acting_for
from mesh.deadline import within
from mesh.refusal import NotFound, Refusal, Status
from mesh.rich_status import refusal_in
from mesh.server import Server
from mesh.telemetry import traced
from tests.echo import pb, rpc
from tests.echo.house import CANDIDATE, House
from tests.echo.servicers import EchoServicer

TRACE = "0af7651916cd43dd8448eb211c80319c"
Calls = Callable[[Any, str], Awaitable[Any]]


class Shut(Refusal):
    """It is shut."""

    status = Status.FAILED_PRECONDITION
    reason = "SHUT"


async def say(stub: Any, text: str) -> Any:
    return (await stub.Say(pb.SayRequest(text=text))).seen


async def count(stub: Any, text: str) -> Any:
    [seen] = [response.seen async for response in stub.Count(pb.CountRequest(to=1))]
    return seen


async def collect(stub: Any, text: str) -> Any:
    return (await stub.Collect(iter([pb.CollectRequest(text=text)]))).seen


async def converse(stub: Any, text: str) -> Any:
    [seen] = [response.seen async for response in stub.Converse(iter([pb.ConverseRequest(text=text)]))]
    return seen


SHAPES = [say, count, collect, converse]


@pytest.fixture(scope="module", autouse=True)
def tracing() -> None:
    """Spans are real, as they are in a service."""
    trace.set_tracer_provider(TracerProvider())


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


@pytest.fixture
def echo() -> EchoServicer:
    return EchoServicer()


@pytest.fixture
async def server(house: House, echo: EchoServicer) -> AsyncIterator[Server]:
    async with house.serving(echo) as server:
        yield server


@pytest.fixture
async def stub(house: House, server: Server) -> AsyncIterator[Any]:
    async with house.calling(server) as channels:
        yield channels.stub(rpc.EchoServiceStub)


@pytest.mark.parametrize("call", SHAPES)
async def test_the_callee_sees_which_service_calls(stub: Any, call: Calls) -> None:
    assert (await call(stub, "hi")).caller == "gateway"


@pytest.mark.parametrize("call", SHAPES)
async def test_the_callee_sees_on_whose_behalf(stub: Any, house: House, call: Calls) -> None:
    with acting_for(Caller(token=house.person())):
        assert (await call(stub, "hi")).authority == f"person {CANDIDATE}"


@pytest.mark.parametrize("call", SHAPES)
async def test_a_lease_travels_instead_of_the_persons_token(stub: Any, house: House, call: Calls) -> None:
    with acting_for(Caller(token=house.person(), authority=LeaseAuthority("the-lease"))):
        assert (await call(stub, "hi")).authority == "lease the-lease"


@pytest.mark.parametrize("call", SHAPES)
async def test_a_public_method_takes_no_notice_of_a_token_that_proves_nothing(stub: Any, house: House, call: Calls) -> None:
    """Somebody whose token has expired must still be able to sign in."""
    for token in (house.person(exp=1), "garbage"):
        with acting_for(Caller(token=token)):
            assert (await call(stub, "hi")).authority == ""


@pytest.mark.parametrize("call", SHAPES)
async def test_the_callee_has_less_time_than_the_caller(stub: Any, call: Calls) -> None:
    with within(7.0):
        assert 5.0 < (await call(stub, "hi")).seconds_left < 7.0


@pytest.mark.parametrize("call", SHAPES)
async def test_the_callee_is_part_of_the_callers_trace(stub: Any, call: Calls) -> None:
    with traced("test", {"traceparent": f"00-{TRACE}-b7ad6b7169203331-01"}):
        assert (await call(stub, "hi")).trace_id == TRACE


@pytest.mark.parametrize("call", SHAPES)
async def test_a_refusal_arrives_with_reason_message_and_facts(stub: Any, echo: EchoServicer, call: Calls) -> None:
    echo.breaks = Shut(until="noon", nothing=None)
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await call(stub, "hi")
    refusal = refusal_in(caught.value)
    assert caught.value.code() is grpc.StatusCode.FAILED_PRECONDITION
    assert refusal is not None
    assert (refusal.reason, refusal.message(), refusal.facts) == ("SHUT", "It is shut.", {"until": "noon"})


@pytest.mark.parametrize("call", SHAPES)
async def test_anything_else_is_a_bare_internal(stub: Any, echo: EchoServicer, call: Calls) -> None:
    echo.breaks = ValueError("my password is hunter2")
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await call(stub, "hi")
    assert caught.value.code() is grpc.StatusCode.INTERNAL
    assert "hunter2" not in str(caught.value)
    assert refusal_in(caught.value) is None


@pytest.mark.parametrize("call", [say, collect, converse])
async def test_a_message_that_breaks_a_rule_is_refused_by_field(stub: Any, call: Calls) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await call(stub, "far too long")
    refusal = refusal_in(caught.value)
    assert caught.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert refusal is not None
    assert [(found.field, found.rule) for found in refusal.violations] == [("text", "string.max_len")]


async def test_a_violation_deep_inside_is_named_by_its_path(stub: Any, echo: EchoServicer) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await stub.Say(pb.SayRequest(parts=[pb.Part(word="a"), pb.Part()]))
    refusal = refusal_in(caught.value)
    assert refusal is not None
    assert [found.field for found in refusal.violations] == ["parts[1].word"]
    assert echo.said == []


async def test_a_later_message_of_a_stream_is_held_to_the_rules_too(stub: Any) -> None:
    call = stub.Converse()
    await call.write(pb.ConverseRequest(text="fine"))
    assert (await call.read()).text == "fine"
    await call.write(pb.ConverseRequest(text="far too long"))
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await call.read()
    assert caught.value.code() is grpc.StatusCode.INVALID_ARGUMENT


async def test_a_peers_refusal_passes_through_a_service_unchanged(house: House, stub: Any, echo: EchoServicer) -> None:
    """What session refuses, the gateway's caller hears."""

    class Between(rpc.EchoServiceServicer):  # type: ignore[misc]  # compiled by the test, so without types
        async def Say(self, request: Any, context: Any) -> Any:
            return await stub.Say(request)

        served_later = (pb.CountRequest, pb.CollectRequest, pb.ConverseRequest, pb.ActRequest)

    echo.breaks = NotFound(kind="interview")
    async with house.serving(Between()) as between, house.calling(between) as channels:
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await channels.stub(rpc.EchoServiceStub).Say(pb.SayRequest(text="hi"))
    refusal = refusal_in(caught.value)
    assert refusal is not None
    assert (refusal.reason, refusal.facts) == ("NOT_FOUND", {"kind": "interview"})


async def test_a_call_that_takes_too_long_ends_and_frees_what_it_held(stub: Any, echo: EchoServicer) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await anext(aiter(stub.Count(pb.CountRequest(to=0), timeout=0.2)))
    assert caught.value.code() is grpc.StatusCode.DEADLINE_EXCEEDED
    await asyncio.wait_for(echo.ended.wait(), 5)


async def test_a_stream_that_is_dropped_frees_what_it_held(stub: Any, echo: EchoServicer) -> None:
    """F38: a client dropped its stream and generation went on for nobody."""
    call = stub.Count(pb.CountRequest(to=1_000_000))
    await call.read()
    call.cancel()
    await asyncio.wait_for(echo.ended.wait(), 5)


async def test_an_oversized_message_is_refused_and_the_server_lives(stub: Any) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await stub.Say(pb.SayRequest(text="x" * (5 * 1024 * 1024)))
    assert caught.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
    assert (await stub.Say(pb.SayRequest(text="hi"))).text == "hi"


async def test_a_method_that_nobody_serves_is_unimplemented(server: Server) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await raw_call(server, "Whisper", b"")
    assert caught.value.code() is grpc.StatusCode.UNIMPLEMENTED


async def test_garbage_instead_of_a_message_breaks_nothing(server: Server, stub: Any) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await raw_call(server, "Say", b"\xff\xff\xff")
    refusal = refusal_in(caught.value)
    assert refusal is not None
    assert (refusal.status, refusal.reason) == (Status.INVALID_ARGUMENT, "NOT_A_MESSAGE")
    assert (await stub.Say(pb.SayRequest(text="hi"))).text == "hi"


async def raw_call(server: Server, method: str, data: bytes) -> Any:
    """Sends bytes as they are, with no stub in between."""
    async with grpc.aio.insecure_channel(f"127.0.0.1:{server.port}") as channel:
        call: Any = channel.unary_unary(f"/viva.vision.v1test.EchoService/{method}")
        return await call(data)
