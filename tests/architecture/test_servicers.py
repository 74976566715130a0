"""Every RPC has a method that serves it, or stands in the list of what is served later: no promise goes unnoticed without code."""

import importlib
import pkgutil
from collections.abc import Iterator

import pytest

from tests.architecture.conftest import ROOT
from tools.methods import Method

BUILT = sorted(path.name for path in (ROOT / "services").iterdir() if (path / "__init__.py").is_file())

# Contracts whose servicers come with the row of the requirements named beside them. Serving one means taking it off the list.
LATER = {
    "viva.session.v1.AccountService.ExportAccount": "A8",
    "viva.session.v1.AppealService": "E9",
    "viva.session.v1.AuditService": "A10",
    "viva.session.v1.AuthService.ConfirmTotp": "A10",
    "viva.session.v1.AuthService.EnrolTotp": "A10",
    "viva.session.v1.AuthService.RemoveTotp": "A10",
    "viva.session.v1.ConsentService": "E9",
    "viva.session.v1.InvitationService": "C3",
    "viva.session.v1.ObservationService": "V3",
    "viva.session.v1.PolicyService": "V4",
    "viva.session.v1.RecordingService": "M7",
    "viva.session.v1.ReportService.CommentOnReport": "E7",
    "viva.session.v1.ReportService.DecideReport": "E7",
    "viva.session.v1.ReportService.ExportAdverseImpact": "E9",
    "viva.session.v1.ReportService.ListReviewEdits": "E7",
    "viva.session.v1.ReportService.OpenEvidence": "E7",
    "viva.session.v1.ReportService.OverrideScore": "E7",
    "viva.session.v1.ReportService.PrintReport": "E8",
    "viva.session.v1.ReportService.RewriteReport": "E7",
}


@pytest.fixture(scope="module", autouse=True)
def everything_imported() -> None:
    """A servicer is found as a subclass of the generated one, so every module that could hold one is imported."""
    for service in BUILT:
        import_everything(f"services.{service}")


def test_every_task_has_a_servicer_in_the_service_that_owns_it(tasks: list[Method]) -> None:
    """F20: a task was sent under one name and registered under another."""
    assert [task.full_name for task in tasks if not is_served(task)] == []


@pytest.mark.parametrize("service", BUILT)
def test_every_method_has_a_servicer_or_a_row_that_will_bring_it(service: str, methods: list[Method]) -> None:
    own = [method for method in methods if method.service == service]
    assert [method.full_name for method in own if not is_served(method) and not is_later(method)] == []


def test_what_is_served_is_no_longer_announced_for_later(methods: list[Method]) -> None:
    assert [method.full_name for method in methods if is_later(method) and is_served(method)] == []


def test_what_is_announced_for_later_is_in_the_contract(methods: list[Method]) -> None:
    known = {name for method in methods for name in (method.full_name, service_name(method))}
    assert LATER.keys() - known == set()


def is_later(method: Method) -> bool:
    return method.full_name in LATER or service_name(method) in LATER


def service_name(method: Method) -> str:
    return str(method.descriptor.containing_service.full_name)


def import_everything(package: str) -> None:
    """Imports every module of the package but what only runs as a program."""
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
