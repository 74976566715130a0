"""Holds the token that calls are made with: fetched when first needed, replaced before it ends, and by one fetch at a time."""

import asyncio

from viva.session.v1.auth_service_pb2_grpc import AuthServiceStub

from viva_client.credentials import Credentials, Grant

EARLY_SHARE = 0.2
"""Of a token's life, what is left when it is replaced: a call that begins just before its end would outlive it."""
EARLY_SECONDS = 60.0
"""The most of its life that is given up."""


class Tokens:
    """The current token of one client.

    A fetch is a task of its own that all who need its token wait for: a caller who is cancelled cuts it off for nobody, and a
    refresh token is never spent twice.
    """

    def __init__(self, credentials: Credentials, auth: AuthServiceStub) -> None:
        """Fetches nothing yet."""
        self._credentials = credentials
        self._auth = auth
        self._grant: Grant | None = None
        self._replace_at: float | None = 0.0
        self._fetching: asyncio.Task[str] | None = None

    async def get(self) -> str:
        """A token that is good now, for all that is known here. Raises the VivaError that stands in the way of one."""
        if self._grant is not None and (self._replace_at is None or asyncio.get_running_loop().time() < self._replace_at):
            return self._grant.access_token
        if self._fetching is None:
            self._fetching = asyncio.create_task(self._fetch())
        return await asyncio.shield(self._fetching)

    def refuse(self, token: str) -> bool:
        """Says that the server does not take a token any more; returns whether there will be another one."""
        if self._grant is None or self._grant.access_token != token:
            return True  # it was replaced meanwhile
        self._replace_at = 0.0
        return self._grant.seconds is not None

    async def close(self) -> None:
        """Ends a fetch that nobody will use."""
        if self._fetching is not None:
            self._fetching.cancel()
            await asyncio.wait([self._fetching])

    async def _fetch(self) -> str:
        try:
            self._grant = await self._credentials.grant(self._auth, self._grant)
            seconds = self._grant.seconds
            self._replace_at = None if seconds is None else asyncio.get_running_loop().time() + seconds - early(seconds)
        finally:
            self._fetching = None
        return self._grant.access_token


def early(seconds: float) -> float:
    """How many seconds of a token's life are given up."""
    return min(EARLY_SECONDS, EARLY_SHARE * seconds)
