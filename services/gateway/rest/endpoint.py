"""Serves one row of the table: reads the request into its RPC's request, calls, and writes the response."""

from collections.abc import Mapping
from typing import Any

from google.protobuf.message import Message
from starlette.requests import Request
from starlette.responses import Response

from mesh.caller import NOBODY
from mesh.identity import Verifier
from services.gateway.adapters.peers import Peers
from services.gateway.rest.binding import fill, fill_from_query
from services.gateway.rest.bodies import read_json
from services.gateway.rest.calling import caller_of, on_behalf_of
from services.gateway.rest.encoding import as_document, as_json
from services.gateway.rest.refusals import FieldUnreadable
from services.gateway.rest.route import Alternative, Route

MEDIA_TYPE = "application/json"
NO_CONTENT = 204


class RestEndpoint:
    """What a path and a verb do."""

    def __init__(self, route: Route, peers: Peers, verifier: Verifier) -> None:
        """Serves one row."""
        self._route = route
        self._peers = peers
        self._verifier = verifier

    async def __call__(self, request: Request) -> Response:
        """Answers one request. Refusals are raised; the app writes them."""
        caller = NOBODY if self._route.is_public else caller_of(request, self._verifier)
        message = await self._read(request)
        with on_behalf_of(request, caller):
            response = await self._peers.call(message)
        return self._write(response)

    async def _read(self, request: Request) -> Message:
        if self._route.reads_query:
            message = self._route.request()
            fill_from_query(message, request.query_params.multi_items(), allowed=self._route.open_fields(self._route.request))
        else:
            message = self._from_body(await read_json(request))
        fill(message, request.path_params)
        return message

    def _from_body(self, body: Mapping[str, Any]) -> Message:
        kind, fields = chosen(self._route, body)
        message = kind()
        fill(message, fields, allowed=self._route.open_fields(kind))
        return message

    def _write(self, response: Message) -> Response:
        if not response.DESCRIPTOR.fields:
            return Response(status_code=NO_CONTENT)
        document = as_document(getattr(response, self._route.reply) if self._route.reply else response)
        return Response(as_json(document), self._route.status, {"cache-control": self._cache_control}, MEDIA_TYPE)

    @property
    def _cache_control(self) -> str:
        """Keys may be kept for as long as the contract says; what belongs to a person nowhere."""
        return "public, max-age=300" if self._route.is_public and self._route.reads_query else "no-store"


def chosen(route: Route, body: Mapping[str, Any]) -> tuple[type[Message], Mapping[str, Any]]:
    """Which of the route's RPCs a body means, and the body without the flag that says so."""
    alternative = route.otherwise
    if alternative is None or alternative.flag not in body:
        return route.request, body
    rest = {name: value for name, value in body.items() if name != alternative.flag}
    return (route.request if _flag(alternative, body) else alternative.request), rest


def _flag(alternative: Alternative, body: Mapping[str, Any]) -> bool:
    value = body[alternative.flag]
    if not isinstance(value, bool):
        raise FieldUnreadable(field=alternative.flag, expected="boolean")
    return value
