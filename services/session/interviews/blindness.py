"""What of an interview nobody may learn before the decision on a blind posting: for engines that read, and for recruiters that look."""

from google.protobuf.message import Message
from sqlalchemy import select

from services.session.database import UnitOfWork
from services.session.hiring.store import postings
from services.session.interviews.citations import citations_in
from services.session.interviews.store import Record
from services.session.prepared import Row
from services.session.resumes.veil import Veil
from services.session.resumes.veiling import veil_of


async def veil_over(work: UnitOfWork, record: Record) -> Veil | None:
    """What is covered of an interview; None where its posting is not blind, or where it has none. No decision lifts it yet."""
    posting_id = record.facts["posting_id"]
    if not posting_id or not await work.scalar(select(postings.c.is_blind).where(postings.c.posting_id == posting_id)):
        return None
    return await veil_of(work, record.facts["candidate_id"], record.facts["resume_id"])


def lift(found: Message, lines: list[Row], veil: Veil | None) -> None:
    """Leads citations that an engine took from covered lines back to the words that were said there."""
    if veil is None:
        return
    said = {row["line_id"]: row["text"] for row in lines}
    for citation in citations_in(found):
        words = said.get(citation.line_id, "")
        if veil.over(words)[citation.start : citation.end] == citation.text:
            citation.text = words[citation.start : citation.end]
