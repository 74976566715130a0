"""A program imports only what its own extra asks for, so that each service can be installed, and replaced, alone."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.architecture.conftest import ROOT
from tools import pins

# Where code lives, and the extra it is installed with.
EXTRA_OF = {
    "client": "command",
    "deploy/command": "platform",
    "deploy/compose": "edge",
    "deploy/docker": "mesh",
    "deploy/envoy": "edge",
    "deploy/supervisor": "platform",
    "interviewing": "none",
    "mesh": "mesh",
    "services/gateway": "gateway",
    "services/llm": "llm",
    "services/resume": "resume",
    "services/session": "session",
    "tests": "test",
    "tools": "check",
}
OURS = {"bench", "buf", "deploy", "interviewing", "mesh", "services", "tests", "tools", "viva", "viva_client"}
# Imports what only .venv-gen has.
RUNS_ELSEWHERE = {"tools/protoc_gen_python.py"}
# Programs that stand apart from the services: what of ours they may see. import-linter holds the services themselves.
SEES = {
    "client": {"interviewing", "viva", "viva_client"},
    "deploy": {"deploy", "viva"},
}
BUILT = sorted(place for place in EXTRA_OF if (ROOT / place).is_dir())


@pytest.mark.parametrize("place", BUILT)
def test_a_program_imports_only_what_its_extra_asks_for(place: str) -> None:
    asked_for = closure(EXTRA_OF[place])
    offered_by = packages_distributions()
    foreign = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in (ROOT / place).rglob("*.py")
        if str(path.relative_to(ROOT)) not in RUNS_ELSEWHERE
        for name in imports(path) - OURS
        if not asked_for & {pins.normal(distribution) for distribution in offered_by.get(name, [])}
    }
    assert sorted(foreign) == []


@pytest.mark.parametrize("place", sorted(place for place in SEES if (ROOT / place).is_dir()))
def test_what_stands_apart_from_the_services_imports_none_of_them(place: str) -> None:
    seen = {name for path in (ROOT / place).rglob("*.py") for name in imports(path) & OURS}
    assert seen - SEES[place] == set()


def closure(extra: str) -> set[str]:
    """The distributions that an extra asks for, those of the extras of ours that it includes among them."""
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    found: set[str] = set()
    for requirement in extras.get(extra, []):
        included = re.fullmatch(r"viva\[([\w,]+)\]", requirement)
        if included:
            found |= set().union(*(closure(name) for name in included[1].split(",")))
        else:
            found.add(pins.normal(re.split(r"[\[=]", requirement)[0]))
    return found


def imports(path: Path) -> set[str]:
    """The top-level names of what a file imports, Python's own left out."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found - sys.stdlib_module_names
