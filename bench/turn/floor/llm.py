"""The bare llm: `python -m bench.turn.floor.llm PORT SCRIPT SESSIONS RESUME`. Opens, searches the résumé if so, streams, completes."""

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path

from bench.turn.floor import wire
from bench.turn.script import Script


class Llm:
    """Passes on; makes nothing."""

    def __init__(self, script: Script, sessions: str, resume: str) -> None:
        """Connects on first use."""
        self._script = script
        session = wire.channel(sessions)
        self._open, self._complete, self._evaluated = (wire.unary(session, name) for name in ("Open", "Complete", "Evaluated"))
        self._retrieve = wire.unary(wire.channel(resume), "Retrieve")
        self._leases = [wire.stream(wire.channel(port), "Lease") for port in sessions.split(",")]

    async def ask(self, request: bytes, _: object) -> AsyncIterator[bytes]:
        """Streams the words of the next question, and ends when it is kept."""
        interview_id, number = wire.addressed(request)
        turn = self._script.turns[number - 1]
        await self._open(request)
        if turn.searches:
            await self._retrieve(request.ljust(wire.QUERY_BYTES, b"."))
        for delta in turn.deltas:
            yield delta.encode()
        await self._complete(wire.address(interview_id, number, wire.TASK_BYTES))

    async def work(self) -> None:
        """Returns every evaluation that a session hands out."""
        await asyncio.gather(*(self._follow(lease) for lease in self._leases))

    async def _follow(self, lease: object) -> None:
        async for task in lease(b""):  # type: ignore[operator]
            await self._evaluated(task)


async def main(port: int, script: Path, sessions: str, resume: str) -> None:
    """Serves until ended."""
    llm = Llm(Script.load(script), sessions, resume)
    async with asyncio.TaskGroup() as group:
        group.create_task(llm.work())
        group.create_task(wire.serve(port, {}, {"Ask": llm.ask}))


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:5]))
