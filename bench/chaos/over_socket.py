"""Takes part over the live WebSocket: events and deltas come down, answers go up, and a lost line is picked up where it broke."""

import asyncio
import itertools
import json
from contextlib import suppress
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException

from bench.chaos.honest import CALL_SECONDS, Honest, Lost, Refused
from bench.chaos.over_rest import Rest
from bench.chaos.room import Candidate
from bench.chaos.state import Standing, State
from bench.chaos.tally import Record, Tally

PAUSE_SECONDS = 0.2
SILENCE_SECONDS = 25.0
"""Two heartbeats and a half."""


class SocketRoom:
    """An interview over the WebSocket; account and résumé go by REST, as in a browser."""

    def __init__(self, url: str, candidate: Candidate, record: Record, tally: Tally) -> None:
        """Has not signed in."""
        self._url = url.replace("http", "ws", 1)
        self._candidate = candidate
        self._record = record
        self._tally = tally
        self._rest = Rest(url, tally)
        self._honest = Honest(tally)
        self._standing = Standing()
        self._labels = itertools.count(1)
        self._waiting: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._socket: ClientConnection | None = None
        self._connected = asyncio.Event()
        self._keeping: asyncio.Task[None] | None = None

    async def prepare(self) -> str:
        """See Room."""
        self._record.watches = True
        await self._rest.sign_up_and_in(self._candidate)
        interview_id = await self._rest.new_interview(self._candidate)
        self._keeping = asyncio.create_task(self._keep_connected(interview_id))
        return interview_id

    async def start(self) -> None:
        """See Room."""
        await self._command("start")

    async def newer_state(self, than: int) -> State:
        """See Room."""
        return await self._standing.newer(than)

    async def answer(self, question_id: str, request_id: str, text: str) -> str:
        """See Room."""
        return str((await self._command("answer", question_id=question_id, request_id=request_id, text=text))["answer_id"])

    async def report(self) -> dict[str, Any]:
        """See Room."""
        return dict((await self._rest.ask("GET", f"/interviews/{self._record.interview_id}/report"))["report"])

    async def lines(self) -> list[dict[str, Any]]:
        """See Room."""
        return await self._rest.lines_of(self._record.interview_id)

    async def leave(self) -> None:
        """See Room."""
        if self._keeping is not None:
            self._keeping.cancel()
            with suppress(asyncio.CancelledError):
                await self._keeping
        await self._rest.close()

    async def _command(self, kind: str, **fields: Any) -> dict[str, Any]:
        return await self._honest.until_answered(lambda: self._once({"type": kind} | fields))

    async def _once(self, frame: dict[str, Any]) -> dict[str, Any]:
        label = str(next(self._labels))
        reply: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._waiting[label] = reply
        try:
            async with asyncio.timeout(CALL_SECONDS):
                await self._connected.wait()
                assert self._socket is not None
                await self._socket.send(json.dumps(frame | {"id": label}))
                return await reply
        except (TimeoutError, ConnectionClosed) as error:
            raise Lost(type(error).__name__) from error
        finally:
            del self._waiting[label]

    async def _keep_connected(self, interview_id: str) -> None:
        while True:
            after = self._record.watched[-1] if self._record.watched else 0
            address = f"{self._url}/ws/interviews/{interview_id}?after_sequence={after}"
            try:
                async with connect(address, additional_headers={"authorization": f"Bearer {self._rest.token}"}) as self._socket:
                    await self._listen(self._socket)
            except (OSError, TimeoutError, WebSocketException):
                pass
            self._lose_line()
            await asyncio.sleep(PAUSE_SECONDS)

    async def _listen(self, socket: ClientConnection) -> None:
        while True:
            async with asyncio.timeout(SILENCE_SECONDS):
                frame = json.loads(await socket.recv())
            self._take(frame)

    def _lose_line(self) -> None:
        self._tally.count("watches resumed")
        self._connected.clear()
        for reply in self._waiting.values():
            if not reply.done():
                reply.set_exception(Lost("the socket closed"))

    def _take(self, frame: dict[str, Any]) -> None:
        match frame["type"]:
            case "hello":
                self._standing.learn(State.of(frame["interview"]["state"]))
                self._connected.set()
            case "event":
                self._record.watched.append(int(frame["event"]["sequence"]))
                self._standing.learn(State.of(frame["event"]["state"]))
            case "delta":
                self._tally.count("deltas")
            case "reply" | "error":
                self._settle(frame)

    def _settle(self, frame: dict[str, Any]) -> None:
        reply = self._waiting.get(frame.get("id", ""))
        code = frame.get("error_code", "")
        if code == "INTERNAL":
            self._tally.fault("a command on a socket was answered INTERNAL")
        if reply is None or reply.done():
            return
        if frame["type"] == "reply":
            reply.set_result(frame)
        elif frame["retry_available"]:
            reply.set_exception(Lost(code))
        else:
            reply.set_exception(Refused("a command on a socket", code))
