"""The contract as it stands in proto/, compiled once, for tests that hold it to its own rules."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from google.protobuf.descriptor import Descriptor
from google.protobuf.descriptor_pb2 import FileDescriptorSet
from google.protobuf.descriptor_pool import DescriptorPool

from tools import buf
from tools.methods import OURS, Method, read_methods

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def image() -> FileDescriptorSet:
    """Every file of the contract with its dependencies."""
    return buf.build(ROOT)


@pytest.fixture(scope="session")
def methods(image: FileDescriptorSet) -> list[Method]:
    """Every RPC of the contract."""
    return read_methods(image)


@pytest.fixture(scope="session")
def tasks(methods: list[Method]) -> list[Method]:
    """The RPCs that are durable work."""
    return [method for method in methods if method.task]


@pytest.fixture(scope="session")
def messages(image: FileDescriptorSet) -> list[Descriptor]:
    """Every message of the contract, nested ones included."""
    pool = DescriptorPool()
    for file in image.file:
        pool.Add(file)
    ours = [pool.FindFileByName(file.name) for file in image.file if file.package.startswith(OURS)]
    return [message for file in ours for top in file.message_types_by_name.values() for message in with_nested(top)]


def with_nested(message: Descriptor) -> Iterator[Descriptor]:
    """Yields the message and what is declared inside it, entries of maps left out."""
    if not message.GetOptions().map_entry:
        yield message
        for inner in message.nested_types:
            yield from with_nested(inner)
