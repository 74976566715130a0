"""Is everything installed that Viva runs with?"""

import re
from collections.abc import Iterator

from deploy.command.doctor.finding import Finding, ok, problem, warning
from deploy.command.doctor.machine import Machine, Tool

OLDEST_PYTHON = (3, 11)
OLDEST_NODE = 20
INSTALL_TESSERACT = "on Debian: apt-get install tesseract-ocr tesseract-ocr-kor"
SCAN_LANGUAGES = ("kor", "eng")
INSTALL_NODE = f"install Node {OLDEST_NODE} or newer and put it first on PATH"
SHOWN = 5


def python(machine: Machine) -> Iterator[Finding]:
    said = ".".join(map(str, machine.python))
    if machine.python < OLDEST_PYTHON:
        yield problem(
            "python", f"Python {said} is older than 3.11, which Viva is written for.", "remove .venv and run `make setup PYTHON=python3.11`"
        )
    elif machine.python > OLDEST_PYTHON:
        yield warning(
            "python", f"Python {said} is not 3.11, with which Viva is tested.", "remove .venv and run `make setup PYTHON=python3.11`"
        )
    elif not machine.is_own_venv:
        yield warning("python", f"Python {said} is not the one in this checkout's .venv.", "run .venv/bin/viva, after `make setup`")
    else:
        yield ok("python", f"Python {said} runs Viva.")


def packages(machine: Machine) -> Iterator[Finding]:
    missing = [f"{package.name} {package.pinned}" for package in machine.packages if package.installed is None]
    other = [
        f"{package.name} {package.installed} instead of {package.pinned}"
        for package in machine.packages
        if package.installed not in (None, package.pinned)
    ]
    if missing:
        yield problem("packages", f"{len(missing)} Python packages are missing: {_some(missing)}.", "run `make setup`")
    if other:
        yield warning("packages", f"{len(other)} Python packages are not at their pinned version: {_some(other)}.", "run `make setup`")
    if not missing and not other:
        yield ok("packages", f"All {len(machine.packages)} Python packages are there, at their pinned versions.")


def node(machine: Machine) -> Iterator[Finding]:
    said = machine.node.version or ""
    version = re.match(r"(\d+)\.", said)
    if machine.node.version is None:
        yield problem("node", f"There is no Node: {machine.node.complaint}.", INSTALL_NODE)
    elif version is None:
        yield problem("node", f"What is called node on PATH says {said!r}, which is no version of Node.", INSTALL_NODE)
    elif int(version[1]) < OLDEST_NODE:
        yield problem("node", f"Node {said} is older than {OLDEST_NODE}, which the web app is built with.", INSTALL_NODE)
    else:
        yield ok("node", f"Node {said} builds the web app.")
    if machine.npm.version is None:
        yield problem("npm", f"There is no npm: {machine.npm.complaint}.", f"{INSTALL_NODE}; npm comes with it, or as a package of its own")


def servers(machine: Machine) -> Iterator[Finding]:
    yield from (_server(tool) for tool in machine.servers)


def chromium(machine: Machine) -> Iterator[Finding]:
    where = "is here" if machine.chromium else "is not here"
    yield ok("chromium", f"Chromium {where}; only the browser tests of `make test` need it.")


def tesseract(machine: Machine) -> Iterator[Finding]:
    missing = [language for language in SCAN_LANGUAGES if language not in machine.tesseract]
    if not missing:
        yield ok("tesseract", "Tesseract reads scanned résumés in Korean and English.")
    else:
        without = f"Tesseract has no {' and no '.join(missing)}" if machine.tesseract else "There is no Tesseract"
        yield ok("tesseract", f"{without}; scanned résumés are refused, with that reason, until there is ({INSTALL_TESSERACT}).")


def _server(tool: Tool) -> Finding:
    if tool.version is None:
        return problem(
            tool.name,
            f"The {tool.name} that comes with Viva does not start: {tool.complaint}.",
            "run `make setup`; its wheels are for x86-64 and ARM, Linux with glibc and macOS",
        )
    return ok(tool.name, f"{tool.name} {tool.version} starts.")


def _some(names: list[str]) -> str:
    return ", ".join(names[:SHOWN]) + (f" and {len(names) - SHOWN} more" if len(names) > SHOWN else "")
