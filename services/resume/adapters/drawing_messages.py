"""What the drawing process and its parent say to each other: what to draw and the document down, a picture or a refusal up.

A picture is `P` and its bytes; a refusal is what the parser process says of a file. Neither can make the reader run anything.
"""

import json
from dataclasses import asdict

from services.resume.adapters.parser_messages import read_answer
from services.resume.domain.drawing import Drawing, Paper
from services.resume.domain.unreadable import Corrupt

_PICTURE = b"P"
_LENGTH_BYTES = 4


def question(drawing: Drawing, content: bytes) -> bytes:
    """What the process is told."""
    wanted = json.dumps(asdict(drawing)).encode()
    return len(wanted).to_bytes(_LENGTH_BYTES, "big") + wanted + content


def read_question(said: bytes) -> tuple[Drawing, bytes]:
    """What was told: what to draw, and the document. It comes from the parent alone, and is what it says."""
    end = _LENGTH_BYTES + int.from_bytes(said[:_LENGTH_BYTES], "big")
    wanted = json.loads(said[_LENGTH_BYTES:end])
    paper = Paper(**wanted["paper"]) if wanted["paper"] else None
    return Drawing(**wanted | {"paper": paper}), said[end:]


def picture_answer(picture: bytes) -> bytes:
    """Says what was drawn."""
    return _PICTURE + picture


def read_picture(answer: bytes) -> bytes:
    """The picture, or the refusal raised; an answer that makes no sense is a process that broke over a broken file."""
    if answer.startswith(_PICTURE):
        return answer[len(_PICTURE) :]
    read_answer(answer)
    raise Corrupt
