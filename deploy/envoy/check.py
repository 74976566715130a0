"""`python -m deploy.envoy.check`: lets Envoy itself judge the configuration that `make run` would give it."""

import subprocess
import sys
import tempfile
from pathlib import Path

from deploy.envoy.binary import command
from deploy.envoy.render import write_config
from deploy.envoy.routes import ContractRoutes
from deploy.envoy.settings import EdgeSettings
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
    """All that is wrong with the edge as `make run` would start it, in development and in production."""
    contract, ports = ContractRoutes.load(), Ports()
    found = [f"deploy/envoy/routes.py limits {path}, which the contract does not have" for path in contract.lacks()]
    with tempfile.TemporaryDirectory() as directory:
        ensure_keys(Path(directory) / "keys")
        for reflection in (True, False):
            settings = EdgeSettings(ports.edge, Path(directory) / "keys" / "jwks.json", ports.clusters(), reflection=reflection)
            found.append(validate(settings, contract))
    return [complaint for complaint in found if complaint]


if __name__ == "__main__":
    found = complaints()
    print(*found, sep="\n", file=sys.stderr, end="\n" if found else "")
    sys.exit(1 if found else 0)
