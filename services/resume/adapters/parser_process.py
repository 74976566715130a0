"""The process that parsers are forked from: `python -m services.resume.adapters.parser_process '<limits>'`.

It warms up and leaves the networks, and never sees a document. Each of its children locks itself in, says that it is ready, reads one
document from standard input, answers on standard output, and exits. They are forked before there is a document. Everything that
looks at a stranger's text happens in them, so that whatever the text does, it does it to itself.
"""

import os
import sys
from io import BytesIO
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

from protovalidate import collect_violations
from viva.resume.v1.resume_service_pb2 import AnalyzeResult

from services.resume.adapters.confinement import confine, die_with_parent, leave_networks
from services.resume.adapters.document_reader import read_file
from services.resume.adapters.fork_server import serve
from services.resume.adapters.memory_watch import MemoryWatch
from services.resume.adapters.parser_messages import (
    READY,
    READY_AND_ISOLATED,
    ParserLimits,
    picture_message,
    refusal_answer,
    result_answer,
    take,
    with_length,
)
from services.resume.adapters.pdf_reader import ReadPicture
from services.resume.domain.hidden import told
from services.resume.domain.reading import read_resume
from services.resume.domain.unreadable import Corrupt, NoText, ParserLimit, TooMuchText, Unreadable
from services.resume.encoding import encode_reading

_POLITENESS = 5
"""Whoever waits for an answer comes before whoever waits for a document to be read, where processes are weighed one by one (`priority`)."""
# One page, one word: makes the readers load all that they load lazily, before nothing can be opened any more.
_WARM_UP_PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj "
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj "
    b"4 0 obj<</Length 40>>stream\n1 1 9 9 re S BT /F 9 Tf 9 9 Td (ready) Tj ET\nendstream endobj "
    b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj trailer<</Root 1 0 R>>\n%%EOF\n"
)
_WARM_UP_DOCX = "<document><body><p><r><rPr><color val='FFFFFF'/></rPr><t>ready</t></r></p><p><r><t>ready</t></r></p></body></document>"


def main() -> None:
    """Runs once."""
    limits = ParserLimits.from_argument(sys.argv[1])
    for file in (_WARM_UP_PDF, _zipped("word/document.xml", _WARM_UP_DOCX)):
        _answer(BytesIO(with_length(file)), limits, _see_nothing, MemoryWatch(limits.memory_bytes))
    die_with_parent()
    leave_networks()
    os.nice(_POLITENESS)
    serve(lambda: read_one(limits))


def read_one(limits: ParserLimits) -> None:
    """What each child does."""
    answers = _take_standard_output()
    memory = MemoryWatch(limits.memory_bytes)

    def ask(width: int, height: int, pixels: bytes) -> bytes:
        _say(answers, picture_message(width, height, pixels))
        return take(sys.stdin.buffer, limits.max_answer_bytes)

    _say(answers, READY_AND_ISOLATED if confine(limits) else READY)
    _say(answers, _answer(sys.stdin.buffer, limits, ask, memory))


def _answer(file: BinaryIO, limits: ParserLimits, ask: ReadPicture, memory: MemoryWatch) -> bytes:
    try:
        document = read_file(take(file, limits.max_bytes), limits, ask)
        result = encode_reading(*read_resume(document), *told(document))
        _hold_to_rules(result)
        answer = result_answer(result)
        return answer if len(answer) <= limits.max_answer_bytes else refusal_answer(TooMuchText())
    except MemoryError:
        return refusal_answer(ParserLimit())
    except (Corrupt, NoText) as refusal:
        return refusal_answer(ParserLimit() if memory.was_near_the_limit() else refusal)
    except Unreadable as refusal:
        return refusal_answer(refusal)


def _hold_to_rules(result: AnalyzeResult) -> None:
    """Raises Corrupt for what session would not store (places that are no numbers, for one): better here, with a reason."""
    parts = [result.content, *(embedded.passage for embedded in result.passages)]
    if any(collect_violations(part) for part in parts):
        raise Corrupt


def _see_nothing(width: int, height: int, pixels: bytes) -> bytes:
    return b""


def _zipped(name: str, content: str) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
        archive.writestr("\u00e9", "")  # zips write names that are not ASCII in a code page of their own
    return file.getvalue()


def _take_standard_output() -> int:
    """Keeps standard output for answers: whatever a library prints goes where errors go."""
    answers = os.dup(1)
    os.dup2(2, 1)
    return answers


def _say(answers: int, message: bytes) -> None:
    while message:
        message = message[os.write(answers, message) :]


if __name__ == "__main__":
    main()
