"""Runs one live socket: reads commands, follows the interview, streams questions; when one of these ends, all end."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import grpc.aio
from starlette.websockets import WebSocket, WebSocketDisconnect
from viva.session.v1.interview_service_pb2 import WatchInterviewResponse

from mesh.caller import Caller
from mesh.identity import Verifier
from mesh.refusal import Refusal, Status
from mesh.telemetry import traced
from services.gateway.adapters.peers import Peers
from services.gateway.live.asking import Asking
from services.gateway.live.closing import Broken, Closing, Gone, SlowReader, TooManyBroken, closing_for
from services.gateway.live.commands import COMMANDS, Command
from services.gateway.live.credential import Credential
from services.gateway.live.outbox import Outbox
from services.gateway.live.watch import Watch
from services.gateway.rest.calling import on_behalf_of
from services.gateway.rest.encoding import as_document
from services.gateway.rest.errors import as_refusal, failure_of
from services.gateway.rest.json_body import read_object
from services.gateway.rest.refusals import BodyNotJson, FieldUnreadable, FrameBroken, FrameTooLarge

FRAME_CHARACTERS = 256 * 1024
"""Holds the longest answer with the times of all its words."""
LABEL_CHARACTERS = 100
BROKEN_FRAMES = 20
"""Messages in a row that cannot be used before the socket is closed: a program that is wrong, not a person who is."""
REMEMBERED_TASKS = 32

log = logging.getLogger(__name__)
"""Says what happens to connections; never what is said on them."""


@dataclass(frozen=True)
class Arrival:
    """Who came to which interview, and what they have seen of it."""

    interview_id: str
    after_sequence: int
    caller: Caller
    language: str


class Connection:
    """One socket that was let in."""

    def __init__(self, websocket: WebSocket, arrival: Arrival, peers: Peers, verifier: Verifier) -> None:
        """Runs nothing yet."""
        self._websocket = websocket
        self._arrival = arrival
        self._credential = Credential(arrival.caller, verifier)
        self._peers = peers
        self._outbox = Outbox()
        self._watch = Watch(peers, arrival.interview_id, arrival.after_sequence)
        self._questions: dict[str, str] = {}
        self._broken = 0

    async def run(self) -> Closing:
        """Returns how the socket has to be closed, once it has; nothing that was begun for it is left running."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._outbox.drain_into(self._send))
                group.create_task(self._follow())
                group.create_task(self._credential.last())
                await self._obey(group)
        except ExceptionGroup as ended:
            # An error holds the frames it came through, and these hold it: nothing of the socket would go before the collector came.
            closing = _closing_in(ended.with_traceback(None))
        if not isinstance(closing, Gone | SlowReader):
            await self._outbox.flush_into(self._send)
        return closing

    async def _send(self, text: str) -> None:
        try:
            await self._websocket.send_text(text)
        except (WebSocketDisconnect, RuntimeError):
            raise Gone from None

    # ---- down ----

    async def _follow(self) -> None:
        while True:
            token = self._credential.caller.token
            try:
                with on_behalf_of(self._websocket, self._credential.caller):
                    await self._watch.follow(self._tell_event)
            except Refusal as refusal:
                if self._credential.caller.token == token:
                    raise closing_for(refusal) from None

    async def _tell_event(self, response: WatchInterviewResponse) -> None:
        through = response.through_sequence
        if not response.HasField("event"):
            await self._outbox.put({"type": "heartbeat", "through_sequence": through})
            return
        if response.event.HasField("question_requested"):
            self._remember(response.event.question_requested.task_id, response.event.question_requested.question_id)
        await self._outbox.put({"type": "event", "event": as_document(response.event), "through_sequence": through})

    def _remember(self, task_id: str, question_id: str) -> None:
        if len(self._questions) >= REMEMBERED_TASKS:
            self._questions.pop(next(iter(self._questions)))
        self._questions[task_id] = question_id

    async def _ask(self, ticket: str) -> None:
        asking = Asking(self._peers, self._outbox.put_if_room, lambda task_id: self._questions.get(task_id, ""))
        with on_behalf_of(self._websocket, self._credential.caller):
            await asking.stream(ticket)

    # ---- up ----

    async def _obey(self, group: asyncio.TaskGroup) -> None:
        """Takes messages one after the other, so that what was sent first happens first."""
        while True:
            message = await self._websocket.receive()
            if message["type"] == "websocket.disconnect":
                raise Gone
            await self._take(message.get("text"), group)

    async def _take(self, text: str | None, group: asyncio.TaskGroup) -> None:
        label: dict[str, Any] = {}
        try:
            frame = _read(text)
            label = _label(frame)
            await self._do(frame.pop("type", None), frame, label, group)
        except (Refusal, grpc.aio.AioRpcError) as error:
            await self._refuse(as_refusal(error), label)
        else:
            self._broken = 0

    async def _do(self, kind: object, fields: Mapping[str, Any], label: Mapping[str, Any], group: asyncio.TaskGroup) -> None:
        if kind == "ping":
            await self._outbox.put({"type": "pong", **label})
        elif kind == "token":
            self._credential.renew(fields.get("token"))
            await self._outbox.put({"type": "reply", **label, "to": kind})
        elif isinstance(kind, str) and kind in COMMANDS:
            await self._call(COMMANDS[kind], fields, label, group)
        else:
            raise FrameBroken

    async def _call(self, command: Command, fields: Mapping[str, Any], label: Mapping[str, Any], group: asyncio.TaskGroup) -> None:
        request = command.bound(self._arrival.interview_id, fields)
        # A trace of its own for every turn, which the making of the next question stays part of.
        with traced(f"live {command.name}", {}):
            with on_behalf_of(self._websocket, self._credential.caller):
                response = await self._peers.call(request)
            if command.claims and (ticket := getattr(response, "ticket", "")):
                group.create_task(self._ask(ticket))
                # The question is on its way before the reply is written: the candidate waits for the one and not for the other.
                await asyncio.sleep(0)
            await self._outbox.put({"type": "reply", **label, "to": command.name, **as_document(response)})

    async def _refuse(self, refusal: Refusal, label: Mapping[str, Any]) -> None:
        await self._outbox.put({"type": "error", **label, **failure_of(refusal, self._arrival.language).as_document()})
        if refusal.status is Status.INVALID_ARGUMENT:
            self._broken += 1
            if self._broken >= BROKEN_FRAMES:
                raise TooManyBroken


def _read(text: str | None) -> dict[str, Any]:
    """A message as it came: one JSON object, as text."""
    if text is None:
        raise FrameBroken
    if len(text) > FRAME_CHARACTERS:
        raise FrameTooLarge(limit_characters=FRAME_CHARACTERS)
    try:
        return dict(read_object(text))
    except BodyNotJson:
        raise FrameBroken from None


def _label(frame: dict[str, Any]) -> dict[str, Any]:
    """What the browser calls its message, to find the reply by; taken out of the frame."""
    label = frame.pop("id", None)
    if label is None:
        return {}
    if not isinstance(label, str | int) or len(str(label)) > LABEL_CHARACTERS:
        raise FieldUnreadable(field="id", expected="string")
    return {"id": label}


def _closing_in(ended: ExceptionGroup[Exception]) -> Closing:
    """The first reason to close; anything else that was raised is a mistake of ours."""
    closings, others = ended.split(Closing)
    if others is not None:
        for error in others.exceptions:
            log.error("a live connection broke", exc_info=error)
        return Broken()
    first = closings.exceptions[0] if closings else Broken()
    return first.with_traceback(None) if isinstance(first, Closing) else Broken()
