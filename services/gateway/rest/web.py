"""Serves the web app's files; a page's address answers with the app, which reads the address itself."""

from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

INDEX = "index.html"
HTML = "text/html"

# Files whose name holds a digest of their content never change; everything else is asked for again.
HASHED = "assets/"
FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"

HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "content-security-policy": (
        "default-src 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; media-src 'self' blob:; worker-src 'self' blob:; connect-src 'self' ws: wss:"
    ),
}

NOT_BUILT = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Viva</title>
<h1>Viva is running, and its web app is not built</h1>
<p>Build it with <code>make run</code>, or <code>npm run build</code> in <code>web/</code>, and load this page again.</p>
<p>Everything else works: <a href="/openapi.json">the REST routes</a>, the WebSocket, and gRPC.</p>
"""


class WebApp:
    """The built app in one directory, which may not be there yet."""

    def __init__(self, directory: Path) -> None:
        """Serves from `directory`, looking again on every request, so that a build needs no restart."""
        self._directory = directory
        self._files = StaticFiles(directory=directory, check_dir=False)

    async def file(self, path: str, scope: Scope) -> Response:
        """One file; HTTPException 404 when there is none."""
        if not self.is_built:
            raise HTTPException(404)
        response = await self._files.get_response(path or INDEX, scope)
        response.headers["cache-control"] = FOR_EVER if path.startswith(HASHED) else ASK_AGAIN
        response.headers.update(HEADERS)
        return response

    async def page(self, scope: Scope) -> Response:
        """The app, or the page that says how to build it."""
        if not self.is_built:
            return HTMLResponse(NOT_BUILT, 404, HEADERS)
        return await self.file(INDEX, scope)

    @property
    def is_built(self) -> bool:
        """Whether there is an app to serve."""
        return (self._directory / INDEX).is_file()


def wants_page(request: Request) -> bool:
    """Whether a browser's user is going to an address, as opposed to a program asking for data or a page for a file."""
    return request.method in {"GET", "HEAD"} and HTML in request.headers.get("accept", "")
