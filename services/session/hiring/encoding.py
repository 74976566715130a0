"""Companies, members and postings as the contract's messages say them, and back."""

from datetime import UTC, datetime
from typing import Any

from viva.interview.v1 import bank_question_pb2, stage_pb2
from viva.session.v1 import company_pb2
from viva.session.v1 import posting_pb2 as pb

from interviewing.registration_numbers import masked
from services.session.hiring.domain import PostingStatus, require_whole, status_now
from services.session.moments import timestamp
from services.session.prepared import Row

COMPANY_WORDS = ("name", "ideal_candidate", "description", "industry")
_POSTING_WORDS = (
    "title",
    "position",
    "industry",
    "description",
    "employment_type",
    "language",
    "purpose",
    "jurisdiction",
    "is_blind",
)


def decode_company(content: company_pb2.CompanyContent) -> dict[str, Any]:
    """What people wrote about a company, by column."""
    return {name: _kept(getattr(content, name)) for name in COMPANY_WORDS}


def encode_company(row: Row) -> company_pb2.Company:
    """A company."""
    return company_pb2.Company(
        company_id=row["company_id"],
        content=company_pb2.CompanyContent(**{name: row[name] for name in COMPANY_WORDS}),
        has_vector=row["has_vector"],
        create_time=timestamp(row["create_time"]),
        update_time=timestamp(row["update_time"]),
        etag=str(row["version"]),
    )


def encode_member(row: Row) -> company_pb2.CompanyMember:
    """Somebody who acts for a company."""
    return company_pb2.CompanyMember(
        account_id=row["account_id"],
        client_id=row["client_id"],
        display_name=row["display_name"] or "",
        create_time=timestamp(row["create_time"]),
    )


def decode_posting(content: pb.PostingContent) -> dict[str, Any]:
    """What people wrote about a posting, by column. Raises WeightsNot100."""
    weights = require_whole([(int(weight.area), weight.percent) for weight in content.area_weights])
    return {
        **{name: _kept(getattr(content, name)) for name in _POSTING_WORDS},
        "open_time": _time(content, "open_time"),
        "close_time": _time(content, "close_time"),
        "difficulty": content.difficulty or bank_question_pb2.DIFFICULTY_MEDIUM,
        "focus": content.focus or stage_pb2.FOCUS_COMPREHENSIVE,
        "stages": sorted(content.stages),
        "area_weights": {str(area): percent for area, percent in weights.items()},
        "required_documents": list(content.required_documents),
        "standard_scenario_id": content.standard_scenario_id or None,
        "career_changer_scenario_id": content.career_changer_scenario_id or None,
    }


def encode_posting(row: Row, *, at: datetime, with_count: bool) -> pb.Posting:
    """A posting. `with_count`: how many interviews it has is no candidate's business."""
    posting = pb.Posting(
        posting_id=row["posting_id"],
        company_id=row["company_id"],
        company_name=row["company_name"],
        content=_encode_content(row),
        status=int(status_now(PostingStatus(row["status"]), row["close_time"], at=at)),  # type: ignore[arg-type]  # the contract's numbers
        create_time=timestamp(row["create_time"]),
        update_time=timestamp(row["update_time"]),
        etag=str(row["version"]),
    )
    if with_count:
        posting.interview_count = row["interview_count"]
    return posting


def _encode_content(row: Row) -> pb.PostingContent:
    return pb.PostingContent(
        **{name: row[name] for name in (*_POSTING_WORDS, "difficulty", "focus", "stages", "required_documents")},
        open_time=timestamp(row["open_time"]),
        close_time=timestamp(row["close_time"]),
        area_weights=[
            stage_pb2.AreaWeight(area=int(area), percent=percent)  # type: ignore[arg-type]
            for area, percent in sorted(row["area_weights"].items())
        ],
        standard_scenario_id=row["standard_scenario_id"] or "",
        career_changer_scenario_id=row["career_changer_scenario_id"] or "",
    )


def _kept(value: Any) -> Any:
    return masked(value) if isinstance(value, str) else value


def _time(content: pb.PostingContent, name: str) -> datetime | None:
    return getattr(content, name).ToDatetime(UTC) if content.HasField(name) else None  # type: ignore[arg-type]
