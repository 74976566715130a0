"""What is said to those who call a method whose row has its own issue."""

from mesh.refusal import Refusal, Status


class NotServedYet(Refusal):
    """The contract promises this for a later release; this one does not do it."""

    status = Status.UNIMPLEMENTED
    reason = "NOT_SERVED_YET"
