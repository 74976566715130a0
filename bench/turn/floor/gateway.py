"""The bare gateway: `python -m bench.turn.floor.gateway PORT SCRIPT SESSIONS LLMS`. Frames up are calls, frames down are what returns."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from websockets.asyncio.server import ServerConnection, serve

from bench.turn.floor import wire
from bench.turn.script import Script


class Gateway:
    """Carries bytes between sockets and services."""

    def __init__(self, script: Script, sessions: str, llms: str) -> None:
        """Connects on first use."""
        self._script = script
        session = wire.channel(sessions)
        self._submit, self._watch = wire.unary(session, "Submit"), wire.stream(session, "Watch")
        self._ask = wire.stream(wire.channel(llms), "Ask")

    async def serve(self, socket: ServerConnection) -> None:
        """One candidate, until they leave."""
        assert socket.request is not None
        interview_id, number = socket.request.path.rpartition("/")[2], 0
        asking: set[asyncio.Task[None]] = set()
        watching = self._watch(wire.address(interview_id, 0, wire.CLAIM_BYTES))
        following = asyncio.create_task(self._pass_down(socket, watching))
        try:
            async for text in socket:
                kind = json.loads(text)["type"]
                if kind == "answer":
                    number += 1
                    reply = await self._submit(wire.address(interview_id, number, len(text)))
                    await socket.send(reply, text=True)
                    if self._script.turns[number - 1].is_made:
                        words = self._ask(wire.address(interview_id, number, wire.CLAIM_BYTES))
                        asking.add(asyncio.create_task(self._pass_down(socket, words)))
                elif kind == "complete":
                    await socket.send(json.dumps({"type": "reply", "to": kind}))
        finally:
            watching.cancel()
            following.cancel()
            await asyncio.gather(following, *asking, return_exceptions=True)

    async def _pass_down(self, socket: ServerConnection, frames: Any) -> None:
        async for frame in frames:
            await socket.send(frame, text=True)


async def main(port: int, script: Path, sessions: str, llms: str) -> None:
    """Serves until ended."""
    gateway = Gateway(Script.load(script), sessions, llms)
    async with serve(gateway.serve, "127.0.0.1", port, compression=None):
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:5]))
