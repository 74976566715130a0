"""The bare session: `python -m bench.turn.floor.session PORT SCRIPT DATABASE`. Commits what the script says, and follows NOTIFY."""

import asyncio
import sys
from collections import defaultdict
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
from psycopg_pool import AsyncConnectionPool

from bench.turn.floor import wire
from bench.turn.script import Script, Step
from services.session.interviews.writing import QUESTION_FIRST

POOL = 10
"""As many connections as one of Viva's sessions keeps."""
CHANNEL = "viva"
NEWER = "SELECT sequence, payload FROM events WHERE stream_id = $1 AND sequence > $2 ORDER BY sequence"


class Session:
    """Commits and tells; knows nothing of interviews."""

    def __init__(self, script: Script, pool: AsyncConnectionPool[Any], database: str) -> None:
        """Does nothing until called."""
        self._script = script
        self._pool = pool
        self._database = database
        self._watched: dict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self._evaluations: asyncio.Queue[bytes] = asyncio.Queue()
        self._later: set[asyncio.Task[None]] = set()

    async def submit(self, request: bytes, _: object) -> bytes:
        """Keeps an answer, and has it evaluated while the candidate goes on."""
        interview_id, number = wire.addressed(request)
        turn = self._script.turns[number - 1]
        await self._commit(interview_id, turn.submit)
        later = asyncio.create_task(self._hand_out(interview_id, number, after=QUESTION_FIRST if turn.is_made else timedelta()))
        self._later.add(later)
        later.add_done_callback(self._later.discard)
        return turn.reply.encode()

    async def open(self, request: bytes, _: object) -> bytes:
        """Gives the question's task away."""
        interview_id, number = wire.addressed(request)
        await self._commit(interview_id, self._script.turns[number - 1].open)
        return wire.address(interview_id, number, wire.CONTEXT_BYTES)

    async def complete(self, request: bytes, _: object) -> bytes:
        """Keeps the question."""
        interview_id, number = wire.addressed(request)
        await self._commit(interview_id, self._script.turns[number - 1].complete)
        return b""

    async def evaluated(self, request: bytes, _: object) -> bytes:
        """Keeps an evaluation."""
        interview_id, number = wire.addressed(request)
        await self._commit(interview_id, self._script.turns[number - 1].evaluated)
        return b""

    async def check(self, request: bytes, _: object) -> bytes:
        """Stands for the question whether a caller may see a résumé."""
        return bytes(wire.CLAIM_BYTES)

    async def passages(self, request: bytes, _: object) -> bytes:
        """Stands for the passages of a résumé."""
        return bytes(self._script.passages_bytes)

    async def lease(self, request: bytes, _: object) -> AsyncIterator[bytes]:
        """Hands evaluations to whoever asks."""
        while True:
            yield await self._evaluations.get()

    async def watch(self, request: bytes, _: object) -> AsyncIterator[bytes]:
        """An interview's frames from the first one on, as their events are committed."""
        interview_id, last = wire.addressed(request)
        early: set[int] = set()
        changed = self._watched[interview_id]
        while True:
            changed.clear()
            async with self._pool.connection() as connection:
                rows = await (await psycopg.AsyncRawCursor(connection).execute(NEWER, [interview_id, last])).fetchall()
            for sequence in [sequence for sequence, _payload in rows if sequence not in early]:
                early.add(sequence)
                yield self._script.frames.get(sequence, "{}").encode()
            # An evaluation may come before or after what it preceded when it was recorded.
            while last + 1 in early:
                last += 1
                early.remove(last)
            await changed.wait()

    async def listen(self) -> None:
        """Wakes the watchers of whatever a notice names."""
        async with await psycopg.AsyncConnection.connect(self._database, autocommit=True) as connection:
            await connection.execute(f"LISTEN {CHANNEL}")
            async for notice in connection.notifies():
                for topic in notice.payload.split():
                    if watched := self._watched.get(topic.rpartition("/")[2]):
                        watched.set()

    async def _hand_out(self, interview_id: str, number: int, *, after: timedelta) -> None:
        await asyncio.sleep(after.total_seconds())
        await self._commit(interview_id, self._script.turns[number - 1].hand_out)
        self._evaluations.put_nowait(wire.address(interview_id, number, wire.TASK_BYTES))

    async def _commit(self, interview_id: str, step: Step) -> None:
        async with self._pool.connection() as connection:
            await commit(connection, interview_id, step)


async def commit(connection: psycopg.AsyncConnection[Any], interview_id: str, step: Step) -> None:
    """One transaction of the script, in one trip."""
    async with connection.pipeline(), connection.transaction():
        cursor = psycopg.AsyncRawCursor(connection)
        for sql, values in step.bound(interview_id):
            await cursor.execute(sql, values)


async def main(port: int, script: Path, database: str) -> None:
    """Serves until ended."""
    async with AsyncConnectionPool(database, min_size=POOL, max_size=POOL) as pool:
        session = Session(Script.load(script), pool, database)
        once = {"Submit": session.submit, "Open": session.open, "Complete": session.complete, "Evaluated": session.evaluated}
        read = {"Check": session.check, "FindPassages": session.passages}
        async with asyncio.TaskGroup() as group:
            group.create_task(session.listen())
            group.create_task(wire.serve(port, once | read, {"Watch": session.watch, "Lease": session.lease}))


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]))
