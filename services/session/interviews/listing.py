"""Reads interviews, their questions and their transcripts. Locks nothing; that somebody reads another's is written down."""

from viva.session.v1 import interview_service_pb2 as pb

from services.session.accounts.domain.audit import Doer
from services.session.accounts.store.audit import AuditLog
from services.session.authority import caller_is_recruiter
from services.session.database import Database, UnitOfWork
from services.session.interviews.blindness import veil_over
from services.session.interviews.conversation import Conversation
from services.session.interviews.encoding import encode_interview, encode_line, encode_question
from services.session.interviews.refusals import InterviewUnknown
from services.session.interviews.store import Filter, InterviewStore
from services.session.paging import PageTokenBroken, open_place, open_token, page_size, place_token, token
from services.session.resumes.veil import Veil
from services.session.resumes.veiling import veiled

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
            rows, veil = await Conversation(work).questions_of(interview_id), await _veil(work, interview_id)
            response = pb.ListQuestionsResponse(questions=[encode_question(row) for row in rows])
            return veiled(response, veil) if veil else response

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
            veil = await _veil(work, request.interview_id)
        more, shown = len(rows) > size, rows[:size]
        response = pb.ListTranscriptResponse(
            lines=[encode_line(row) for row in shown], next_page_token=token(LINES, str(shown[-1]["position"])) if more else ""
        )
        return veiled(response, veil) if veil else response


async def _veil(work: UnitOfWork, interview_id: str) -> Veil | None:
    """What the caller may not learn of an interview."""
    record = await InterviewStore(work).read(interview_id) if caller_is_recruiter() else None
    return await veil_over(work, record) if record else None


async def _write_down(work: UnitOfWork, interview_id: str, doer: Doer) -> None:
    data = await InterviewStore(work).data_of(interview_id)
    if data:
        await AuditLog(work).record_reading(doer, data)


def _position(page_token: str) -> int:
    (position,) = open_token(page_token, LINES, parts=1)
    if not position.isdecimal() or len(position) > 9:
        raise PageTokenBroken
    return int(position)
