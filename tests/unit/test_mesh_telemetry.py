"""Logs are JSON, carry the trace, and never a person's words."""

import json
import logging
import sys
from typing import Any

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from viva.llm.v1.llm_service_pb2 import AskDelta, AskRequest, AskResponse

from mesh.redaction import for_log
from mesh.telemetry import JsonFormatter, outgoing_trace, traced
from tests.echo import pb

TRACE = "0af7651916cd43dd8448eb211c80319c"


def line(level: int = logging.INFO, exc_info: Any = None, **extra: object) -> dict[str, Any]:
    """A log line as it is written."""
    record = logging.getLogger("test").makeRecord("test", level, __file__, 1, "it %s", ("happened",), exc_info, extra=extra)
    written: dict[str, Any] = json.loads(JsonFormatter("llm").format(record))
    return written


def test_a_line_says_when_where_and_what() -> None:
    said = line(task_id="t-1")
    assert (said["service"], said["level"], said["message"], said["task_id"]) == ("llm", "INFO", "it happened", "t-1")
    assert said["time"].endswith("+00:00")


def test_a_message_in_a_line_loses_what_is_nobodys_business() -> None:
    """F9: the validation handler logged and echoed bodies with passwords."""
    said = line(request=AskRequest(ticket="a-secret-ticket", interview_id="i-1"))
    assert said["request"] == {"ticket": "[redacted]", "interview_id": "i-1"}


def test_what_is_inside_is_redacted_too() -> None:
    request = pb.SayRequest(text="hi", parts=[pb.Part(word="a", secret="b"), pb.Part(word="c")])
    assert for_log(request) == {"text": "hi", "parts": [{"word": "a", "secret": "[redacted]"}, {"word": "c"}]}
    assert for_log(AskResponse(delta=AskDelta(offset=3, text="words"))) == {"delta": {"offset": 3, "text": "[redacted]"}}


def test_bytes_are_counted_and_not_shown() -> None:
    assert for_log(pb.CountResponse(filling=b"1234")) == {"filling": "4 bytes"}


def test_an_exception_says_where_and_not_what_it_was_about() -> None:
    try:
        int("my diagnosis is secret")
    except ValueError as error:
        try:
            raise RuntimeError("secret") from error
        except RuntimeError:
            said = line(logging.ERROR, sys.exc_info())
    assert (said["exception"], said["cause"]["exception"]) == ("RuntimeError", "ValueError")
    assert any("test_mesh_telemetry.py" in frame for frame in said["frames"])
    assert "secret" not in json.dumps(said)


@pytest.fixture
def tracing() -> None:
    trace.set_tracer_provider(TracerProvider())


@pytest.mark.usefixtures("tracing")
def test_a_trace_goes_on_and_is_in_every_line() -> None:
    with traced("work", {"traceparent": f"00-{TRACE}-b7ad6b7169203331-01"}):
        assert line()["trace_id"] == TRACE
        assert outgoing_trace()["traceparent"].split("-")[1] == TRACE


@pytest.mark.usefixtures("tracing")
@pytest.mark.parametrize("carrier", [{}, {"traceparent": ""}, {"traceparent": "garbage"}])
def test_work_without_a_trace_begins_one(carrier: dict[str, str]) -> None:
    with traced("work", carrier):
        assert len(line()["trace_id"]) == 32
