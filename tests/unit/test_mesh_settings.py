"""What a service is told from outside, and what it refuses to start with."""

from pathlib import Path

import pytest
from viva.contract.v1.options_pb2 import SERVICE_LLM, SERVICE_RESUME, SERVICE_SESSION

from mesh.settings import Environment, MeshSettings, UnusableSettings, secret


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """The least that a service needs."""
    key = tmp_path / "llm.key"
    key.write_text("key")
    key.chmod(0o600)
    return {"VIVA_KEYS_DIR": str(tmp_path)}


def read(env: dict[str, str]) -> MeshSettings:
    return MeshSettings.from_environment(SERVICE_LLM, env, port=50052)


def test_little_has_to_be_said_in_development(env: dict[str, str]) -> None:
    settings = read(env)
    assert (settings.environment, settings.host, settings.port) == (Environment.DEVELOPMENT, "127.0.0.1", 50052)


def test_everything_can_be_said(env: dict[str, str]) -> None:
    settings = read(env | {"VIVA_HOST": "0.0.0.0", "VIVA_PORT": "50062", "VIVA_LOG_LEVEL": "warning", "VIVA_OTLP_ENDPOINT": "http://x"})
    assert (settings.host, settings.port, settings.log_level, settings.otlp_endpoint) == ("0.0.0.0", 50062, "WARNING", "http://x")


def test_peers_are_where_they_are_said_to_be(env: dict[str, str]) -> None:
    settings = read(env | {"VIVA_SESSION_TARGET": "ipv4:127.0.0.1:50051,127.0.0.1:50061"})
    assert settings.target_of(SERVICE_SESSION) == "ipv4:127.0.0.1:50051,127.0.0.1:50061"
    with pytest.raises(UnusableSettings, match="VIVA_RESUME_TARGET is not set, and llm calls resume"):
        settings.target_of(SERVICE_RESUME)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"VIVA_ENVIRONMENT": "prod"}, "VIVA_ENVIRONMENT is 'prod'"),
        ({"VIVA_PORT": "http"}, "VIVA_PORT is 'http'"),
        ({"VIVA_LEAVE_PAUSE": "-1"}, "VIVA_LEAVE_PAUSE is '-1'"),
        ({"VIVA_PORT": "65536"}, "VIVA_PORT is '65536'"),
        ({"VIVA_LOG_LEVEL": "LOUD"}, "VIVA_LOG_LEVEL is 'LOUD'"),
        ({"VIVA_KEYS_DIR": ""}, "VIVA_KEYS_DIR is not set"),
        ({"VIVA_KEYS_DIR": "/nowhere"}, "llm.key is missing"),
        ({"VIVA_ENVIRONMENT": "production", "VIVA_LOG_LEVEL": "DEBUG"}, "production logs from INFO up"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(env: dict[str, str], wrong: dict[str, str], said: str) -> None:
    with pytest.raises(UnusableSettings, match=said):
        read(env | wrong)


def test_production_refuses_a_key_that_everybody_can_read(env: dict[str, str], tmp_path: Path) -> None:
    """F2: default keys shipped. A key that others can read is no secret either."""
    (tmp_path / "llm.key").chmod(0o644)
    read(env)
    with pytest.raises(UnusableSettings, match="can be read by every user"):
        read(env | {"VIVA_ENVIRONMENT": "production"})


def test_a_secret_may_stand_in_a_file_of_its_own(tmp_path: Path) -> None:
    """O5: secrets from files or environment."""
    (tmp_path / "url").write_text("postgresql://somewhere\n")
    assert secret({"VIVA_DATABASE_URL_FILE": str(tmp_path / "url")}, "VIVA_DATABASE_URL") == "postgresql://somewhere"
    assert secret({"VIVA_DATABASE_URL": "postgresql://here"}, "VIVA_DATABASE_URL") == "postgresql://here"
    assert secret({}, "VIVA_DATABASE_URL") == ""


@pytest.mark.parametrize(
    ("env", "said"),
    [
        ({"VIVA_X_FILE": "/nowhere"}, "/nowhere, which VIVA_X_FILE points at, cannot be read"),
        ({"VIVA_X_FILE": "/nowhere", "VIVA_X": "here"}, "VIVA_X and VIVA_X_FILE are both set"),
    ],
)
def test_a_secret_that_cannot_be_told_is_refused_by_name(env: dict[str, str], said: str) -> None:
    with pytest.raises(UnusableSettings, match=said):
        secret(env, "VIVA_X")
