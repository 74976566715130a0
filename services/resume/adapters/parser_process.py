"""The process that reads one document and ends: `python -m services.resume.adapters.parser_process '<limits>'`.

It warms up, locks itself in, says that it is ready, reads a document from standard input until its end, answers with one
line on standard output, and exits. Its parent starts it before there is a document, because importing PyMuPDF takes longer
than reading most résumés.
"""

import os
import sys

from services.resume.adapters.confinement import confine
from services.resume.adapters.parsed import ParserLimits, document_message, ready_message, refusal_message
from services.resume.adapters.pdf_reader import read_pdf
from services.resume.domain.unreadable import ParserLimit, TooMuchText, Unreadable

# One page, one word: makes the reader load all that it loads lazily, before nothing can be opened any more.
_WARM_UP = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj "
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj "
    b"4 0 obj<</Length 40>>stream\n1 1 9 9 re S BT /F 9 Tf 9 9 Td (ready) Tj ET\nendstream endobj "
    b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj trailer<</Root 1 0 R>>\n%%EOF\n"
)


def main() -> None:
    """Runs once."""
    limits = ParserLimits.from_argument(sys.argv[1])
    answers = _take_standard_output()
    read_pdf(_WARM_UP, limits)
    _say(answers, ready_message(isolated=confine(limits)))
    content = sys.stdin.buffer.read(limits.max_bytes + 1)
    _say(answers, _answer(content, limits))


def _answer(content: bytes, limits: ParserLimits) -> bytes:
    try:
        answer = document_message(read_pdf(content, limits))
        return answer if len(answer) <= limits.max_answer_bytes else refusal_message(TooMuchText(limit_characters=limits.max_characters))
    except MemoryError:
        return refusal_message(ParserLimit())
    except Unreadable as refusal:
        return refusal_message(refusal)


def _take_standard_output() -> int:
    """Keeps standard output for answers: whatever a library prints goes nowhere."""
    answers = os.dup(1)
    os.dup2(2, 1)
    return answers


def _say(answers: int, message: bytes) -> None:
    while message:
        message = message[os.write(answers, message) :]


if __name__ == "__main__":
    main()
