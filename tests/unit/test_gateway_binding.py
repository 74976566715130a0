"""Whatever JSON comes, a request is filled from it or refused by the name of what does not fit, and never anything else."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from google.protobuf.message import Message
from hypothesis import given, settings
from hypothesis import strategies as st
from viva.session.v1 import account_service_pb2 as account
from viva.session.v1 import interview_service_pb2 as interview

from mesh.refusal import InvalidArgument, Refusal
from services.gateway.live.commands import COMMANDS
from services.gateway.rest.app import requests_called
from services.gateway.rest.binding import SHOWN_NAME, fill, fill_from_query
from services.gateway.rest.encoding import as_document
from services.gateway.rest.json_body import read_object
from services.gateway.rest.refusals import FieldTwice, FieldUnreadable, UnknownField

REQUESTS = sorted(requests_called(), key=lambda request: str(request.DESCRIPTOR.full_name))
NAMES = sorted({field.name for request in REQUESTS for field in request.DESCRIPTOR.fields} | {"speaker", "role", "", "ticket", "__class__"})
ATOMS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(st.characters(exclude_categories=())),
    st.sampled_from(["LANGUAGE_KOREAN", "1.5s", "2026-11-21T00:00:00Z", "00000000-0000-4000-8000-000000000000"]),
)
OBJECTS = st.sampled_from(NAMES)
VALUES = st.recursive(ATOMS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(OBJECTS, inner, max_size=3), max_leaves=6)
SECRET = "hunter2hunter2"


def refusal_from(attempt: Callable[[], object]) -> Refusal | None:
    """What an attempt was refused with; None when it was not."""
    try:
        attempt()
    except Refusal as refusal:
        return refusal
    return None


@settings(max_examples=400, deadline=None)
@given(request=st.sampled_from(REQUESTS), fields=st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=5))
def test_any_object_fills_a_request_or_is_refused(request: type[Message], fields: dict[str, Any]) -> None:
    message = request()
    refusal = refusal_from(lambda: fill(message, fields))
    assert refusal is None or (isinstance(refusal, InvalidArgument) and "field" in refusal.facts)
    assert request.FromString(message.SerializeToString()) == message


@settings(max_examples=200, deadline=None)
@given(request=st.sampled_from(REQUESTS), pairs=st.lists(st.tuples(st.sampled_from(NAMES), st.text()), max_size=5))
def test_any_query_fills_a_request_or_is_refused(request: type[Message], pairs: list[tuple[str, str]]) -> None:
    message = request()
    refusal = refusal_from(lambda: fill_from_query(message, pairs, allowed=[field.name for field in message.DESCRIPTOR.fields]))
    assert refusal is None or isinstance(refusal, InvalidArgument)


@settings(max_examples=200, deadline=None)
@given(text=st.text() | st.binary() | st.recursive(ATOMS, lambda inner: st.dictionaries(st.text(), inner)).map(json.dumps))
def test_any_body_is_an_object_or_is_refused(text: str | bytes) -> None:
    refusal = refusal_from(lambda: read_object(text))
    assert refusal is None or isinstance(refusal, InvalidArgument)


@settings(max_examples=200, deadline=None)
@given(command=st.sampled_from(sorted(COMMANDS)), fields=st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=4))
def test_no_command_reaches_another_interview(command: str, fields: dict[str, Any]) -> None:
    bound: list[Any] = []
    refusal = refusal_from(lambda: bound.append(COMMANDS[command].bound("this one", fields)))
    assert refusal is None or isinstance(refusal, InvalidArgument)
    assert [request.interview_id for request in bound if request.interview_id != "this one"] == []


def test_what_was_written_is_read_back() -> None:
    words = [{"text": "왜", "start_offset": "1.500s"}]
    line = {"interview_id": "i", "question_id": "q", "request_id": "r", "text": "C++/C#, 95 %", "words": words}
    message = interview.AddLineRequest()
    fill(message, line)
    assert (message.words[0].start_offset.ToMilliseconds(), message.text) == (1500, "C++/C#, 95 %")
    assert as_document(message) == line


@pytest.mark.parametrize(
    ("request_type", "body", "field"),
    [
        (account.RegisterRequest, {"email": [SECRET]}, "email"),
        (account.RegisterRequest, {"language": SECRET}, "language"),
        (account.UpdateMeRequest, {"desired_positions": {"values": [{"x": SECRET}]}}, "desired_positions.values"),
        (account.UpdateMeRequest, {"desired_positions": SECRET}, "desired_positions"),
        (account.UpdateMeRequest, {"desired_positions": {"values": SECRET}}, "desired_positions.values"),
        (interview.AddLineRequest, {"words": [{"text": "a"}, {"start_offset": SECRET}]}, "words[1].start_offset"),
        (interview.AddLineRequest, {"words": [SECRET]}, "words[0]"),
        (interview.CreateInterviewRequest, {"scheduled_time": SECRET}, "scheduled_time"),
        (interview.ListInterviewsRequest, {"page_size": SECRET}, "page_size"),
    ],
)
def test_what_does_not_fit_is_named_by_its_path_and_not_shown(request_type: type[Message], body: dict[str, Any], field: str) -> None:
    """F9: errors echoed bodies with passwords."""
    with pytest.raises(FieldUnreadable) as refusal:
        fill(request_type(), body)
    assert refusal.value.facts["field"] == field
    assert SECRET not in str(refusal.value.facts) + str(refusal.value) + refusal.value.message()
    assert refusal.value.__cause__ is None
    assert refusal.value.__context__ is None or refusal.value.__suppress_context__


def test_a_made_up_name_is_shown_in_part_only() -> None:
    with pytest.raises(UnknownField) as refusal:
        fill(account.RegisterRequest(), {"x\r\n\x1b" + "y" * 500: 1})
    assert refusal.value.facts["field"] == "x" + "y" * (SHOWN_NAME - 4)


def test_a_name_that_comes_twice_is_refused_at_any_depth() -> None:
    with pytest.raises(FieldTwice) as refusal:
        read_object('{"a": [{"b": 1, "b": 2}]}')
    assert refusal.value.facts["field"] == "b"
