"""What becomes of the copies of a person's data when the person goes.

Every noun of session that keeps something about people contributes one `Copies` per kind of copy. An erasure asks each in turn, in
one transaction, and the receipt lists exactly those: a kind that stands in it, with zero or more, was looked for and removed; a
kind that does not stand in it is kept by nobody in this release.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Protocol, TypeVar

from mesh.refusal import InvalidArgument, Refusal


class CopyKind(IntEnum):
    """The places where something about a person may be kept. The numbers are those of viva.session.v1.CopyKind."""

    ACCOUNT = 1
    BLOB = 2
    RESUME_CONTENT = 3
    EMBEDDING = 4
    TRANSCRIPT = 5
    RECORDING = 6
    OBSERVATION = 7
    REPORT = 8
    CACHE = 9
    AUDIT_ENTRY = 10
    CONSENT = 11


class InterviewLive(Refusal):
    """Finish or end the interview first."""

    reason = "INTERVIEW_LIVE"


class ReasonRequired(InvalidArgument):
    """Say why; it is kept in the audit log."""

    reason = "REASON_REQUIRED"


@dataclass(frozen=True)
class Retained:
    """Copies that a duty keeps, and until when."""

    count: int
    duty: str
    purge_time: datetime


@dataclass(frozen=True)
class Outcome:
    """What one kind of copy came to."""

    kind: CopyKind
    erased: int
    retained: Retained | None = None


@dataclass(frozen=True)
class Receipt:
    """What an erasure removed and what it had to leave: kinds and numbers, never contents."""

    receipt_id: str
    account_id: str
    erase_time: datetime
    outcomes: tuple[Outcome, ...]


W_contra = TypeVar("W_contra", contravariant=True)


class Copies(Protocol[W_contra]):
    """One kind of copy that one noun keeps about people."""

    async def erase(self, work: W_contra, account_id: str, *, at: datetime) -> Outcome:
        """Removes every copy about the person, within the unit of work."""
        ...


def summed(outcomes: list[Outcome]) -> tuple[Outcome, ...]:
    """One outcome per kind, however many nouns contributed to it; in the order of the kinds."""
    by_kind: dict[CopyKind, Outcome] = {}
    for outcome in outcomes:
        known = by_kind.get(outcome.kind)
        by_kind[outcome.kind] = _plus(known, outcome) if known else outcome
    return tuple(by_kind[kind] for kind in sorted(by_kind))


def _plus(one: Outcome, other: Outcome) -> Outcome:
    return Outcome(one.kind, one.erased + other.erased, one.retained or other.retained)
