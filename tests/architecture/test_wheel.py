"""The wheel is the partner's client and the contract, whole, and nothing else: it works where nothing else of ours is."""

import subprocess
import sys
from collections.abc import Iterator
from email.parser import Parser
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.architecture.conftest import ROOT

LIGHT = {"googleapis-common-protos", "grpcio", "grpcio-status", "protobuf"}
OURS = {"client/viva_client": "viva_client", "gen/python/viva": "viva", "gen/python/buf": "buf", "interviewing": "interviewing"}
# Imports every module of the client where only the wheel and what is installed from elsewhere can be found.
IMPORT_ALL = """
import sys, pkgutil, importlib
from importlib.util import find_spec
sys.path[:] = [sys.argv[1], *(path for path in sys.path if "site-packages" in path or path.startswith(sys.base_prefix))]
import viva_client
for module in pkgutil.walk_packages(viva_client.__path__, "viva_client."):
    importlib.import_module(module.name)
    print(module.name)
assert viva_client.__file__.startswith(sys.argv[1]), viva_client.__file__
assert find_spec("mesh") is None and find_spec("services") is None
"""

# Says what is loaded once a partner's program has imported the client.
IMPORT_CLIENT = """
import sys
sys.path.insert(0, sys.argv[1])
import viva_client
print(*sys.modules)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ZipFile]:
    """The wheel of the tree as it is."""
    directory = tmp_path_factory.mktemp("wheel")
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--wheel-dir",
        str(directory),
        str(ROOT),
    ]
    subprocess.run(command, check=True, capture_output=True)
    (path,) = directory.glob("*.whl")
    with ZipFile(path) as wheel:
        yield wheel


def test_it_holds_the_client_and_the_contract_and_nothing_else(wheel: ZipFile) -> None:
    held = {Path(name) for name in wheel.namelist() if ".dist-info/" not in name}
    assert held == {Path(name) / path.relative_to(ROOT / place) for place, name in OURS.items() for path in sources(ROOT / place)}
    assert Path("viva_client/py.typed") in held and Path("viva/session/v1/interview_service_pb2.pyi") in held


def test_it_asks_for_little(wheel: ZipFile) -> None:
    (metadata,) = [name for name in wheel.namelist() if name.endswith(".dist-info/METADATA")]
    asked_for = Parser().parsestr(wheel.read(metadata).decode()).get_all("Requires-Dist", [])
    client = {line.split("=")[0] for line in asked_for if line.endswith("; extra == 'client'")}
    assert client == LIGHT
    assert [line for line in asked_for if "extra ==" not in line] == []


def test_every_module_of_it_can_be_imported_where_nothing_else_of_ours_is(wheel: ZipFile, tmp_path: Path) -> None:
    wheel.extractall(tmp_path)
    done = subprocess.run([sys.executable, "-c", IMPORT_ALL, str(tmp_path)], cwd="/", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "viva_client.client" in done.stdout.split()


def test_a_partners_program_needs_nothing_of_what_the_command_needs(wheel: ZipFile, tmp_path: Path) -> None:
    wheel.extractall(tmp_path)
    done = subprocess.run([sys.executable, "-c", IMPORT_CLIENT, str(tmp_path)], cwd="/", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    used = set(done.stdout.split())
    assert used >= {"grpc", "google.protobuf"} and not used & {"click", "prompt_toolkit", "protovalidate", "interviewing"}


def sources(directory: Path) -> Iterator[Path]:
    """What is written in a directory, and not what Python leaves there."""
    return (path for path in directory.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
