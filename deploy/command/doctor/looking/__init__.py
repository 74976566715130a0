"""Sees what is there: everything the doctor learns of this machine is learnt here, and nothing is judged."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from deploy.command.doctor.looking import database, files, network, programs, resources, secrets
from deploy.command.doctor.machine import Machine
from deploy.command.installation import running, started_with
from deploy.supervisor.settings import REPOSITORY, read_settings

CONTAINERS = REPOSITORY / "deploy" / "compose"


def look(options: Sequence[str], environment: Mapping[str, str]) -> Machine:
    """This machine, for a Viva that is started with these options and this environment, or that already runs on that data directory."""
    settings = read_settings(options, environment)
    installation = running(settings.data_dir)
    if installation is not None and (start := started_with(installation)) is not None:
        environment = start.environment
        settings = read_settings(start.options, environment)
    return Machine(
        settings=settings,
        environment=environment,
        is_running=installation is not None,
        certificate=network.certificate(settings),
        python=programs.python(),
        is_own_venv=programs.is_own_venv(),
        node=programs.version_of("node"),
        npm=programs.version_of("npm"),
        servers=programs.servers(),
        chromium=programs.chromium(),
        tesseract=programs.tesseract(),
        packages=programs.packages(REPOSITORY),
        ports=network.ports(settings, installation),
        listeners=network.listeners(installation),
        disk_free=resources.disk_free(settings.data_dir),
        memory_free=resources.memory_free(),
        users=files.users(),
        data_dir=files.entry(settings.data_dir),
        may_write_data=files.may_write(settings.data_dir),
        keys_dir=files.entry(settings.keys_dir),
        private_files=files.private_files(settings.data_dir),
        container_files=files.container_files(CONTAINERS),
        secrets=secrets.secrets(environment, settings.keys_dir, CONTAINERS),
        edge_shows_contract=network.edge_shows_contract(settings, installation),
        database=database.view(installation),
        newest_migration=database.newest_migration(REPOSITORY / Path("services", "session", "migrations", "versions")),
        clock_set=resources.clock_set(),
        clock_behind=resources.clock_behind([REPOSITORY / "pyproject.toml", REPOSITORY / "constraints.txt"]),
    )
