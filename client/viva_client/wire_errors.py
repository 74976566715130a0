"""Reads the error that a call ended with: the rich status of a service of Viva's, or what the edge or the line between said."""

from collections.abc import Iterable
from typing import TypeVar

import grpc
import grpc.aio
from google.protobuf.message import DecodeError, Message
from google.rpc.error_details_pb2 import BadRequest, ErrorInfo, RetryInfo
from google.rpc.status_pb2 import Status
from grpc_status import rpc_status

from viva_client.errors import CLASSES, Unavailable, Unknown, Violation, VivaError

PASSING = frozenset({grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED, grpc.StatusCode.CANCELLED})
"""Statuses that say nothing about the request. What else passes, RESOURCE_EXHAUSTED above all, the server says by a RetryInfo."""
CUT = "RST_STREAM"
"""How gRPC reports that a proxy broke a stream off because what is behind it died: as INTERNAL, which has no name for that."""
UNTRUSTED = ("CERTIFICATE_VERIFY_FAILED", "Hostname Verification Check failed")
"""How gRPC says that a certificate is signed by nobody we know, or for somebody else."""

Detail = TypeVar("Detail", bound=Message)


def error_of(failed: grpc.aio.AioRpcError) -> VivaError:
    """The typed exception for a failed call."""
    rich = _rich_status(failed)
    if rich is None:
        return _told_by_the_line(failed)
    info, wait = _detail(rich, ErrorInfo()), _detail(rich, RetryInfo())
    violations = _detail(rich, BadRequest()) or BadRequest()
    return CLASSES.get(failed.code(), Unknown)(
        rich.message,
        reason=info.reason if info else "",
        facts=info.metadata if info else None,
        retryable=wait is not None or failed.code() in PASSING,
        retry_after=wait.retry_delay.ToTimedelta().total_seconds() if wait and wait.HasField("retry_delay") else None,
        violations=[Violation(found.field, found.reason, found.description) for found in violations.field_violations],
    )


def _told_by_the_line(failed: grpc.aio.AioRpcError) -> VivaError:
    """What the edge, gRPC or nobody at all answered: no reason, and words that were written for operators."""
    said = failed.details() or ""
    if failed.code() is grpc.StatusCode.INTERNAL and CUT in said:
        return Unavailable(f"The connection broke in the middle of an answer: {said}", reason="CONNECTION_CUT", retryable=True)
    if any(words in said for words in UNTRUSTED):
        return Unavailable("The server's certificate is not trusted here, or is another server's.", reason="CERTIFICATE_UNTRUSTED")
    wait = _seconds_in(failed)
    kind = CLASSES.get(failed.code(), Unknown)
    words = (kind.__doc__ or "").removesuffix(".")
    return kind(f"{words}: {said}" if said else "", retryable=wait is not None or failed.code() in PASSING, retry_after=wait)


def _rich_status(failed: grpc.aio.AioRpcError) -> Status | None:
    try:
        found: Status | None = rpc_status.from_call(failed)  # type: ignore[arg-type]  # any call that ended will do
    except (DecodeError, ValueError):  # a trailer that is none, or of another error than this
        return None
    return found


def _detail(rich: Status, detail: Detail) -> Detail | None:
    return detail if any(packed.Unpack(detail) for packed in rich.details) else None


def _seconds_in(failed: grpc.aio.AioRpcError) -> float | None:
    """The edge's `retry-after`, which comes first or last depending on how it was refused."""
    for key, value in _metadata(failed):
        if key == "retry-after" and isinstance(value, str) and value.isdecimal():
            return float(value)
    return None


def _metadata(failed: grpc.aio.AioRpcError) -> Iterable[tuple[str, str | bytes]]:
    return (*(failed.initial_metadata() or ()), *(failed.trailing_metadata() or ()))
