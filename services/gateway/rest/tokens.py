"""Gives out tokens the way OAuth 2.0 (RFC 6749) writes them: `grant_type` chooses the RPC, parameters set its fields."""

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from google.protobuf.message import Message
from starlette.requests import Request
from starlette.responses import Response
from viva.contract.v1.options_pb2 import Scope
from viva.session.v1.auth_service_pb2 import IssueClientTokenResponse, LogInResponse, RefreshTokenResponse

from mesh.identity import scope_named
from services.gateway.adapters.peers import Peers
from services.gateway.rest.binding import fill, shown
from services.gateway.rest.bodies import read_form_or_json
from services.gateway.rest.calling import on_behalf_of
from services.gateway.rest.encoding import as_json
from services.gateway.rest.refusals import FieldUnreadable, GrantUnknown, UnknownField
from services.gateway.rest.route import Grant, TokenRoute

GRANT_TYPE = "grant_type"
SCOPE = "scope"


class TokenEndpoint:
    """Serves one row that gives out tokens."""

    def __init__(self, route: TokenRoute, peers: Peers) -> None:
        """Serves one row."""
        self._route = route
        self._peers = peers

    async def __call__(self, request: Request) -> Response:
        """Answers one request; whoever asks brings no token, so none is looked at."""
        parameters = {**basic_credentials(request.headers.get("authorization")), **await read_form_or_json(request)}
        message = bound(chosen_grant(self._route, parameters), parameters)
        with on_behalf_of(request):
            response = await self._peers.call(message)
        return Response(as_json(token_document(response)), headers={"cache-control": "no-store"}, media_type="application/json")


def chosen_grant(route: TokenRoute, parameters: Mapping[str, Any]) -> Grant:
    """The grant that is asked for; GrantUnknown for one that the route does not have."""
    name = parameters.get(GRANT_TYPE) or route.grants[0].name
    for grant in route.grants:
        if grant.name == name:
            return grant
    raise GrantUnknown(field=GRANT_TYPE)


def bound(grant: Grant, parameters: Mapping[str, Any]) -> Message:
    """The RPC's request. Parameters that are empty count as absent: OAuth clients send all that they know."""
    paths = dict(grant.parameters)
    given = {name: value for name, value in parameters.items() if name != GRANT_TYPE and value not in ("", None)}
    document: dict[str, Any] = {}
    for name, value in given.items():
        if name not in paths:
            raise UnknownField(field=shown(name))
        if not isinstance(value, str):
            raise FieldUnreadable(field=name, expected="string")
        _put(document, paths[name], scopes_in(value) if name == SCOPE else value)
    message = grant.request()
    fill(message, document)
    return message


def scopes_in(text: str) -> list[str]:
    """The contract's names of scopes that are written as OAuth writes them (`interviews catalog_read`)."""
    names = text.split()
    if any(name not in scope_named for name in names):
        raise FieldUnreadable(field=SCOPE, expected="enum")
    return [Scope.Name(scope_named[name]) for name in names]


def token_document(response: Message) -> dict[str, Any]:
    """The response as RFC 6749 §5.1 has it."""
    match response:
        case IssueClientTokenResponse():
            names = sorted(name for name, scope in scope_named.items() if scope in response.scopes)
            return {**_access(response.access_token, response.access_duration.seconds), SCOPE: " ".join(names)}
        case LogInResponse() | RefreshTokenResponse():
            tokens = response.tokens
            access = _access(tokens.access_token, tokens.access_duration.seconds)
            return {**access, "refresh_token": tokens.refresh_token, "refresh_expires_in": tokens.refresh_duration.seconds}
    raise TypeError(f"{response.DESCRIPTOR.full_name} holds no token")


def renamed(route: TokenRoute) -> Mapping[str, str]:
    """The parameter that each field of the RPCs is known by here."""
    return {path: name for grant in route.grants for name, path in grant.parameters}


def basic_credentials(authorization: str | None) -> dict[str, str]:
    """A client's id and secret from HTTP Basic, where RFC 6749 §2.3.1 has them; empty for any other header."""
    scheme, _, encoded = (authorization or "").partition(" ")
    if scheme.lower() != "basic":
        return {}
    try:
        client_id, _, client_secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return {}
    return {GRANT_TYPE: "client_credentials", "client_id": client_id, "client_secret": client_secret}


def _access(token: str, seconds: int) -> dict[str, Any]:
    return {"access_token": token, "token_type": "Bearer", "expires_in": seconds}


def _put(document: dict[str, Any], path: str, value: object) -> None:
    *outer, last = path.split(".")
    for name in outer:
        document = document.setdefault(name, {})
    document[last] = value
