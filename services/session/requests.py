"""Makes a repeated call harmless: remembers what each `request_id` did, for as long as anybody may repeat it.

The memory is written in the transaction that does the thing, under the primary key (subject, request_id); two calls at
once meet there, and the second one finds what the first did. What is remembered holds ids, never a person's words.
"""

from hashlib import sha256

from sqlalchemy import Column, DateTime, LargeBinary, String, Table, bindparam, func, select
from sqlalchemy.dialects.postgresql import UUID

from mesh.refusal import InvalidArgument
from services.session.database import Asked, UnitOfWork, metadata
from services.session.prepared import Prepared, Row, adding

requests = Table(
    "requests",
    metadata,
    Column("subject_id", UUID(as_uuid=False), primary_key=True),
    Column("request_id", UUID(as_uuid=False), primary_key=True),
    Column("method", String, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("outcome", LargeBinary, nullable=False),
    Column("create_time", DateTime(timezone=True), nullable=False, server_default=func.clock_timestamp()),
)


class RequestIdReused(InvalidArgument):
    """This request_id was already used for something else."""

    reason = "REQUEST_ID_REUSED"


class Requests:
    """What repeated calls did the first time. `subject_id` is whatever the ids are unique within: an interview, or whoever calls."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

    def outcome(self, subject_id: str, request_id: str, method: str, content: bytes) -> Asked[bytes | None]:
        """What the call did the first time, or None when it is new.

        `content` is the request in a stable form, without what may differ between repeats.
        Raises RequestIdReused when the id came with another method or other content.
        """

        def read(row: Row | None) -> bytes | None:
            if row is None:
                return None
            if row["method"] != method or row["digest"] != sha256(content).digest():
                raise RequestIdReused(request_id=request_id)
            return bytes(row["outcome"])

        return self._work.row(_OUTCOME, read, subject_id=subject_id, request_id=request_id)

    def remember(self, subject_id: str, request_id: str, method: str, content: bytes, outcome: bytes) -> Asked[bool]:
        """Writes down what the call did. False when another call with the id was faster: roll back and ask for its outcome."""
        row = {"subject_id": subject_id, "request_id": request_id, "method": method, "digest": sha256(content).digest(), "outcome": outcome}
        return self._work.ask(_REMEMBER, lambda _, count: count == 1, row)


_OUTCOME = Prepared(
    select(requests.c.method, requests.c.digest, requests.c.outcome).where(
        requests.c.subject_id == bindparam("subject_id"), requests.c.request_id == bindparam("request_id")
    )
)
_REMEMBER = Prepared(adding(requests, besides={"create_time"}).on_conflict_do_nothing())
