"""Checks that what a score rests on was really said."""

from collections.abc import Iterator, Sequence

from google.protobuf.message import Message
from viva.interview.v1 import evaluation_pb2 as pb

from services.session.prepared import Row
from services.session.tasks.ledger import ResultRefused


def require_verbatim(found: Message, lines: Sequence[Row]) -> None:
    """Raises ResultRefused when any citation anywhere in `found` does not stand, character for character, in these lines.

    Offsets count Unicode code points, as Python's do.
    """
    said = {row["line_id"]: row["text"] for row in lines}
    for citation in citations_in(found):
        text = said.get(citation.line_id, "")
        is_whole = 0 < len(citation.text) == citation.end - citation.start
        if not is_whole or text[citation.start : citation.end] != citation.text:
            raise ResultRefused(fault="CITATION_NOT_VERBATIM", line_id=citation.line_id)


def citations_in(message: Message) -> Iterator[pb.Citation]:
    """Every citation at any depth of a message."""
    if isinstance(message, pb.Citation):
        yield message
        return
    for field, value in message.ListFields():
        if field.message_type is None:
            continue
        for part in value if field.is_repeated else [value]:
            yield from citations_in(part)
