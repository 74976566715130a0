"""What session is told from outside, and what it refuses to start with."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError
from viva.contract.v1.options_pb2 import SERVICE_SESSION

from mesh.settings import Environment, MeshSettings, UnusableSettings, secret

PORT = 50051
DRIVER = "postgresql+psycopg"
SHORTEST_DATABASE_PASSWORD = 16
LOCAL = ("", "localhost", "127.0.0.1", "::1")
ENCRYPTED = ("require", "verify-ca", "verify-full")


@dataclass(frozen=True)
class Settings:
    """All of them; read once, at the start."""

    mesh: MeshSettings
    database_url: str
    data_dir: Path
    registrations_per_hour: int = 120
    """How many accounts one address may make in an hour."""
    max_live_interviews: int = 200
    """How many interviews may be live at once; a start beyond that is told to try again."""
    pool_size: int = 5
    """Connections to the database at most, besides the one that listens. Each is a process of PostgreSQL that grows to 8 MiB."""

    @classmethod
    def from_environment(cls, env: Mapping[str, str]) -> "Settings":
        """Reads VIVA_* variables. Raises UnusableSettings."""
        settings = cls(
            mesh=MeshSettings.from_environment(SERVICE_SESSION, env, port=PORT),
            database_url=database_url(env),
            data_dir=Path(_needed(env, "VIVA_DATA_DIR")),
            registrations_per_hour=_positive(env, "VIVA_REGISTRATIONS_PER_HOUR", 120),
            max_live_interviews=_positive(env, "VIVA_MAX_LIVE_INTERVIEWS", 200),
            pool_size=_positive(env, "VIVA_DATABASE_POOL", usual_pool(os.cpu_count() or 1)),
        )
        settings.refuse_the_unsafe()
        return settings

    def refuse_the_unsafe(self) -> None:
        """Raises UnusableSettings for what would only show later, or to an attacker first."""
        try:
            url = make_url(self.database_url)
        except ArgumentError:
            # The URL is not shown: it holds a password.
            raise UnusableSettings("VIVA_DATABASE_URL cannot be read as a URL") from None
        if url.drivername != DRIVER:
            raise UnusableSettings(f"VIVA_DATABASE_URL must begin with {DRIVER}://")
        for name in ("access.key", "jwks.json"):
            if not (self.mesh.keys_dir / name).is_file():
                raise UnusableSettings(f"{self.mesh.keys_dir / name} is missing: session could sign nobody in")
        if self.mesh.environment is Environment.PRODUCTION:
            self._refuse_what_production_forbids()

    def _refuse_what_production_forbids(self) -> None:
        url = make_url(self.database_url)
        password = str(url.password or "")
        if len(password) < SHORTEST_DATABASE_PASSWORD or password == url.username or len(set(password)) < 8:
            raise UnusableSettings("the database's password is one that can be guessed; give it one of at least 16 random characters")
        if url.username in (None, "postgres"):
            raise UnusableSettings("VIVA_DATABASE_URL names the database's superuser; give session a role of its own")
        if (url.host or "") not in LOCAL and url.query.get("sslmode") not in ENCRYPTED:
            raise UnusableSettings("the database is on another machine; add ?sslmode=verify-full to VIVA_DATABASE_URL")


def database_url(env: Mapping[str, str]) -> str:
    """Where the database is, and the password for it. Raises UnusableSettings."""
    if url := secret(env, "VIVA_DATABASE_URL"):
        return url
    raise UnusableSettings("VIVA_DATABASE_URL is not set")


def usual_pool(cores: int) -> int:
    """Connections where nobody says: what PostgreSQL can do at once on so many cores of its own, and one that waits for the disk."""
    return min(20, 2 * cores + 1)


def _needed(env: Mapping[str, str], name: str) -> str:
    if not env.get(name):
        raise UnusableSettings(f"{name} is not set")
    return env[name]


def _positive(env: Mapping[str, str], name: str, default: int) -> int:
    value = env.get(name, str(default))
    if not value.isdecimal() or int(value) < 1:
        raise UnusableSettings(f"{name} is {value!r}, which is no number above 0")
    return int(value)
