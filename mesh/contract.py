"""Reads the contract out of the generated modules: which methods exist, who may call them, which of them are tasks.

A method is named by its request class (`method_of(AskRequest)`) and a service by a class generated for it
(`methods_of(rpc.LlmServiceStub)`), never by a string.
"""

import importlib
import pkgutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from pathlib import Path
from types import ModuleType

from google.protobuf.descriptor import Descriptor, FileDescriptor, MethodDescriptor, ServiceDescriptor
from google.protobuf.descriptor_pb2 import MethodOptions
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass
from viva.contract.v1.options_pb2 import LANE_BATCH, Access, Service, Task
from viva.contract.v1.options_pb2 import access as access_option
from viva.contract.v1.options_pb2 import task as task_option

OURS = "viva"


@dataclass(frozen=True)
class Method:
    """One RPC and the rules that stand beside it."""

    full_name: str
    """As the contract writes it (`viva.llm.v1.LlmService.Ask`)."""
    path: str
    """As HTTP/2 carries it (`/viva.llm.v1.LlmService/Ask`)."""
    service: str
    """Full name of its service (`viva.llm.v1.LlmService`)."""
    package: str
    request: type[Message]
    response: type[Message]
    client_streaming: bool
    server_streaming: bool
    idempotent: bool
    """Whether the contract says that a repeated call does no harm."""
    access: Access | None = field(compare=False)
    task: Task | None = field(compare=False)
    descriptor: MethodDescriptor = field(compare=False, repr=False)

    @property
    def name(self) -> str:
        """The last part of the full name (`Ask`)."""
        return self.full_name.rpartition(".")[2]

    @property
    def is_stream(self) -> bool:
        """Whether either side may send more than one message."""
        return self.client_streaming or self.server_streaming

    @property
    def is_batch(self) -> bool:
        """Whether nobody waits for it."""
        return self.task is not None and self.task.lane == LANE_BATCH

    @property
    def attempt_deadline(self) -> timedelta | None:
        """How long one attempt at the task may take; None for a method that is no task."""
        return self.task.attempt_deadline.ToTimedelta() if self.task else None


def method_of(request: type[Message]) -> Method:
    """Finds the one method that takes this request; LookupError when there is none or more than one."""
    return _method_that_takes(request.DESCRIPTOR)


def methods_of(generated: type) -> tuple[Method, ...]:
    """The methods of the service that a generated stub or servicer class, or one derived from it, belongs to."""
    return methods_in(service_of(generated))


@cache
def methods_in(service: ServiceDescriptor) -> tuple[Method, ...]:
    """The methods of a service, in the order of the contract."""
    return tuple(_read(method) for method in service.methods)


@cache
def tasks_of(package: str) -> tuple[Method, ...]:
    """The methods of a proto package (`viva.llm.v1`) that are tasks."""
    return tuple(method for service in services_in(package) for method in methods_in(service) if method.task)


def services_in(package: str) -> Iterator[ServiceDescriptor]:
    """The services of a proto package, in name order of their files."""
    path = importlib.import_module(package).__path__
    names = sorted(module.name for module in pkgutil.iter_modules(path) if module.name.endswith("_pb2"))
    for name in names:
        yield from _file(importlib.import_module(f"{package}.{name}")).services_by_name.values()


def service_of(generated: type) -> ServiceDescriptor:
    """The service whose generated stub or servicer this class is or is derived from."""
    for cls in generated.__mro__:
        if cls.__module__.endswith("_pb2_grpc"):
            module = importlib.import_module(cls.__module__.removesuffix("_grpc"))
            name = cls.__name__.removesuffix("Stub").removesuffix("Servicer")
            service: ServiceDescriptor = _file(module).services_by_name[name]
            return service
    raise LookupError(f"{generated.__name__} is neither a generated stub nor derived from a generated servicer")


@cache
def packages_of(service: Service.ValueType) -> tuple[str, ...]:
    """The proto packages that a service of the mesh serves (`viva.llm.v1`)."""
    root = f"{OURS}.{name_of(service)}"
    # Generated packages have no __init__.py, so that pkgutil does not see them.
    directories = (Path(directory) for directory in importlib.import_module(root).__path__)
    versions = {path.name for directory in directories for path in directory.iterdir() if path.is_dir() and path.name.isidentifier()}
    return tuple(f"{root}.{version}" for version in sorted(versions - {"__pycache__"}))


def server_of(package: str) -> Service.ValueType:
    """The service of the mesh that serves a proto package; LookupError for a package that no service of ours has."""
    root, _, rest = package.partition(".")
    name = f"SERVICE_{rest.partition('.')[0].upper()}"
    if root != OURS or name not in Service.keys():  # noqa: SIM118 — an enum wrapper is no mapping
        raise LookupError(f"no service of the mesh serves {package}")
    return Service.Value(name)


def name_of(service: Service.ValueType) -> str:
    """What a service is called outside the contract: its directory, its key, its issuer (`llm`)."""
    return Service.Name(service).removeprefix("SERVICE_").lower()


def files_of(methods: Iterable[Method]) -> tuple[FileDescriptor, ...]:
    """Every file that is needed to read these methods, dependencies first."""
    seen: dict[str, FileDescriptor] = {}
    for method in methods:
        _collect(method.descriptor.containing_service.file, seen)
    return tuple(seen.values())


def _collect(file: FileDescriptor, seen: dict[str, FileDescriptor]) -> None:
    if file.name in seen:
        return
    for dependency in file.dependencies:
        _collect(dependency, seen)
    seen[file.name] = file


@cache
def _method_that_takes(request: Descriptor) -> Method:
    found = [method for method in _methods_near(request) if method.input_type is request]
    if len(found) != 1:
        raise LookupError(f"{request.full_name} is the request of {len(found)} methods")
    return _read(found[0])


def _methods_near(request: Descriptor) -> Iterable[MethodDescriptor]:
    """Looks in the request's own file first, which is where it belongs, and then in the rest of its package."""
    own = [method for service in request.file.services_by_name.values() for method in service.methods]
    if any(method.input_type is request for method in own):
        return own
    return [method for service in services_in(request.file.package) for method in service.methods]


def _file(module: ModuleType) -> FileDescriptor:
    file: FileDescriptor = module.DESCRIPTOR
    return file


@cache
def _read(method: MethodDescriptor) -> Method:
    service, options = method.containing_service, method.GetOptions()
    return Method(
        full_name=method.full_name,
        path=f"/{service.full_name}/{method.name}",
        service=service.full_name,
        package=service.file.package,
        request=GetMessageClass(method.input_type),
        response=GetMessageClass(method.output_type),
        client_streaming=method.client_streaming,
        server_streaming=method.server_streaming,
        idempotent=options.idempotency_level != MethodOptions.IDEMPOTENCY_UNKNOWN,
        access=options.Extensions[access_option] if options.HasExtension(access_option) else None,
        task=options.Extensions[task_option] if options.HasExtension(task_option) else None,
        descriptor=method,
    )
