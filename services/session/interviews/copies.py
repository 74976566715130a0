"""What interviews keep about a person, for an erasure to remove: everything that was asked, said, found and written."""

from datetime import datetime

from sqlalchemy import Select, delete, func, select

from services.session.accounts.domain.erasure import CopyKind, Outcome
from services.session.database import UnitOfWork
from services.session.events.domain import StreamKind
from services.session.events.store import events
from services.session.interviews.tables import interviews, lines, questions
from services.session.interviews.words import Status
from services.session.questions.bank_store import bank_questions
from services.session.reports.store import reports
from services.session.requests import requests
from services.session.tasks.store import tasks


class ReportCopies:
    """Reports. Removed before the interviews they are about."""

    async def erase(self, work: UnitOfWork, account_id: str, *, at: datetime) -> Outcome:
        """See Copies."""
        removed = await work.run(delete(reports).where(reports.c.interview_id.in_(_own(account_id))))
        return Outcome(CopyKind.REPORT, removed)


class TranscriptCopies:
    """Interviews with all that belongs to them: questions, lines, answers, evaluations, events, tasks, remembered calls."""

    async def erase(self, work: UnitOfWork, account_id: str, *, at: datetime) -> Outcome:
        """See Copies."""
        own = _own(account_id)
        # First the interviews, then their tasks, as everywhere: a result may be coming in right now.
        await work.run(own.with_for_update())
        # Bank questions count one less each; in one order, or two erasures at once could wait for each other.
        asked = select(questions.c.bank_question_id).where(questions.c.interview_id.in_(own))
        counted = select(bank_questions.c.question_id).where(bank_questions.c.question_id.in_(asked))
        await work.run(counted.order_by(bank_questions.c.question_id).with_for_update())
        said = await work.scalar(select(func.count()).select_from(lines).where(lines.c.interview_id.in_(own)))
        await work.run(delete(tasks).where(tasks.c.resource_id.in_(own)))
        await work.run(delete(requests).where(requests.c.subject_id.in_(own)))
        await work.run(delete(events).where(events.c.stream_kind == int(StreamKind.INTERVIEW), events.c.stream_id.in_(own)))
        await work.run(delete(interviews).where(interviews.c.candidate_id == account_id))
        return Outcome(CopyKind.TRANSCRIPT, int(said))


async def is_interviewed(work: UnitOfWork, account_id: str) -> bool:
    """Whether a person sits in an interview now."""
    live = select(interviews.c.interview_id).where(interviews.c.candidate_id == account_id, interviews.c.status == int(Status.LIVE))
    return await work.scalar(live.limit(1)) is not None


def _own(account_id: str) -> Select[tuple[str]]:
    return select(interviews.c.interview_id).where(interviews.c.candidate_id == account_id)
