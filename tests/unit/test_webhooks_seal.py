"""What a copy of the database tells of webhook secrets: nothing."""

import secrets
from pathlib import Path

import pytest
from cryptography.fernet import InvalidToken

from deploy.supervisor.keys import ensure_keys
from services.session.webhooks.sealing import BEFORE, OWN, Seal


def test_a_seal_comes_from_the_key_that_session_has(tmp_path: Path) -> None:
    ensure_keys(tmp_path)
    stored = Seal.from_directory(tmp_path).close("a secret")
    assert "a secret" not in stored
    assert Seal.from_directory(tmp_path).open(stored) == "a secret"


def test_after_a_change_of_keys_the_one_before_still_opens_and_no_longer_closes(tmp_path: Path) -> None:
    ensure_keys(tmp_path)
    stored = Seal.from_directory(tmp_path).close("a secret")
    (tmp_path / OWN).rename(tmp_path / BEFORE)
    (tmp_path / "services.json").unlink()
    ensure_keys(tmp_path)
    seal = Seal.from_directory(tmp_path)
    assert (seal.open(stored), seal.is_current(stored), seal.is_current(seal.close("a secret"))) == ("a secret", False, True)


def test_a_foreign_key_opens_nothing() -> None:
    stored = Seal([secrets.token_bytes(32)]).close("a secret")
    with pytest.raises(InvalidToken):
        Seal([secrets.token_bytes(32)]).open(stored)


def test_what_was_stored_before_there_was_a_seal_is_the_secret_itself() -> None:
    seal = Seal([bytes(32)])
    assert (seal.open("a secret"), seal.is_current("a secret")) == ("a secret", False)
