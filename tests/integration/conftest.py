"""Fixtures of real processes: a real Envoy in front of small upstreams, and a whole supervised Viva."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import grpc
import pytest
from grpc_health.v1 import health, health_pb2, health_pb2_grpc

from deploy.envoy.binary import command
from deploy.envoy.render import write_config
from deploy.envoy.settings import EdgeSettings
from deploy.supervisor.account import Account
from deploy.supervisor.keys import ensure_keys
from deploy.supervisor.ports import LOOPBACK, Ports
from deploy.supervisor.readiness import http_ok, until
from tests.integration.supervised import Supervised

START_SECONDS = 20


class Mirror(grpc.GenericRpcHandler):
    """Serves every method by telling who was called with which metadata, as JSON."""

    def __init__(self, port: int) -> None:
        self.port = port

    def service(self, handler_call_details: grpc.HandlerCallDetails) -> "grpc.RpcMethodHandler[bytes, bytes]":
        """Answers any unary call."""

        async def answer(_request: bytes, context: "grpc.aio.ServicerContext[bytes, bytes]") -> bytes:
            metadata = {str(key): str(value) for key, value in context.invocation_metadata() or ()}
            return json.dumps({"port": self.port, "method": handler_call_details.method, "metadata": metadata}).encode()

        return grpc.unary_unary_rpc_method_handler(answer)


@asynccontextmanager
async def grpc_upstream(port: int) -> AsyncIterator[grpc.aio.Server]:
    """A healthy gRPC server that mirrors calls."""
    server = grpc.aio.server(options=[("grpc.so_reuseport", 0)])
    health_servicer = health.aio.HealthServicer()
    await health_servicer.set("", health_pb2.HealthCheckResponse.SERVING)
    health_pb2_grpc.add_HealthServicer_to_server(health_servicer, server)
    server.add_generic_rpc_handlers((Mirror(port),))
    server.add_insecure_port(f"{LOOPBACK}:{port}")
    await server.start()
    yield server
    await server.stop(None)


@dataclass(frozen=True)
class Edge:
    """A running Envoy and what stands behind it."""

    port: int
    keys_dir: Path
    session: list[grpc.aio.Server]

    @property
    def url(self) -> str:
        """Where HTTP callers connect."""
        return f"http://{LOOPBACK}:{self.port}"

    def channel(self) -> grpc.aio.Channel:
        """A new gRPC connection to the edge."""
        return grpc.aio.insecure_channel(f"{LOOPBACK}:{self.port}")


@pytest.fixture
async def start_edge(open_directory: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Any]:
    """`await start_edge(limits=…, http=port)`: Envoy with two session replicas that mirror calls; any EdgeSettings field may be given."""
    async with AsyncExitStack() as stack:

        async def start(http: int | None = None, **changes: Any) -> Edge:
            ports = Ports.free()
            directory = open_directory / f"edge-{ports.edge}"
            account = Account.for_programs(directory)
            directory.mkdir(mode=0o711)
            ensure_keys(directory / "keys")
            for path in (directory / "keys", *(directory / "keys").iterdir()):
                account.own(path)
            session = [await stack.enter_async_context(grpc_upstream(port)) for port in ports.session]
            clusters = ports.clusters() | ({"gateway_http": (http,)} if http else {})
            settings = EdgeSettings(ports.edge, directory / "keys" / "jwks.json", clusters, ready_when=("session",))
            write_config(directory / "envoy.json", replace(settings, **changes))
            await stack.enter_async_context(_running(account.wrap(command(directory / "envoy.json", "--concurrency", "1")), directory))
            async with asyncio.timeout(START_SECONDS):
                await until(http_ok(ports.edge, "/readyz"))
            return Edge(ports.edge, directory / "keys", session)

        yield start


@asynccontextmanager
async def _running(command_line: list[str], directory: Path) -> AsyncIterator[None]:
    with (directory / "envoy.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(*command_line, stdout=log, stderr=log)
        try:
            yield
        finally:
            process.terminate()
            await process.wait()


@pytest.fixture
def supervise(open_directory: Path) -> Iterator[Callable[..., Supervised]]:
    """`supervise(only="postgres,envoy")`: a supervisor that is not started yet, with a data directory and ports of its own."""
    made: list[Supervised] = []

    def make(**settings: Any) -> Supervised:
        made.append(Supervised(**({"data_dir": open_directory / f"viva-{uuid4().hex}"} | settings)))
        return made[-1]

    yield make
    for supervised in made:
        if supervised.started:
            supervised.stop()


@pytest.fixture(scope="module")
def viva(open_directory: Path) -> Iterator[Supervised]:
    """A whole Viva on free ports that the tests of one module share: `viva.url`, `viva.port("session-1")`, `viva.admin`."""
    whole = Supervised(open_directory / f"viva-{uuid4().hex}")
    whole.start()
    yield whole
    whole.stop()
