"""Keeps time: how long a call may take, and how much of that is left for the calls that it makes."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from mesh.call import Call, Proceed
from mesh.contract import Method
from mesh.refusals import DeadlineExceeded

UNARY_MAXIMUM = 30.0
"""Seconds for a method whose contract sets no time of its own."""
UPLOAD_MAXIMUM = 120.0
"""Seconds for a client that streams in: it is as slow as its line."""

_ends_at: ContextVar[float | None] = ContextVar("deadline", default=None)


def time_left() -> float | None:
    """Seconds that the call being served here has left, never negative; None when nothing limits it."""
    ends_at = _ends_at.get()
    return None if ends_at is None else max(0.0, ends_at - asyncio.get_running_loop().time())


@contextmanager
def within(seconds: float | None) -> Iterator[None]:
    """Gives outgoing calls this much time; None lifts whatever limit stood."""
    token = _ends_at.set(None if seconds is None else asyncio.get_running_loop().time() + seconds)
    try:
        yield
    finally:
        _ends_at.reset(token)


def maximum_of(method: Method) -> float | None:
    """Seconds that a call of this method may take at most; None for streams that last as long as somebody watches."""
    if method.attempt_deadline is not None:
        return method.attempt_deadline.total_seconds()
    if method.server_streaming:
        return None
    return UPLOAD_MAXIMUM if method.client_streaming else UNARY_MAXIMUM


class DeadlinePolicy:
    """Refuses a call whose time is over, and ends one when it runs out."""

    async def around(self, call: Call, proceed: Proceed) -> None:
        """Lets the call proceed within the client's time or the method's, whichever ends first."""
        limits = (call.context.time_remaining(), maximum_of(call.method))
        seconds = min((limit for limit in limits if limit is not None), default=None)
        try:
            if seconds is not None and seconds <= 0:
                raise TimeoutError
            with within(seconds):
                async with asyncio.timeout(seconds):
                    await proceed()
        except TimeoutError:
            await call.refuse(DeadlineExceeded())
