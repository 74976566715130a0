"""The bare résumé service: `python -m bench.turn.floor.resume PORT SESSIONS`. Asks session what it may see, then for passages."""

import asyncio
import sys

from bench.turn.floor import wire


async def main(port: int, sessions: str) -> None:
    """Serves until ended."""
    session = wire.channel(sessions)
    check, find = wire.unary(session, "Check"), wire.unary(session, "FindPassages")

    async def retrieve(request: bytes, _: object) -> bytes:
        await check(bytes(wire.CLAIM_BYTES))
        found: bytes = await find(request)
        return found

    await wire.serve(port, {"Retrieve": retrieve}, {})


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2]))
