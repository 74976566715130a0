"""Methods are found by their request classes and services by their generated classes, never by a name in a string."""

import pytest
from viva.contract.v1.contract_service_pb2 import DescribeRequest
from viva.contract.v1.options_pb2 import SERVICE_LLM, SERVICE_SESSION, Service
from viva.llm.v1 import llm_service_pb2 as llm
from viva.llm.v1 import llm_service_pb2_grpc as llm_rpc

from mesh.contract import files_of, method_of, methods_in, methods_of, name_of, packages_of, server_of, services_in, tasks_of

OURS = [service for service in Service.values() if service and name_of(service) in ("gateway", "session", "llm", "resume")]


def test_a_method_is_found_by_its_request() -> None:
    method = method_of(llm.AskRequest)
    assert (method.full_name, method.path) == ("viva.llm.v1.LlmService.Ask", "/viva.llm.v1.LlmService/Ask")
    assert (method.response, method.client_streaming, method.server_streaming) == (llm.AskResponse, False, True)
    assert method.task is not None and not method.is_batch and not method.idempotent


def test_a_message_that_is_no_request_is_no_method() -> None:
    with pytest.raises(LookupError, match=r"viva\.llm\.v1\.AskResponse is the request of 0 methods"):
        method_of(llm.AskResponse)


@pytest.mark.parametrize("service", OURS)
def test_every_request_of_the_contract_names_its_method_alone(service: Service.ValueType) -> None:
    methods = [method for package in packages_of(service) for file in services_in(package) for method in methods_in(file)]
    assert methods
    assert [method_of(method.request) for method in methods] == methods


def test_a_stub_a_servicer_and_what_is_derived_from_it_are_of_one_service() -> None:
    class Derived(llm_rpc.LlmServiceServicer):
        pass

    assert methods_of(llm_rpc.LlmServiceStub) == methods_of(llm_rpc.LlmServiceServicer) == methods_of(Derived)


def test_a_class_of_no_service_is_refused() -> None:
    with pytest.raises(LookupError, match="int is neither"):
        methods_of(int)


def test_the_tasks_of_a_package_are_those_with_the_option() -> None:
    assert [method.name for method in tasks_of("viva.llm.v1")] == ["Ask", "Evaluate", "WriteReport"]


def test_a_package_says_which_service_serves_it() -> None:
    assert server_of("viva.session.v1") == SERVICE_SESSION
    assert "viva.llm.v1" in packages_of(SERVICE_LLM)
    for package in ("google.rpc", "viva.interview.v1", "viva"):
        with pytest.raises(LookupError):
            server_of(package)


def test_files_come_after_what_they_need() -> None:
    files = files_of([method_of(DescribeRequest)])
    known: set[str] = set()
    for file in files:
        assert {dependency.name for dependency in file.dependencies} <= known
        known.add(file.name)
    assert "viva/contract/v1/contract_service.proto" in known
