"""Keys are made once, kept private, and published by their public half only."""

import json
from pathlib import Path

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from deploy.supervisor.keys import ensure_keys, ensure_secret


def read_all(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in directory.iterdir()}


def test_a_second_start_changes_no_key(tmp_path: Path) -> None:
    ensure_keys(tmp_path / "keys")
    before = read_all(tmp_path / "keys")
    ensure_keys(tmp_path / "keys")
    assert read_all(tmp_path / "keys") == before


def test_only_the_owner_may_read_any_of_it(tmp_path: Path) -> None:
    ensure_keys(tmp_path / "keys")
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "keys").iterdir()} == {0o600}


def test_a_token_signed_with_the_access_key_verifies_against_the_published_set(tmp_path: Path) -> None:
    ensure_keys(tmp_path)
    (published,) = json.loads((tmp_path / "jwks.json").read_text())["keys"]
    signer = load_pem_private_key((tmp_path / "access.key").read_bytes(), password=None)
    token = jwt.encode({"sub": "a"}, signer, algorithm="EdDSA", headers={"kid": published["kid"]})  # type: ignore[arg-type]
    assert jwt.decode(token, jwt.PyJWK(published).key, algorithms=["EdDSA"]) == {"sub": "a"}


def test_every_service_is_published_under_its_name_without_its_private_half(tmp_path: Path) -> None:
    ensure_keys(tmp_path, services=["session", "llm"])
    keys = json.loads((tmp_path / "services.json").read_text())["keys"]
    assert [key["kid"] for key in keys] == ["session", "llm"]
    assert not any("d" in key for key in keys)


def test_a_service_added_later_gets_a_key_and_the_others_keep_theirs(tmp_path: Path) -> None:
    ensure_keys(tmp_path, services=["session"])
    before = (tmp_path / "session.key").read_bytes()
    ensure_keys(tmp_path, services=["session", "vision"])
    assert (tmp_path / "session.key").read_bytes() == before
    assert [key["kid"] for key in json.loads((tmp_path / "services.json").read_text())["keys"]] == ["session", "vision"]


def test_a_key_an_operator_left_in_for_rotation_stays_published(tmp_path: Path) -> None:
    ensure_keys(tmp_path)
    old = json.loads((tmp_path / "jwks.json").read_text())["keys"]
    (tmp_path / "access.key").unlink()
    ensure_keys(tmp_path)
    published = json.loads((tmp_path / "jwks.json").read_text())["keys"]
    assert len(published) == 2 and old[0] in published


def test_a_file_that_is_no_key_is_named(tmp_path: Path) -> None:
    (tmp_path / "session.key").write_text("nonsense")
    with pytest.raises(ValueError, match=r"session\.key"):
        ensure_keys(tmp_path)


def test_a_secret_is_made_once(tmp_path: Path) -> None:
    first = ensure_secret(tmp_path / "keys" / "postgres.password")
    assert len(first) >= 40
    assert ensure_secret(tmp_path / "keys" / "postgres.password") == first
