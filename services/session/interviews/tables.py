"""The tables of interviews: one row for all that the next step depends on, and what was asked, answered and said."""

from sqlalchemy import BigInteger, Boolean, Column, DateTime, Float, Integer, LargeBinary, SmallInteger, String, Table
from sqlalchemy.dialects.postgresql import JSONB, UUID

from services.session.database import metadata

interviews = Table(
    "interviews",
    metadata,
    Column("interview_id", UUID(as_uuid=False), primary_key=True),
    Column("candidate_id", UUID(as_uuid=False), nullable=False),
    Column("client_id", UUID(as_uuid=False)),
    Column("posting_id", UUID(as_uuid=False)),
    Column("company_id", UUID(as_uuid=False)),
    Column("resume_id", UUID(as_uuid=False)),
    Column("position", String, nullable=False),
    Column("language", SmallInteger, nullable=False),
    Column("mode", SmallInteger, nullable=False),
    Column("purpose", SmallInteger, nullable=False),
    Column("focus", SmallInteger, nullable=False),
    Column("variant", SmallInteger, nullable=False),
    Column("variant_choice", SmallInteger, nullable=False),
    # A CareerJudgement without sentences.
    Column("career", LargeBinary),
    Column("weights", JSONB, nullable=False),
    Column("plan", JSONB, nullable=False),
    Column("progress", JSONB, nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("event_sequence", BigInteger, nullable=False),
    Column("line_count", Integer, nullable=False),
    Column("report_id", UUID(as_uuid=False)),
    Column("create_time", DateTime(timezone=True), nullable=False),
    Column("scheduled_time", DateTime(timezone=True)),
    Column("start_time", DateTime(timezone=True)),
    Column("end_time", DateTime(timezone=True)),
    Column("due_time", DateTime(timezone=True)),
)

stages = Table(
    "interview_stages",
    metadata,
    Column("interview_id", UUID(as_uuid=False), primary_key=True),
    Column("stage", SmallInteger, primary_key=True),
    Column("area", SmallInteger, nullable=False),
    Column("guide", String, nullable=False),
    Column("rubric", LargeBinary, nullable=False),
)

questions = Table(
    "asked_questions",
    metadata,
    Column("question_id", UUID(as_uuid=False), primary_key=True),
    Column("interview_id", UUID(as_uuid=False), nullable=False),
    Column("stage", SmallInteger, nullable=False),
    Column("ordinal", SmallInteger, nullable=False),
    Column("number", SmallInteger, nullable=False),
    Column("text", String, nullable=False),
    Column("source", SmallInteger, nullable=False),
    Column("bank_question_id", UUID(as_uuid=False)),
    Column("is_gentle", Boolean, nullable=False),
    Column("is_ice_breaker", Boolean, nullable=False),
    Column("stamp", LargeBinary, nullable=False),
    Column("time_limit_seconds", Float, nullable=False),
    Column("create_time", DateTime(timezone=True), nullable=False),
)

answers = Table(
    "answers",
    metadata,
    Column("answer_id", UUID(as_uuid=False), primary_key=True),
    Column("interview_id", UUID(as_uuid=False), nullable=False),
    Column("question_id", UUID(as_uuid=False), nullable=False),
    Column("kind", SmallInteger, nullable=False),
    Column("skip_reason", SmallInteger, nullable=False),
    Column("line_id", UUID(as_uuid=False)),
    Column("create_time", DateTime(timezone=True), nullable=False),
)

lines = Table(
    "transcript_lines",
    metadata,
    Column("line_id", UUID(as_uuid=False), primary_key=True),
    Column("interview_id", UUID(as_uuid=False), nullable=False),
    Column("question_id", UUID(as_uuid=False), nullable=False),
    Column("position", Integer, nullable=False),
    Column("speaker", SmallInteger, nullable=False),
    Column("text", String, nullable=False),
    # A TranscriptLine that holds nothing but its words.
    Column("words", LargeBinary, nullable=False),
    Column("sentiment", Float),
    Column("create_time", DateTime(timezone=True), nullable=False),
)
