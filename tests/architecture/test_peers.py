"""Calls go one way through the map: who may call whom is listed here once and held against contract and code."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.conftest import ROOT
from tools.methods import Method

# DESIGN §2: left to right. session calls nobody.
PEERS = {
    "gateway": {"session", "llm", "resume", "vision", "media"},
    "llm": {"session", "resume"},
    "resume": {"session"},
    "vision": {"session"},
    "media": {"session", "vision"},
    "session": set(),
}
BUILT = sorted(path.name for path in (ROOT / "services").iterdir() if (path / "__init__.py").is_file())


def test_the_contract_admits_only_callers_on_the_left(methods: list[Method]) -> None:
    backwards = [
        f"{method.full_name} admits {caller}"
        for method in methods
        if method.access and method.service != "contract"
        for caller in admitted_services(method)
        if method.service not in PEERS[caller]
    ]
    assert backwards == []


@pytest.mark.parametrize("service", BUILT)
def test_a_service_imports_stubs_of_its_peers_only(service: str) -> None:
    spoken_to = {peer for path in sources(service) for peer in grpc_modules(path)}
    assert spoken_to <= PEERS[service] | {service, "contract"}


@pytest.mark.parametrize("service", BUILT)
def test_a_service_makes_stubs_of_its_peers_only(service: str) -> None:
    """Importing one's own gRPC module is how one serves; making a stub from it would be a call to oneself."""
    own = {f"{name}Stub" for path in sources(service) for name in stub_services(path, service)}
    assert [f"{path}: {name}" for path in sources(service) for name in calls(path) if name in own] == []


def admitted_services(method: Method) -> list[str]:
    values = method.access.DESCRIPTOR.fields_by_name["services"].enum_type.values_by_number
    return [values[number].name.removeprefix("SERVICE_").lower() for number in method.access.services]


def sources(service: str) -> list[Path]:
    return sorted((ROOT / "services" / service).rglob("*.py"))


def grpc_modules(path: Path) -> Iterator[str]:
    """Yields the service (`llm`) of every generated gRPC module that the file imports."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("viva."):
            if any(alias.name.endswith("_pb2_grpc") for alias in node.names):
                yield str(node.module).split(".")[1]
        elif isinstance(node, ast.Import):
            yield from (alias.name.split(".")[1] for alias in node.names if alias.name.startswith("viva.") and alias.name.endswith("_grpc"))


def stub_services(path: Path, service: str) -> Iterator[str]:
    """Yields the names of the services in the own gRPC modules that the file imports (`interview_service` → `InterviewService`)."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(f"viva.{service}."):
            stems = [alias.name.removesuffix("_pb2_grpc") for alias in node.names if alias.name.endswith("_pb2_grpc")]
            yield from ("".join(word.capitalize() for word in stem.split("_")) for stem in stems)


def calls(path: Path) -> Iterator[str]:
    """Yields the last name of everything that is called in the file."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            match node.func:
                case ast.Attribute(attr=name) | ast.Name(id=name):
                    yield name
