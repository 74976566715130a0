"""Turns a refusal or a broken call into an HTTP answer: status by the gRPC code, the body always of one shape."""

from collections.abc import Mapping
from dataclasses import replace

import grpc
import grpc.aio
from starlette.responses import Response

from mesh.refusal import InvalidRequest, Refusal, Status, Violation
from mesh.refusals import refusal_of
from mesh.rich_status import PeerRefused
from services.gateway.catalog import wording
from services.gateway.domain.wording import Failure
from services.gateway.rest.encoding import as_json
from services.gateway.rest.refusals import (
    BodyTooLarge,
    BodyTooSlow,
    MediaTypeUnsupported,
    NotServed,
    PeerFailed,
    VerbNotAllowed,
)

HTTP_STATUS: Mapping[Status, int] = {
    Status.CANCELLED: 503,
    Status.INVALID_ARGUMENT: 400,
    Status.DEADLINE_EXCEEDED: 504,
    Status.NOT_FOUND: 404,
    Status.ALREADY_EXISTS: 409,
    Status.PERMISSION_DENIED: 403,
    Status.RESOURCE_EXHAUSTED: 429,
    Status.FAILED_PRECONDITION: 409,
    Status.ABORTED: 409,
    Status.OUT_OF_RANGE: 400,
    Status.UNIMPLEMENTED: 501,
    Status.UNAVAILABLE: 503,
    Status.UNAUTHENTICATED: 401,
}
# What HTTP has a number of its own for, and gRPC has not.
OWN_STATUS: Mapping[type[Refusal], int] = {
    BodyTooLarge: 413,
    BodyTooSlow: 408,
    MediaTypeUnsupported: 415,
    VerbNotAllowed: 405,
    PeerFailed: 500,
}


def as_refusal(error: Refusal | grpc.aio.AioRpcError) -> Refusal:
    """What a failed call amounts to: the peer's own refusal, or that it could not be reached, was too slow, or broke."""
    if isinstance(error, Refusal):
        return error
    if error.code() is grpc.StatusCode.UNIMPLEMENTED:
        return NotServed()
    return refusal_of(error) or PeerFailed()


def failure_of(refusal: Refusal, language: str, renamed: Mapping[str, str] | None = None) -> Failure:
    """What the caller is told. `renamed` gives fields the names that the caller knows them by."""
    names = renamed or {}
    violations = [replace(found, field=names.get(found.field, found.field)) for found in violations_of(refusal)]
    return wording().failure(refusal, language, violations)


def violations_of(refusal: Refusal) -> tuple[Violation, ...]:
    """The fields that were found wrong, here or by a peer."""
    return refusal.violations if isinstance(refusal, InvalidRequest | PeerRefused) else ()


def error_response(refusal: Refusal, language: str, renamed: Mapping[str, str] | None = None) -> Response:
    """The answer to a request that was refused."""
    document = failure_of(refusal, language, renamed).as_document()
    headers = {"content-language": language, "cache-control": "no-store", **_headers(refusal)}
    return Response(as_json(document), status_of(refusal), headers, "application/json")


def status_of(refusal: Refusal) -> int:
    """The HTTP status of a refusal."""
    return OWN_STATUS.get(type(refusal), HTTP_STATUS[refusal.status])


def _headers(refusal: Refusal) -> dict[str, str]:
    headers = {}
    if refusal.status is Status.UNAUTHENTICATED:
        headers["www-authenticate"] = "Bearer"
    if seconds := refusal.facts.get("retry_after_seconds"):
        headers["retry-after"] = seconds
    if allowed := refusal.facts.get("allowed") if isinstance(refusal, VerbNotAllowed) else None:
        headers["allow"] = allowed
    return headers
