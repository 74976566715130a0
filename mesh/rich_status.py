"""Writes a refusal as google.rpc.Status on the wire, and reads it back from the error of a call."""

from collections.abc import Iterator, Mapping
from typing import TypeVar

import grpc
import grpc.aio
from google.protobuf.duration_pb2 import Duration
from google.protobuf.message import DecodeError, Message
from google.rpc.error_details_pb2 import BadRequest, ErrorInfo, RetryInfo
from google.rpc.status_pb2 import Status as RichStatus

from mesh.refusal import InvalidRequest, Refusal, Status, Violation

DOMAIN = "viva"
TRAILER = "grpc-status-details-bin"
TRANSIENT = frozenset({Status.CANCELLED, Status.UNAVAILABLE, Status.RESOURCE_EXHAUSTED, Status.ABORTED, Status.DEADLINE_EXCEEDED})
"""What may go better a moment later, with nothing changed."""

Detail = TypeVar("Detail", bound=Message)

_CODES: Mapping[int, grpc.StatusCode] = {code.value[0]: code for code in grpc.StatusCode}


class PeerRefused(Refusal):
    """A peer refused what we asked of it; says what the peer said, word for word."""

    def __init__(self, rich: RichStatus) -> None:
        """Reads status, reason, message and facts of a peer of ours."""
        info = _detail(rich, ErrorInfo())
        super().__init__(**dict(info.metadata))
        self.status = Status(rich.code)
        self.reason = info.reason
        self.retryable = self.status in TRANSIENT
        self.rich = rich

    def message(self) -> str:
        """What the peer said."""
        return self.rich.message

    @property
    def violations(self) -> tuple[Violation, ...]:
        """The fields that the peer found wrong."""
        request = _detail(self.rich, BadRequest())
        return tuple(Violation(found.field, found.reason, found.description) for found in request.field_violations)


def refusal_in(error: grpc.aio.AioRpcError) -> PeerRefused | None:
    """The refusal behind a failed call; None when the peer did not refuse but broke, or could not be reached."""
    for key, value in error.trailing_metadata() or ():
        if key == TRAILER and isinstance(value, bytes):
            return _read(value)
    return None


def code_of(refusal: Refusal) -> grpc.StatusCode:
    """The gRPC status of a refusal."""
    return _CODES[refusal.status.value]


def trailers_of(refusal: Refusal) -> tuple[tuple[str, bytes], ...]:
    """The trailing metadata that carries a refusal's reason, facts and violations."""
    return ((TRAILER, rich_status_of(refusal).SerializeToString()),)


def rich_status_of(refusal: Refusal) -> RichStatus:
    """A refusal as google.rpc.Status; a peer's refusal passes as it came."""
    if isinstance(refusal, PeerRefused):
        return refusal.rich
    rich = RichStatus(code=refusal.status.value, message=refusal.message())
    for detail in _details(refusal):
        rich.details.add().Pack(detail)
    return rich


def _details(refusal: Refusal) -> Iterator[Message]:
    yield ErrorInfo(reason=refusal.reason, domain=DOMAIN, metadata=refusal.facts)
    if refusal.retryable:
        seconds = refusal.facts.get("retry_after_seconds")
        yield RetryInfo(retry_delay=Duration(seconds=int(seconds))) if seconds else RetryInfo()
    if isinstance(refusal, InvalidRequest):
        yield BadRequest(
            field_violations=[
                BadRequest.FieldViolation(field=found.field, reason=found.rule, description=found.message) for found in refusal.violations
            ]
        )


def _read(trailer: bytes) -> PeerRefused | None:
    try:
        rich = RichStatus.FromString(trailer)
    except DecodeError:
        return None
    if _detail(rich, ErrorInfo()).domain != DOMAIN or rich.code not in {status.value for status in Status}:
        return None
    return PeerRefused(rich)


def _detail(rich: RichStatus, detail: Detail) -> Detail:
    for packed in rich.details:
        if packed.Unpack(detail):
            break
    return detail
