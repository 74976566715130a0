"""Runs buf, the contract's compiler, on a tree that has a `proto/` of ours."""

import subprocess
from pathlib import Path

from google.protobuf.descriptor_pb2 import FileDescriptorSet

ROOT = Path(__file__).resolve().parent.parent
BUF = ROOT / "node_modules/.bin/buf"


def generate(source: Path, out: Path) -> None:
    """Runs the plugins of buf.gen.yaml over `source`/proto. Raises CalledProcessError when the contract does not compile."""
    run("generate", str(source), "-o", str(out))


def build(source: Path) -> FileDescriptorSet:
    """Compiles `source`/proto into descriptors, dependencies first, without comments."""
    image = run("build", str(source), "--as-file-descriptor-set", "--exclude-source-info", "-o", "-")
    return FileDescriptorSet.FromString(image)


def run(*arguments: str) -> bytes:
    """Runs one buf command where its plugins' paths hold and returns its output."""
    return subprocess.run([BUF, *arguments], cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout
