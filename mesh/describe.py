"""Tells peers what this process serves, so that they find a drift at start and not at the first call."""

from collections.abc import Collection, Iterable
from typing import Any

from google.protobuf.descriptor_pb2 import FileDescriptorProto
from viva.contract.v1.contract_service_pb2 import DescribeRequest, DescribeResponse
from viva.contract.v1.contract_service_pb2_grpc import ContractServiceServicer
from viva.contract.v1.options_pb2 import Service

from mesh.contract import Method, files_of


class ContractServicer(ContractServiceServicer):
    """Describes this process; the answer never changes."""

    def __init__(self, answer: DescribeResponse) -> None:
        """Gives this answer."""
        self._answer = answer

    async def Describe(self, request: DescribeRequest, context: Any) -> DescribeResponse:  # noqa: N802
        """Lists the methods and the files that define them."""
        return self._answer


def description(service: Service.ValueType, release: str, methods: Collection[Method], tasks: Iterable[Method]) -> DescribeResponse:
    """What a process that serves these methods and takes these tasks says about itself."""
    return DescribeResponse(
        service=service,
        methods=sorted(method.full_name for method in methods),
        tasks=sorted(task.full_name for task in tasks),
        files=described(methods),
        release=release,
    )


def described(methods: Iterable[Method]) -> list[FileDescriptorProto]:
    """The files that are needed to read these methods, dependencies first."""
    files = []
    for file in files_of(methods):
        copy = FileDescriptorProto()
        file.CopyToProto(copy)
        files.append(copy)
    return files
