"""What the parser process and its parent say to each other: limits down, one line of JSON up.

JSON and not pickle: whoever has taken over the parser process must not be able to run anything in its parent.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from services.resume.domain.document import Box, Cell, Document, Line, PageSize
from services.resume.domain.unreadable import REASONS, Corrupt, ParserLimit, Unreadable

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class ParserLimits:
    """What one document may cost. A second of CPU reads more than a hundred ordinary pages."""

    max_bytes: int = 10 * MEBIBYTE
    max_pages: int = 100
    max_characters: int = 60_000
    max_lines: int = 4_000
    memory_bytes: int = 1024 * MEBIBYTE
    cpu_seconds: int = 15
    wall_seconds: float = 30.0
    max_answer_bytes: int = 4 * MEBIBYTE

    def to_argument(self) -> str:
        """As the parser process takes it on its command line."""
        return json.dumps(asdict(self))

    @classmethod
    def from_argument(cls, argument: str) -> "ParserLimits":
        """Reads what to_argument wrote."""
        return cls(**json.loads(argument))


def ready_message(*, isolated: bool) -> bytes:
    """Says that the process is warm, locked in, and waits for its document."""
    return json.dumps({"ready": True, "isolated": isolated}).encode() + b"\n"


def document_message(document: Document) -> bytes:
    """Says what stands in the document."""
    pages, lines = [asdict(page) for page in document.pages], [_pack(line) for line in document.lines]
    return json.dumps({"pages": pages, "lines": lines}).encode() + b"\n"


def refusal_message(refusal: Unreadable) -> bytes:
    """Says why the document is not read."""
    return json.dumps({"refused": refusal.reason, "facts": refusal.facts}).encode() + b"\n"


def read_ready(message: bytes) -> bool | None:
    """Whether the process is cut off from networks; None when it is not ready at all."""
    answer = _object(message)
    return bool(answer.get("isolated")) if answer.get("ready") is True else None


def read_answer(message: bytes) -> Document:
    """The document, or its refusal raised; an answer that makes no sense is a parser that broke over a broken file."""
    answer = _object(message)
    if "refused" in answer:
        raise REASONS.get(answer["refused"], Corrupt)(**answer.get("facts", {}))
    try:
        return Document(tuple(PageSize(**page) for page in answer["pages"]), tuple(_unpack(line) for line in answer["lines"]))
    except (KeyError, TypeError, ValueError):
        raise Corrupt from None


def refusal_for_exit(status: int) -> Unreadable:
    """What it means that the process ended without an answer; `status` as subprocess gives it, negative for a signal."""
    killed_for_its_appetite = status in (-9, -24)  # SIGKILL, SIGXCPU
    return ParserLimit() if killed_for_its_appetite else Corrupt()


def _pack(line: Line) -> list[Any]:
    box, cell = line.box, line.cell
    place = [cell.table, cell.row, cell.column] if cell else None
    edges = [round(edge, 2) for edge in (box.left, box.top, box.right, box.bottom)]
    return [line.text, box.page, edges, round(line.size, 2), line.bold, place]


def _unpack(packed: list[Any]) -> Line:
    text, page, edges, size, bold, place = packed
    return Line(str(text), Box(int(page), *map(float, edges)), float(size), bool(bold), Cell(*map(int, place)) if place else None)


def _object(message: bytes) -> Mapping[str, Any]:
    try:
        answer = json.loads(message)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}
