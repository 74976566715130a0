"""Files are named for what they are about, and what is installed is what was pinned."""

import re

from tests.architecture.conftest import ROOT
from tools import pins

OURS = ("mesh", "interviewing", "services", "client", "deploy", "tools", "bench", "tests")
NAMES_NOTHING = {"base", "common", "helpers", "manager", "misc", "utils"}


def test_no_file_is_named_for_being_handy() -> None:
    found = (path.relative_to(ROOT) for directory in OURS for path in (ROOT / directory).rglob("*.py"))
    files = [file for file in found if not any(part.startswith(".") for part in file.parts)]
    assert files
    assert [str(file) for file in files if {file.stem, *file.parts} & NAMES_NOTHING] == []


def test_every_installed_package_is_pinned() -> None:
    known = pins.read(pins.CONSTRAINTS) | pins.read(pins.WITHOUT_DEPENDENCIES)
    assert {name: version for name, version in pins.installed().items() if known.get(name) != version} == {}


def test_what_is_asked_for_is_pinned_to_the_same_version() -> None:
    asked_for = re.findall(r'^\s+"([\w.-]+)(?:\[\w+\])?==([\w.]+)"', (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE)
    known = pins.read(pins.CONSTRAINTS)
    assert len(asked_for) > 20
    assert {name: version for name, version in asked_for if known.get(pins.normal(name)) != version} == {}
