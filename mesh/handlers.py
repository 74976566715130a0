"""Reads servicers: which service each implements, that nothing of it is missing, and how gRPC is to call it."""

import inspect
from collections.abc import Sequence
from typing import Any

import grpc
from google.protobuf.descriptor import Descriptor

from mesh.contract import Method, method_of, methods_of
from mesh.refusal import PermissionDenied
from mesh.relations import rules_by_field

BUILDERS = {
    (False, False): grpc.unary_unary_rpc_method_handler,
    (False, True): grpc.unary_stream_rpc_method_handler,
    (True, False): grpc.stream_unary_rpc_method_handler,
    (True, True): grpc.stream_stream_rpc_method_handler,
}


class Unservable(TypeError):
    """A servicer cannot be served as it is."""


def handler_of(servicer: object) -> tuple[grpc.GenericRpcHandler, Sequence[Method]]:
    """What gRPC calls for one servicer, and the methods it serves; Unservable names what is missing.

    Request classes in a servicer's `served_later` stand for methods that are promised and not built: UNIMPLEMENTED.
    """
    later = {method_of(request) for request in getattr(servicer, "served_later", ())}
    methods = [method for method in methods_of(type(servicer)) if method not in later]
    handlers = {method.name: _handler(servicer, method) for method in methods}
    return grpc.method_handlers_generic_handler(methods[0].service, handlers), methods


def _handler(servicer: object, method: Method) -> Any:
    refuse_unreadable_rules(method)
    build = BUILDERS[method.client_streaming, method.server_streaming]
    return build(_implementation(servicer, method), method.request.FromString, method.response.SerializeToString)


def _implementation(servicer: object, method: Method) -> Any:
    implementation = getattr(servicer, method.name)
    if _is_generated(implementation):
        if method.task is not None and method.access is None:
            return _only_leased
        raise Unservable(f"{type(servicer).__name__} lacks {method.full_name}")
    fits = inspect.isasyncgenfunction if method.server_streaming else inspect.iscoroutinefunction
    if not fits(implementation):
        kind = "an async generator" if method.server_streaming else "an async function that returns its response"
        raise Unservable(f"{type(servicer).__name__}.{method.name} must be {kind}")
    return implementation


def refuse_unreadable_rules(method: Method) -> None:
    """Raises Unservable when an `owns` rule names a field that the request does not have."""
    for path in rules_by_field(method.access):
        descriptor: Descriptor | None = method.descriptor.input_type
        for step in path.split("."):
            if descriptor is None or step not in descriptor.fields_by_name:
                raise Unservable(f"{method.full_name} owns {path}, which its request does not have")
            descriptor = descriptor.fields_by_name[step].message_type


def _is_generated(implementation: Any) -> bool:
    return str(implementation.__module__).endswith("_pb2_grpc")


async def _only_leased(request: object, context: object) -> None:
    """Stands in for a task that is reached only through a lease: nobody may call it, and access says so before this runs."""
    raise PermissionDenied
