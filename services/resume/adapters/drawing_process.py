"""The process that draws one page and ends: `python -m services.resume.adapters.drawing_process '<limits>'`.

It draws a page of its own, locks itself in as the parser process does, takes what to draw and the document from standard input, answers on
standard output, and exits. Pages are drawn when somebody looks at one, so there is no spare that stands ready.
"""

import os
import sys

from services.resume.adapters.confinement import confine, leave_networks
from services.resume.adapters.drawing_messages import picture_answer, read_question
from services.resume.adapters.memory_watch import MemoryWatch
from services.resume.adapters.page_drawing import draw
from services.resume.adapters.parser_messages import ParserLimits, refusal_answer
from services.resume.domain.drawing import Drawing, Paper
from services.resume.domain.unreadable import Corrupt, ParserLimit, Unreadable

# Text, lines and white paper: makes the library load all that it loads lazily, before nothing can be opened any more.
_WARM_UP = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj "
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj "
    b"4 0 obj<</Length 40>>stream\n1 1 9 9 re S BT /F 9 Tf 9 9 Td (ready) Tj ET\nendstream endobj "
    b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj trailer<</Root 1 0 R>>\n%%EOF\n"
)


def main() -> None:
    """Runs once."""
    limits = ParserLimits.from_argument(sys.argv[1])
    answers = os.dup(1)
    os.dup2(2, 1)
    memory = MemoryWatch(limits.memory_bytes)
    _answer(Drawing(1, 72, is_blind=True, shown=((0, 0, 50, 50),)), _WARM_UP, limits, memory)
    _answer(Drawing(1, 72, paper=Paper(99, 99, [("ready 준비", (9, 9, 90, 30))])), b"", limits, memory)
    leave_networks()
    confine(limits)
    answer = _answer(*read_question(sys.stdin.buffer.read()), limits, memory)
    while answer:
        answer = answer[os.write(answers, answer) :]


def _answer(drawing: Drawing, content: bytes, limits: ParserLimits, memory: MemoryWatch) -> bytes:
    try:
        return picture_answer(draw(content, drawing, limits))
    except MemoryError:
        return refusal_answer(ParserLimit())
    except Corrupt as refusal:
        return refusal_answer(ParserLimit() if memory.was_near_the_limit() else refusal)
    except Unreadable as refusal:
        return refusal_answer(refusal)


if __name__ == "__main__":
    main()
