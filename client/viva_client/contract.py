"""Reads from the descriptors what the contract says about a method: who may call it, how long it takes, whether to repeat it."""

from dataclasses import dataclass
from functools import cache

from google.protobuf import descriptor_pool
from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.descriptor_pb2 import MethodOptions
from viva.contract.v1.options_pb2 import access, task

UNARY_SECONDS = 30.0
UPLOAD_SECONDS = 120.0
"""As slow as the line of whoever uploads."""
STREAM_SECONDS = 16 * 60.0
"""A little longer than any server of ours lets a stream live, so that it ends with the server's reason."""
TASK_MARGIN_SECONDS = 5.0


@dataclass(frozen=True)
class Rules:
    """What the contract says about one method."""

    is_public: bool
    """Called without a token."""
    is_repeatable: bool
    """A repeated call does no harm."""
    is_named: bool
    """Its request has a `request_id`, by which a repeat is recognised."""
    answers_once: bool
    """It answers with one message, not with a stream of them."""
    seconds: float
    """How long a call may take unless the caller says otherwise."""


def rules_of(path: str | bytes) -> Rules:
    """The rules of a method as HTTP/2 names it (`/viva.llm.v1.LlmService/Ask`); KeyError when no stub of it is loaded."""
    return _rules_of(path if isinstance(path, str) else path.decode())


@cache
def _rules_of(path: str) -> Rules:
    method: MethodDescriptor = descriptor_pool.Default().FindMethodByName(path.strip("/").replace("/", "."))
    options = method.GetOptions()
    return Rules(
        is_public=options.Extensions[access].is_public,
        is_repeatable=options.idempotency_level != MethodOptions.IDEMPOTENCY_UNKNOWN,
        is_named="request_id" in method.input_type.fields_by_name,
        answers_once=not method.server_streaming,
        seconds=_seconds(method),
    )


def _seconds(method: MethodDescriptor) -> float:
    options = method.GetOptions()
    if options.HasExtension(task):
        attempt = options.Extensions[task].attempt_deadline.ToTimedelta()
        return float(attempt.total_seconds()) + TASK_MARGIN_SECONDS
    if method.server_streaming:
        return STREAM_SECONDS
    return UPLOAD_SECONDS if method.client_streaming else UNARY_SECONDS
