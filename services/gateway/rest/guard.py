"""Lets nothing leave an endpoint but an answer: a refusal in words, or, for what should not happen, a bare 500."""

import logging
from collections.abc import Awaitable, Callable, Mapping

import grpc.aio
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from mesh.refusal import Refusal
from services.gateway.domain.wording import preferred_language
from services.gateway.rest.access_log import MATCHED
from services.gateway.rest.bodies import drain
from services.gateway.rest.errors import as_refusal, error_response
from services.gateway.rest.refusals import PeerFailed
from services.gateway.rest.routes import RESUME_BYTES

Endpoint = Callable[[Request], Awaitable[Response]]

CLIENT_CLOSED = 499
"""Nobody is there to read it; the log shows it as nginx does."""

log = logging.getLogger(__name__)


def guarded(endpoint: Endpoint, renamed: Mapping[str, str] | None = None) -> Endpoint:
    """The endpoint, with whatever it raises written as an answer."""

    async def answer(request: Request) -> Response:
        try:
            return await endpoint(request)
        except ClientDisconnect:
            return Response(status_code=CLIENT_CLOSED)
        except (Refusal, grpc.aio.AioRpcError) as error:
            refusal = as_refusal(error)
        except Exception:
            log.exception("%s broke", request.scope.get(MATCHED))
            refusal = PeerFailed()
        await drain(request, RESUME_BYTES)
        return error_response(refusal, language_of(request), renamed)

    return answer


def language_of(request: Request) -> str:
    """What the caller reads."""
    return preferred_language(request.headers.get("accept-language"))
