"""What one start of the supervisor was asked for, from flags and environment."""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

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

    @property
    def keys_dir(self) -> Path:
        return self.data_dir / "keys"

    @property
    def log_dir(self) -> Path:
        return self.data_dir / "log"

    @property
    def run_dir(self) -> Path:
        return self.data_dir / "run"

    def wants(self, name: str) -> bool:
        """Whether `name`, a process (`session-1`) or a service (`session`: any of its replicas), is to run."""
        return not self.only or any(name == wanted or name == service_of(wanted) or service_of(name) == wanted for wanted in self.only)


def service_of(process: str) -> str:
    """The service that a process is a replica of: `session` for `session-2`, `resume` for `resume`."""
    name, _, number = process.rpartition("-")
    return name if number.isdigit() else process


def read_settings(arguments: Sequence[str], environment: Mapping[str, str]) -> SupervisorSettings:
    """Flags win over environment, environment over defaults."""
    options = _parser(environment).parse_args(arguments)
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
        trusted_proxies=int(environment.get("VIVA_TRUSTED_PROXIES", "0")),
    )


def _parser(environment: Mapping[str, str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m deploy.supervisor", description="Runs all of Viva on this machine.")
    add = parser.add_argument
    add("--data-dir", default=environment.get("VIVA_DATA_DIR", str(REPOSITORY / "var")), help="keys, database, logs")
    add("--port-base", default=environment.get("VIVA_PORT_BASE", ""), help="take twenty ports from here on, or 'free'")
    add("--edge-port", type=int, default=int(environment.get("VIVA_EDGE_PORT", "0")), help="where browsers and partners connect")
    add("--host", default=environment.get("VIVA_EDGE_HOST", LOOPBACK), help="address of the edge; all else stays on loopback")
    add("--only", default=environment.get("VIVA_ONLY", ""), help="comma-separated names, such as postgres,session,llm-1")
    return parser


def _ports(base: str) -> Ports:
    if base == "free":
        return Ports.free()
    return Ports.counted_from(int(base)) if base else Ports()
