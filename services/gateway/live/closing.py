"""Why the gateway closes a live socket: a code a program can act on, and the reason by its name."""

from mesh.refusal import Refusal, Status
from services.gateway.domain.wording import TRANSIENT


class Closing(Exception):
    """Ends the connection."""

    def __init__(self, code: int, reason: str) -> None:
        """Closes with a code of RFC 6455, or one of ours from 4400 on: 4000 and the HTTP status that would fit."""
        super().__init__(reason)
        self.code = code
        self.reason = reason


class Gone(Closing):
    """The browser closed, or its line broke; nobody is left to be told."""

    def __init__(self) -> None:
        """Closes nothing that is not closed."""
        super().__init__(1000, "GONE")


class SlowReader(Closing):
    """The browser reads less than happens."""

    def __init__(self) -> None:
        """Come back, and read."""
        super().__init__(4408, "SLOW_READER")


class TooManyBroken(Closing):
    """The program at the other end does not speak this protocol."""

    def __init__(self) -> None:
        """Mend it first."""
        super().__init__(4400, "TOO_MANY_BROKEN_FRAMES")


class Broken(Closing):
    """Something went wrong that should not."""

    def __init__(self) -> None:
        """Come back."""
        super().__init__(1011, "INTERNAL")


_CODES = {
    Status.UNAUTHENTICATED: 4401,
    Status.PERMISSION_DENIED: 4403,
    Status.NOT_FOUND: 4404,
}
_UNUSABLE = 4400
_TRY_AGAIN_LATER = 1013


def closing_for(refusal: Refusal) -> Closing:
    """How a refusal that concerns the whole socket closes it (4401 `TOKEN_EXPIRED`: get a new token and come back)."""
    return Closing(_CODES.get(refusal.status, _UNUSABLE if is_final(refusal) else _TRY_AGAIN_LATER), refusal.reason)


def is_final(refusal: Refusal) -> bool:
    """Whether what was refused stays refused however often it is tried."""
    return refusal.status not in TRANSIENT | {Status.CANCELLED}
