"""The start-up check: a peer that lacks what will be called, or means something else by it, is named before the first call."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from google.protobuf.descriptor_pb2 import FieldDescriptorProto
from viva.contract.v1.contract_service_pb2 import DescribeResponse
from viva.contract.v1.options_pb2 import SERVICE_GATEWAY, SERVICE_VISION

from deploy.supervisor.ports import free_port
from mesh.channels import Channels
from mesh.describe import description
from mesh.server import Server
from tests.echo import rpc
from tests.echo.house import House, Relatives
from tests.echo.servicers import EchoServicer

Bend = Callable[[DescribeResponse], None]


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mesh.peers.PATIENCE", 0.2)
    monkeypatch.setattr("mesh.peers.growing_pauses", lambda: iter(lambda: 0.02, None))


@asynccontextmanager
async def peer(house: House, bend: Bend, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Server]:
    """A replica of the echo service that describes itself in its own way."""

    def bent(*arguments: Any) -> DescribeResponse:
        answer = description(*arguments)
        bend(answer)
        return answer

    with monkeypatch.context() as patched:
        patched.setattr("mesh.server.description", bent)
        server = await Server(house.settings(SERVICE_VISION), servicers=[EchoServicer()], lookup=Relatives()).__aenter__()
    try:
        yield server
    finally:
        await server.__aexit__(None, None, None)


@asynccontextmanager
async def caller(house: House, *ports: int) -> AsyncIterator[Server]:
    """A service that will call the echo service at these ports."""
    target = f"ipv4:{','.join(f'127.0.0.1:{port}' for port in ports)}"
    channels = Channels(replace(house.settings(SERVICE_GATEWAY), targets={SERVICE_VISION: target}))
    channels.stub(rpc.EchoServiceStub)
    async with Server(house.settings(SERVICE_GATEWAY), servicers=[], channels=channels, lookup=Relatives()) as server:
        yield server


async def until_it_lacks(server: Server, text: str) -> None:
    while text not in (server.readiness.why_not or "ready"):
        await asyncio.wait_for(server.readiness.changed(), 5)


def as_it_is(_: DescribeResponse) -> None:
    return


def without_say(answer: DescribeResponse) -> None:
    answer.methods.remove("viva.vision.v1test.EchoService.Say")


def field_of(answer: DescribeResponse, message: str, number: int) -> FieldDescriptorProto:
    [file] = [file for file in answer.files if file.name.endswith("echo_service.proto")]
    [found] = [one for one in file.message_type if one.name == message]
    return next(field for field in found.field if field.number == number)


def retyped(answer: DescribeResponse) -> None:
    field_of(answer, "SayRequest", 1).type = FieldDescriptorProto.TYPE_INT64


def repeated(answer: DescribeResponse) -> None:
    field_of(answer, "SayResponse", 1).label = FieldDescriptorProto.LABEL_REPEATED


def retyped_inside(answer: DescribeResponse) -> None:
    field_of(answer, "Part", 1).type = FieldDescriptorProto.TYPE_BYTES


def another_message(answer: DescribeResponse) -> None:
    field_of(answer, "SayResponse", 2).type_name = ".viva.vision.v1test.Part"


def reshaped(answer: DescribeResponse) -> None:
    [file] = [file for file in answer.files if file.name.endswith("echo_service.proto")]
    file.service[0].method[0].server_streaming = True


def grown(answer: DescribeResponse) -> None:
    [file] = [file for file in answer.files if file.name.endswith("echo_service.proto")]
    [request] = [message for message in file.message_type if message.name == "SayRequest"]
    request.field.add(name="volume", number=99, type=FieldDescriptorProto.TYPE_INT32)
    del request.field[1]


DRIFTS: dict[str, tuple[Bend, str]] = {
    "a method is missing": (without_say, "EchoService.Say is not served"),
    "a field has another type": (
        retyped,
        "EchoService.Say is not the same: field 1 of viva.vision.v1test.SayRequest is text: string here, text: int64 there",
    ),
    "a field is repeated": (
        repeated,
        "EchoService.Say is not the same: field 1 of viva.vision.v1test.SayResponse is text: string here, text: repeated string there",
    ),
    "a field of a field has another type": (retyped_inside, "field 1 of viva.vision.v1test.Part is word: string here, word: bytes there"),
    "a field holds another message": (
        another_message,
        "is seen: viva.vision.v1test.Seen here, seen: viva.vision.v1test.Part there",
    ),
    "a method streams": (reshaped, "EchoService.Say is not the same: unary-unary here, unary-stream there"),
}


@pytest.mark.parametrize("drift", DRIFTS)
async def test_a_drifted_peer_keeps_us_from_being_ready_and_is_named(house: House, drift: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """F20: names drifted. A rename or a retype is seen at start."""
    bend, said = DRIFTS[drift]
    async with peer(house, bend, monkeypatch) as drifted, caller(house, drifted.port) as server:
        await until_it_lacks(server, said)
        assert (server.readiness.why_not or "").startswith("vision at ipv4:127.0.0.1:")


async def test_a_peer_that_knows_a_field_more_and_one_less_is_no_drift(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    async with peer(house, grown, monkeypatch) as grown_peer, caller(house, grown_peer.port) as server:
        await asyncio.wait_for(server.readiness.reached(), 5)


async def test_every_replica_is_asked(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    async with AsyncExitStack() as replicas:
        good = await replicas.enter_async_context(peer(house, as_it_is, monkeypatch))
        drifted = await replicas.enter_async_context(peer(house, without_say, monkeypatch))
        server = await replicas.enter_async_context(caller(house, good.port, drifted.port))
        await until_it_lacks(server, f"127.0.0.1:{drifted.port} viva.vision.v1test.EchoService.Say is not served")


async def test_a_peer_that_comes_later_is_waited_for(house: House) -> None:
    port = free_port()
    async with caller(house, port) as server:
        await until_it_lacks(server, f"127.0.0.1:{port} does not answer")
        settings = replace(house.settings(SERVICE_VISION), port=port)
        async with Server(settings, servicers=[EchoServicer()], lookup=Relatives()):
            await asyncio.wait_for(server.readiness.reached(), 5)


async def test_one_replica_that_is_down_does_not_keep_us_waiting_for_ever(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    async with peer(house, as_it_is, monkeypatch) as good, caller(house, good.port, free_port()) as server:
        await asyncio.wait_for(server.readiness.reached(), 5)


async def test_a_peer_that_is_lost_later_changes_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    async with AsyncExitStack() as replica:
        good = await replica.enter_async_context(peer(house, as_it_is, monkeypatch))
        async with caller(house, good.port) as server:
            await asyncio.wait_for(server.readiness.reached(), 5)
            await replica.aclose()
            assert server.readiness.why_not is None


async def test_a_peer_that_does_not_know_us_is_named(house: House, tmp_path_factory: pytest.TempPathFactory) -> None:
    stranger = House(tmp_path_factory.mktemp("other"))
    async with stranger.serving(EchoServicer()) as foreign, caller(house, foreign.port) as server:
        await until_it_lacks(server, "Describe is refused: UNAUTHENTICATED")
