"""Streams an uploaded file to the service that takes it, in pieces of 64 KiB and never more than a few of them held."""

import asyncio
from collections.abc import AsyncIterator, Mapping

from google.protobuf.message import Message
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from viva.resume.v1.resume_service_pb2 import UploadRequest, UploadStart

from mesh.identity import Verifier
from mesh.refusal import Refusal
from services.gateway.adapters.peers import Peers
from services.gateway.rest.binding import fill
from services.gateway.rest.bodies import limited, media_type
from services.gateway.rest.calling import caller_of, on_behalf_of
from services.gateway.rest.encoding import as_document, as_json
from services.gateway.rest.multipart import MultipartFile
from services.gateway.rest.refusals import BodyTooSlow
from services.gateway.rest.route import UploadRoute

PIECE_BYTES = 64 * 1024
MULTIPART = "multipart/form-data"
MULTIPART_OVERHEAD = 16 * 1024
"""Bytes that boundaries, headers and fields may add to the file."""
FILE_PART = "file"
START_FIELDS = frozenset(UploadStart.DESCRIPTOR.fields_by_name) - {"size_bytes"}
RENAMED = {f"start.{name}": name for name in START_FIELDS}
STALL_SECONDS = 20.0
"""How long the client may send nothing in the middle of a file."""


class UploadEndpoint:
    """Serves the row that takes a file: raw, with `?request_id=…&file_name=…`, or as multipart with fields first."""

    def __init__(self, route: UploadRoute, peers: Peers, verifier: Verifier) -> None:
        """Serves one row."""
        self._route = route
        self._peers = peers
        self._verifier = verifier

    async def __call__(self, request: Request) -> Response:
        """Answers one upload. Nothing is stored unless the whole file has come."""
        caller = caller_of(request, self._verifier)
        messages = Messages(request, self._route.limit_bytes)
        with on_behalf_of(request, caller):
            response = await messages.sent_through(self._peers)
        return Response(as_json(as_document(response)), self._route.status, {"cache-control": "no-store"}, "application/json")


class Messages:
    """The messages of one upload, and what went wrong on our side of it."""

    def __init__(self, request: Request, limit_bytes: int) -> None:
        """Reads from one request."""
        self._request = request
        self._limit = limit_bytes
        self._failure: Refusal | ClientDisconnect | None = None

    async def sent_through(self, peers: Peers) -> Message:
        """Sends all of them and returns the response. A refusal of ours ends the call, and is raised in its place."""
        # Read before the call is made, so that a body that is no upload at all is refused without one.
        messages = self._messages()
        try:
            first = await anext(messages)
            return await peers.upload(UploadRequest, self._guarded(first, messages))
        except (asyncio.CancelledError, Exception):
            # grpc cancels a call whose messages fail, and hides why.
            if self._failure is not None:
                raise self._failure from None
            raise

    async def _guarded(self, first: Message, rest: AsyncIterator[Message]) -> AsyncIterator[Message]:
        try:
            yield first
            async for message in rest:
                yield message
        except (Refusal, ClientDisconnect) as failure:
            self._failure = failure
            raise

    async def _messages(self) -> AsyncIterator[Message]:
        query = dict(self._request.query_params)
        if media_type(self._request) == MULTIPART:
            form = MultipartFile(self._request.headers["content-type"], FILE_PART, START_FIELDS)
            chunks = form.chunks(unstalled(limited(self._request, self._limit + MULTIPART_OVERHEAD)))
            await anext(chunks, b"")
            yield start({"file_name": form.file_name or "", **query, **form.fields})
        else:
            chunks = unstalled(limited(self._request, self._limit))
            yield start(query)
        async for piece in pieces(chunks):
            yield UploadRequest(piece=piece)


def start(fields: Mapping[str, str]) -> Message:
    """The first message: what the fields say comes."""
    message = UploadRequest()
    message.start.SetInParent()
    fill(message.start, fields, allowed=START_FIELDS)
    return message


async def pieces(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The same bytes in pieces of one size, the last one shorter."""
    held = bytearray()
    async for chunk in chunks:
        held += chunk
        while len(held) >= PIECE_BYTES:
            yield bytes(held[:PIECE_BYTES])
            del held[:PIECE_BYTES]
    if held:
        yield bytes(held)


async def unstalled(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The same chunks; BodyTooSlow when the next one does not come in time."""
    while True:
        try:
            async with asyncio.timeout(STALL_SECONDS):
                chunk = await anext(chunks)
        except StopAsyncIteration:
            return
        except TimeoutError:
            raise BodyTooSlow from None
        yield chunk
