"""Replays an interview's events after a sequence, then follows them, for one watcher."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from viva.contract.v1.options_pb2 import AUDIENCE_MEMBER, Audience
from viva.contract.v1.options_pb2 import audience as audience_option
from viva.session.v1 import interview_event_pb2 as event_pb
from viva.session.v1 import interview_service_pb2 as pb

from mesh.refusal import Unavailable
from services.session.database import Database, UnitOfWork
from services.session.events.domain import Stream, StreamKind
from services.session.events.store import PAGE, EventStore
from services.session.interviews.blindness import veil_over
from services.session.interviews.conversation import Conversation
from services.session.interviews.encoding import encode_line, encode_question
from services.session.interviews.store import InterviewStore
from services.session.resumes.veiling import veiled
from services.session.wakes import Alarm, Wakes

HEARTBEAT = 10.0
"""Seconds of silence after which a watcher gets a sign of life."""


LOOKOUT = 1.0
"""Seconds between two looks whether somebody has missed something."""

log = logging.getLogger(__name__)


@dataclass(eq=False)
class Watcher:
    """How far one watcher has been told of an interview."""

    interview_id: str
    through: int
    alarm: Alarm


class InterviewWatch:
    """Serves watchers from the table; the alarm only says when to look."""

    def __init__(self, database: Database, wakes: Wakes) -> None:
        self._database = database
        self._wakes = wakes
        self._watchers: set[Watcher] = set()

    async def look_out(self) -> None:
        """Rings, until cancelled, for watchers whose wake was lost: one look a second for all of them, however many there are."""
        while True:
            await asyncio.sleep(LOOKOUT)
            try:
                await self._ring_who_is_behind()
            except Unavailable as refusal:
                log.warning("nobody looks for what watchers have missed: %s", refusal.reason)

    async def _ring_who_is_behind(self) -> None:
        watchers = list(self._watchers)
        if not watchers:
            return
        async with self._database.look() as work:
            ids = {watcher.interview_id for watcher in watchers}
            reached = await InterviewStore(work).sequences(list(ids))
        for watcher in watchers:
            if reached.get(watcher.interview_id, 0) > watcher.through:
                watcher.alarm.ring()

    async def follow(self, interview_id: str, after: int, audience: Audience.ValueType | None) -> AsyncIterator[pb.WatchInterviewResponse]:
        """Yields what this audience may know; None stands for an admin, who may know all. Ends only with the call."""
        stream, clock = Stream(StreamKind.INTERVIEW, interview_id), asyncio.get_running_loop().time
        spoken = clock()
        with self._wakes.alarm(stream.topic) as alarm, self._watching(Watcher(interview_id, after, alarm)) as watcher:
            while True:
                page = await self._read(stream, watcher.through, is_member=audience == AUDIENCE_MEMBER)
                for event in page:
                    watcher.through = event.sequence
                    if _is_for(event, audience):
                        yield pb.WatchInterviewResponse(event=event, through_sequence=event.sequence)
                        spoken = clock()
                if clock() - spoken >= HEARTBEAT:
                    yield pb.WatchInterviewResponse(through_sequence=watcher.through)
                    spoken = clock()
                if len(page) < PAGE:
                    await alarm.sleep(spoken + HEARTBEAT - clock())

    @contextmanager
    def _watching(self, watcher: Watcher) -> Iterator[Watcher]:
        self._watchers.add(watcher)
        try:
            yield watcher
        finally:
            self._watchers.discard(watcher)

    async def _read(self, stream: Stream, after: int, *, is_member: bool) -> list[event_pb.InterviewEvent]:
        """A page of events; a company's member is told no more than a blind posting lets them know."""
        async with self._database.look() as work:
            stored = await EventStore(work).after(stream, after)
            events = [event_pb.InterviewEvent.FromString(event.payload) for event in stored]
            await _fill_in_words(work, events)
            record = await InterviewStore(work).read(stream.stream_id) if is_member and events else None
            veil = await veil_over(work, record) if record else None
            return [veiled(event, veil) for event in events] if veil else events


def _is_for(event: event_pb.InterviewEvent, audience: Audience.ValueType | None) -> bool:
    return audience is None or audience in _AUDIENCES.get(event.WhichOneof("payload") or "", ())


async def _fill_in_words(work: UnitOfWork, events: Sequence[event_pb.InterviewEvent]) -> None:
    """Fills in the words that the ids of a page point at, for as long as those exist."""
    asked = [event.question_asked for event in events if event.HasField("question_asked")]
    added = [event.line_added for event in events if event.HasField("line_added")]
    accepted = [event.answer_accepted for event in events if event.HasField("answer_accepted")]
    conversation = Conversation(work)
    questions = conversation.questions_named([one.question_id for one in asked]) if asked else None
    lines = conversation.lines_named([one.line_id for one in added]) if added else None
    answers = conversation.lines_of_answers([one.answer_id for one in accepted]) if accepted else None
    known = {row["question_id"]: row for row in await questions} if questions else {}
    for one in asked:
        if question := known.get(one.question_id):
            one.question.CopyFrom(encode_question(question))
    known = {row["line_id"]: row for row in await lines} if lines else {}
    for said in added:
        if line := known.get(said.line_id):
            said.line.CopyFrom(encode_line(line))
    known = {row["answer_id"]: row for row in await answers} if answers else {}
    for answer in accepted:
        if line := known.get(answer.answer_id):
            answer.line.CopyFrom(encode_line(line))


_AUDIENCES = {
    field.name: tuple(field.GetOptions().Extensions[audience_option])
    for field in event_pb.InterviewEvent.DESCRIPTOR.oneofs_by_name["payload"].fields
}
