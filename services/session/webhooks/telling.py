"""What of an interview its partner hears of."""

from collections.abc import Iterable
from datetime import datetime

from services.session.database import UnitOfWork
from services.session.interviews import happenings as h
from services.session.webhooks.delivering import tell
from services.session.webhooks.domain import Topic


async def tell_of_interview(
    work: UnitOfWork, interview_id: str, client_id: str | None, happened: Iterable[tuple[int, h.Happening]], *, at: datetime
) -> None:
    """Has the partner that made an interview told, of (sequence, happening) pairs, of those that webhooks hear of."""
    for sequence, happening in happened:
        facts: dict[str, str | int] = {"interview_id": interview_id, "sequence": sequence}
        match happening:
            case h.Started():
                await tell(work, client_id, Topic.INTERVIEW_STARTED, interview_id, at=at, **facts)
            case h.Ended(status=status):
                await tell(work, client_id, Topic.INTERVIEW_ENDED, interview_id, at=at, **facts, status=status.name)
            case h.ReportReady(report_id=report_id, version=version):
                await tell(work, client_id, Topic.REPORT_READY, interview_id, at=at, **facts, report_id=report_id, version=version)
