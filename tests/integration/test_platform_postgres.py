"""The embedded PostgreSQL keeps what it acknowledged, whatever happens to its process."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from deploy.supervisor.account import Account
from deploy.supervisor.ports import free_port
from deploy.supervisor.postgres import EmbeddedPostgres


def connect(url: str) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(url.replace("+psycopg", ""))


@pytest.fixture
def server(open_directory: Path, request: pytest.FixtureRequest) -> Iterator[EmbeddedPostgres]:
    directory = open_directory / str(abs(hash(request.node.name)))
    server = EmbeddedPostgres(directory / "postgres", free_port())
    directory.mkdir(mode=0o711)
    server.start()
    yield server
    server.stop()


def test_it_is_18_with_pgvector_and_durable(postgres_url: str) -> None:
    with connect(postgres_url) as connection:
        assert str(connection.execute("SHOW server_version").fetchone()).startswith("('18.")
        assert connection.execute("SELECT '[1,2]'::vector <-> '[1,2]'").fetchone() == (0.0,)
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            assert connection.execute(f"SHOW {setting}".encode()).fetchone() == ("on",)


def test_the_products_role_is_no_superuser(postgres_url: str) -> None:
    with connect(postgres_url) as connection:
        rights = connection.execute("SELECT rolsuper OR rolcreaterole OR rolcreatedb FROM pg_roles WHERE rolname = current_user")
        assert rights.fetchone() == (False,)


def test_a_wrong_password_is_refused(postgres_url: str) -> None:
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(postgres_url.replace("+psycopg", ""), password="guess")


def test_an_acknowledged_row_survives_sigkill_and_restart(server: EmbeddedPostgres) -> None:
    with connect(server.url) as connection:
        connection.execute("CREATE TABLE kept (value int)")
        connection.execute("INSERT INTO kept VALUES (7)")
        connection.commit()
        server.kill()
        assert (server.cluster / "postmaster.pid").exists()
    server.start()
    with connect(server.url) as connection:
        assert connection.execute("SELECT value FROM kept").fetchone() == (7,)


def test_a_stale_lock_that_names_another_process_of_the_same_owner_does_not_keep_it_from_starting(server: EmbeddedPostgres) -> None:
    server.kill()
    lock = server.cluster / "postmaster.pid"
    with subprocess.Popen(Account.for_programs().wrap(["/bin/sleep", "600"])) as stranger:
        lock.write_text(lock.read_text().replace(lock.read_text().splitlines()[0], str(stranger.pid), 1))
        server.start()
        stranger.kill()


def test_it_never_runs_as_root(server: EmbeddedPostgres) -> None:
    assert psutil.Process(server.pid).uids().real != 0


def test_passwords_are_readable_by_their_owner_only(server: EmbeddedPostgres) -> None:
    secrets = sorted((server.home.parent / "keys").iterdir())
    assert [secret.name for secret in secrets] == ["database.password", "postgres.password"]
    assert {secret.stat().st_mode & 0o777 for secret in secrets} == {0o600}
