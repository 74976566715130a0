"""A refusal says what its class says, and crosses the wire whole."""

from enum import Enum

import grpc
import grpc.aio
import pytest
from google.protobuf.duration_pb2 import Duration
from google.rpc.error_details_pb2 import ErrorInfo, RetryInfo
from google.rpc.status_pb2 import Status as RichStatus

from mesh.refusal import Exhausted, InvalidRequest, NotFound, Refusal, Status, Violation
from mesh.refusals import DeadlineExceeded, PeerUnavailable, refusal_of
from mesh.rich_status import TRAILER, PeerRefused, code_of, refusal_in, rich_status_of, trailers_of


class Colour(Enum):
    RED = 1


class QuestionClosed(Refusal):
    """This question is no longer open;
    the next one is.

    It happens after an answer.
    """

    status = Status.FAILED_PRECONDITION
    reason = "QUESTION_CLOSED"


def error_with(refusal: Refusal) -> grpc.aio.AioRpcError:
    """The error that a caller of the refusing service gets."""
    return error(code_of(refusal), dict(trailers_of(refusal))[TRAILER])


def error(code: grpc.StatusCode, trailer: bytes | None = None) -> grpc.aio.AioRpcError:
    trailing = grpc.aio.Metadata(*([(TRAILER, trailer)] if trailer is not None else []))
    return grpc.aio.AioRpcError(code, grpc.aio.Metadata(), trailing, "details")


def test_its_message_is_the_first_paragraph_of_its_docstring_on_one_line() -> None:
    assert QuestionClosed().message() == "This question is no longer open; the next one is."


def test_its_facts_are_text_and_what_is_not_known_is_left_out() -> None:
    assert QuestionClosed(number=3, colour=Colour.RED, nothing=None).facts == {"number": "3", "colour": "RED"}


@pytest.mark.parametrize("status", Status)
def test_every_status_is_the_one_that_grpc_calls_by_the_same_name(status: Status) -> None:
    assert grpc.StatusCode[status.name].value[0] == status.value


def test_what_arrives_is_what_was_raised() -> None:
    arrived = refusal_in(error_with(QuestionClosed(state="LIVE")))
    assert arrived is not None
    assert (arrived.status, arrived.reason, arrived.facts) == (Status.FAILED_PRECONDITION, "QUESTION_CLOSED", {"state": "LIVE"})


class Busy(Exhausted):
    """There are too many at once."""


@pytest.mark.parametrize(
    ("refusal", "details"),
    [
        (QuestionClosed(), []),
        (Busy(), [RetryInfo()]),
        (Busy(retry_after_seconds=7), [RetryInfo(retry_delay=Duration(seconds=7))]),
    ],
)
def test_only_what_may_pass_tells_to_come_back_and_when(refusal: Refusal, details: list[RetryInfo]) -> None:
    told = [RetryInfo.FromString(packed.value) for packed in rich_status_of(refusal).details if packed.TypeName() == "google.rpc.RetryInfo"]
    assert told == details


def test_violations_arrive_with_field_and_rule() -> None:
    violations = (Violation("answer.text", "string.min_len", "too short"), Violation("kind", "enum.defined_only", "unknown"))
    arrived = refusal_in(error_with(InvalidRequest(violations)))
    assert arrived is not None and arrived.violations == violations


def test_a_refusal_that_is_passed_on_stays_as_it_came() -> None:
    first = refusal_in(error_with(NotFound(kind="interview")))
    assert first is not None
    assert rich_status_of(first) == rich_status_of(NotFound(kind="interview"))


@pytest.mark.parametrize(
    "trailer",
    [
        None,
        b"\xff\xff",
        b"",
        RichStatus(code=5, message="no details").SerializeToString(),
        RichStatus(code=99, message="no such code").SerializeToString(),
    ],
)
def test_an_error_that_is_no_refusal_of_ours_is_none(trailer: bytes | None) -> None:
    assert refusal_in(error(grpc.StatusCode.NOT_FOUND, trailer)) is None


def test_a_refusal_of_another_domain_is_none_of_ours() -> None:
    rich = RichStatus(code=5, message="elsewhere")
    rich.details.add().Pack(ErrorInfo(reason="GONE", domain="googleapis.com"))
    assert refusal_in(error(grpc.StatusCode.NOT_FOUND, rich.SerializeToString())) is None


@pytest.mark.parametrize(
    ("failure", "meaning"),
    [
        (error(grpc.StatusCode.UNAVAILABLE), PeerUnavailable),
        (error(grpc.StatusCode.CANCELLED), PeerUnavailable),
        (error(grpc.StatusCode.DEADLINE_EXCEEDED), DeadlineExceeded),
        (error_with(NotFound()), PeerRefused),
        (error(grpc.StatusCode.INTERNAL), type(None)),
        (error(grpc.StatusCode.UNKNOWN), type(None)),
    ],
)
def test_what_a_failed_call_means_for_whoever_needed_it(failure: grpc.aio.AioRpcError, meaning: type) -> None:
    assert isinstance(refusal_of(failure), meaning)
