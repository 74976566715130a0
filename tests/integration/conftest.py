"""Fixtures of real processes: a real Envoy in front of small upstreams, and a whole supervised Viva."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import grpc
import pytest
from psycopg import AsyncCursor

from deploy.envoy.binary import command
from deploy.envoy.certificate import Certificate
from deploy.envoy.keeper import CertificateKeeper
from deploy.envoy.render import write_config
from deploy.envoy.settings import EdgeSettings, Upstream
from deploy.supervisor.account import Account
from deploy.supervisor.keys import ensure_keys
from deploy.supervisor.ports import LOOPBACK, Ports
from deploy.supervisor.readiness import http_ok, until
from tests.integration.accounts_rig import Accounts, house
from tests.integration.lease_bench import Bench, lease_bench
from tests.integration.mirror import mirror
from tests.integration.supervised import Supervised

START_SECONDS = 20


@dataclass(frozen=True)
class Edge:
    """A running Envoy and what stands behind it."""

    port: int
    keys_dir: Path
    session: list[grpc.aio.Server]
    session_ports: tuple[int, ...]
    secret_file: Path | None = None

    @property
    def url(self) -> str:
        """Where HTTP callers connect."""
        return f"{'https' if self.secret_file else 'http'}://{LOOPBACK}:{self.port}"

    def channel(self, ca_file: Path | None = None) -> grpc.aio.Channel:
        """A new gRPC connection to the edge: plain, or trusting `ca_file` alone."""
        if ca_file is None:
            return grpc.aio.insecure_channel(f"{LOOPBACK}:{self.port}")
        return grpc.aio.secure_channel(f"{LOOPBACK}:{self.port}", grpc.ssl_channel_credentials(ca_file.read_bytes()))


@pytest.fixture
async def start_edge(open_directory: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Any]:
    """`await start_edge(limits=…)`: Envoy with two session replicas that mirror calls, and any field of EdgeSettings.

    `http` is the port of a REST upstream; `elsewhere` leaves it to the test to serve the two replicas' ports; with a
    `certificate` it speaks HTTPS.
    """
    async with AsyncExitStack() as stack:

        async def start(
            http: int | None = None, *, elsewhere: bool = False, certificate: Certificate | None = None, **changes: Any
        ) -> Edge:
            ports = Ports.free()
            directory = open_directory / f"edge-{ports.edge}"
            account = Account.for_programs(directory)
            directory.mkdir(mode=0o711)
            ensure_keys(directory / "keys")
            for path in (directory / "keys", *(directory / "keys").iterdir()):
                account.own(path)
            session = [await stack.enter_async_context(mirror(port)) for port in ports.session if not elsewhere]
            clusters = ports.clusters() | ({"gateway_http": Upstream((http,))} if http else {})
            settings = EdgeSettings(ports.edge, directory / "keys" / "jwks.json", clusters, ready_when=() if elsewhere else ("session",))
            if certificate is not None:
                changes["secret_file"] = directory / "edge-certificate.json"
                CertificateKeeper(lambda: certificate, changes["secret_file"], own=account.own, say=print).publish()
            write_config(directory / "envoy.json", replace(settings, **changes))
            await stack.enter_async_context(_running(account.wrap(command(directory / "envoy.json", "--concurrency", "1")), directory))
            async with asyncio.timeout(START_SECONDS):
                await until(http_ok(ports.edge, "/readyz", tls=certificate is not None))
            return Edge(ports.edge, directory / "keys", session, ports.session, changes.get("secret_file"))

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


@pytest.fixture(scope="session")
def viva(open_directory: Path) -> Iterator[Supervised]:
    """A whole Viva on free ports that every test of the run shares: `viva.url`, `viva.port("session-1")`, `viva.admin`.

    Whoever kills a part of it leaves it ready again.
    """
    whole = Supervised(open_directory / f"viva-{uuid4().hex}")
    whole.start()
    yield whole
    whole.stop()


@pytest.fixture
async def here(migrated_url: str, tmp_path: Path) -> AsyncIterator[Accounts]:
    """Session's accounts on a database of their own, behind a real server."""
    async with house(migrated_url, tmp_path) as accounts:
        yield accounts


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    """A ledger that listens, and workers that lease from it."""
    async with lease_bench(tmp_path) as made:
        yield made


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the database is asked from here on by this process, whoever put the statement together."""
    asked: list[str] = []
    execute = AsyncCursor.execute

    async def noted(cursor: AsyncCursor[Any], query: Any, *values: Any, **how: Any) -> AsyncCursor[Any]:
        asked.append(query.decode() if isinstance(query, bytes) else str(query))
        return await execute(cursor, query, *values, **how)

    monkeypatch.setattr(AsyncCursor, "execute", noted)
    return asked
