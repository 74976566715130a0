"""Finds out on whose behalf an HTTP request or a socket calls, and makes its outgoing calls carry that."""

from collections.abc import Iterator
from contextlib import contextmanager

from starlette.requests import HTTPConnection

from mesh.caller import AUTHORIZATION, NOBODY, Caller, acting_for
from mesh.identity import Verifier
from mesh.refusal import Unauthenticated
from services.gateway.adapters.client_address import FORWARDED_FOR, address_in, calling_from


def caller_of(connection: HTTPConnection, verifier: Verifier) -> Caller:
    """Whose token the request brings. Raises Unauthenticated, TOKEN_INVALID or TOKEN_EXPIRED when it brings no good one."""
    return verified(verifier, connection.headers.get(AUTHORIZATION))


def verified(verifier: Verifier, authorization: str | None) -> Caller:
    """Whom an authorization header stands for. Only that header is shown to the verifier: identities come from no browser."""
    caller = verifier.caller({} if authorization is None else {AUTHORIZATION: authorization})
    if caller.authority is None:
        raise caller.unproven or Unauthenticated()
    return caller


@contextmanager
def on_behalf_of(connection: HTTPConnection, caller: Caller = NOBODY) -> Iterator[None]:
    """Makes outgoing calls carry the caller's token and address; for public routes the address alone."""
    connected_from = connection.client.host if connection.client else None
    with acting_for(caller), calling_from(address_in(connection.headers.get(FORWARDED_FOR), connected_from)):
        yield
