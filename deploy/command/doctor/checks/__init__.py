"""Judges a machine: each check is a function from what was seen to what is to be said about it."""

from collections.abc import Callable, Iterable

from deploy.command.doctor.checks import database, files, network, programs, resources, secrets
from deploy.command.doctor.finding import Finding
from deploy.command.doctor.machine import Machine

Check = Callable[[Machine], Iterable[Finding]]

# In the order in which an operator would mend things: first what is needed to start at all.
CHECKS: tuple[Check, ...] = (
    programs.python,
    programs.packages,
    programs.node,
    programs.servers,
    programs.chromium,
    programs.tesseract,
    resources.disk,
    resources.memory,
    resources.clock,
    network.ports,
    network.listeners,
    network.edge,
    network.public_url,
    network.environment,
    files.data_dir,
    files.keys,
    files.container_files,
    secrets.secrets,
    database.database,
)


def examine(machine: Machine) -> list[Finding]:
    """Everything there is to say, in the order of the checks."""
    return [finding for check in CHECKS for finding in check(machine)]
