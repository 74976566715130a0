"""A buf plugin that writes Python messages and gRPC stubs with the pinned `grpc_tools.protoc` of `.venv-gen`.

The pin (1.62.3) is the newest whose output runs on protobuf 4 as well as 7, and vision's libraries need 4.
"""

import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from google.protobuf.compiler.plugin_pb2 import CodeGeneratorRequest, CodeGeneratorResponse
from google.protobuf.descriptor_pb2 import FileDescriptorSet
from grpc_tools import protoc


def main() -> None:
    """Answers the request on stdin the way protoc plugins do."""
    request = CodeGeneratorRequest.FromString(sys.stdin.buffer.read())
    response = CodeGeneratorResponse(supported_features=CodeGeneratorResponse.FEATURE_PROTO3_OPTIONAL)
    with tempfile.TemporaryDirectory() as scratch:
        response.file.extend(generate(request, Path(scratch)))
    sys.stdout.buffer.write(response.SerializeToString())


def generate(request: CodeGeneratorRequest, scratch: Path) -> Iterator[CodeGeneratorResponse.File]:
    """Runs protoc over the request's files and yields what it wrote, in name order."""
    descriptors, out = scratch / "descriptors.binpb", scratch / "out"
    descriptors.write_bytes(FileDescriptorSet(file=request.proto_file).SerializeToString())
    out.mkdir()
    wanted = set(request.file_to_generate)
    files = [file for file in request.proto_file if file.name in wanted]
    run_protoc(descriptors, f"--python_out={out}", (file.name for file in files))
    # A file without a service would get an empty gRPC module; it gets none.
    run_protoc(descriptors, f"--grpc_python_out={out}", (file.name for file in files if file.service))
    for path in sorted(out.rglob("*.py")):
        yield CodeGeneratorResponse.File(name=path.relative_to(out).as_posix(), content=path.read_text("utf-8"))


def run_protoc(descriptors: Path, output: str, names: Iterable[str]) -> None:
    """Runs protoc in this process; exits with its status when it fails."""
    if not (arguments := sorted(names)):
        return
    if status := protoc.main(["protoc", f"--descriptor_set_in={descriptors}", output, *arguments]):
        sys.exit(status)


if __name__ == "__main__":
    main()
