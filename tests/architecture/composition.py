"""Reads compose.yaml as compose does, and the Dockerfile as a builder does, for tests that hold both against the code."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.architecture.conftest import ROOT

COMPOSE = ROOT / "deploy" / "compose" / "compose.yaml"
GPU = ROOT / "deploy" / "compose" / "compose.gpu.yaml"
DOCKERFILE = ROOT / "deploy" / "docker" / "Dockerfile"
# What an operator has to say; compose refuses to start without.
SAID = {"VIVA_UID": "1000", "VIVA_GID": "1000", "VIVA_PUBLIC_URL": "https://viva.example", "VIVA_MAIL_FROM": "Viva <viva@viva.example>"}


@dataclass
class Stage:
    """One FROM of the Dockerfile with what follows it; `lines` are (instruction, rest)."""

    base: str
    lines: list[tuple[str, str]] = field(default_factory=list)


def composition(path: Path = COMPOSE, told: Mapping[str, str] = SAID) -> dict[str, Any]:
    """The file with its variables replaced."""
    document: dict[str, Any] = replaced(yaml.safe_load(path.read_text("utf-8")), told)
    return document


def replaced(part: Any, told: Mapping[str, str]) -> Any:
    """Variables stand in texts, so YAML is read first."""
    if isinstance(part, dict):
        return {name: replaced(value, told) for name, value in part.items()}
    if isinstance(part, list):
        return [replaced(value, told) for value in part]
    return interpolated(part, told) if isinstance(part, str) else part


def interpolated(text: str, told: Mapping[str, str]) -> str:
    """`${NAME:-default}` and `${NAME:?complaint}`, the two forms that we use."""

    def value(match: re.Match[str]) -> str:
        name, operator, rest = match.groups()
        if told.get(name):
            return told[name]
        assert operator == ":-", f"{name} is needed: {rest}"
        return str(rest)

    return re.sub(r"\$\{(\w+)(:[-?])([^}]*)\}", value, text)


def services() -> dict[str, dict[str, Any]]:
    """Every service of compose.yaml."""
    found: dict[str, dict[str, Any]] = composition()["services"]
    return found


def environment(service: str) -> dict[str, str]:
    """What a container is told: by its image, then by compose."""
    told = {name: str(value) for name, value in services()[service].get("environment", {}).items()}
    build = services()[service].get("build")
    return (image_environment(build["target"]) if build else {}) | told


@cache
def stages() -> dict[str, Stage]:
    """Every stage by its name."""
    found: dict[str, Stage] = {}
    current: Stage | None = None
    for instruction, rest in instructions(DOCKERFILE.read_text("utf-8")):
        if instruction == "FROM":
            base, _, name = rest.partition(" AS ")
            current = found[name] = Stage(base)
        elif current is not None:
            current.lines.append((instruction, rest))
    return found


def instructions(text: str) -> Iterator[tuple[str, str]]:
    """Yields what stands in a Dockerfile, continued lines joined and comments left out."""
    joined = re.sub(r"\\\n\s*", "", text)
    for line in joined.splitlines():
        if line.strip() and not line.startswith("#"):
            instruction, _, rest = line.partition(" ")
            yield instruction, rest.strip()


def lines_of(target: str) -> list[tuple[str, str]]:
    """The instructions that an image is made of, those of the stages it stands on first."""
    stage = stages()[target]
    below = lines_of(stage.base) if stage.base in stages() else []
    return [*below, *stage.lines]


def image_environment(target: str) -> dict[str, str]:
    """What an image's ENV lines set."""
    return dict(pair.split("=", 1) for instruction, rest in lines_of(target) if instruction == "ENV" for pair in rest.split())


def copies(target: str) -> list[tuple[str | None, list[str], str]]:
    """(stage it comes from, sources, destination) of every COPY."""
    found = []
    for instruction, rest in lines_of(target):
        if instruction == "COPY":
            *options, words = re.split(r"(?<=--from=)(\S+) ", rest) if rest.startswith("--from=") else [rest]
            *sources, destination = words.split()
            found.append((options[1] if options else None, sources, destination))
    return found


def ours(target: str) -> list[str]:
    """The paths of this repository that an image holds."""
    return [source for stage, sources, _ in copies(target) if stage is None for source in sources]
