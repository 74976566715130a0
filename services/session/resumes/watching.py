"""Replays a résumé's events after a sequence, then follows them, for one watcher."""

import asyncio
from collections.abc import AsyncIterator

from viva.contract.v1.options_pb2 import Audience
from viva.contract.v1.options_pb2 import audience as audience_option
from viva.session.v1 import resume_pb2 as event_pb
from viva.session.v1 import resume_service_pb2 as pb

from mesh.refusal import Refusal, Status
from services.session.database import Database
from services.session.events.store import PAGE, EventStore
from services.session.resumes.domain import ResumeUnknown
from services.session.resumes.encoding import encode_resume
from services.session.resumes.store import ResumeStore, stream_of
from services.session.wakes import Wakes

HEARTBEAT = 10.0
"""Seconds of silence after which a watcher gets a sign of life."""


class SequenceAhead(Refusal):
    """This has not happened yet."""

    status = Status.OUT_OF_RANGE
    reason = "SEQUENCE_AHEAD"


class ResumeWatch:
    """Serves watchers from the table; the alarm only says when to look."""

    def __init__(self, database: Database, wakes: Wakes) -> None:
        self._database = database
        self._wakes = wakes

    async def follow(
        self, resume_id: str, after: int, audience: Audience.ValueType | None, *, is_blind: bool
    ) -> AsyncIterator[pb.WatchResumeResponse]:
        """Yields what this audience may know; None stands for an admin. Ends with the call, or with the résumé's last event.

        Raises ResumeUnknown, SequenceAhead.
        """
        await self._require_happened(resume_id, after)
        stream, clock = stream_of(resume_id), asyncio.get_running_loop().time
        through, spoken = after, clock()
        with self._wakes.alarm(stream.topic) as alarm:
            while True:
                page = await self._read(resume_id, through, is_blind)
                for response in page:
                    through = response.through_sequence
                    if _is_for(response.event, audience):
                        yield response
                        spoken = clock()
                    if response.event.HasField("deleted"):
                        return
                if clock() - spoken >= HEARTBEAT:
                    yield pb.WatchResumeResponse(through_sequence=through)
                    spoken = clock()
                if len(page) < PAGE:
                    await alarm.sleep()

    async def _require_happened(self, resume_id: str, after: int) -> None:
        async with self._database.work() as work:
            row = await ResumeStore(work).read(resume_id)
        if row is None:
            raise ResumeUnknown
        if after > row["event_sequence"]:
            raise SequenceAhead(sequence=row["event_sequence"])

    async def _read(self, resume_id: str, after: int, is_blind: bool) -> list[pb.WatchResumeResponse]:
        async with self._database.work() as work:
            stored = await EventStore(work).after(stream_of(resume_id), after)
            row = await ResumeStore(work).find(resume_id) if stored else None
        resume = encode_resume(row, is_blind=is_blind) if row else None
        return [
            pb.WatchResumeResponse(event=event_pb.ResumeEvent.FromString(each.payload), resume=resume, through_sequence=each.sequence)
            for each in stored
        ]


def _is_for(event: event_pb.ResumeEvent, audience: Audience.ValueType | None) -> bool:
    return audience is None or audience in _AUDIENCES.get(event.WhichOneof("payload") or "", ())


_AUDIENCES = {
    field.name: tuple(field.GetOptions().Extensions[audience_option])
    for field in event_pb.ResumeEvent.DESCRIPTOR.oneofs_by_name["payload"].fields
}
