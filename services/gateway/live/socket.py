"""Lets a browser or a program onto the live socket of an interview: who it is, whose interview it is, and what it has seen."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import grpc.aio
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState
from viva.llm.v1.llm_service_pb2 import AskRequest
from viva.session.v1.interview_service_pb2 import GetInterviewRequest, WatchInterviewRequest

from mesh.caller import AUTHORIZATION
from mesh.identity import Verifier
from mesh.refusal import Refusal, Unauthenticated
from services.gateway.adapters.peers import Peers
from services.gateway.domain.wording import preferred_language
from services.gateway.live.closing import Closing, Gone, closing_for
from services.gateway.live.connection import Arrival, Connection
from services.gateway.rest.access_log import MATCHED
from services.gateway.rest.binding import fill_from_query
from services.gateway.rest.calling import on_behalf_of, verified
from services.gateway.rest.encoding import as_document, as_json
from services.gateway.rest.errors import as_refusal, failure_of
from services.gateway.rest.json_body import read_object
from services.gateway.rest.refusals import FrameBroken, SocketsFull

LIVE_PATH = "/ws/interviews/{interview_id}"
PROTOCOL = "viva.live.v1"
TOKEN_PROTOCOL = "bearer."  # noqa: S105 — the beginning of a subprotocol's name
"""A browser cannot set headers on a socket, but it can ask for subprotocols: `["viva.live.v1", "bearer." + token]`."""
SIGN_IN_SECONDS = 10.0
"""How long a socket may wait with its first message, where that brings the token."""
AFTER_SEQUENCE = "after_sequence"
OWN_REQUESTS = (GetInterviewRequest, WatchInterviewRequest, AskRequest)
"""What a live socket asks of peers beside the commands of its browser."""

log = logging.getLogger(__name__)


class LiveEndpoint:
    """Every live socket of this process."""

    def __init__(self, peers: Peers, verifier: Verifier, *, limit: int) -> None:
        """Lets in at most `limit` at once."""
        self._peers = peers
        self._verifier = verifier
        self._limit = limit
        self._open = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one socket from its handshake to its end."""
        scope[MATCHED] = LIVE_PATH
        websocket = WebSocket(scope, receive, send)
        await websocket.accept(subprotocol=PROTOCOL if PROTOCOL in websocket.scope["subprotocols"] else None)
        with self._counted():
            closing = await self._serve(websocket)
        await close(websocket, closing)

    async def _serve(self, websocket: WebSocket) -> Closing:
        try:
            arrival = await self._let_in(websocket)
        except WebSocketDisconnect:
            return Gone()
        except (Refusal, grpc.aio.AioRpcError) as error:
            return await turned_away(websocket, as_refusal(error))
        return await Connection(websocket, arrival, self._peers, self._verifier).run()

    async def _let_in(self, websocket: WebSocket) -> Arrival:
        """Asks session for the interview in the caller's name: what it would not show, is not watched here either (F11)."""
        if self._open > self._limit:
            raise SocketsFull
        question = WatchInterviewRequest()
        fill_from_query(question, websocket.query_params.multi_items(), allowed=[AFTER_SEQUENCE])
        caller = verified(self._verifier, await authorization_of(websocket))
        interview_id = websocket.path_params["interview_id"]
        with on_behalf_of(websocket, caller):
            response = await self._peers.call(GetInterviewRequest(interview_id=interview_id))
        await websocket.send_text(as_json({"type": "hello", **as_document(response)}).decode())
        return Arrival(interview_id, question.after_sequence, caller, language_of(websocket))

    @contextmanager
    def _counted(self) -> Iterator[None]:
        self._open += 1
        try:
            yield
        finally:
            self._open -= 1


async def authorization_of(websocket: WebSocket) -> str | None:
    """The token, from the header, from a subprotocol, or from the first message (`{"token": "…"}`)."""
    if header := websocket.headers.get(AUTHORIZATION):
        return header
    for protocol in websocket.scope["subprotocols"]:
        if protocol.startswith(TOKEN_PROTOCOL):
            return f"Bearer {protocol.removeprefix(TOKEN_PROTOCOL)}"
    try:
        async with asyncio.timeout(SIGN_IN_SECONDS):
            message = await websocket.receive()
    except TimeoutError:
        raise Unauthenticated from None
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect
    return token_in(message.get("text"))


def token_in(text: str | None) -> str:
    """The token of a first message, as a header would bring it."""
    token = read_object(text or "").get("token")
    if not isinstance(token, str):
        raise FrameBroken
    return f"Bearer {token}"


async def turned_away(websocket: WebSocket, refusal: Refusal) -> Closing:
    """Says why in words before the close code says it in numbers."""
    document = {"type": "error", **failure_of(refusal, language_of(websocket)).as_document()}
    with suppress(WebSocketDisconnect, RuntimeError):
        await websocket.send_text(as_json(document).decode())
    return closing_for(refusal)


async def close(websocket: WebSocket, closing: Closing) -> None:
    """Closes what is still open."""
    log.info("a live socket ends: %s", closing.reason)
    if isinstance(closing, Gone) or websocket.client_state is WebSocketState.DISCONNECTED:
        return
    with suppress(WebSocketDisconnect, RuntimeError):
        await websocket.close(closing.code, closing.reason)


def language_of(websocket: WebSocket) -> str:
    """What whoever is at the other end reads."""
    return preferred_language(websocket.headers.get("accept-language"))
