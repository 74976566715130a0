"""What one start of the supervisor was asked for, from flags and environment."""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Never

from deploy.supervisor.https import AUTO, MODES, HttpsSettings
from deploy.supervisor.ports import LOOPBACK, Ports

REPOSITORY = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class SupervisorSettings:
    """Where data lies, which ports are used, and which processes are wanted (empty: all)."""

    data_dir: Path = REPOSITORY / "var"
    ports: Ports = field(default_factory=Ports)
    host: str = LOOPBACK
    only: frozenset[str] = frozenset()
    environment: str = "development"
    allowed_origins: tuple[str, ...] = ()
    trusted_proxies: int = 0
    https: HttpsSettings = field(default_factory=HttpsSettings)

    @property
    def keys_dir(self) -> Path:
        return self.data_dir / "keys"

    @property
    def log_dir(self) -> Path:
        return self.data_dir / "log"

    @property
    def run_dir(self) -> Path:
        return self.data_dir / "run"

    @property
    def secret_file(self) -> Path:
        """Where Envoy finds certificate and key."""
        return self.run_dir / "edge-certificate.json"

    @property
    def speaks_https(self) -> bool:
        """Whether the edge does."""
        return self.https.is_wanted(self.host)

    @property
    def url(self) -> str:
        """How somebody on this machine reaches the edge."""
        return self.https.url(self.host, self.ports.edge)

    def wants(self, name: str) -> bool:
        """Whether `name`, a process (`session-1`) or a service (`session`: any of its replicas), is to run."""
        return not self.only or any(name == wanted or name == service_of(wanted) or service_of(name) == wanted for wanted in self.only)


def service_of(process: str) -> str:
    """The service that a process is a replica of: `session` for `session-2`, `resume` for `resume`."""
    name, _, number = process.rpartition("-")
    return name if number.isdigit() else process


def read_settings(arguments: Sequence[str], environment: Mapping[str, str]) -> SupervisorSettings:
    """Flags win over environment, environment over defaults. ValueError, in one line, for what cannot be read."""
    options = _parser(environment).parse_args(arguments)
    if options.https not in MODES:  # argparse does not look at what comes from the environment
        raise ValueError(f"VIVA_HTTPS is {options.https!r}, not one of {', '.join(MODES)}")
    ports = _ports(options.port_base)
    if options.edge_port:
        ports = replace(ports, edge=options.edge_port)
    only = frozenset(part for part in options.only.split(",") if part)
    return SupervisorSettings(
        data_dir=Path(options.data_dir).absolute(),
        ports=ports,
        host=options.host,
        only=only,
        environment=environment.get("VIVA_ENVIRONMENT", "development"),
        allowed_origins=tuple(environment.get("VIVA_ALLOWED_ORIGINS", "").split()),
        trusted_proxies=_number(environment, "VIVA_TRUSTED_PROXIES"),
        https=HttpsSettings(
            mode=options.https,
            certificate_file=Path(options.tls_certificate).absolute() if options.tls_certificate else None,
            key_file=Path(options.tls_key).absolute() if options.tls_key else None,
            public_url=environment.get("VIVA_PUBLIC_URL", ""),
        ),
    )


class _Parser(argparse.ArgumentParser):
    """Leaves it to the caller to say what is wrong, in one line instead of a page."""

    def error(self, message: str) -> Never:
        raise ValueError(message)


def _parser(environment: Mapping[str, str]) -> argparse.ArgumentParser:
    parser = _Parser(prog="viva up", description="Runs all of Viva on this machine.")
    add = parser.add_argument
    add("--data-dir", default=environment.get("VIVA_DATA_DIR", str(REPOSITORY / "var")), help="keys, database, logs")
    add("--port-base", default=environment.get("VIVA_PORT_BASE", ""), help="take twenty ports from here on, or 'free'")
    add("--edge-port", type=int, default=_number(environment, "VIVA_EDGE_PORT"), help="where browsers and partners connect")
    add("--host", default=environment.get("VIVA_EDGE_HOST", LOOPBACK), help="address of the edge; all else stays on loopback")
    add("--https", choices=MODES, default=environment.get("VIVA_HTTPS", AUTO), help="auto: beyond loopback, and with a certificate")
    add("--tls-certificate", default=environment.get("VIVA_TLS_CERTIFICATE", ""), help="the edge's certificate and those above it, PEM")
    add("--tls-key", default=environment.get("VIVA_TLS_KEY", ""), help="its private key, PEM")
    add("--only", default=environment.get("VIVA_ONLY", ""), help="comma-separated names, such as postgres,session,llm-1")
    return parser


def _ports(base: str) -> Ports:
    if base == "free":
        return Ports.free()
    if base and not base.isdecimal():
        raise ValueError(f"--port-base (VIVA_PORT_BASE) is {base!r}, which is neither a number nor 'free'")
    return Ports.counted_from(int(base)) if base else Ports()


def _number(environment: Mapping[str, str], name: str) -> int:
    value = environment.get(name, "0")
    if not value.isdecimal():
        raise ValueError(f"{name} is {value!r}, which is no number")
    return int(value)
