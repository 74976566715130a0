"""What WriteReport tasks mean: session's numbers and an engine's words become one report, whatever becomes of the words."""

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from google.protobuf.message import DecodeError
from viva.interview.v1 import evaluation_pb2, report_pb2
from viva.llm.v1 import llm_service_pb2 as llm
from viva.llm.v1 import report_context_pb2 as context_pb

from interviewing.vocabulary import Area
from services.session.database import Asked, UnitOfWork
from services.session.hiring.store import PostingStore
from services.session.interviews.blindness import lift, veil_over
from services.session.interviews.citations import require_verbatim
from services.session.interviews.conversation import CANDIDATE, Conversation
from services.session.interviews.encoding import encode_line, timestamp
from services.session.interviews.evaluations import EvaluationStore
from services.session.interviews.store import InterviewStore, Record
from services.session.interviews.words import QuestionSource, Stage, Unavailable, number
from services.session.interviews.writing import FIRST_VERSION, StepWriter
from services.session.prepared import Row
from services.session.reports.domain import Found, Numbers, numbers
from services.session.reports.store import ReportStore
from services.session.resumes.veiling import veiled
from services.session.tasks.domain import Task


class WriteReportEffect:
    """Effect of viva.llm.v1 WriteReport."""

    def lock(self, work: UnitOfWork, task: Task) -> Asked[Record | None]:
        """Locks the interview."""
        return InterviewStore(work).lock(task.subject_id)

    async def fill(self, work: UnitOfWork, task: Task) -> bytes:
        """Adds the whole interview as it was held and read, and the numbers."""
        request = _request(task)
        record = await InterviewStore(work).read(request.interview_id)
        if record:
            context, veil = await _context(work, record), await veil_over(work, record)
            request.context.CopyFrom(veiled(context, veil) if veil else context)
        return request.SerializeToString()

    async def done(self, work: UnitOfWork, task: Task, result: bytes) -> None:
        """Stores the report. Raises ResultRefused when a citation does not stand in the transcript."""
        draft = llm.WriteReportResult.FromString(result).draft
        lines, record = await Conversation(work).lines_of(task.subject_id), await InterviewStore(work).read(task.subject_id)
        said = [row for row in lines if row["speaker"] == CANDIDATE]
        lift(draft, said, await veil_over(work, record) if record else None)
        require_verbatim(draft, said)
        await self._store(work, task, draft)

    async def retried(self, work: UnitOfWork, task: Task) -> None:
        """The waiting room shows that the report is being written; that is still so."""

    async def fell_back(self, work: UnitOfWork, task: Task) -> None:
        """Stores the report from the evaluations alone, and says that the words are missing."""
        await self._store(work, task, None)

    async def _store(self, work: UnitOfWork, task: Task, draft: report_pb2.ReportDraft | None) -> None:
        record = await InterviewStore(work).read(task.subject_id)
        if record is None:
            return
        now = await work.now()
        report = await _report(work, record, draft, version=_version(task), at=now)
        if await ReportStore(work).add(report, at=now):
            step = record.interview.report_written(report.report_id, report.version, at=now)
            await StepWriter(work).write(record, step, at=now)


async def _context(work: UnitOfWork, record: Record) -> context_pb.ReportContext:
    interview_id, facts = record.interview.interview_id, record.facts
    evaluations = await EvaluationStore(work).of_interview(interview_id)
    computed = _numbers(record, evaluations)
    posting = await PostingStore(work).brief(facts["posting_id"]) if facts["posting_id"] else None
    return context_pb.ReportContext(
        language=facts["language"],
        purpose=facts["purpose"],
        position=facts["position"],
        company_ideal=posting.ideal if posting else "",
        transcript=[encode_line(row) for row in await Conversation(work).lines_of(interview_id)],
        evaluations=evaluations,
        areas=_areas(computed),
        axes=_axes(computed, ()),
        overall=computed.overall,
        missing=_missing(computed),
        answers=[
            context_pb.AnsweredQuestion(answer_id=row["answer_id"], question_id=row["question_id"])
            for row in await Conversation(work).answers_of(interview_id)
        ],
    )


