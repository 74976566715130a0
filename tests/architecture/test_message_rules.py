"""Messages say what they hold: own types, no bags, names that tell the unit."""

from collections import defaultdict

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.descriptor_pb2 import FileDescriptorSet

from tools.methods import OURS

BAGS = {
    "google.protobuf.Any",
    "google.protobuf.Empty",
    "google.protobuf.ListValue",
    "google.protobuf.Struct",
    "google.protobuf.Value",
}
TIMESTAMP = "google.protobuf.Timestamp"


def test_no_message_is_called_empty(messages: list[Descriptor]) -> None:
    assert [message.full_name for message in messages if message.name == "Empty"] == []


def test_nothing_known_travels_in_a_bag(messages: list[Descriptor]) -> None:
    assert [field.full_name for field in fields(messages) if field.message_type and field.message_type.full_name in BAGS] == []


def test_times_are_named_for_what_they_are(messages: list[Descriptor]) -> None:
    times = [field for field in fields(messages) if field.message_type and field.message_type.full_name == TIMESTAMP]
    assert times
    assert [field.full_name for field in times if not f"_{field.name}".endswith(("_time", "_times"))] == []


def test_ids_are_strings(messages: list[Descriptor]) -> None:
    ids = [field for field in fields(messages) if field.name.endswith(("_id", "_ids"))]
    assert ids
    assert [field.full_name for field in ids if field.type != FieldDescriptor.TYPE_STRING] == []


def test_packages_depend_on_each_other_in_one_direction(image: FileDescriptorSet) -> None:
    package_of = {file.name: file.package for file in image.file}
    needs: dict[str, set[str]] = defaultdict(set)
    for file in image.file:
        needs[file.package] |= {package_of[name] for name in file.dependency} - {file.package}
    assert [package for package in needs if package.startswith(OURS) and package in reach(package, needs)] == []


def reach(package: str, needs: dict[str, set[str]]) -> set[str]:
    """Every package that `package` needs, however far away."""
    found: set[str] = set()
    waiting = list(needs[package])
    while waiting:
        if (name := waiting.pop()) not in found:
            found.add(name)
            waiting.extend(needs[name])
    return found


def fields(messages: list[Descriptor]) -> list[FieldDescriptor]:
    return [field for message in messages for field in message.fields]
