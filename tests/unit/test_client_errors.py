"""Whatever a call fails with becomes one typed exception that says what happened, why, and whether a retry helps."""

from typing import Any

import grpc
import grpc.aio
import pytest
from viva_client import (
    DeadlineExceeded,
    FailedPrecondition,
    Internal,
    InvalidArgument,
    ResourceExhausted,
    Unauthenticated,
    Unavailable,
    Violation,
    VivaError,
)
from viva_client.errors import CLASSES
from viva_client.wire_errors import error_of

from mesh.refusal import Exhausted, InvalidRequest, Refusal, Status
from mesh.refusal import Violation as Fault
from mesh.rich_status import code_of, trailers_of


class QuestionClosed(Refusal):
    """This question is no longer open."""

    status = Status.FAILED_PRECONDITION
    reason = "QUESTION_CLOSED"


class AccountLocked(Exhausted):
    """There were too many failures."""

    reason = "ACCOUNT_LOCKED"


class AnswerTooLong(Exhausted):
    """The answer is too long."""

    reason = "ANSWER_TOO_LONG"
    retryable = False


def failed(code: grpc.StatusCode, details: str = "", trailing: Any = (), initial: Any = ()) -> grpc.aio.AioRpcError:
    return grpc.aio.AioRpcError(code, grpc.aio.Metadata(*initial), grpc.aio.Metadata(*trailing), details)


def refused(refusal: Refusal) -> VivaError:
    return error_of(failed(code_of(refusal), refusal.message(), trailers_of(refusal)))


@pytest.mark.parametrize("code", [code for code in grpc.StatusCode if code is not grpc.StatusCode.OK])
def test_every_status_that_grpc_knows_has_a_class_of_its_own(code: grpc.StatusCode) -> None:
    assert CLASSES[code].status is code
    assert type(error_of(failed(code, "what gRPC says"))) is CLASSES[code]


def test_a_refusal_arrives_with_reason_message_and_facts() -> None:
    error = refused(QuestionClosed(state="LIVE"))
    assert isinstance(error, FailedPrecondition)
    assert (error.reason, error.message, error.facts) == ("QUESTION_CLOSED", "This question is no longer open.", {"state": "LIVE"})
    assert str(error) == "This question is no longer open. (FAILED_PRECONDITION QUESTION_CLOSED)"


def test_every_field_at_fault_is_named_with_its_rule() -> None:
    error = refused(
        InvalidRequest([Fault("text", "string.max_len", "must be shorter"), Fault("interview_id", "string.uuid", "must be a UUID")])
    )
    assert isinstance(error, InvalidArgument)
    assert error.violations == (
        Violation("text", "string.max_len", "must be shorter"),
        Violation("interview_id", "string.uuid", "must be a UUID"),
    )
    assert "text: must be shorter; interview_id: must be a UUID" in str(error)


@pytest.mark.parametrize(
    ("refusal", "retryable", "seconds"),
    [(AccountLocked(retry_after_seconds=30), True, 30.0), (AccountLocked(), True, None), (AnswerTooLong(), False, None)],
)
def test_what_the_server_calls_passing_is_retryable_whatever_the_status(refusal: Refusal, retryable: bool, seconds: float | None) -> None:
    error = refused(refusal)
    assert isinstance(error, ResourceExhausted)
    assert (error.retryable, error.retry_after) == (retryable, seconds)


@pytest.mark.parametrize("where", ["initial", "trailing"])
def test_the_edges_retry_after_is_read_wherever_it_stands(where: str) -> None:
    """F15: rate limits exist, and say when to come back."""
    error = error_of(failed(grpc.StatusCode.RESOURCE_EXHAUSTED, "local_rate_limited", **{where: [("retry-after", "3")]}))
    assert (error.retryable, error.retry_after) == (True, 3.0)


def test_a_stream_that_a_proxy_cut_off_is_no_fault_of_vivas() -> None:
    error = error_of(failed(grpc.StatusCode.INTERNAL, "Received RST_STREAM with error code 2"))
    assert isinstance(error, Unavailable) and error.reason == "CONNECTION_CUT" and error.retryable
    assert type(error_of(failed(grpc.StatusCode.INTERNAL, "broken"))) is Internal


@pytest.mark.parametrize(
    "trailer",
    [b"\xff\xff", b"", trailers_of(QuestionClosed())[0][1]],
    ids=["no message at all", "an empty one", "one of another status"],
)
def test_a_trailer_that_does_not_fit_is_left_unread(trailer: bytes) -> None:
    error = error_of(failed(grpc.StatusCode.UNAUTHENTICATED, "Jwt is expired", [("grpc-status-details-bin", trailer)]))
    assert isinstance(error, Unauthenticated)
    assert error.reason == "UNAUTHENTICATED"
    assert str(error) == "Viva does not take these credentials: Jwt is expired (UNAUTHENTICATED)"


def test_an_error_without_words_says_those_of_its_class() -> None:
    assert str(DeadlineExceeded()) == "There was not enough time to finish. (DEADLINE_EXCEEDED)"
