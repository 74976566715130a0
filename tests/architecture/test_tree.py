"""Files are named for what they are about, and what is installed is what was pinned."""

import re
from importlib.metadata import distributions
from pathlib import Path

from tests.architecture.conftest import ROOT

OURS = ("mesh", "interviewing", "services", "client", "deploy", "tools", "bench", "tests")
NAMES_NOTHING = {"base", "common", "helpers", "manager", "misc", "utils"}
PINNED_ELSEWHERE = {"pip", "setuptools", "viva"}


def test_no_file_is_named_for_being_handy() -> None:
    named = [
        path
        for directory in OURS
        for path in (ROOT / directory).rglob("*.py")
        if {path.stem, *path.relative_to(ROOT).parts} & NAMES_NOTHING
    ]
    assert named == []


def test_every_installed_package_is_pinned() -> None:
    installed = {(normal(package.name), package.version) for package in distributions() if normal(package.name) not in PINNED_ELSEWHERE}
    assert installed - pins(ROOT / "constraints.txt") - pins(ROOT / "requirements-nodeps.txt") == set()


def test_what_is_asked_for_is_pinned_to_the_same_version() -> None:
    asked_for = {
        (normal(name), version) for name, version in re.findall(r'^\s+"([\w.-]+)(?:\[\w+])?==([\w.]+)"', pyproject(), re.MULTILINE)
    }
    assert len(asked_for) > 20
    assert asked_for - pins(ROOT / "constraints.txt") == set()


def pins(path: Path) -> set[tuple[str, str]]:
    lines = [line.split("==") for line in path.read_text("utf-8").splitlines() if "==" in line and not line.startswith("#")]
    return {(normal(name), version) for name, version in lines}


def normal(name: str) -> str:
    """Spells a package's name the way indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pyproject() -> str:
    return (ROOT / "pyproject.toml").read_text("utf-8")
