"""Does what time demands: answers that run out, interviews nobody comes back to, tasks that fell silent."""

import asyncio
import logging

from mesh.refusal import Unavailable
from services.session.database import Database, UnitOfWork
from services.session.interviews.store import InterviewStore
from services.session.interviews.writing import StepWriter
from services.session.isolation import isolated
from services.session.tasks.ledger import Ledger

ROUND = 0.5
"""Seconds between two rounds when nothing was due in the last one."""

AT_ONCE = 50
"""Interviews looked at in one round."""

log = logging.getLogger(__name__)


class InterviewClock:
    """Ticks the interviews whose time has come. Every replica runs one; the row lock lets each tick happen once."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def tick(self) -> int:
        """Ticks what is due now; returns how many interviews it could tick."""
        async with self._database.look() as work:
            due = await InterviewStore(work).due(limit=AT_ONCE)
        ticked = 0
        for interview_id in due:
            with isolated("interview", interview_id):
                await self._tick_one(interview_id)
                ticked += 1
        return ticked

    async def _tick_one(self, interview_id: str) -> None:
        async with self._database.work() as work:
            work.hurry()
            locked, clock = InterviewStore(work).lock(interview_id), work.now()
            record, now = await locked, await clock
            if record:
                await StepWriter(work).write(record, record.interview.tick(at=now), at=now)


async def keep_time(clock: InterviewClock, ledger: Ledger[UnitOfWork]) -> None:
    """Runs until cancelled. A database that is away for a while is waited for."""
    while True:
        try:
            busy = await clock.tick() + await ledger.sweep()
        except Unavailable as refusal:
            log.warning("time stands still: %s", refusal.reason)
            busy = 0
        if not busy:
            await asyncio.sleep(ROUND)
