"""Reads interviews, their questions and their transcripts. Locks nothing; that somebody reads another's is written down."""

from viva.session.v1 import interview_service_pb2 as pb

from services.session.accounts.domain.audit import Doer
from services.session.accounts.store.audit import AuditLog
from services.session.database import Database, UnitOfWork
from services.session.interviews.conversation import Conversation
from services.session.interviews.encoding import encode_interview, encode_line, encode_question
from services.session.interviews.refusals import InterviewUnknown
from services.session.interviews.store import Filter, InterviewStore
from services.session.paging import PageTokenBroken, open_place, open_token, page_size, place_token, token

KIND = "interviews"
LINES = "transcript"


class InterviewReader:
    """Reads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, interview_id: str, doer: Doer) -> pb.GetInterviewResponse:
        """An interview and where it stands. Raises InterviewUnknown."""
        async with self._database.work() as work:
            record = await InterviewStore(work).read(interview_id)
            if record is None:
                raise InterviewUnknown
            await AuditLog(work).record_reading(doer, record.data)
            return pb.GetInterviewResponse(interview=encode_interview(record, at=await work.now()))

    async def page(self, request: pb.ListInterviewsRequest, wanted: Filter, doer: Doer) -> pb.ListInterviewsResponse:
        """Interviews, newest first. Raises PageTokenBroken."""
        size = page_size(request.page_size)
        before = open_place(request.page_token, KIND) if request.page_token else None
        async with self._database.work() as work:
            records, now = await InterviewStore(work).page(wanted, before=before, limit=size + 1), await work.now()
            more, shown = len(records) > size, records[:size]
            await AuditLog(work).record_reading(doer, *(record.data for record in shown))
        return pb.ListInterviewsResponse(
            interviews=[encode_interview(record, at=now) for record in shown],
            next_page_token=place_token(KIND, shown[-1].facts["create_time"], shown[-1].interview.interview_id) if more else "",
        )

    async def questions(self, interview_id: str, doer: Doer) -> pb.ListQuestionsResponse:
        """The questions asked so far, in order."""
        async with self._database.work() as work:
            await _write_down(work, interview_id, doer)
            rows = await Conversation(work).questions_of(interview_id)
            return pb.ListQuestionsResponse(questions=[encode_question(row) for row in rows])

    async def begin_watching(self, interview_id: str, doer: Doer) -> None:
        """Notes that somebody will be told what happens in an interview."""
        async with self._database.work() as work:
            await _write_down(work, interview_id, doer)

    async def transcript(self, request: pb.ListTranscriptRequest, doer: Doer) -> pb.ListTranscriptResponse:
        """The transcript in order. Raises PageTokenBroken."""
        size = page_size(request.page_size)
        after = _position(request.page_token) if request.page_token else 0
        async with self._database.work() as work:
            await _write_down(work, request.interview_id, doer)
            rows = await Conversation(work).lines_of(request.interview_id, after=after, limit=size + 1)
        more, shown = len(rows) > size, rows[:size]
        return pb.ListTranscriptResponse(
            lines=[encode_line(row) for row in shown], next_page_token=token(LINES, str(shown[-1]["position"])) if more else ""
        )


async def _write_down(work: UnitOfWork, interview_id: str, doer: Doer) -> None:
    data = await InterviewStore(work).data_of(interview_id)
    if data:
        await AuditLog(work).record_reading(doer, data)


def _position(page_token: str) -> int:
    (position,) = open_token(page_token, LINES, parts=1)
    if not position.isdecimal() or len(position) > 9:
        raise PageTokenBroken
    return int(position)
