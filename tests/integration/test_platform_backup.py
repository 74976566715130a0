"""O3: what was saved of one installation is there in another, and nothing is lost by a slip."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from deploy.supervisor.backup import CannotBackUp, restore, running, save
from deploy.supervisor.ports import free_port
from deploy.supervisor.postgres import EmbeddedPostgres
from services.session.first_admin import first_admin
from services.session.migrate import migrate


@pytest.fixture(scope="module")
def servers(open_directory: Path) -> Iterator[tuple[EmbeddedPostgres, EmbeddedPostgres]]:
    """One that has been in use, and a new one."""
    both = [EmbeddedPostgres(open_directory / name / "postgres", free_port()) for name in ("used", "new")]
    for server in both:
        server.cluster.parent.parent.mkdir(mode=0o711)
        server.start()
    migrate(both[0].url)
    yield both[0], both[1]
    for server in both:
        server.stop()


def accounts(server: EmbeddedPostgres) -> list[tuple[object, ...]]:
    with psycopg.connect(server.url.replace("+psycopg", "")) as connection:
        return connection.execute("SELECT * FROM accounts ORDER BY 1").fetchall()


def test_what_was_saved_is_restored_and_serves_on(servers: tuple[EmbeddedPostgres, EmbeddedPostgres], tmp_path: Path) -> None:
    used, new = servers
    assert asyncio.run(first_admin(used.url))["username"] == "admin"
    save(used, tmp_path / "viva.dump")
    assert (tmp_path / "viva.dump").stat().st_mode & 0o777 == 0o600
    restore(new, tmp_path / "viva.dump")
    migrate(new.url)
    assert accounts(new) == accounts(used) != []
    assert asyncio.run(first_admin(new.url)) == {}
    with pytest.raises(CannotBackUp, match="is not empty"):
        restore(new, tmp_path / "viva.dump")
    restore(new, tmp_path / "viva.dump", replace=True)
    assert accounts(new) == accounts(used)


def test_a_backup_replaces_no_file(servers: tuple[EmbeddedPostgres, EmbeddedPostgres], tmp_path: Path) -> None:
    (tmp_path / "viva.dump").write_text("the last good one")
    with pytest.raises(CannotBackUp, match="File exists"):
        save(servers[0], tmp_path / "viva.dump")
    assert (tmp_path / "viva.dump").read_text() == "the last good one"


def test_a_database_that_is_in_use_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    with pytest.raises(CannotBackUp, match="no database runs on"):
        running(tmp_path)
    processes = {name: {"port": 1} for name in ("postgres", "session-1")}
    (tmp_path / "run" / "processes.json").write_text(json.dumps({"processes": processes}))
    with pytest.raises(CannotBackUp, match="session-1 would write"):
        running(tmp_path, alone=True)
    assert running(tmp_path).port == 1
