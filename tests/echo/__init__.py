"""Compiles the contract of a service that exists in tests only, and makes it importable beside the real ones.

It is compiled by the compiler of `make gen`, once per process, so that what is tested is what generated code does.
"""

import atexit
import importlib
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = "viva/vision/v1test"


def compiled() -> Path:
    """Writes the generated modules into a directory of their own and returns it."""
    out = Path(tempfile.mkdtemp(prefix="viva-echo-"))
    atexit.register(shutil.rmtree, out, ignore_errors=True)
    sources = out / "proto" / PACKAGE
    sources.mkdir(parents=True)
    for source in Path(__file__).parent.glob("*.proto"):
        shutil.copy(source, sources)
    protoc = [str(ROOT / ".venv-gen/bin/python"), "-m", "grpc_tools.protoc", f"-I{out / 'proto'}", f"-I{ROOT / 'proto'}"]
    names = [f"{PACKAGE}/{source.name}" for source in sources.iterdir()]
    subprocess.run([*protoc, f"--python_out={out}", f"--grpc_python_out={out}", *names], check=True)
    return out


sys.path.append(str(compiled()))
importlib.invalidate_caches()

pb: Any = importlib.import_module("viva.vision.v1test.echo_service_pb2")
rpc: Any = importlib.import_module("viva.vision.v1test.echo_service_pb2_grpc")
guarded_pb: Any = importlib.import_module("viva.vision.v1test.guarded_service_pb2")
guarded_rpc: Any = importlib.import_module("viva.vision.v1test.guarded_service_pb2_grpc")
