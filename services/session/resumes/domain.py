"""What a résumé may become, and why it may not."""

from enum import IntEnum

from mesh.refusal import Exhausted, NotFound, Refusal

MOST_RESUMES = 20
"""A candidate keeps so many."""


class ResumeState(IntEnum):
    """How far a résumé has come; the numbers are those of viva.resume.v1.ResumeState."""

    PENDING = 1
    PROCESSING = 2
    READY = 3
    FAILED = 4

    @property
    def is_under_way(self) -> bool:
        """Whether a reading is awaited."""
        return self in (ResumeState.PENDING, ResumeState.PROCESSING)


class ResumeUnknown(NotFound):
    """There is no such résumé that you may see."""

    reason = "RESUME_UNKNOWN"


class ResumeNotReady(Refusal):
    """This résumé has not been read yet."""

    reason = "RESUME_NOT_READY"


class BlobTaken(Refusal):
    """This file is another résumé's already."""

    reason = "BLOB_TAKEN"


class TooManyResumes(Exhausted):
    """You keep twenty résumés; delete one first."""

    reason = "TOO_MANY_RESUMES"
    retryable = False


class InterviewLive(Refusal):
    """An interview on this résumé is live; finish it first."""

    reason = "INTERVIEW_LIVE"


class BlindUntilDecided(Refusal):
    """Until the decision, nobody sees whose file this is."""

    reason = "BLIND_UNTIL_DECIDED"
