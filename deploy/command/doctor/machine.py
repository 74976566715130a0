"""What the doctor knows of a machine before it judges: facts without opinions, so that a test can make up any machine."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from deploy.supervisor.settings import SupervisorSettings


@dataclass(frozen=True)
class Tool:
    """A program that was asked for its version. `version` is what it said; None when it could not be run, and `complaint` says why."""

    name: str
    version: str | None
    complaint: str = ""


@dataclass(frozen=True)
class Package:
    """A Python package at the version that is pinned, and at the one that is installed (None: it is not)."""

    name: str
    pinned: str
    installed: str | None


@dataclass(frozen=True)
class Holder:
    """Who listens at a port; pid and program are unknown where another user's processes are hidden."""

    pid: int | None
    program: str
    is_ours: bool = False


@dataclass(frozen=True)
class PortUse:
    """A port that Viva takes, under the name of the process that listens there."""

    name: str
    port: int
    holder: Holder | None = None


@dataclass(frozen=True)
class Listener:
    """A socket that one of Viva's processes listens at."""

    process: str
    host: str
    port: int


@dataclass(frozen=True)
class Entry:
    """A file or directory that exists: its permission bits and its owner's number."""

    path: Path
    mode: int
    owner: int


@dataclass(frozen=True)
class Secret:
    """A secret and where it was found; it is judged and never shown."""

    where: str
    value: str = field(repr=False)
    user: str = ""


@dataclass(frozen=True)
class CertificateView:
    """The operator's certificate: for how many days it is still good, or what is wrong with it."""

    days_left: int = 0
    complaint: str = ""


@dataclass(frozen=True)
class DatabaseView:
    """The database as one connection saw it: the migration it stands at, or why there was no connection."""

    migration: str | None = None
    complaint: str = ""


@dataclass(frozen=True)
class Machine:
    """All of it. `settings` and `environment` are those Viva runs with, or, when it does not run, would start with.

    `users`: the numbers of those who may own what is Viva's.  `disk_free`, `memory_free`: bytes.
    `tesseract`: the languages that it reads; none where it is not installed.
    `certificate`: None where the operator gave none.
    `clock_set`: whether the kernel says that something keeps its clock right; None where it does not say.
    `clock_behind`: seconds by which the clock is earlier than the newest file of the checkout.
    `newest_migration`: the one that this checkout's code needs.
    """

    settings: SupervisorSettings
    environment: Mapping[str, str]
    is_running: bool
    certificate: CertificateView | None
    python: tuple[int, int]
    is_own_venv: bool
    node: Tool
    npm: Tool
    servers: tuple[Tool, ...]
    chromium: str | None
    tesseract: frozenset[str]
    packages: tuple[Package, ...]
    ports: tuple[PortUse, ...]
    listeners: tuple[Listener, ...]
    disk_free: int
    memory_free: int
    users: frozenset[int]
    data_dir: Entry | None
    may_write_data: bool
    keys_dir: Entry | None
    private_files: tuple[Entry, ...]
    container_files: tuple[Entry, ...]
    secrets: tuple[Secret, ...]
    edge_shows_contract: bool
    database: DatabaseView | None
    newest_migration: str
    clock_set: bool | None
    clock_behind: float
