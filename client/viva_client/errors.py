"""What may go wrong, typed: every call raises a `VivaError`, of a subclass that tells its gRPC status.

    try:
        await viva.interviews.answer(question, text)
    except FailedPrecondition as refused:
        if refused.reason == "QUESTION_CLOSED":
            ...

A reason is stable and named in the contract, beside the method that gives it; a message is for people and may change.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import grpc


@dataclass(frozen=True)
class Violation:
    """What is wrong with one field of a request."""

    field: str
    """Path in the request (`answer.text`)."""
    rule: str
    """The rule of the contract that it breaks (`string.min_len`)."""
    message: str


class VivaError(Exception):
    """What was asked of Viva did not happen."""

    status: ClassVar[grpc.StatusCode] = grpc.StatusCode.UNKNOWN

    def __init__(
        self,
        message: str = "",
        *,
        reason: str = "",
        facts: Mapping[str, str] | None = None,
        retryable: bool = False,
        retry_after: float | None = None,
        violations: Sequence[Violation] = (),
    ) -> None:
        """Says what happened; without words of the server's, in those of the class."""
        self.message = message or (type(self).__doc__ or "")
        self.reason = reason or self.status.name
        """What happened, for programs (`QUESTION_CLOSED`); the status's name where the server gave none."""
        self.facts: Mapping[str, str] = dict(facts or {})
        """What the server tells besides, such as the state that the interview is in."""
        self.retryable = retryable
        """Whether the same call may succeed a moment later, with nothing changed. Not whether it is safe to repeat."""
        self.retry_after = retry_after
        """Seconds to wait before that, where the server named them."""
        self.violations = tuple(violations)
        """The fields at fault, on InvalidArgument."""
        super().__init__(self.message)

    def __str__(self) -> str:
        faults = "; ".join(f"{found.field}: {found.message}" for found in self.violations)
        said = f"{self.message} {faults}" if faults else self.message
        return f"{said} ({self.status.name} {self.reason})" if self.reason != self.status.name else f"{said} ({self.status.name})"


class Cancelled(VivaError):
    """The server gave the call up."""

    status = grpc.StatusCode.CANCELLED


class Unknown(VivaError):
    """The server answered something that cannot be understood."""

    status = grpc.StatusCode.UNKNOWN


class InvalidArgument(VivaError):
    """The request could never be granted; `violations` names the fields at fault."""

    status = grpc.StatusCode.INVALID_ARGUMENT


class DeadlineExceeded(VivaError):
    """There was not enough time to finish."""

    status = grpc.StatusCode.DEADLINE_EXCEEDED


class NotFound(VivaError):
    """There is nothing by that id that you may see."""

    status = grpc.StatusCode.NOT_FOUND


class AlreadyExists(VivaError):
    """There is one already."""

    status = grpc.StatusCode.ALREADY_EXISTS


class PermissionDenied(VivaError):
    """You may not do this."""

    status = grpc.StatusCode.PERMISSION_DENIED


class ResourceExhausted(VivaError):
    """There is no room for this, or too much was asked for in too little time."""

    status = grpc.StatusCode.RESOURCE_EXHAUSTED


class FailedPrecondition(VivaError):
    """This cannot be done as things stand."""

    status = grpc.StatusCode.FAILED_PRECONDITION


class Aborted(VivaError):
    """Somebody else changed this in the meantime; read it again."""

    status = grpc.StatusCode.ABORTED


class OutOfRange(VivaError):
    """That lies beyond what there is."""

    status = grpc.StatusCode.OUT_OF_RANGE


class Unimplemented(VivaError):
    """This installation does not serve that."""

    status = grpc.StatusCode.UNIMPLEMENTED


class Internal(VivaError):
    """Something broke in Viva; its operator finds it in the logs."""

    status = grpc.StatusCode.INTERNAL


class Unavailable(VivaError):
    """Viva cannot be reached now."""

    status = grpc.StatusCode.UNAVAILABLE


class DataLoss(VivaError):
    """What came is not what was sent."""

    status = grpc.StatusCode.DATA_LOSS


class Unauthenticated(VivaError):
    """Viva does not take these credentials."""

    status = grpc.StatusCode.UNAUTHENTICATED


CLASSES: Mapping[grpc.StatusCode, type[VivaError]] = {kind.status: kind for kind in VivaError.__subclasses__()}
"""The class of every status that a call can fail with."""
