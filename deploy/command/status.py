"""`viva status`: which processes run, and whether each is ready."""

import asyncio
import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from deploy.command.health import Condition, conditions
from deploy.command.installation import Installation, running
from deploy.supervisor.settings import read_settings

HEADINGS = ("name", "state", "pid", "port", "up", "restarts", "memory")


@click.command(short_help="Show every process and whether it is ready.")
@click.option("--data-dir", type=click.Path(path_type=Path), help="Where the installation keeps its data, as for `viva up`.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def status(data_dir: Path | None, as_json: bool) -> None:
    """Asks every process of this installation how it is. Ends with 0 only when all of them are ready."""
    directory = (data_dir or read_settings([], os.environ).data_dir).absolute()
    installation = running(directory)
    if installation is None:
        raise click.ClickException(f"Viva does not run on {directory}; `viva up` starts it")
    found = asyncio.run(conditions(installation))
    click.echo(json.dumps(_document(installation, found), indent=2) if as_json else _table(installation, found))
    unready = [condition for condition in found if not condition.is_ready]
    if unready:
        logs = ", ".join(f"{condition.name} ({installation.log_of(condition.name)})" for condition in unready)
        raise click.ClickException(f"not ready: {logs}; the last line of the log says what is missing")


def _document(installation: Installation, found: list[Condition]) -> dict[str, Any]:
    return {
        "url": installation.url,
        "supervisor": installation.supervisor,
        "ready": all(condition.is_ready for condition in found),
        "processes": [asdict(condition) for condition in found],
    }


def _table(installation: Installation, found: list[Condition]) -> str:
    rows = [HEADINGS, *(_row(condition) for condition in found)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([*lines, "", f"Viva is at {installation.url}; data and logs are in {installation.data_dir}"])


def _row(condition: Condition) -> tuple[str, ...]:
    return (
        condition.name,
        condition.state,
        str(condition.pid or "-"),
        str(condition.port),
        _duration(condition.uptime),
        str(condition.restarts),
        "-" if condition.memory is None else f"{condition.memory / 2**20:.0f} MiB",
    )


def _duration(seconds: float | None) -> str:
    """The two largest units: `2 d 3 h`, `4 min 10 s`."""
    if seconds is None:
        return "-"
    left, parts = int(seconds), list[str]()
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60), ("s", 1)):
        amount, left = divmod(left, size)
        if amount or parts or size == 1:
            parts.append(f"{amount} {unit}")
    return " ".join(parts[:2])
