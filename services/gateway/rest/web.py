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
        "img-src 'self' data: blob:; media-src 'self' blob:; worker-src 'self' blob:; connect-src 'self'; form-action 'self'"
    ),
}

NOT_BUILT = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Viva</title>
<style>body{font:16px/1.6 system-ui,sans-serif;max-width:40rem;margin:4rem auto;padding:0 1rem;color-scheme:light dark}</style>
<h1>Viva is running</h1>
<p>There is no web app in this directory yet. Everything else works:</p>
<ul>
<li><a href="/openapi.json">the REST routes</a>
(a whole interview with nothing but curl: <code>docs/examples/interview-by-curl.sh</code>),</li>
<li>the WebSocket of a live interview, <code>/ws/interviews/{id}</code>,</li>
<li>gRPC and gRPC-Web at this very address (with reflection in development: <code>docs/examples/interview-by-buf-curl.sh</code>).</li>
</ul>
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
