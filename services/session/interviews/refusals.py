"""Why an interview says no."""

from mesh.refusal import Exhausted, InvalidArgument, NotFound, Refusal, Status


class InterviewUnknown(NotFound):
    """There is no such interview that you may see."""

    reason = "INTERVIEW_UNKNOWN"


class InterviewNotLive(Refusal):
    """This interview is not live."""

    status = Status.FAILED_PRECONDITION
    reason = "INTERVIEW_NOT_LIVE"


class InterviewOver(Refusal):
    """This interview is over."""

    status = Status.FAILED_PRECONDITION
    reason = "INTERVIEW_OVER"


class InterviewBegun(Refusal):
    """This interview has begun; its way through the stages stays as it is."""

    status = Status.FAILED_PRECONDITION
    reason = "INTERVIEW_BEGUN"


class InterviewIsPaused(Refusal):
    """This interview is paused; resume it first."""

    status = Status.FAILED_PRECONDITION
    reason = "INTERVIEW_PAUSED"


class QuestionClosed(Refusal):
    """This question is not open."""

    status = Status.FAILED_PRECONDITION
    reason = "QUESTION_CLOSED"


class FollowUpTaken(Refusal):
    """This stage has had its follow-up."""

    status = Status.FAILED_PRECONDITION
    reason = "FOLLOW_UP_TAKEN"


class AnswerTooLong(Exhausted):
    """This answer is as long as an answer may be."""

    reason = "ANSWER_TOO_LONG"
    retryable = False


class HouseFull(Exhausted):
    """All places are taken; try again in a moment."""

    reason = "HOUSE_FULL"


class PositionMissing(InvalidArgument):
    """Name a position or a posting."""

    reason = "POSITION_MISSING"


class LanguageMissing(InvalidArgument):
    """Name a language or a posting."""

    reason = "LANGUAGE_MISSING"


class CandidateUnknown(NotFound):
    """There is no such guest of yours."""

    reason = "CANDIDATE_UNKNOWN"
