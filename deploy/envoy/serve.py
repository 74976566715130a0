"""`python -m deploy.envoy.serve`: the edge by itself, as a container runs it. It always speaks HTTPS."""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from deploy.envoy.binary import command
from deploy.envoy.certificate import Certificate, UnusableCertificate, read
from deploy.envoy.keeper import CertificateKeeper
from deploy.envoy.render import write_config
from deploy.envoy.settings import GATEWAY_HTTP, EdgeSettings, Upstream

CLUSTERS = (GATEWAY_HTTP, "gateway", "session", "llm", "resume")


class UnusableSettings(ValueError):
    """The environment variables do not make an edge that may be started."""


@dataclass(frozen=True)
class ServeSettings:
    """What the container was told."""

    edge: EdgeSettings
    certificate: Path
    key: Path
    run_dir: Path
    secret_file: Path
    threads: int
    public_host: str

    @classmethod
    def from_environment(cls, env: Mapping[str, str]) -> "ServeSettings":
        """Reads VIVA_* variables. Raises UnusableSettings."""
        run_dir, trusted_proxies = Path(_needed(env, "VIVA_RUN_DIR")), _number(env, "VIVA_TRUSTED_PROXIES", 0)
        secret_file = run_dir / "edge-certificate.json"
        clusters = {name: _upstream(env, f"VIVA_{name.upper()}_TARGET") for name in CLUSTERS}
        edge = EdgeSettings(
            port=_number(env, "VIVA_EDGE_PORT", 8443),
            host=env.get("VIVA_EDGE_HOST", "127.0.0.1"),
            jwks_file=Path(_needed(env, "VIVA_JWKS_FILE")),
            clusters=clusters,
            ready_when=tuple(clusters),
            allowed_origins=tuple(env.get("VIVA_ALLOWED_ORIGINS", "").split()),
            trusted_proxies=trusted_proxies,
            reflection=env.get("VIVA_ENVIRONMENT", "development") == "development",
            secret_file=secret_file,
        )
        return cls(
            edge=edge,
            certificate=Path(_needed(env, "VIVA_TLS_CERTIFICATE")),
            key=Path(_needed(env, "VIVA_TLS_KEY")),
            run_dir=run_dir,
            secret_file=secret_file,
            threads=_number(env, "VIVA_EDGE_THREADS", 2),
            # Callers of a proxy see the proxy's certificate, not this one.
            public_host="" if trusted_proxies else urlsplit(env.get("VIVA_PUBLIC_URL", "")).hostname or "",
        )

    def certificate_now(self) -> Certificate:
        """As it stands in the files. Raises UnusableCertificate."""
        return read(self.certificate, self.key, public_host=self.public_host)


async def serve(settings: ServeSettings) -> int:
    """Runs Envoy until it is told to stop, or ends by itself; returns its exit status."""
    config = settings.run_dir / "envoy.json"
    settings.run_dir.mkdir(parents=True, exist_ok=True)
    keeper = CertificateKeeper(settings.certificate_now, settings.secret_file, own=lambda _: None, say=_say)
    keeper.publish()
    write_config(config, settings.edge)
    envoy = await asyncio.create_subprocess_exec(*command(config, "--concurrency", str(settings.threads), "--log-level", "warning"))
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, envoy.send_signal, signal.SIGTERM)
    keeping = asyncio.create_task(keeper.keep())
    try:
        return await envoy.wait()
    finally:
        keeping.cancel()


def _upstream(env: Mapping[str, str], name: str) -> Upstream:
    """From a target as our services write them, `dns:///session:50051`."""
    host, _, port = _needed(env, name).removeprefix("dns:///").rpartition(":")
    if not host or not port.isdecimal():
        raise UnusableSettings(f"{name} is {env[name]!r}, which does not read dns:///host:port")
    return Upstream((int(port),), host)


def _needed(env: Mapping[str, str], name: str) -> str:
    if not env.get(name):
        raise UnusableSettings(f"{name} is not set")
    return env[name]


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    value = env.get(name) or str(default)
    if not value.isdecimal():
        raise UnusableSettings(f"{name} is {value!r}, which is no number")
    return int(value)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def main() -> int:
    """Reads the environment and runs; a start that cannot be ends with one line."""
    try:
        return asyncio.run(serve(ServeSettings.from_environment(os.environ)))
    except (UnusableSettings, UnusableCertificate) as reason:
        _say(f"the edge cannot start: {reason}")
        return 1


if __name__ == "__main__":
    sys.exit(main())
