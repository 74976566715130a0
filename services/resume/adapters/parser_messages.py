"""What the parser process and its parent say to each other: limits down; a sign of readiness and one answer up.

A document goes down with its length ahead. An answer is a letter and what it announces: `R` a serialised AnalyzeResult that lacks its
vectors, `N` a refusal as JSON. Before it there may be pictures of pages, each `P`, width, height and that many grey pixels; what was
read in each comes down with its length ahead. None of it can make the reader run anything, because whoever has taken over
the parser process must not get any further.
"""

import json
import struct
from dataclasses import asdict, dataclass
from typing import BinaryIO

from google.protobuf.message import DecodeError
from viva.resume.v1.resume_service_pb2 import AnalyzeResult

from services.resume.domain.unreadable import REASONS, Corrupt, ParserLimit, Unreadable

MEBIBYTE = 1024 * 1024
READY = b"ready\n"
READY_AND_ISOLATED = b"ready, isolated\n"
PICTURE = b"P"
MOST_PIXELS = 9_000_000
"""Of one page: A4 at 300 to the inch has 8.7 million."""
_LENGTH = struct.Struct(">I")
SIZE = struct.Struct(">II")
"""Width and height of a picture."""
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
    max_scanned_pages: int = 0
    """Pages whose pictures may be read; 0 where nothing is there to read them."""
    scan_seconds: float = 45.0
    """That a document with such pages may take by the clock, all together."""

    def to_argument(self) -> str:
        """As the parser process takes it on its command line."""
        return json.dumps(asdict(self))

    @classmethod
    def from_argument(cls, argument: str) -> "ParserLimits":
        """Reads what to_argument wrote."""
        return cls(**json.loads(argument))


def with_length(content: bytes) -> bytes:
    """As it goes down to the parser process."""
    return _LENGTH.pack(len(content)) + content


def take(stream: BinaryIO, most: int) -> bytes:
    """What with_length wrote, never more than one byte over `most`; less when the stream ends."""
    head = stream.read(_LENGTH.size)
    return stream.read(min(_LENGTH.unpack(head)[0], most + 1)) if len(head) == _LENGTH.size else b""


def picture_message(width: int, height: int, pixels: bytes) -> bytes:
    """Asks for the words of a picture."""
    return PICTURE + SIZE.pack(width, height) + pixels


def pgm(width: int, height: int, pixels: bytes) -> bytes:
    """The picture as a file of its own, its head ours."""
    return b"P5\n%d %d\n255\n" % (width, height) + pixels


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
