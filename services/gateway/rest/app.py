"""Puts the table, the live socket, the documents and the web app together into the one app that HTTP reaches."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import chain, groupby
from pathlib import Path

from google.protobuf.message import Message
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import BaseRoute, WebSocketRoute
from starlette.routing import Route as PathRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from mesh.identity import Verifier
from services.gateway.adapters.peers import Peers
from services.gateway.live.commands import COMMANDS
from services.gateway.live.socket import LIVE_PATH, OWN_REQUESTS, LiveEndpoint
from services.gateway.rest.access_log import MATCHED, AccessLog
from services.gateway.rest.endpoint import RestEndpoint
from services.gateway.rest.guard import Endpoint, guarded
from services.gateway.rest.refusals import RouteUnknown, VerbNotAllowed
from services.gateway.rest.route import AnyRoute, DocumentRoute, Route, TokenRoute, UploadRoute
from services.gateway.rest.routes import HEALTH, OPENAPI, READY, ROUTES
from services.gateway.rest.tokens import TokenEndpoint, renamed
from services.gateway.rest.upload import RENAMED, UploadEndpoint
from services.gateway.rest.web import WebApp, wants_page

Ready = Callable[[], Awaitable[str | None]]
"""Says what is missing before the gateway can work, or None."""

DESCRIPTION = Path(__file__).resolve().parents[3] / "docs" / "openapi.json"


@dataclass(frozen=True)
class Parts:
    """What the app is made of."""

    peers: Peers
    verifier: Verifier
    live: LiveEndpoint
    web: WebApp
    ready: Ready


def build_app(parts: Parts) -> ASGIApp:
    """The app."""
    paths = groupby(sorted(ROUTES, key=lambda route: route.path), key=lambda route: route.path)
    routes: list[BaseRoute] = [PathRoute(path, OnePath(path, endpoints(parts, list(rows)))) for path, rows in paths]
    routes.append(WebSocketRoute(LIVE_PATH, parts.live))
    routes.append(PathRoute("/{path:path}", OnePath(None, {"GET": guarded(partial(from_web, parts.web))})))
    app = Starlette(routes=routes, middleware=[Middleware(AccessLog)])
    app.router.redirect_slashes = False
    return app


def requests_called() -> frozenset[type[Message]]:
    """Every request that may be sent to a peer, by the tables and for the live socket's own needs."""
    rows = [route.requests for route in ROUTES if isinstance(route, Route)]
    uploads = [route.request for route in ROUTES if isinstance(route, UploadRoute)]
    grants = [grant.request for route in ROUTES if isinstance(route, TokenRoute) for grant in route.grants]
    commands = [command.request for command in COMMANDS.values()]
    return frozenset([*chain.from_iterable(rows), *uploads, *grants, *commands, *OWN_REQUESTS])


class OnePath:
    """All verbs of one path."""

    def __init__(self, path: str | None, by_verb: Mapping[str, Endpoint]) -> None:
        """Answers at `path`, or, without one, wherever nothing else does."""
        self._path = path
        self._by_verb = dict(by_verb)
        if "GET" in by_verb:
            self._by_verb.setdefault("HEAD", by_verb["GET"])
        self._refuse = guarded(self._not_allowed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if self._path is not None:
            scope[MATCHED] = self._path
        request = Request(scope, receive, send)
        response = await self._by_verb.get(request.method, self._refuse)(request)
        await response(scope, receive, send)

    async def _not_allowed(self, request: Request) -> Response:
        if self._path is None:
            raise RouteUnknown
        raise VerbNotAllowed(allowed=", ".join(sorted(self._by_verb)))


def endpoints(parts: Parts, rows: list[AnyRoute]) -> dict[str, Endpoint]:
    """What each row of one path does, by verb."""
    return {row.verb: endpoint(parts, row) for row in rows}


def endpoint(parts: Parts, row: AnyRoute) -> Endpoint:
    """What one row does."""
    match row:
        case Route():
            answer = guarded(RestEndpoint(row, parts.peers, parts.verifier))
            return page_first(parts.web, answer) if row.reads_query and not row.is_public else answer
        case TokenRoute():
            return guarded(TokenEndpoint(row, parts.peers), renamed(row))
        case UploadRoute():
            return guarded(UploadEndpoint(row, parts.peers, parts.verifier), RENAMED)
        case DocumentRoute():
            return guarded(documents(parts)[row])


def documents(parts: Parts) -> dict[DocumentRoute, Endpoint]:
    """What the gateway answers by itself."""
    return {HEALTH: healthy, READY: partial(ready, parts.ready), OPENAPI: description}


async def healthy(_: Request) -> Response:
    """Alive; whether it can work is another question."""
    return JSONResponse({"status": "ok"})


async def ready(is_ready: Ready, _: Request) -> Response:
    """Able to work, or what is missing."""
    missing = await is_ready()
    if missing is None:
        return JSONResponse({"status": "ready"})
    return JSONResponse({"status": "not ready", "missing": missing}, 503)


async def description(_: Request) -> Response:
    """The routes, as `python -m services.gateway.openapi` wrote them down."""
    return FileResponse(DESCRIPTION, media_type="application/json")


def page_first(web: WebApp, answer: Endpoint) -> Endpoint:
    """Shows the app to whoever goes to the address of data in a browser (`/interviews/…` is a page there, too)."""

    async def page_or_data(request: Request) -> Response:
        response = await (web.page(request.scope) if wants_page(request) else answer(request))
        response.headers.append("vary", "accept")
        return response

    return page_or_data


async def from_web(web: WebApp, request: Request) -> Response:
    """A file of the app, or the app for a page's address, or that there is nothing."""
    try:
        return await web.file(request.path_params["path"], request.scope)
    except HTTPException:
        if wants_page(request):
            return await web.page(request.scope)
        raise RouteUnknown from None
