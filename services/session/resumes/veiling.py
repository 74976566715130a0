"""Draws a candidate's veil over messages: over every field that the contract marks as somebody's own words (`debug_redact`)."""

from collections.abc import Iterator
from typing import TypeVar

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message
from sqlalchemy import ColumnClause, TableClause, select
from sqlalchemy.dialects.postgresql import UUID
from viva.resume.v1 import resume_content_pb2 as pb

from services.session.database import UnitOfWork
from services.session.resumes.store import resumes
from services.session.resumes.veil import Veil

M = TypeVar("M", bound=Message)
TELLING = (pb.FIELD_KIND_NAME, pb.FIELD_KIND_EMAIL, pb.FIELD_KIND_PHONE)

_accounts = TableClause("accounts", ColumnClause("account_id", UUID(as_uuid=False)), ColumnClause("full_name"), ColumnClause("username"))


async def veil_of(work: UnitOfWork, candidate_id: str | None, resume_id: str | None) -> Veil:
    """What is covered for a candidate: by the names of their account and of a résumé, as far as either is there."""
    names: list[str] = []
    if candidate_id:
        account = await work.one(select(_accounts.c.full_name).where(_accounts.c.account_id == candidate_id))
        names += [account["full_name"]] if account else []
    if resume_id:
        content = await work.scalar(select(resumes.c.content).where(resumes.c.resume_id == resume_id))
        names += names_in(pb.ResumeContent.FromString(content)) if content else []
    return Veil(names)


def names_in(content: pb.ResumeContent) -> Iterator[str]:
    """What the person, and what their schools are called in a résumé; and the ways to reach them."""
    for section in content.sections:
        schools = (pb.FIELD_KIND_ORGANISATION,) if section.kind == pb.SECTION_KIND_EDUCATION else ()
        for entry in section.entries:
            yield from (field.value.text.strip() for field in entry.fields if field.kind in (*TELLING, *schools))


def veiled(message: M, veil: Veil) -> M:
    """A copy of a message, at any depth, with the veil over people's own words."""
    copy = type(message)()
    copy.CopyFrom(message)
    _draw(copy, veil)
    return copy


def _draw(message: Message, veil: Veil) -> None:
    for field, value in message.ListFields():
        if field.message_type is not None and not field.message_type.GetOptions().map_entry:
            for part in value if field.is_repeated else [value]:
                _draw(part, veil)
        elif field.type == FieldDescriptor.TYPE_STRING and field.GetOptions().debug_redact:
            if field.is_repeated:
                value[:] = [veil.over(text) for text in value]
            else:
                setattr(message, field.name, veil.over(value))
