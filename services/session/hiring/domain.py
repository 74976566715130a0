"""What a company and a posting may become, and why they may not."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import IntEnum

from mesh.refusal import Conflict, InvalidArgument, NotFound, Refusal, Status

WHOLE = 100
"""What area weights add up to."""


class PostingStatus(IntEnum):
    """Where a posting is in its life; the numbers are those of viva.session.v1.PostingStatus."""

    DRAFT = 1
    OPEN = 2
    CLOSED = 3


class CompanyUnknown(NotFound):
    """There is no such company that you may see."""

    reason = "COMPANY_UNKNOWN"


class CompanyNameTaken(Refusal):
    """Another company has this name."""

    status = Status.ALREADY_EXISTS
    reason = "COMPANY_NAME_TAKEN"


class CompanyInUse(Refusal):
    """This company has postings; remove them first."""

    reason = "COMPANY_IN_USE"


class VectorMissing(Refusal):
    """This cannot be compared yet; try again in a moment."""

    reason = "VECTOR_MISSING"


class EtagMismatch(Conflict):
    """Somebody else changed this in the meantime; read it again."""

    reason = "ETAG_MISMATCH"


class AccountUnknown(NotFound):
    """There is no such account."""

    reason = "ACCOUNT_UNKNOWN"


class ClientUnknown(NotFound):
    """There is no such partner client."""

    reason = "CLIENT_UNKNOWN"


class NotARecruiter(Refusal):
    """Only a recruiter or a partner client can act for a company."""

    reason = "NOT_A_RECRUITER"


class PostingUnknown(NotFound):
    """There is no such posting that you may see."""

    reason = "POSTING_UNKNOWN"


class WeightsNot100(InvalidArgument):
    """Area weights add up to 100, each area once."""

    reason = "WEIGHTS_NOT_100"


class StagesNotInScenario(InvalidArgument):
    """The scenario does not have this stage, or a follow-up is used without what it follows."""

    reason = "STAGES_NOT_IN_SCENARIO"


class PurposeFixed(Refusal):
    """People were interviewed for this purpose; it cannot become another one."""

    reason = "PURPOSE_FIXED"


class PostingPast(Refusal):
    """This posting's time is over; give it a later one first."""

    reason = "POSTING_PAST"


class PostingDraft(Refusal):
    """This posting was never open."""

    reason = "POSTING_DRAFT"


class PostingInUse(Refusal):
    """People were interviewed or invited for this posting; close it instead."""

    reason = "POSTING_IN_USE"


def require_whole(weights: Sequence[tuple[int, int]]) -> Mapping[int, int]:
    """Area weights by area; none mean the scenario's. Raises WeightsNot100."""
    by_area = dict(weights)
    if weights and (len(by_area) < len(weights) or sum(by_area.values()) != WHOLE or 0 in by_area):
        raise WeightsNot100(sum=sum(percent for _, percent in weights))
    return by_area


def require_askable(wanted: Sequence[int], offered: Sequence[int], followed: Mapping[int, int]) -> None:
    """Holds the stages a posting uses to a scenario's; `followed`: by follow-up stage, what it follows. Raises StagesNotInScenario."""
    for stage in wanted:
        if stage not in offered or followed.get(stage, stage) not in wanted:
            raise StagesNotInScenario(stage=stage)


def opened(status: PostingStatus, close_time: datetime | None, *, at: datetime) -> PostingStatus:
    """The status after opening. Raises PostingPast."""
    if status is not PostingStatus.OPEN and close_time is not None and close_time <= at:
        raise PostingPast
    return PostingStatus.OPEN


def closed(status: PostingStatus) -> PostingStatus:
    """The status after closing. Raises PostingDraft."""
    if status is PostingStatus.DRAFT:
        raise PostingDraft
    return PostingStatus.CLOSED


def status_now(status: PostingStatus, close_time: datetime | None, *, at: datetime) -> PostingStatus:
    """What a posting is to its readers: one whose time is over is closed, though nobody closed it."""
    is_over = status is PostingStatus.OPEN and close_time is not None and close_time <= at
    return PostingStatus.CLOSED if is_over else status
