"""Fixtures that more than one kind of test needs: a real PostgreSQL, started once, and a fresh database for each test."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from psycopg import sql

from deploy.supervisor.ports import free_port
from deploy.supervisor.postgres import DATABASE, ROLE, EmbeddedPostgres
from services.session.migrate import migrate

MIGRATED = "migrated"


@pytest.fixture(scope="session")
def open_directory() -> Iterator[Path]:
    """A temporary directory that the account children drop to may enter (pytest's own is closed to others)."""
    directory = Path(tempfile.mkdtemp(prefix="viva-test-"))
    directory.chmod(0o711)
    yield directory
    shutil.rmtree(directory, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_server(open_directory: Path) -> Iterator[EmbeddedPostgres]:
    """A real server of this test run, with pgvector; `url_of(name)` and `administer()` reach its databases."""
    server = EmbeddedPostgres(open_directory / "postgres", free_port())
    server.start()
    yield server
    server.stop()


@pytest.fixture
def postgres_url(postgres_server: EmbeddedPostgres) -> Iterator[str]:
    """The SQLAlchemy URL of an empty database (with pgvector) that only this test uses."""
    yield from fresh_database(postgres_server, template=DATABASE)


@pytest.fixture(scope="module")
def module_postgres_url(postgres_server: EmbeddedPostgres) -> Iterator[str]:
    """As postgres_url, shared by the tests of one module."""
    yield from fresh_database(postgres_server, template=DATABASE)


@pytest.fixture(scope="session")
def migrated_template(postgres_server: EmbeddedPostgres) -> str:
    """The name of a database that has session's schema and nothing in it."""
    with postgres_server.administer() as connection:
        names = [sql.Identifier(name) for name in (MIGRATED, DATABASE, ROLE)]
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}").format(*names))
    migrate(postgres_server.url_of(MIGRATED))
    return MIGRATED


@pytest.fixture
def migrated_url(postgres_server: EmbeddedPostgres, migrated_template: str) -> Iterator[str]:
    """The SQLAlchemy URL of a database with session's schema that only this test uses."""
    yield from fresh_database(postgres_server, template=migrated_template)


@pytest.fixture(scope="module")
def module_migrated_url(postgres_server: EmbeddedPostgres, migrated_template: str) -> Iterator[str]:
    """As migrated_url, shared by the tests of one module."""
    yield from fresh_database(postgres_server, template=migrated_template)


def fresh_database(server: EmbeddedPostgres, *, template: str) -> Iterator[str]:
    """Copies `template`, yields the copy's URL, and drops it whoever still holds a connection."""
    name = f"test_{uuid4().hex}"
    identifiers = [sql.Identifier(part) for part in (name, template, ROLE)]
    with server.administer() as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}").format(*identifiers))
    yield server.url_of(name)
    with server.administer() as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(identifiers[0]))
