"""Says no: domain code raises a `Refusal`, and the caller gets its status, its reason, its message and its facts.

    class QuestionClosed(Refusal):
        "This question is no longer open."

        status = Status.FAILED_PRECONDITION
        reason = "QUESTION_CLOSED"

    raise QuestionClosed(question_id=question_id, state=self.state)

Nothing here knows gRPC, so that a domain may import it. Any other exception reaches the caller as a bare INTERNAL.
"""

import inspect
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum


class Status(Enum):
    """The canonical status codes a refusal may have, by the names and numbers of google.rpc.Code."""

    CANCELLED = 1
    INVALID_ARGUMENT = 3
    DEADLINE_EXCEEDED = 4
    NOT_FOUND = 5
    ALREADY_EXISTS = 6
    PERMISSION_DENIED = 7
    RESOURCE_EXHAUSTED = 8
    FAILED_PRECONDITION = 9
    ABORTED = 10
    OUT_OF_RANGE = 11
    UNIMPLEMENTED = 12
    UNAVAILABLE = 14
    UNAUTHENTICATED = 16


class Refusal(Exception):
    """The request cannot be granted."""

    status: Status = Status.FAILED_PRECONDITION
    reason: str = "REFUSED"
    retryable: bool = False
    """Whether the same task may succeed when tried again; a leased task that is refused otherwise has failed for good."""

    def __init__(self, **facts: object) -> None:
        """Takes what the caller may see, as keywords; a fact that is None is left out."""
        super().__init__(self.reason)
        self.facts: dict[str, str] = {name: _fact(value) for name, value in facts.items() if value is not None}

    def message(self) -> str:
        """The first paragraph of the class's docstring, on one line."""
        paragraph = inspect.cleandoc(type(self).__doc__ or self.reason).split("\n\n")[0]
        return " ".join(paragraph.split())


def _fact(value: object) -> str:
    return value.name if isinstance(value, Enum) else str(value)


class InvalidArgument(Refusal):
    """The request is not one that could ever be granted."""

    status = Status.INVALID_ARGUMENT
    reason = "INVALID_ARGUMENT"


@dataclass(frozen=True)
class Violation:
    """What is wrong with one field of a request."""

    field: str
    """Path in the request (`answer.text`)."""
    rule: str
    """The rule that it breaks (`string.min_len`)."""
    message: str


class InvalidRequest(InvalidArgument):
    """The request breaks a rule of the contract."""

    reason = "INVALID_REQUEST"

    def __init__(self, violations: Sequence[Violation]) -> None:
        """Names every field that is wrong; the first is a fact, too, for callers who read no details."""
        super().__init__(field=violations[0].field, rule=violations[0].rule)
        self.violations = tuple(violations)


class NotFound(Refusal):
    """There is nothing here by that id that you may see."""

    status = Status.NOT_FOUND
    reason = "NOT_FOUND"


class PermissionDenied(Refusal):
    """You may not do this."""

    status = Status.PERMISSION_DENIED
    reason = "PERMISSION_DENIED"


class Unauthenticated(Refusal):
    """Sign in first."""

    status = Status.UNAUTHENTICATED
    reason = "UNAUTHENTICATED"


class Exhausted(Refusal):
    """There is no room for this now; try again in a moment."""

    status = Status.RESOURCE_EXHAUSTED
    reason = "EXHAUSTED"
    retryable = True


class Unavailable(Refusal):
    """This cannot be reached now; try again in a moment."""

    status = Status.UNAVAILABLE
    reason = "UNAVAILABLE"
    retryable = True


class Conflict(Refusal):
    """Somebody else changed this in the meantime; read it again."""

    status = Status.ABORTED
    reason = "CONFLICT"