async def _report(
    work: UnitOfWork, record: Record, draft: report_pb2.ReportDraft | None, *, version: int, at: datetime
) -> report_pb2.Report:
    interview_id = record.interview.interview_id
    evaluations = await EvaluationStore(work).of_interview(interview_id)
    asked = await Conversation(work).questions_of(interview_id)
    computed = _numbers(record, evaluations)
    report = report_pb2.Report(
        report_id=str(uuid4()),
        interview_id=interview_id,
        version=version,
        create_time=timestamp(at),
        language=record.facts["language"],
        overall=computed.overall,
        technical=computed.technical,
        communication=computed.communication,
        cultural_fit=computed.cultural_fit,
        areas=_areas(computed),
        axes=_axes(computed, draft.axes if draft else ()),
        evaluations=evaluations,
        recommendation=report_pb2.RECOMMENDATION_NONE,
        is_partial=computed.is_partial or draft is None,
        missing=_missing(computed),
        fallback_questions=sum(row["source"] == QuestionSource.FALLBACK for row in asked),
        questions=map(_origin, asked),
    )
    if draft:
        _add_words(report, draft)
    else:
        report.missing.add(reason=evaluation_pb2.UNAVAILABLE_ENGINE_FAILED)
    return report


def _origin(row: Row) -> report_pb2.QuestionOrigin:
    return report_pb2.QuestionOrigin(
        question_id=row["question_id"],
        stage=row["stage"],
        is_fallback=row["source"] == QuestionSource.FALLBACK,
        stamp=evaluation_pb2.EngineStamp.FromString(row["stamp"]) if row["stamp"] else None,
    )


def _add_words(report: report_pb2.Report, draft: report_pb2.ReportDraft) -> None:
    report.summary = draft.summary
    report.strengths.extend(draft.strengths)
    report.improvements.extend(draft.improvements)
    report.stories.extend(draft.stories)
    report.recommendation = draft.recommendation or report_pb2.RECOMMENDATION_NONE
    report.recommendation_reasons.extend(draft.recommendation_reasons)
    report.stamp.CopyFrom(draft.stamp)


def _numbers(record: Record, evaluations: Sequence[evaluation_pb2.Evaluation]) -> Numbers:
    found = [
        Found(
            answer_id=e.answer_id,
            stage=Stage(e.stage),
            area=Area(e.area) if e.area else None,
            points=e.points if e.HasField("points") else None,
            unavailable=Unavailable(e.unavailable) if e.unavailable else None,
        )
        for e in evaluations
    ]
    weights = {Area(int(area)): percent for area, percent in record.facts["weights"].items()}
    return numbers(found, weights, [planned.stage for planned in record.interview.plan])


def _areas(computed: Numbers) -> list[report_pb2.AreaScore]:
    return [
        report_pb2.AreaScore(
            area=number(a.area),
            weight_percent=a.weight,
            points=a.points,
            answer_ids=a.answer_ids,
            unavailable=number(a.unavailable),
        )
        for a in computed.areas
    ]


def _axes(computed: Numbers, written: Sequence[report_pb2.AxisScore]) -> list[report_pb2.AxisScore]:
    """The corners with session's points and the engine's words."""
    words = {score.axis: score for score in written}
    axes = []
    for axis, points in computed.axes.items():
        own = words.get(number(axis))
        axes.append(
            report_pb2.AxisScore(
                axis=number(axis),
                points=points,
                feedback=own.feedback if own else "",
                citations=own.citations if own else (),
            )
        )
    return axes


def _missing(computed: Numbers) -> list[report_pb2.MissingPart]:
    return [report_pb2.MissingPart(stage=number(m.stage), reason=number(m.reason)) for m in computed.missing]


def _version(task: Task) -> int:
    """Which version is asked for: of a task that does not say so, or that nobody can read, the first."""
    try:
        return _request(task).version or FIRST_VERSION
    except DecodeError:
        return FIRST_VERSION


def _request(task: Task) -> llm.WriteReportRequest:
    return llm.WriteReportRequest.FromString(task.request)
