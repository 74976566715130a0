"""Writes constraints.txt: every package that is installed beside this one, at its version, so that all machines get the same.

`make pins` after a dependency was added to pyproject.toml and installed.
"""

import re
from importlib.metadata import distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CONSTRAINTS = ROOT / "constraints.txt"
WITHOUT_DEPENDENCIES = ROOT / "requirements-nodeps.txt"
HEADING = "# Written by `make pins`: what pyproject.toml asks for and all that this needs, at the versions they were tested with.\n"
# Ours, and what a virtual environment begins with.
NOT_PINNED = {"pip", "setuptools", "viva"}

Pins = dict[str, str]


def main() -> None:
    """Replaces constraints.txt."""
    elsewhere = read(WITHOUT_DEPENDENCIES)
    wanted = {name: version for name, version in installed().items() if name not in elsewhere}
    CONSTRAINTS.write_text(HEADING + "".join(f"{name}=={version}\n" for name, version in sorted(wanted.items())), "utf-8")


def installed() -> Pins:
    """What this environment holds, by normalised name."""
    # A build's own mark (`+cpu`) is no part of what others can ask for.
    found = {normal(package.name): package.version.partition("+")[0] for package in distributions()}
    return {name: version for name, version in found.items() if name not in NOT_PINNED}


def read(path: Path) -> Pins:
    """What a requirements file pins, by normalised name."""
    pairs = re.findall(r"^([\w.-]+)==(\S+)$", path.read_text("utf-8"), re.MULTILINE)
    return {normal(name): version for name, version in pairs}


def normal(name: str) -> str:
    """Spells a package's name the way indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    main()
