"""What the containers run, run here without containers: the edge's own program, the probes, and the making of the database."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import grpc
import psycopg
import pytest
from grpc_health.v1 import health, health_pb2, health_pb2_grpc

from deploy.compose.prepare import DATABASE, prepare
from deploy.docker.probe import is_serving
from deploy.envoy.probe import is_ready
from deploy.supervisor.ports import LOOPBACK, free_port
from deploy.supervisor.postgres import EmbeddedPostgres, binary
from deploy.supervisor.readiness import until
from deploy.supervisor.settings import REPOSITORY
from services.session.migrate import migrate
from tests.architecture.composition import environment
from tests.integration.mirror import mirror
from tests.integration.test_platform_edge import LOG_IN

PROVISION = REPOSITORY / "deploy" / "compose" / "provision.sql"


@pytest.fixture
def prepared(tmp_path: Path) -> Path:
    prepare(tmp_path, "https://viva.example")
    return tmp_path / "secrets"


@contextmanager
def edge(told: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """The edge's own program with this environment."""
    command = [sys.executable, "-m", "deploy.envoy.serve"]
    with subprocess.Popen(command, cwd=REPOSITORY, env=told, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        try:
            yield process
        finally:
            process.terminate()
            process.wait(30)


def as_composed(secrets: Path, run_dir: Path, port: int, upstream: int) -> dict[str, str]:
    """What compose tells the edge, with this machine's places and every service at `upstream`."""
    told = environment("edge") | {"PATH": os.environ["PATH"], "VIVA_EDGE_HOST": LOOPBACK, "VIVA_EDGE_PORT": str(port)}
    places = {
        "VIVA_RUN_DIR": run_dir,
        "VIVA_JWKS_FILE": secrets / "keys" / "jwks.json",
        "VIVA_TLS_CERTIFICATE": secrets / "edge" / "certificate.pem",
        "VIVA_TLS_KEY": secrets / "edge" / "key.pem",
    }
    targets = {name: f"dns:///localhost:{upstream}" for name in told if name.endswith("_TARGET")}
    return told | targets | {name: str(place) for name, place in places.items()}


async def test_the_edge_serves_as_composed_finds_services_by_name_and_stops_when_told(prepared: Path, tmp_path: Path) -> None:
    port, upstream, ca = free_port(), free_port(), (prepared / "authority" / "ca.pem").read_bytes()
    async with mirror(upstream):
        with edge(as_composed(prepared, tmp_path / "run", port, upstream)) as process:

            async def answers() -> bool:
                assert process.poll() is None, process.stdout.read() if process.stdout else ""
                return await reaches(port, ca)

            async with asyncio.timeout(60):
                await until(answers)
            assert await asyncio.to_thread(is_ready, port)
            process.send_signal(signal.SIGTERM)
            assert await asyncio.to_thread(process.wait, 30) == 0
        assert not await asyncio.to_thread(is_ready, port)


async def reaches(port: int, ca: bytes) -> bool:
    options = [("grpc.ssl_target_name_override", "viva.example")]
    async with grpc.aio.secure_channel(f"{LOOPBACK}:{port}", grpc.ssl_channel_credentials(ca), options) as channel:
        method: grpc.aio.UnaryUnaryMultiCallable[bytes, bytes] = channel.unary_unary(LOG_IN)
        try:
            await method(b"", timeout=5)
        except grpc.aio.AioRpcError:
            return False
    return True


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"VIVA_TLS_KEY": "/nowhere/key.pem"}, "/nowhere/key.pem cannot be read"),
        ({"VIVA_PUBLIC_URL": "https://other.example"}, "VIVA_PUBLIC_URL sends people to other.example"),
        ({"VIVA_SESSION_TARGET": "session"}, "VIVA_SESSION_TARGET is 'session'"),
        ({"VIVA_JWKS_FILE": ""}, "VIVA_JWKS_FILE is not set"),
    ],
)
def test_an_edge_that_cannot_serve_says_why_in_one_line(prepared: Path, tmp_path: Path, change: dict[str, str], says: str) -> None:
    with edge(as_composed(prepared, tmp_path / "run", 1, 1) | change) as process:
        output, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert output.startswith("the edge cannot start: ") and says in output and output.count("\n") == 1


def test_a_container_is_well_while_its_service_says_so() -> None:
    server, servicer = grpc.server(ThreadPoolExecutor(1)), health.HealthServicer()
    health_pb2_grpc.add_HealthServicer_to_server(servicer, server)
    servicer.set("", health_pb2.HealthCheckResponse.SERVING)
    port = server.add_insecure_port(f"{LOOPBACK}:0")
    server.start()
    assert is_serving(port)
    servicer.set("", health_pb2.HealthCheckResponse.NOT_SERVING)
    assert not is_serving(port)
    server.stop(None).wait()
    assert not is_serving(port)


def test_the_composed_database_is_made_as_session_needs_it(open_directory: Path, prepared: Path) -> None:
    """The statements that compose runs in a new database, run in one; then session's own migrations, as session's role."""
    server = EmbeddedPostgres(open_directory / "composed", free_port())
    server.start()
    try:
        forget_what_the_supervisor_makes(server)
        password = (prepared / "database.password").read_text()
        run_statements(server, PROVISION.read_text().replace("/run/secrets", str(prepared)), open_directory / "keys")
        url = f"postgresql+psycopg://viva:{password}@{LOOPBACK}:{server.port}/viva"
        migrate(url)
        with psycopg.connect(url.replace("+psycopg", "")) as connection:
            assert connection.execute("SELECT count(*) FROM pg_extension WHERE extname = 'vector'").fetchone() == (1,)
            assert connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone() == (False,)
    finally:
        server.stop()


def forget_what_the_supervisor_makes(server: EmbeddedPostgres) -> None:
    with server.administer() as connection:
        connection.execute("DROP DATABASE viva")
        connection.execute("DROP ROLE viva")


def run_statements(server: EmbeddedPostgres, statements: str, keys_dir: Path) -> None:
    """By psql, as the image's own start does."""
    psql = [binary("psql"), "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--host", LOOPBACK, "--port", str(server.port), "--username=postgres"]
    environment = {"PGPASSWORD": (keys_dir / "postgres.password").read_text(), "PATH": os.environ["PATH"]}
    subprocess.run(psql, input=statements, text=True, check=True, env=environment)


def test_session_is_told_to_prove_who_the_database_is(prepared: Path) -> None:
    url = (prepared / "database.url").read_text()
    assert url == DATABASE.format(password=(prepared / "database.password").read_text())
    assert "sslmode=verify-full" in url
