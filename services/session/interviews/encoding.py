"""What the interview's domain says, as the contract's messages say it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from google.protobuf.duration_pb2 import Duration
from google.protobuf.timestamp_pb2 import Timestamp
from viva.interview.v1 import transcript_pb2 as transcript
from viva.session.v1 import career_pb2
from viva.session.v1 import interview_event_pb2 as event_pb
from viva.session.v1 import interview_pb2 as pb

from services.session.careers.encoding import with_sentences
from services.session.interviews import happenings as h
from services.session.interviews.conversation import question_row
from services.session.interviews.domain.step import Event, NewQuestion, State
from services.session.interviews.store import Record
from services.session.interviews.words import Status, number
from services.session.prepared import Row


def timestamp(value: datetime | None) -> Timestamp | None:
    """A moment; None stays absent."""
    if value is None:
        return None
    stamp = Timestamp()
    stamp.FromDatetime(value)
    return stamp


def duration(value: timedelta | None) -> Duration | None:
    """A length of time; None stays absent."""
    if value is None:
        return None
    length = Duration()
    length.FromTimedelta(value)
    return length


def encode_state(record: Record, state: State, sequence: int | None = None) -> pb.InterviewState:
    """Where an interview stands, as of an event (the last one unless told)."""
    return pb.InterviewState(
        focus=record.facts["focus"],
        variant=record.facts["variant"],
        phase=number(state.phase),
        stage=number(state.stage),
        next_action=number(state.next_action),
        remaining=state.remaining,
        status=number(state.status),
        open_question_id=state.open_question_id,
        answer_time_left=duration(state.answer_time_left),
        is_paused=state.is_paused,
        attempt=state.attempt,
        sequence=record.event_sequence if sequence is None else sequence,
    )


def encode_interview(record: Record, *, at: datetime) -> pb.Interview:
    """An interview and where it stands now."""
    interview, facts = record.interview, record.facts
    grant = interview.accommodation
    live = interview.status is not Status.SCHEDULED
    over = interview.status not in (Status.SCHEDULED, Status.LIVE)
    return pb.Interview(
        interview_id=interview.interview_id,
        candidate_id=facts["candidate_id"],
        posting_id=facts["posting_id"] or "",
        company_id=facts["company_id"] or "",
        resume_id=facts["resume_id"] or "",
        position=facts["position"],
        language=facts["language"],
        mode=facts["mode"],
        purpose=facts["purpose"],
        create_time=timestamp(facts["create_time"]),
        scheduled_time=timestamp(facts["scheduled_time"]),
        start_time=timestamp(facts["start_time"]) if live else None,
        end_time=timestamp(facts["end_time"]) if over else None,
        state=encode_state(record, interview.state(at=at)),
        accommodation=pb.Accommodation(time_percent=grant.time_percent, text_only=grant.text_only, captions=grant.captions),
        question_count=interview.question_count,
        answer_count=interview.answer_count,
        stage_count=len(interview.plan),
        report_id=interview.report_id or "",
        career=with_sentences(career_pb2.CareerJudgement.FromString(facts["career"])) if facts["career"] else None,
        variant_choice=facts["variant_choice"],
    )


def encode_question(row: Row) -> pb.Question:
    """A question as it was asked."""
    return pb.Question(
        question_id=row["question_id"],
        interview_id=row["interview_id"],
        stage=row["stage"],
        ordinal=row["ordinal"],
        text=row["text"],
        source=row["source"],
        bank_question_id=row["bank_question_id"] or "",
        create_time=timestamp(row["create_time"]),
        number=row["number"],
        time_limit=duration(timedelta(seconds=row["time_limit_seconds"])),
        is_closed=row["is_closed"],
    )


def encode_new_question(interview_id: str, question: NewQuestion, *, at: datetime) -> pb.Question:
    """A question that is being asked now."""
    return encode_question({**question_row(interview_id, question, at=at), "is_closed": False})


def encode_line(row: Row) -> transcript.TranscriptLine:
    """A line of the transcript."""
    line = transcript.TranscriptLine(
        line_id=row["line_id"],
        speaker=row["speaker"],
        text=row["text"],
        create_time=timestamp(row["create_time"]),
        order=row["position"],
        question_id=row["question_id"],
        stage=row["stage"],
        answer_kind=number(row["answer_kind"] or 0) if row["speaker"] == transcript.SPEAKER_CANDIDATE else number(0),
    )
    line.words.extend(transcript.TranscriptLine.FromString(row["words"]).words)
    if row["sentiment"] is not None:
        line.sentiment = row["sentiment"]
    return line


def encode_event(record: Record, event: Event, actor: event_pb.Actor, sequence: int, *, at: datetime) -> tuple[str, bytes]:
    """An event as (type, payload): ids and closed enums only."""
    message = event_pb.InterviewEvent(sequence=sequence, time=timestamp(at), actor=actor, state=encode_state(record, event.state, sequence))
    arm, payload = _PAYLOADS[type(event.happening)](event.happening)
    getattr(message, arm).CopyFrom(payload)
    return arm, message.SerializeToString()


_PAYLOADS: dict[type, Callable[[Any], tuple[str, Any]]] = {
    h.Created: lambda _: ("created", event_pb.InterviewCreated()),
    h.Started: lambda _: ("started", event_pb.InterviewStarted()),
    h.QuestionRequested: lambda e: (
        "question_requested",
        event_pb.QuestionRequested(question_id=e.question_id, stage=e.stage.value, ordinal=e.ordinal, task_id=e.question_id),
    ),
    h.QuestionRetried: lambda e: ("question_retried", event_pb.QuestionRetried(question_id=e.question_id, attempt=e.attempt)),
    h.QuestionAsked: lambda e: ("question_asked", event_pb.QuestionAsked(question_id=e.question_id, source=e.source.value)),
    h.QuestionPresented: lambda e: (
        "question_presented",
        event_pb.QuestionPresented(question_id=e.question_id, time_limit=duration(e.time_limit)),
    ),
    h.QuestionRepeated: lambda e: ("question_repeated", event_pb.QuestionRepeated(question_id=e.question_id)),
    h.LineAdded: lambda e: ("line_added", event_pb.LineAdded(line_id=e.line_id, question_id=e.question_id)),
    h.AnswerTimeWarned: lambda e: (
        "answer_time_warned",
        event_pb.AnswerTimeWarned(question_id=e.question_id, time_left=duration(e.time_left)),
    ),
    h.AnswerAccepted: lambda e: (
        "answer_accepted",
        event_pb.AnswerAccepted(answer_id=e.answer_id, question_id=e.question_id, answer_kind=e.kind.value),
    ),
    h.Paused: lambda e: ("paused", event_pb.InterviewPaused(by_absence=e.by_absence)),
    h.Resumed: lambda _: ("resumed", event_pb.InterviewResumed()),
    h.FollowUpRequested: lambda e: ("follow_up_requested", event_pb.FollowUpRequested(question_id=e.question_id)),
    h.AccommodationGranted: lambda e: (
        "accommodation_granted",
        event_pb.AccommodationGranted(
            accommodation=pb.Accommodation(time_percent=e.time_percent, text_only=e.text_only, captions=e.captions),
            time_limit=duration(e.time_limit),
        ),
    ),
    h.Ended: lambda e: ("ended", event_pb.InterviewEnded(status=e.status.value, report_follows=e.report_follows)),
    h.AnswerEvaluated: lambda e: (
        "answer_evaluated",
        event_pb.AnswerEvaluated(answer_id=e.answer_id, unavailable=number(e.unavailable)),
    ),
    h.VariantChosen: lambda e: ("variant_chosen", event_pb.VariantChosen(variant=e.variant)),
    h.ReportReady: lambda e: ("report_ready", event_pb.ReportReady(report_id=e.report_id, version=e.version)),
}
