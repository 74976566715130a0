"""What a channel does about replicas that are down, not ready or back again, and what it never repeats."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import grpc.aio
import pytest
from viva.contract.v1.options_pb2 import SERVICE_GATEWAY, SERVICE_VISION

from mesh.channels import Channels, service_config
from mesh.contract import methods_of
from mesh.refusal import Unavailable
from mesh.server import Server
from tests.echo import pb, rpc
from tests.echo.house import House, Relatives
from tests.echo.servicers import EchoServicer


class Pair:
    """Two replicas of a service and a channel that knows both."""

    def __init__(self, house: House) -> None:
        self.echoes = [EchoServicer(), EchoServicer()]
        self.servers = [Server(house.settings(SERVICE_VISION), servicers=[echo], lookup=Relatives()) for echo in self.echoes]
        self._house = house

    async def call(self, stub: Any, times: int) -> list[int]:
        """Calls so often and says how many calls each replica got."""
        before = [len(echo.said) for echo in self.echoes]
        for _ in range(times):
            await stub.Say(pb.SayRequest(text="hi"))
        return [len(echo.said) - count for echo, count in zip(self.echoes, before, strict=True)]

    def channels(self) -> Channels:
        target = f"ipv4:{','.join(f'127.0.0.1:{server.port}' for server in self.servers)}"
        return Channels(replace(self._house.settings(SERVICE_GATEWAY), targets={SERVICE_VISION: target}))


@pytest.fixture
async def pair(tmp_path: Path) -> AsyncIterator[Pair]:
    pair = Pair(House(tmp_path))
    async with AsyncExitStack() as running:
        for server in pair.servers:
            await running.enter_async_context(server)
        yield pair


@pytest.fixture
async def stub(pair: Pair) -> AsyncIterator[Any]:
    channels = pair.channels()
    yield channels.stub(rpc.EchoServiceStub)
    await channels.close()


async def test_calls_are_spread_over_the_replicas(pair: Pair, stub: Any) -> None:
    while 0 in await pair.call(stub, 2):
        pass
    assert await pair.call(stub, 10) == [5, 5]


async def test_a_replica_that_is_not_ready_gets_no_calls(pair: Pair, stub: Any) -> None:
    """F37: a started stream stayed on a dead or overloaded backend."""
    await stub.Say(pb.SayRequest(text="hi"))
    pair.servers[0].readiness.lacks("own", "the model is gone")
    while (await pair.call(stub, 2))[0]:
        pass
    assert await pair.call(stub, 10) == [0, 10]
    pair.servers[0].readiness.lacks("own", None)
    while not (await pair.call(stub, 2))[0]:
        pass


async def test_a_call_that_may_be_repeated_survives_a_moment_of_unavailability(pair: Pair, stub: Any) -> None:
    pair.echoes[0].breaks = Unavailable()
    for _ in range(4):
        assert (await stub.Say(pb.SayRequest(text="hi"))).text == "hi"


async def test_a_call_that_may_not_be_repeated_is_made_once(pair: Pair, stub: Any) -> None:
    """F21: a duplicated answer asked two questions."""
    for echo in pair.echoes:
        echo.breaks = Unavailable()
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await stub.Act(pb.ActRequest())
    assert caught.value.code() is grpc.StatusCode.UNAVAILABLE
    assert sum(echo.acted for echo in pair.echoes) == 1


async def test_only_what_the_contract_calls_repeatable_has_a_retry_policy() -> None:
    config: Any = service_config(methods_of(rpc.EchoServiceStub))
    assert [name for rule in config["methodConfig"] for name in rule["name"]] == [
        {"service": "viva.vision.v1test.EchoService", "method": "Say"}
    ]


async def test_a_stub_is_remembered_with_what_it_may_call(tmp_path: Path) -> None:
    house = House(tmp_path)
    channels = Channels(house.settings(SERVICE_GATEWAY, vision=1))
    channels.stub(rpc.EchoServiceStub, without=[pb.ActRequest, pb.CollectRequest])
    assert [method.name for method in channels.needs()[SERVICE_VISION]] == ["Say", "Count", "Converse"]
    await channels.close()


async def test_a_peer_that_nobody_named_is_a_mistake_at_once(tmp_path: Path) -> None:
    channels = Channels(House(tmp_path).settings(SERVICE_GATEWAY))
    with pytest.raises(ValueError, match="VIVA_VISION_TARGET is not set, and gateway calls vision"):
        channels.stub(rpc.EchoServiceStub)
