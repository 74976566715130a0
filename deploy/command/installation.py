"""Reads which processes of an installation run, from the file its supervisor keeps for whoever wants to know."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil

from deploy.supervisor.ports import LOOPBACK

PROGRAM = "deploy.supervisor"
ROSTER = Path("run", "processes.json")
# Addresses a server may listen at that nobody can connect to.
EVERYWHERE = {"0.0.0.0": LOOPBACK, "::": "::1"}


@dataclass(frozen=True)
class Listed:
    """One process as its supervisor last wrote it down; `pid` is None until it was first started."""

    name: str
    pid: int | None
    port: int
    state: str
    restarts: int


@dataclass(frozen=True)
class Installation:
    """A supervisor that is alive and what it keeps running."""

    data_dir: Path
    supervisor: int
    url: str
    processes: tuple[Listed, ...] = field(default=())

    @property
    def edge(self) -> tuple[str, int]:
        """The host and the port at which this machine reaches the edge."""
        parts = urlsplit(self.url)
        host = parts.hostname or LOOPBACK
        return EVERYWHERE.get(host, host), parts.port or (443 if parts.scheme == "https" else 80)

    @property
    def speaks_https(self) -> bool:
        return self.url.startswith("https:")

    def log_of(self, name: str) -> Path:
        return self.data_dir / "log" / f"{name}.log"


def running(data_dir: Path) -> Installation | None:
    """What runs on `data_dir`, or None: a supervisor that was killed leaves its file behind, which says nothing."""
    try:
        document = json.loads((data_dir / ROSTER).read_text())
    except FileNotFoundError:
        return None
    supervisor = int(document["supervisor"])
    if not _is_supervisor(supervisor):
        return None
    return Installation(data_dir, supervisor, str(document["url"]), tuple(_listed(*item) for item in document["processes"].items()))


@dataclass(frozen=True)
class Start:
    """What a supervisor was started with."""

    options: tuple[str, ...]
    environment: Mapping[str, str]


def started_with(installation: Installation) -> Start | None:
    """None where the system hides it from us."""
    try:
        process = psutil.Process(installation.supervisor)
        words = process.cmdline()
        return Start(tuple(words[words.index(PROGRAM) + 1 :]), process.environ())
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return None


def _listed(name: str, entry: dict[str, Any]) -> Listed:
    return Listed(name, entry["pid"], int(entry["port"]), str(entry["state"]), int(entry["restarts"]))


def _is_supervisor(pid: int) -> bool:
    """Whether that process is one: numbers are given out again."""
    try:
        return PROGRAM in psutil.Process(pid).cmdline()
    except (psutil.NoSuchProcess, psutil.ZombieProcess):
        return False
    except psutil.AccessDenied:  # somebody else's process, whose words are hidden from us; the file was theirs, too
        return True
