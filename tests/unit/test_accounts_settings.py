"""Session does not start with settings that are only good enough for one machine (F2, F14)."""

from pathlib import Path

import pytest
from argon2 import PasswordHasher

from deploy.supervisor.keys import ensure_keys
from mesh.settings import UnusableSettings
from services.session.accounts.access_tokens import AccessTokens
from services.session.accounts.hashing import Hasher
from services.session.accounts.pool import Pool
from services.session.settings import Settings, usual_pool

SAFE = "postgresql+psycopg://viva:J8s0d-Lk2_mQ9xT4vWzB@127.0.0.1:5450/viva"


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    ensure_keys(tmp_path / "keys")
    return {
        "VIVA_KEYS_DIR": str(tmp_path / "keys"),
        "VIVA_DATA_DIR": str(tmp_path),
        "VIVA_DATABASE_URL": SAFE,
        "VIVA_ENVIRONMENT": "production",
    }


def test_production_starts_with_a_database_and_keys_of_its_own(env: dict[str, str]) -> None:
    assert Settings.from_environment(env).database_url == SAFE


@pytest.mark.parametrize(("cores", "connections"), [(1, 3), (2, 5), (8, 17), (64, 20)])
def test_more_connections_are_opened_than_there_are_cores_and_no_crowd_of_them(cores: int, connections: int) -> None:
    assert usual_pool(cores) == connections


def test_how_many_connections_may_be_said(env: dict[str, str]) -> None:
    assert Settings.from_environment(env | {"VIVA_DATABASE_POOL": "7"}).pool_size == 7
    with pytest.raises(UnusableSettings):
        Settings.from_environment(env | {"VIVA_DATABASE_POOL": "0"})


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://viva:viva@127.0.0.1/viva",
        "postgresql+psycopg://viva:aaaaaaaaaaaaaaaaaaaaaaaa@127.0.0.1/viva",
        "postgresql+psycopg://viva@127.0.0.1/viva",
        "postgresql+psycopg://postgres:J8s0d-Lk2_mQ9xT4vWzB@127.0.0.1/viva",
        "postgresql+psycopg://viva:J8s0d-Lk2_mQ9xT4vWzB@db.example.com/viva",
        "postgresql+psycopg://viva:J8s0d-Lk2_mQ9xT4vWzB@db.example.com/viva?sslmode=disable",
    ],
)
def test_f2_f14_production_refuses_a_database_that_others_could_enter(env: dict[str, str], url: str) -> None:
    """F2: default database password. F14: database ports published."""
    with pytest.raises(UnusableSettings) as refused:
        Settings.from_environment(env | {"VIVA_DATABASE_URL": url})
    assert "J8s0d" not in str(refused.value)
    assert Settings.from_environment(env | {"VIVA_DATABASE_URL": url, "VIVA_ENVIRONMENT": "development"}).database_url == url


@pytest.mark.parametrize("url", ["", "not a url", "sqlite:///viva.db", "postgresql://viva:x@127.0.0.1/viva"])
def test_what_is_no_postgresql_is_refused_everywhere(env: dict[str, str], url: str) -> None:
    with pytest.raises(UnusableSettings):
        Settings.from_environment(env | {"VIVA_DATABASE_URL": url, "VIVA_ENVIRONMENT": "development"})


@pytest.mark.parametrize("name", ["access.key", "jwks.json", "session.key"])
def test_f2_a_missing_key_is_not_made_up(env: dict[str, str], name: str) -> None:
    """F2: default signing key."""
    (Path(env["VIVA_KEYS_DIR"]) / name).unlink()
    with pytest.raises(UnusableSettings, match=name):
        Settings.from_environment(env)


@pytest.mark.parametrize("number", ["0", "-1", "many", ""])
def test_a_limit_that_is_no_number_is_refused(env: dict[str, str], number: str) -> None:
    with pytest.raises(UnusableSettings):
        Settings.from_environment(env | {"VIVA_REGISTRATIONS_PER_HOUR": number})


def test_a_key_that_nobody_could_check_signs_nothing(tmp_path: Path) -> None:
    ensure_keys(tmp_path / "one")
    ensure_keys(tmp_path / "other")
    (tmp_path / "one" / "jwks.json").write_bytes((tmp_path / "other" / "jwks.json").read_bytes())
    with pytest.raises(UnusableSettings, match=r"jwks\.json"):
        AccessTokens.from_directory(tmp_path / "one")


def test_the_key_in_use_is_published_first_and_older_ones_after_it(tmp_path: Path) -> None:
    ensure_keys(tmp_path)
    (old,) = AccessTokens.from_directory(tmp_path).jwks
    (tmp_path / "access.key").unlink()
    ensure_keys(tmp_path)
    first, second = AccessTokens.from_directory(tmp_path).jwks
    assert (first["kid"] != old["kid"], second) == (True, old)


async def test_a_hash_from_a_time_of_cheaper_hashes_is_made_anew() -> None:
    pool = Pool("test")
    cheap, dear = (Hasher(pool, PasswordHasher(time_cost=cost, memory_cost=64, parallelism=1)) for cost in (1, 2))
    hashed = cheap.hash_now("under the tall old pine")
    verdict = await dear.verify(hashed, "under the tall old pine")
    assert verdict.is_right and verdict.fresh_hash
    again = await dear.verify(verdict.fresh_hash, "under the tall old pine")
    assert again.is_right and again.fresh_hash is None
    assert not (await dear.verify(hashed, "another")).is_right
    pool.close()
