"""Résumés as the contract's messages say them."""

from datetime import datetime

from google.protobuf.message import Message
from viva.resume.v1 import passage_pb2, resume_state_pb2
from viva.session.v1 import resume_pb2 as pb
from viva.session.v1 import resume_service_pb2 as service_pb

from services.session.moments import timestamp
from services.session.prepared import Row
from services.session.search.encoding import encode_hit
from services.session.search.hybrid import Hit

_NAMELESS = {
    resume_state_pb2.DOCUMENT_TYPE_PDF: "resume.pdf",
    resume_state_pb2.DOCUMENT_TYPE_DOCX: "resume.docx",
    resume_state_pb2.DOCUMENT_TYPE_HWPX: "resume.hwpx",
}
"""What a file is called to whoever must not learn whose it is: people name such files after themselves."""


def encode_resume(row: Row, *, is_blind: bool = False) -> pb.Resume:
    """A résumé without its words."""
    return pb.Resume(
        resume_id=row["resume_id"],
        candidate_id=row["candidate_id"] or "",
        client_id=row["client_id"] or "",
        file_name=_NAMELESS.get(row["document_type"], "resume") if is_blind else row["file_name"],
        document_type=row["document_type"],
        size_bytes=row["size_bytes"],
        sha256=row["sha256"],
        state=row["state"],
        failure=row["failure"],
        language=row["language"],
        target_role=row["target_role"],
        revision=row["revision"],
        page_count=row["page_count"],
        passage_count=row["passage_count"],
        create_time=timestamp(row["create_time"]),
        read_time=timestamp(row["read_time"]),
    )


def encode_event(sequence: int, payload: Message, *, at: datetime) -> tuple[str, bytes]:
    """An event as (type, payload). The payload's class names the arm."""
    arm = _ARM_OF[payload.DESCRIPTOR.name]
    event = pb.ResumeEvent(sequence=sequence, time=timestamp(at))
    getattr(event, arm).CopyFrom(payload)
    return arm, event.SerializeToString()


def encode_found(row: Row, hit: Hit, query: str) -> service_pb.FoundPassage:
    """A passage and why it was found."""
    passage = passage_pb2.Passage.FromString(row["regions"])
    passage.ordinal, passage.section, passage.text = row["ordinal"], row["section"], row["text"]
    return service_pb.FoundPassage(resume_id=row["resume_id"], passage=passage, found=encode_hit(hit, query, row["text"]))


_ARM_OF = {
    field.message_type.name: field.name
    for field in pb.ResumeEvent.DESCRIPTOR.oneofs_by_name["payload"].fields
    if field.message_type is not None
}
