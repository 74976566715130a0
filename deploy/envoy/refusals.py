"""The bodies of the edge's own refusals on REST paths, in our error shape and in the caller's language.

gRPC callers are left out: Envoy already gives them a `grpc-status`.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Refusal:
    """One HTTP status as the REST error shape says it."""

    status: int
    code: str
    english: str
    korean: str
    retry: bool = False
    answered: int | None = None  # the status the caller gets, where it is another one


REFUSALS = (
    Refusal(401, "UNAUTHENTICATED", "Please sign in again.", "다시 로그인해 주세요."),
    # A token for somebody else's audience is 403 to Envoy; to our callers it is as good as none.
    Refusal(403, "UNAUTHENTICATED", "Please sign in again.", "다시 로그인해 주세요.", answered=401),
    Refusal(404, "NOT_FOUND", "There is nothing here.", "요청하신 항목을 찾을 수 없습니다."),
    Refusal(408, "TIMEOUT", "The request took too long to arrive.", "요청이 제시간에 도착하지 않았습니다.", True),
    Refusal(413, "PAYLOAD_TOO_LARGE", "This is larger than we accept.", "허용되는 크기를 넘었습니다."),
    Refusal(429, "RATE_LIMITED", "Too many requests. Please wait a moment.", "요청이 너무 많습니다. 잠시 후 다시 시도해 주세요.", True),
    Refusal(502, "UNAVAILABLE", "A service did not answer. Please try again.", "서비스가 응답하지 않습니다. 다시 시도해 주세요.", True),
    Refusal(503, "UNAVAILABLE", "Not available at the moment. Please try again.", "잠시 이용할 수 없습니다. 다시 시도해 주세요.", True),
    Refusal(504, "TIMEOUT", "A service took too long. Please try again.", "서비스 응답이 늦습니다. 다시 시도해 주세요.", True),
)
ANY_OTHER = Refusal(400, "INVALID_ARGUMENT", "This request cannot be understood.", "요청을 이해할 수 없습니다.")


def local_replies() -> dict[str, Any]:
    """Envoy's `local_reply_config`. The first mapper that fits counts, so Korean stands before English, and any other last."""
    exact = [mapper for refusal in REFUSALS for mapper in _both_languages(refusal, "EQ")]
    for_grpc = [{"filter": _status(refusal, "EQ"), "status_code": refusal.answered} for refusal in REFUSALS if refusal.answered]
    return {"mappers": [*exact, *for_grpc, *_both_languages(ANY_OTHER, "GE")]}


def _both_languages(refusal: Refusal, comparison: str) -> list[dict[str, Any]]:
    status = _status(refusal, comparison)
    not_grpc = {"header_filter": {"header": _header("content-type", "application/grpc") | {"invert_match": True}}}
    korean = {"header_filter": {"header": _header("accept-language", "ko")}}
    return [
        _mapper([status, not_grpc, korean], refusal, refusal.korean),
        _mapper([status, not_grpc], refusal, refusal.english),
    ]


def _status(refusal: Refusal, comparison: str) -> dict[str, Any]:
    value = {"default_value": refusal.status, "runtime_key": "viva.none"}
    return {"status_code_filter": {"comparison": {"op": comparison, "value": value}}}


def _header(name: str, prefix: str) -> dict[str, Any]:
    return {"name": name, "string_match": {"prefix": prefix, "ignore_case": True}, "treat_missing_header_as_empty": True}


def _mapper(filters: list[dict[str, Any]], refusal: Refusal, message: str) -> dict[str, Any]:
    body = {"error_code": refusal.code, "error_message": message, "retry_available": refusal.retry}
    status = {"status_code": refusal.answered} if refusal.answered else {}
    return status | {
        "filter": {"and_filter": {"filters": filters}},
        "body_format_override": {"json_format": body, "content_type": "application/json; charset=utf-8"},
    }
