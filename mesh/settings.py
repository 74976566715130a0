"""What every service is told from outside: where it listens, where its peers are, and which keys it holds."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from importlib import metadata
from pathlib import Path

from viva.contract.v1.options_pb2 import Service

from mesh.contract import name_of

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


class Environment(Enum):
    """Where an installation runs; production refuses what is only good enough for one machine."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


class UnusableSettings(ValueError):
    """The environment variables do not make a service that may be started."""


@dataclass(frozen=True)
class MeshSettings:
    """The part of a service's settings that is the same for all of them."""

    service: Service.ValueType
    environment: Environment
    host: str
    port: int
    keys_dir: Path
    targets: Mapping[Service.ValueType, str] = field(default_factory=dict)
    log_level: str = "INFO"
    otlp_endpoint: str | None = None
    leave_pause: float = 0.5
    """Seconds between saying that we are not ready and taking no more calls: those on their way arrive, the next go elsewhere."""
    release: str = "unknown"
    metrics_offset: int | None = None
    """Prometheus finds our figures on the port that lies so far above the one we serve on; None: nobody looks."""

    @classmethod
    def from_environment(cls, service: Service.ValueType, env: Mapping[str, str], *, port: int) -> "MeshSettings":
        """Reads VIVA_* variables; `port` is where the service listens unless VIVA_PORT says otherwise."""
        settings = cls(
            service=service,
            environment=_one_of(Environment, env.get("VIVA_ENVIRONMENT", "development")),
            host=env.get("VIVA_HOST", "127.0.0.1"),
            port=_port(env.get("VIVA_PORT", str(port))),
            keys_dir=Path(_needed(env, "VIVA_KEYS_DIR")),
            targets=_targets(env),
            log_level=env.get("VIVA_LOG_LEVEL", "INFO").upper(),
            otlp_endpoint=env.get("VIVA_OTLP_ENDPOINT") or None,
            leave_pause=_seconds(env.get("VIVA_LEAVE_PAUSE", "0.5")),
            release=_release(),
            metrics_offset=_offset(env.get("VIVA_METRICS_OFFSET", "")),
        )
        settings.refuse_the_unsafe()
        return settings

    def refuse_the_unsafe(self) -> None:
        """Raises UnusableSettings for what would only show later, or to an attacker first."""
        if self.log_level not in LOG_LEVELS:
            raise UnusableSettings(f"VIVA_LOG_LEVEL is {self.log_level!r}, not one of {', '.join(LOG_LEVELS)}")
        if not self.own_key.is_file():
            raise UnusableSettings(f"{self.own_key} is missing: without it no peer knows who is calling")
        if self.environment is Environment.PRODUCTION:
            self._refuse_what_production_forbids()

    def _refuse_what_production_forbids(self) -> None:
        if self.log_level == "DEBUG":
            raise UnusableSettings("VIVA_LOG_LEVEL=DEBUG shows the insides of libraries; production logs from INFO up")
        for key in self.keys_dir.glob("*.key"):
            if key.stat().st_mode & 0o007:
                raise UnusableSettings(f"{key} can be read by every user of this machine; set its mode to 0600 or 0440")

    @property
    def own_key(self) -> Path:
        """The private key that proves to peers which service this is."""
        return self.keys_dir / f"{name_of(self.service)}.key"

    def target_of(self, peer: Service.ValueType) -> str:
        """Where a peer is, as gRPC writes targets; UnusableSettings when nobody said."""
        if peer not in self.targets:
            raise UnusableSettings(f"{_target_variable(peer)} is not set, and {name_of(self.service)} calls {name_of(peer)}")
        return self.targets[peer]


def secret(env: Mapping[str, str], name: str) -> str:
    """A setting that nobody else may read: `name` itself, or what stands in the file that `name`_FILE points at; empty without either."""
    path = env.get(f"{name}_FILE")
    if not path:
        return env.get(name, "")
    if env.get(name):
        raise UnusableSettings(f"{name} and {name}_FILE are both set; which one is meant?")
    try:
        return Path(path).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise UnusableSettings(f"{path}, which {name}_FILE points at, cannot be read") from None


def _targets(env: Mapping[str, str]) -> dict[Service.ValueType, str]:
    peers = (service for service in Service.values() if service)
    return {peer: env[_target_variable(peer)] for peer in peers if env.get(_target_variable(peer))}


def _target_variable(peer: Service.ValueType) -> str:
    return f"VIVA_{name_of(peer).upper()}_TARGET"


def _needed(env: Mapping[str, str], name: str) -> str:
    if not env.get(name):
        raise UnusableSettings(f"{name} is not set")
    return env[name]


def _one_of(kind: type[Environment], value: str) -> Environment:
    try:
        return kind(value)
    except ValueError:
        raise UnusableSettings(f"VIVA_ENVIRONMENT is {value!r}, not one of {', '.join(one.value for one in kind)}") from None


def _port(value: str) -> int:
    if not value.isdecimal() or int(value) > 65535:
        raise UnusableSettings(f"VIVA_PORT is {value!r}, which is no port")
    return int(value)


def _offset(value: str) -> int | None:
    if value and not (value.isdecimal() and 0 < int(value) <= 60000):
        raise UnusableSettings(f"VIVA_METRICS_OFFSET is {value!r}, not a number of ports from 1 to 60000")
    return int(value) if value else None


def _seconds(value: str) -> float:
    if not re.fullmatch(r"\d{1,3}(\.\d+)?", value):
        raise UnusableSettings(f"VIVA_LEAVE_PAUSE is {value!r}, which is no number of seconds")
    return float(value)


def _release() -> str:
    try:
        return metadata.version("viva")
    except metadata.PackageNotFoundError:
        return "unknown"
