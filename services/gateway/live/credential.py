"""The token that a live socket goes on with: it ends, unless its person brings a newer one in time."""

import asyncio
import time

from mesh.caller import Caller, Person
from mesh.identity import TokenExpired, TokenInvalid, Verifier
from services.gateway.live.closing import closing_for
from services.gateway.rest.calling import verified


class Credential:
    """On whose behalf one socket calls, now."""

    def __init__(self, caller: Caller, verifier: Verifier) -> None:
        """Begins with whom the socket was let in for."""
        self.caller = caller
        self._verifier = verifier
        self._renewed = asyncio.Event()

    def renew(self, token: object) -> None:
        """Goes on with a newer token of the same person, so that an interview may last longer than a token.

        Raises TOKEN_EXPIRED or TOKEN_INVALID, the latter for somebody else's, too; the socket goes on as before then.
        """
        caller = verified(self._verifier, f"Bearer {token}")
        if _subject(caller) != _subject(self.caller):
            raise TokenInvalid
        self.caller = caller
        self._renewed.set()

    async def last(self) -> None:
        """Waits for the token's end, and for that of each that replaces it in time; then raises Closing."""
        while True:
            self._renewed.clear()
            try:
                async with asyncio.timeout(max(0.0, _expiry(self.caller) - time.time())):
                    await self._renewed.wait()
            except TimeoutError:
                raise closing_for(TokenExpired()) from None


def _subject(caller: Caller) -> str:
    return caller.authority.account_id if isinstance(caller.authority, Person) else caller.partner.client_id


def _expiry(caller: Caller) -> float:
    return caller.person.expires if isinstance(caller.authority, Person) else caller.partner.expires
