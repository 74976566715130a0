"""An interview's progress as the JSON its row holds, and back."""

from datetime import datetime, timedelta
from typing import Any

from services.session.interviews.domain.answer_clock import AnswerClock
from services.session.interviews.domain.interview import Accommodation, Interview
from services.session.interviews.domain.question import Making, OpenQuestion, PlannedStage
from services.session.interviews.words import Stage, StageKind, Status


def encode_plan(interview: Interview) -> list[dict[str, Any]]:
    """The plan, which never changes."""
    return [{"stage": int(p.stage), "kind": int(p.kind), "seconds": p.time_limit.total_seconds(), "text": p.text} for p in interview.plan]


def encode(interview: Interview) -> dict[str, Any]:
    """All that changes but the status and the report, which have columns of their own."""
    return {
        "expire_time": interview.expire_time.isoformat(),
        "position": interview.position,
        "open": _encode_open(interview.open) if interview.open else None,
        "making": _encode_making(interview.making) if interview.making else None,
        "paused_time": _time(interview.paused_time),
        "silent_questions": interview.silent_questions,
        "question_count": interview.question_count,
        "answer_count": interview.answer_count,
        "open_evaluations": interview.open_evaluations,
        "report_follows": interview.report_follows,
        "accommodation": vars(interview.accommodation) | {},
    }


def decode(interview_id: str, plan: list[dict[str, Any]], row: dict[str, Any], *, status: int, report_id: str | None) -> Interview:
    """The interview that was encoded."""
    accommodation = Accommodation(**row["accommodation"])
    return Interview(
        interview_id=interview_id,
        plan=tuple(_decode_stage(stage) for stage in plan),
        expire_time=datetime.fromisoformat(row["expire_time"]),
        status=Status(status),
        position=row["position"],
        open=_decode_open(row["open"], accommodation.time_percent) if row["open"] else None,
        making=_decode_making(row["making"]) if row["making"] else None,
        paused_time=_parse(row["paused_time"]),
        silent_questions=row["silent_questions"],
        question_count=row["question_count"],
        answer_count=row["answer_count"],
        open_evaluations=row["open_evaluations"],
        report_follows=row["report_follows"],
        report_id=report_id,
        accommodation=accommodation,
    )


def _decode_stage(row: dict[str, Any]) -> PlannedStage:
    return PlannedStage(Stage(row["stage"]), StageKind(row["kind"]), timedelta(seconds=row["seconds"]), row["text"])


def _encode_open(question: OpenQuestion) -> dict[str, Any]:
    clock = question.clock
    return {
        "question_id": question.question_id,
        "stage": int(question.stage),
        "ordinal": question.ordinal,
        "follow_up_wanted": question.follow_up_wanted,
        "characters": question.characters,
        "commit_time": _time(clock.commit_time),
        "time_limit": clock.planned.total_seconds(),
        "is_presented": clock.is_presented,
        "running_since": _time(clock.running_since),
        "used": clock.used.total_seconds(),
        "is_warned": clock.is_warned,
    }


def _decode_open(row: dict[str, Any], percent: int) -> OpenQuestion:
    clock = AnswerClock(
        commit_time=datetime.fromisoformat(row["commit_time"]),
        planned=timedelta(seconds=row["time_limit"]),
        percent=percent,
        is_presented=row["is_presented"],
        running_since=_parse(row["running_since"]),
        used=timedelta(seconds=row["used"]),
        is_warned=row["is_warned"],
    )
    return OpenQuestion(row["question_id"], Stage(row["stage"]), row["ordinal"], clock, row["follow_up_wanted"], row["characters"])


def _encode_making(making: Making) -> dict[str, Any]:
    return {**vars(making), "stage": int(making.stage)}


def _decode_making(row: dict[str, Any]) -> Making:
    return Making(**{**row, "stage": Stage(row["stage"])})


def _time(value: datetime | None) -> str | None:
    return value.isoformat() if value else None


def _parse(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None
