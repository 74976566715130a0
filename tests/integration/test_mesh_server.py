"""A service's life: what it refuses to start with, when it is ready, what it shows of itself, and how it leaves."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import grpc.aio
import pytest
from google.protobuf.descriptor_pb2 import FileDescriptorProto
from grpc_health.v1.health_pb2 import HealthCheckRequest, HealthCheckResponse
from grpc_health.v1.health_pb2_grpc import HealthStub
from grpc_reflection.v1alpha.reflection_pb2 import ServerReflectionRequest
from grpc_reflection.v1alpha.reflection_pb2_grpc import ServerReflectionStub
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceResponse
from opentelemetry.proto.collector.trace.v1.trace_service_pb2_grpc import TraceServiceServicer, add_TraceServiceServicer_to_server
from viva.contract.v1.contract_service_pb2 import DescribeRequest
from viva.contract.v1.contract_service_pb2_grpc import ContractServiceStub
from viva.contract.v1.options_pb2 import SERVICE_GATEWAY, SERVICE_VISION
from viva.llm.v1.llm_service_pb2_grpc import LlmServiceServicer

from mesh.handlers import Unservable, handler_of
from mesh.health import WHY
from mesh.identity import IDENTITY
from mesh.rich_status import refusal_in
from mesh.server import Server
from mesh.settings import Environment
from tests.echo import pb, rpc
from tests.echo.house import House, Relatives
from tests.echo.servicers import EchoServicer

SERVING, NOT_SERVING = HealthCheckResponse.SERVING, HealthCheckResponse.NOT_SERVING


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


@pytest.fixture
def echo() -> EchoServicer:
    return EchoServicer()


async def health(server: Server, service: str = "") -> tuple[int, str]:
    """What the health check says, and why when it is not well."""
    async with channel_to(server) as channel:
        call = health_stub(channel).Check(HealthCheckRequest(service=service))
        status = (await call).status
        trailing = dict(await call.trailing_metadata() or ())
    return status, str(trailing.get(WHY, ""))


def health_stub(channel: Any) -> Any:
    """The stub of a package whose types know of blocking channels only; so is the next one's."""
    return HealthStub(channel)


def reflection_stub(channel: Any) -> Any:
    return ServerReflectionStub(channel)


def channel_to(server: Server) -> grpc.aio.Channel:
    return grpc.aio.insecure_channel(f"127.0.0.1:{server.port}")


# ---- starting ----


async def test_a_servicer_that_lacks_a_method_is_not_served(house: House) -> None:
    class Half(rpc.EchoServiceServicer):  # type: ignore[misc]  # compiled by the test, so without types
        async def Say(self, request: Any, context: Any) -> Any:
            return pb.SayResponse()

    with pytest.raises(Unservable, match=r"Half lacks viva\.vision\.v1test\.EchoService\.Count"):
        Server(house.settings(SERVICE_VISION), servicers=[Half()], lookup=Relatives())


async def test_a_servicer_of_the_wrong_shape_is_not_served(house: House) -> None:
    class Stiff(EchoServicer):
        async def Count(self, request: Any, context: Any) -> Any:  # type: ignore[override]  # which is the point
            return pb.CountResponse()

    with pytest.raises(Unservable, match=r"Stiff\.Count must be an async generator"):
        Server(house.settings(SERVICE_VISION), servicers=[Stiff()], lookup=Relatives())


def test_what_is_promised_for_later_may_be_missing_and_what_only_a_lease_reaches(house: House) -> None:
    class Early(rpc.EchoServiceServicer):  # type: ignore[misc]  # compiled by the test, so without types
        served_later = (pb.SayRequest, pb.CountRequest, pb.CollectRequest, pb.ConverseRequest)

        async def Act(self, request: Any, context: Any) -> Any:
            return pb.ActResponse()

    _, methods = handler_of(Early())
    assert [method.name for method in methods] == ["Act"]

    class OnlyWhatIsCalled(LlmServiceServicer):
        async def Ask(self, request: Any, context: Any) -> AsyncIterator[Any]:
            yield None

        async def ScoreAnswer(self, request: Any, context: Any) -> Any:
            return None

        async def Info(self, request: Any, context: Any) -> Any:
            return None

    _, methods = handler_of(OnlyWhatIsCalled())  # type: ignore[abstract]  # Evaluate and WriteReport are nobody's to call
    assert {"Evaluate", "WriteReport"} < {method.name for method in methods}


