"""`python -m deploy.envoy.check`: lets Envoy itself judge the configuration that `make run` would give it."""

import json
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from deploy.envoy.authority import Authority
from deploy.envoy.binary import command
from deploy.envoy.render import write_config
from deploy.envoy.routes import ContractRoutes
from deploy.envoy.settings import EdgeSettings, Upstream
from deploy.envoy.tls import as_secret
from deploy.supervisor.keys import ensure_keys
from deploy.supervisor.ports import Ports


def validate(settings: EdgeSettings, contract: ContractRoutes | None = None) -> str:
    """Envoy's complaint about the configuration; empty when it has none."""
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "envoy.json"
        write_config(path, settings, contract)
        done = subprocess.run(command(path, "--mode", "validate", "--log-level", "error"), capture_output=True, text=True, check=False)
    return done.stderr.strip() or "Envoy refuses it without a word" if done.returncode else ""


def complaints() -> list[str]:
    """All that is wrong with the edge: as `make run` starts it, in development and in production, and over HTTPS among containers."""
    contract, ports = ContractRoutes.load(), Ports()
    found = [f"deploy/envoy/routes.py limits {path}, which the contract does not have" for path in contract.lacks()]
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        ensure_keys(directory / "keys")
        development = EdgeSettings(ports.edge, directory / "keys" / "jwks.json", ports.clusters(), reflection=True)
        over_https = replace(development, secret_file=_secret(directory), host="0.0.0.0")
        names = {service: Upstream(where.ports, service) for service, where in ports.clusters().items()}
        edges = (development, replace(development, reflection=False), over_https, replace(over_https, clusters=names))
        found += [validate(settings, contract) for settings in edges]
    return [complaint for complaint in found if complaint]


def _secret(directory: Path) -> Path:
    """What Envoy would be given as certificate."""
    path = directory / "edge-certificate.json"
    path.write_text(json.dumps(as_secret(Authority(directory / "tls").issue(["localhost"]))))
    return path


if __name__ == "__main__":
    found = complaints()
    print(*found, sep="\n", file=sys.stderr, end="\n" if found else "")
    sys.exit(1 if found else 0)
