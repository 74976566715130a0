"""Reads the methods of the contract, with their options, out of compiled descriptors.

It builds its own descriptor pool instead of importing gen/python, so that it can read a contract that was never
generated: the one being checked, or one that a test has bent.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from google.protobuf.descriptor import FieldDescriptor, MethodDescriptor
from google.protobuf.descriptor_pb2 import FileDescriptorSet, MethodOptions
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

OURS = "viva."
METHOD_OPTIONS = "google.protobuf.MethodOptions"


@dataclass(frozen=True)
class Method:
    """One RPC: its descriptor, and its `access` and `task` options where it has them."""

    descriptor: MethodDescriptor
    access: Any
    task: Any

    @property
    def full_name(self) -> str:
        """The name in the contract (`viva.llm.v1.LlmService.Ask`)."""
        return self.descriptor.full_name

    @property
    def package(self) -> str:
        """The proto package (`viva.llm.v1`)."""
        return self.descriptor.containing_service.file.package

    @property
    def service(self) -> str:
        """The service of the mesh that serves it (`llm`)."""
        return self.package.split(".")[1]

    @property
    def path(self) -> str:
        """The HTTP/2 path (`/viva.llm.v1.LlmService/Ask`)."""
        return f"/{self.descriptor.containing_service.full_name}/{self.descriptor.name}"

    @property
    def is_stream(self) -> bool:
        """Whether either side may send more than one message."""
        return self.descriptor.client_streaming or self.descriptor.server_streaming

    @property
    def is_repeatable(self) -> bool:
        """Whether the contract promises that a second call does no harm."""
        return bool(self.descriptor.GetOptions().idempotency_level != MethodOptions.IDEMPOTENCY_UNKNOWN)

    @property
    def is_routed(self) -> bool:
        """Whether the edge lets it in: someone outside the mesh, who can never be a service of it, could be allowed."""
        access = self.access
        return access is not None and not access.services and bool(access.is_public or access.roles or access.scopes)


def read_methods(image: FileDescriptorSet) -> list[Method]:
    """Lists every RPC of our packages in name order."""
    pool = DescriptorPool()
    for file in image.file:
        pool.Add(file)
    options_class = GetMessageClass(pool.FindMessageTypeByName(METHOD_OPTIONS))
    access = pool.FindExtensionByName("viva.contract.v1.access")
    task = pool.FindExtensionByName("viva.contract.v1.task")
    found = [
        Method(descriptor, option(parsed, access), option(parsed, task))
        for descriptor in method_descriptors(pool, image)
        # The options arrive as a message of the default pool, which does not know ours: read them again in this one.
        for parsed in [options_class.FromString(descriptor.GetOptions().SerializeToString())]
    ]
    return sorted(found, key=lambda method: method.full_name)


def method_descriptors(pool: DescriptorPool, image: FileDescriptorSet) -> Iterator[MethodDescriptor]:
    """Yields the RPCs of our packages."""
    for file in image.file:
        if file.package.startswith(OURS):
            for service in pool.FindFileByName(file.name).services_by_name.values():
                yield from service.methods


def option(options: Message, extension: FieldDescriptor) -> Any:
    """Returns the option's message, or None where it is not set."""
    return next((value for field, value in options.ListFields() if field == extension), None)
