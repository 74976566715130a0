"""One set of generated Python runs on the old protobuf that vision's libraries need and on the new one that all others use."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
IMPORT_ALL = """
import importlib, pathlib, sys
import google.protobuf
root = pathlib.Path("gen/python")
modules = [".".join(path.relative_to(root).with_suffix("").parts) for path in root.rglob("*.py")]
for module in modules:
    importlib.import_module(module)
from viva.contract.v1 import contract_service_pb2 as pb, options_pb2
describe = pb.DESCRIPTOR.services_by_name["ContractService"].methods_by_name["Describe"]
assert describe.GetOptions().Extensions[options_pb2.access].services
print(google.protobuf.__version__, len(modules))
"""


@pytest.mark.parametrize(("venv", "protobuf"), [(".venv-gen", "4.25.9"), (".venv", "7.36.2")])
def test_generated_code_runs_on_both_protobufs(venv: str, protobuf: str) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "gen/python")}
    command = [str(ROOT / venv / "bin/python"), "-c", IMPORT_ALL]
    finished = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stderr
    version, modules = finished.stdout.split()
    assert version == protobuf
    assert int(modules) == sum(1 for _ in (ROOT / "gen/python").rglob("*.py"))
