"""Moves a résumé and tells its watchers, in one transaction and under the résumé's lock."""

from datetime import datetime
from typing import Any

from google.protobuf.message import Message
from viva.resume.v1 import resume_service_pb2 as resume

from mesh.contract import method_of
from services.session.database import UnitOfWork
from services.session.events.store import EventStore
from services.session.prepared import Row
from services.session.resumes.encoding import encode_event
from services.session.resumes.store import ResumeStore, stream_of
from services.session.tasks.making import cancel_tasks, make_task

ANALYZE = method_of(resume.AnalyzeRequest).full_name


async def move(work: UnitOfWork, row: Row, happened: Message, *, at: datetime, **changes: Any) -> None:
    """Writes what changed and what happened; `row` was read under the lock that the unit of work holds."""
    sequence = row["event_sequence"] + 1
    await ResumeStore(work).change(row["resume_id"], event_sequence=sequence, **changes)
    EventStore(work).append(stream_of(row["resume_id"]), sequence, [encode_event(sequence, happened, at=at)], at=at)


async def have_read(work: UnitOfWork, resume_id: str, *, at: datetime) -> None:
    """Makes the task that reads a résumé."""
    make_task(work, resume.AnalyzeRequest(resume_id=resume_id), resource_id=resume_id, at=at)


async def cancel_reading(work: UnitOfWork, resume_id: str, *, at: datetime) -> None:
    """Ends the open tasks that read a résumé."""
    await cancel_tasks(work, resume_id, ANALYZE, at=at)
