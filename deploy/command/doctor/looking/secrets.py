"""Where Viva was given secrets: in its environment, in files beside its containers, in URLs, and in the files it made itself."""

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from deploy.command.doctor.machine import Secret

OURS = re.compile(r"(VIVA|POSTGRES|PG)_?[A-Z0-9_]*")
SECRET_NAME = re.compile(r"[A-Z0-9_]*(PASSWORD|PASSPHRASE|SECRET|TOKEN|API_KEY)")
URL_NAME = re.compile(r"[A-Z0-9_]*(URL|DSN|URI)")
LINE = re.compile(r"\s*(?:export\s+)?([A-Z][A-Z0-9_]*)\s*=\s*(.*)")
# What an operator copies and fills in; what it holds is meant to be replaced, and nothing reads it.
TEMPLATES = (".example", ".sample", ".template")


def secrets(environment: Mapping[str, str], keys_dir: Path, containers: Path) -> tuple[Secret, ...]:
    """All that can be found."""
    ours = {name: value for name, value in environment.items() if OURS.fullmatch(name)}
    return (*_named(ours, "the environment"), *_beside_containers(containers), *_kept(keys_dir))


def _named(variables: Mapping[str, str], place: str) -> Iterator[Secret]:
    """Variables that are secrets by their name, and the passwords in those that are URLs."""
    for name, value in variables.items():
        if SECRET_NAME.fullmatch(name):
            yield Secret(f"{name} in {place}", value)
        elif URL_NAME.fullmatch(name) and (parts := urlsplit(value)).password is not None:
            yield Secret(f"{name} in {place}", unquote(parts.password or ""), unquote(parts.username or ""))


def _beside_containers(directory: Path) -> Iterator[Secret]:
    """Env files and secrets that we may read; what we may not is for others to judge."""
    for path in sorted(directory.glob("*.env*")):
        if not path.name.endswith(TEMPLATES) and os.access(path, os.R_OK):
            yield from _named(_variables(path.read_text("utf-8", "replace")), str(path))
    for path in sorted(directory.glob("secrets/*")):
        if path.is_file() and os.access(path, os.R_OK):
            yield from _in_file(path)


def _in_file(path: Path) -> Iterator[Secret]:
    """A password, or a URL with one, as containers are handed them; keys are random by their making."""
    text = path.read_text("utf-8", "replace").strip()
    if path.suffix == ".password":
        yield Secret(str(path), text)
    elif path.suffix == ".url" and (parts := urlsplit(text)).password is not None:
        yield Secret(str(path), unquote(parts.password or ""), unquote(parts.username or ""))


def _variables(text: str) -> dict[str, str]:
    """What an env file sets, as container tools read it; empty secrets are left to be given by the environment."""
    found = (LINE.fullmatch(line) for line in text.splitlines())
    return {match[1]: value for match in found if match and (value := match[2].strip().strip("'\""))}


def _kept(keys_dir: Path) -> Iterator[Secret]:
    """Passwords that the first start made, and that somebody may have replaced since."""
    try:
        for path in sorted(keys_dir.glob("*.password")):
            yield Secret(str(path), path.read_text().strip())
    except PermissionError:  # not ours to read, so not ours to start with
        return
