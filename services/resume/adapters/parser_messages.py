"""What the parser process and its parent say to each other: limits down; a sign of readiness and one answer up.

An answer is a letter and what it announces: `R` a serialised AnalyzeResult that lacks its vectors, `N` a refusal as JSON.
Neither can make the reader run anything, because whoever has taken over the parser process must not get any further.
"""

import json
from dataclasses import asdict, dataclass

from google.protobuf.message import DecodeError
from viva.resume.v1.resume_service_pb2 import AnalyzeResult

from services.resume.domain.unreadable import REASONS, Corrupt, ParserLimit, Unreadable

MEBIBYTE = 1024 * 1024
READY = b"ready\n"
READY_AND_ISOLATED = b"ready, isolated\n"
_RESULT = b"R"
_REFUSAL = b"N"


@dataclass(frozen=True)
class ParserLimits:
    """What one document may cost. A second of CPU reads more than fifty ordinary pages."""

    max_bytes: int = 10 * MEBIBYTE
    max_pages: int = 100
    max_characters: int = 60_000
    max_lines: int = 4_000
    memory_bytes: int = 1024 * MEBIBYTE
    cpu_seconds: int = 5
    wall_seconds: float = 15.0
    max_answer_bytes: int = MEBIBYTE

    def to_argument(self) -> str:
        """As the parser process takes it on its command line."""
        return json.dumps(asdict(self))

    @classmethod
    def from_argument(cls, argument: str) -> "ParserLimits":
        """Reads what to_argument wrote."""
        return cls(**json.loads(argument))


def result_answer(result: AnalyzeResult) -> bytes:
    """Says what stands in the document."""
    return _RESULT + result.SerializeToString()


def refusal_answer(refusal: Unreadable) -> bytes:
    """Says why the document is not read."""
    return _REFUSAL + json.dumps({"reason": refusal.reason, "facts": refusal.facts}).encode()


def read_answer(answer: bytes) -> AnalyzeResult:
    """The result, or the refusal raised; an answer that makes no sense is a parser that broke over a broken file."""
    if answer.startswith(_REFUSAL):
        raise _refusal(answer[1:])
    try:
        result = AnalyzeResult.FromString(answer[1:])
    except DecodeError:
        raise Corrupt from None
    if not answer.startswith(_RESULT) or not result.passages:
        raise Corrupt
    return result


def refusal_for_exit(status: int) -> Unreadable:
    """What it means that the process ended without an answer; `status` as subprocess gives it, negative for a signal."""
    stopped_for_its_appetite = status in (-9, -24)  # SIGKILL, SIGXCPU
    return ParserLimit() if stopped_for_its_appetite else Corrupt()


def _refusal(said: bytes) -> Unreadable:
    try:
        answer = json.loads(said)
        return REASONS[answer["reason"]](**answer["facts"])
    except (ValueError, KeyError, TypeError):
        return Corrupt()
