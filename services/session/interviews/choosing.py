"""Which way through the stages an interview takes: what is found about a change of career, and what people choose instead."""

from dataclasses import replace

from viva.session.v1 import career_pb2, interview_pb2
from viva.session.v1 import interview_service_pb2 as pb

from services.session.careers.domain.judging import Background, Judgement, judge
from services.session.careers.encoding import encode_judgement
from services.session.database import Database, UnitOfWork
from services.session.hiring.store import PostingStore
from services.session.interviews import happenings as h
from services.session.interviews.domain.step import Event, Step
from services.session.interviews.encoding import encode_interview
from services.session.interviews.live import Who
from services.session.interviews.planning import plan
from services.session.interviews.refusals import InterviewBegun, InterviewUnknown, PositionMissing
from services.session.interviews.store import InterviewStore, Record
from services.session.interviews.words import Status
from services.session.interviews.writing import StepWriter
from services.session.resumes.store import ResumeBrief, ResumeStore


def judged(resume: ResumeBrief | None, position: str) -> Judgement:
    """What a résumé, if there is one, says about a change of career to a job."""
    return judge(resume.background if resume else Background(), position)


class WayChooser:
    """Tells which way an interview would take, and has one that has not begun take another."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def judge(self, request: pb.JudgeCareerRequest) -> career_pb2.CareerJudgement:
        """What would be found for a new interview. Raises PositionMissing."""
        async with self._database.work() as work:
            posting = await PostingStore(work).brief(request.posting_id) if request.posting_id else None
            resume = await ResumeStore(work).brief(request.resume_id) if request.resume_id else None
        position = request.position.strip() or (posting.position if posting else "")
        if not position:
            raise PositionMissing
        return encode_judgement(judged(resume, position))

    async def choose(self, request: pb.ChooseVariantRequest, who: Who) -> interview_pb2.Interview:
        """Plans an interview anew on another way. Raises InterviewUnknown, InterviewBegun."""
        async with self._database.work() as work:
            store = InterviewStore(work)
            record, now = await store.lock(request.interview_id), await work.now()
            if record is None:
                raise InterviewUnknown
            if record.facts["variant"] != request.variant:
                record = await self._replanned(work, record, request.variant)
                chosen = Event(h.VariantChosen(request.variant), record.interview.state(at=now))
                await StepWriter(work).write(record, Step(events=[chosen]), at=now, actor=who.actor)
            return encode_interview(record, at=now)

    async def _replanned(self, work: UnitOfWork, record: Record, variant: int) -> Record:
        facts, status = record.facts, record.interview.status
        if status is not Status.SCHEDULED:
            raise InterviewBegun(status=status)
        posting = await PostingStore(work).brief(facts["posting_id"]) if facts["posting_id"] else None
        resume = await ResumeStore(work).brief(facts["resume_id"]) if facts["resume_id"] else None
        made = await plan(work, facts, posting, resume, variant=variant)
        choice = interview_pb2.VARIANT_CHOICE_CHANGED
        changes = {"variant": variant, "weights": made.weights, "variant_choice": choice}
        interview = replace(record.interview, plan=made.stages)
        await InterviewStore(work).replan(interview, changes, made.rows)
        return replace(record, interview=interview, facts={**facts, **changes})
