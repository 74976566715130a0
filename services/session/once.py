"""Does a thing once, however often it is asked for with the same `request_id`."""

from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy import func, select

from services.session.database import UnitOfWork
from services.session.requests import Requests


async def once(work: UnitOfWork, subject_id: str, request: Any, make: Callable[[], Awaitable[bytes]]) -> bytes:
    """What `make` brought when this request first came; makes it now when it never did.

    `request`: a message with a `request_id`, unique within `subject_id`. Two calls at once take turns on a lock, so that the second
    finds what the first did. What `make` returns is remembered and must hold ids only. Raises RequestIdReused.
    """
    content = type(request)()
    content.CopyFrom(request)
    content.ClearField("request_id")
    stable, method = content.SerializeToString(deterministic=True), request.DESCRIPTOR.full_name
    await work.run(select(func.pg_advisory_xact_lock(func.hashtextextended(f"{subject_id}/{request.request_id}", 0))))
    requests = Requests(work)
    before = await requests.outcome(subject_id, request.request_id, method, stable)
    if before is not None:
        return before
    outcome = await make()
    await requests.remember(subject_id, request.request_id, method, stable, outcome)
    return outcome
