"""Every RPC of a service that is built has a method that serves it: nothing in the contract is a promise without code."""

import importlib
import pkgutil
from collections.abc import Iterator

import pytest

from tests.architecture.conftest import ROOT
from tools.methods import Method

BUILT = sorted(path.name for path in (ROOT / "services").iterdir() if (path / "__init__.py").is_file())


@pytest.mark.parametrize("service", BUILT)
def test_every_method_has_a_servicer_in_the_service_that_owns_it(service: str, methods: list[Method]) -> None:
    """F20: a task was sent under one name and registered under another."""
    import_everything(f"services.{service}")
    assert [method.full_name for method in methods if method.service == service and not is_served(method)] == []


def import_everything(package: str) -> None:
    """Imports every module of the package, so that its classes exist."""
    module = importlib.import_module(package)
    for found in pkgutil.walk_packages(module.__path__, f"{package}."):
        if not found.name.endswith(".__main__") and ".migrations" not in found.name:
            importlib.import_module(found.name)


def is_served(method: Method) -> bool:
    """Whether a subclass of the generated servicer replaces the generated answer, which is UNIMPLEMENTED."""
    generated = generated_servicer(method)
    refusing = vars(generated)[method.descriptor.name]
    ours = [servicer for servicer in subclasses(generated) if servicer.__module__.startswith(f"services.{method.service}.")]
    return any(getattr(servicer, method.descriptor.name) is not refusing for servicer in ours)


def generated_servicer(method: Method) -> type:
    file = method.descriptor.containing_service.file.name.removesuffix(".proto").replace("/", ".")
    module = importlib.import_module(f"{file}_pb2_grpc")
    servicer: type = getattr(module, f"{method.descriptor.containing_service.name}Servicer")
    return servicer


def subclasses(parent: type) -> Iterator[type]:
    children: list[type] = parent.__subclasses__()
    for child in children:
        yield child
        yield from subclasses(child)