async def test_two_servers_cannot_share_a_port(house: House, echo: EchoServicer) -> None:
    """An orphan of the last run would otherwise take a part of the calls."""
    async with house.serving(echo) as server:
        second = Server(replace(server.settings, port=server.port), servicers=[EchoServicer()], lookup=Relatives())
        with pytest.raises(RuntimeError):
            await second.__aenter__()


async def test_every_method_is_logged_at_start(house: House, echo: EchoServicer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    async with house.serving(echo):
        assert "serves viva.vision.v1test.EchoService.Converse" in caplog.messages


# ---- being ready ----


async def test_a_service_is_as_ready_as_its_own_engine(house: House, echo: EchoServicer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mesh.server.READY_PERIOD", 0.01)
    missing: list[str | None] = ["the model is loading"]

    async def ready() -> str | None:
        return missing[0]

    async with house.serving(echo, ready=ready) as server:
        while "model" not in (await health(server))[1]:
            await server.readiness.changed()
        assert await health(server) == (NOT_SERVING, "the model is loading")
        missing[0] = None
        await asyncio.wait_for(server.readiness.reached(), 5)
        assert await health(server) == (SERVING, "")
        missing[0] = "the model is gone"
        await asyncio.wait_for(server.readiness.changed(), 5)
        assert await health(server, "viva.vision.v1test.EchoService") == (NOT_SERVING, "the model is gone")


async def test_an_engine_that_breaks_or_hangs_when_asked_is_not_ready(
    house: House, echo: EchoServicer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mesh.server.READY_PERIOD", 0.01)
    monkeypatch.setattr("mesh.server.READY_TIME", 0.05)
    answers: list[Exception | None] = [ZeroDivisionError()]

    async def ready() -> str | None:
        if answers[0] is not None:
            raise answers[0]
        await asyncio.Event().wait()
        return None

    async with house.serving(echo, ready=ready) as server:
        while "ZeroDivisionError" not in (server.readiness.why_not or ""):
            await asyncio.wait_for(server.readiness.changed(), 5)
        answers[0] = None
        await asyncio.wait_for(server.readiness.changed(), 5)
        assert server.readiness.why_not == "our own engine does not answer"


async def test_a_service_that_is_not_served_here_has_no_health(house: House, echo: EchoServicer) -> None:
    async with house.serving(echo) as server, channel_to(server) as channel:
        stub = health_stub(channel)
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await stub.Check(HealthCheckRequest(service="nobody.Knows"))
        watch = stub.Watch(HealthCheckRequest(service="nobody.Knows"))
        assert (await watch.read()).status == HealthCheckResponse.SERVICE_UNKNOWN
        watch.cancel()
    assert caught.value.code() is grpc.StatusCode.NOT_FOUND


async def test_health_is_told_to_all_who_watch_and_to_each_to_the_end(house: House, echo: EchoServicer) -> None:
    async with house.serving(echo) as server, channel_to(server) as channel:
        watches = [health_stub(channel).Watch(HealthCheckRequest()) for _ in range(2)]
        assert [(await watch.read()).status for watch in watches] == [SERVING, SERVING]
        watches[0].cancel()
        server.readiness.lacks("own", "gone")
        assert (await asyncio.wait_for(watches[1].read(), 5)).status == NOT_SERVING
        watches[1].cancel()


# ---- showing itself ----


async def test_it_describes_itself_to_services_only(house: House, echo: EchoServicer) -> None:
    async with house.serving(echo) as server, channel_to(server) as channel:
        stub = ContractServiceStub(channel)
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await stub.Describe(DescribeRequest())
        answer = await stub.Describe(DescribeRequest(), metadata=((IDENTITY, house.identity(SERVICE_GATEWAY)),))
    assert caught.value.code() is grpc.StatusCode.PERMISSION_DENIED
    assert "viva.vision.v1test.EchoService.Say" in answer.methods
    assert "viva/vision/v1test/echo_service.proto" in [file.name for file in answer.files]


async def test_reflection_is_for_development(house: House, echo: EchoServicer) -> None:
    assert "viva.vision.v1test.EchoService" in await reflected(house, echo, Environment.DEVELOPMENT)
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await reflected(house, echo, Environment.PRODUCTION)
    assert caught.value.code() is grpc.StatusCode.UNIMPLEMENTED


async def reflected(house: House, echo: EchoServicer, environment: Environment) -> list[str]:
    settings = replace(house.settings(SERVICE_VISION), environment=environment)
    async with house.serving(echo, settings=settings) as server, channel_to(server) as channel:
        request = ServerReflectionRequest(list_services="")
        [answer] = [answer async for answer in reflection_stub(channel).ServerReflectionInfo(iter([request]))]
    return [service.name for service in answer.list_services_response.service]


async def test_reflection_shows_what_a_method_allows(house: House, echo: EchoServicer) -> None:
    async with house.serving(echo) as server, channel_to(server) as channel:
        request = ServerReflectionRequest(file_containing_symbol="viva.vision.v1test.EchoService")
        [answer] = [answer async for answer in reflection_stub(channel).ServerReflectionInfo(iter([request]))]
    files = [FileDescriptorProto.FromString(data) for data in answer.file_descriptor_response.file_descriptor_proto]
    assert "EchoService" in [service.name for file in files for service in file.service]


# ---- leaving ----


async def test_a_drain_moves_endless_streams_and_finishes_short_calls(
    house: House, echo: EchoServicer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F35: a deploy dropped live calls."""
    monkeypatch.setattr("mesh.lifetime.SHORT", 0.0)
    server = Server(house.settings(SERVICE_VISION), servicers=[echo], lookup=Relatives())
    async with channel_after(server) as channel:
        stub = rpc.EchoServiceStub(channel)
        talk = stub.Converse()
        await talk.write(pb.ConverseRequest(text="hi"))
        await talk.read()
        collecting = stub.Collect()
        await collecting.write(pb.CollectRequest(text="one"))
        await asyncio.wait_for(echo.collecting.wait(), 5)
        leaving = asyncio.create_task(server.__aexit__(None, None, None))
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await asyncio.wait_for(talk.read(), 5)
        await collecting.done_writing()
        assert list((await collecting).texts) == ["one"]
        await asyncio.wait_for(leaving, 5)
    refusal = refusal_in(caught.value)
    assert refusal is not None
    assert (caught.value.code(), refusal.reason) == (grpc.StatusCode.UNAVAILABLE, "MOVED")


def channel_after(server: Server) -> "Started":
    return Started(server)


class Started:
    """Starts a server, whose end is left to the test, and opens a channel to it."""

    def __init__(self, server: Server) -> None:
        self._server = server

    async def __aenter__(self) -> grpc.aio.Channel:
        await self._server.__aenter__()
        self._channel = channel_to(self._server)
        return self._channel

    async def __aexit__(self, *_: object) -> None:
        await self._channel.close()


async def test_health_says_so_before_anything_ends(house: House, echo: EchoServicer) -> None:
    server = Server(house.settings(SERVICE_VISION), servicers=[echo], lookup=Relatives())
    async with channel_after(server) as channel:
        watch = health_stub(channel).Watch(HealthCheckRequest())
        assert (await watch.read()).status == SERVING
        collecting = rpc.EchoServiceStub(channel).Collect()
        await collecting.write(pb.CollectRequest(text="one"))
        await asyncio.wait_for(echo.collecting.wait(), 5)
        leaving = asyncio.create_task(server.__aexit__(None, None, None))
        assert (await watch.read()).status == NOT_SERVING
        assert not leaving.done()
        await collecting.done_writing()
        await collecting
        await asyncio.wait_for(leaving, 5)


async def test_a_call_that_was_on_its_way_when_the_drain_began_is_answered(house: House, echo: EchoServicer) -> None:
    settings = replace(house.settings(SERVICE_VISION), leave_pause=1.0)
    server = Server(settings, servicers=[echo], lookup=Relatives())
    async with channel_after(server) as channel:
        watch = health_stub(channel).Watch(HealthCheckRequest())
        await watch.read()
        leaving = asyncio.create_task(server.__aexit__(None, None, None))
        assert (await watch.read()).status == NOT_SERVING
        assert (await rpc.EchoServiceStub(channel).Say(pb.SayRequest(text="late"))).text == "late"
        await asyncio.wait_for(leaving, 5)


async def test_a_stream_is_moved_when_it_has_become_old(house: House, echo: EchoServicer, monkeypatch: pytest.MonkeyPatch) -> None:
    """F37: a started stream stayed on a dead or overloaded backend."""
    monkeypatch.setattr("mesh.lifetime.AGE", (0.05, 0.1))
    async with house.serving(echo) as server, channel_to(server) as channel:
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await asyncio.wait_for(anext(aiter(rpc.EchoServiceStub(channel).Count(pb.CountRequest()))), 5)
    refusal = refusal_in(caught.value)
    assert refusal is not None and refusal.reason == "MOVED"


async def test_a_client_that_never_reads_does_not_hold_up_the_drain(
    house: House, echo: EchoServicer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mesh.lifetime.SHORT", 0.0)
    monkeypatch.setattr("mesh.server.GRACE", 1.0)
    server = Server(house.settings(SERVICE_VISION), servicers=[echo], lookup=Relatives())
    async with channel_after(server) as channel:
        call = rpc.EchoServiceStub(channel).Count(pb.CountRequest(to=1_000_000))
        await call.read()
        await asyncio.wait_for(server.__aexit__(None, None, None), 5)
        await asyncio.wait_for(echo.ended.wait(), 5)


# ---- as a process ----


@asynccontextmanager
async def program(house: House, **env: str) -> AsyncIterator[tuple[asyncio.subprocess.Process, int]]:
    """The echo service as a process of its own, once it listens, and its port."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.echo.program"),
        cwd=Path(__file__).parents[2],
        env={**os.environ, "VIVA_KEYS_DIR": str(house.directory), "VIVA_PORT": "0", **env},
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stderr is not None
    try:
        while b"listens on" not in (line := await asyncio.wait_for(process.stderr.readline(), 20)):
            assert line, "it ended before it listened"
        yield process, int(json.loads(line)["message"].rpartition(":")[2])
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def test_a_process_drains_on_sigterm(house: House) -> None:
    async with program(house) as (process, _):
        process.terminate()
        _, said = await asyncio.wait_for(process.communicate(), 20)
    assert process.returncode == 0
    assert json.loads(said.splitlines()[-1])["message"] == "drained"


class Collector(TraceServiceServicer):
    """Keeps the names of the spans it is sent."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    async def Export(self, request: Any, context: Any) -> ExportTraceServiceResponse:
        self.names |= {span.name for resource in request.resource_spans for scope in resource.scope_spans for span in scope.spans}
        return ExportTraceServiceResponse()


async def test_spans_leave_the_process_where_an_endpoint_is_set(house: House) -> None:
    collector, collecting = Collector(), grpc.aio.server()
    add_TraceServiceServicer_to_server(collector, collecting)  # type: ignore[no-untyped-call]  # their generated code has no types
    port = collecting.add_insecure_port("127.0.0.1:0")
    await collecting.start()
    async with program(house, VIVA_OTLP_ENDPOINT=f"http://127.0.0.1:{port}") as (process, port):
        async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
            await rpc.EchoServiceStub(channel).Say(pb.SayRequest(text="hi"))
        process.terminate()
        await asyncio.wait_for(process.communicate(), 20)
    await collecting.stop(0)
    assert "viva.vision.v1test.EchoService.Say" in collector.names
