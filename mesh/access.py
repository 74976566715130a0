"""Judges whether a call may be made, by the `access` option that stands beside the method.

The caller and the authority are judged from the metadata alone, each message by the relations it needs, and an open
stream again and again for as long as it is open.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from viva.contract.v1.options_pb2 import Access

from mesh.call import Call, Proceed
from mesh.caller import Caller, LeaseAuthority, Partner, Person, acting_for, current_caller
from mesh.identity import IdentityInvalid, TokenExpired, Verifier
from mesh.refusal import PermissionDenied, Refusal, Unauthenticated
from mesh.relations import Lookup, Relations
from mesh.rich_status import TRANSIENT

log = logging.getLogger(__name__)

REASK_PERIOD = 4.0
"""Seconds between two questions whether the authority of an open stream still stands: a revoke ends it within five."""


class NotAdmitted(PermissionDenied):
    """This method is called by services of the system only."""

    reason = "CALLER_NOT_ADMITTED"


class NotGranted(PermissionDenied):
    """Your role or your grants do not include this."""

    reason = "AUTHORITY_NOT_GRANTED"


class IdentityPolicy:
    """Finds out who calls; judges nothing."""

    def __init__(self, verifier: Verifier) -> None:
        """Reads proofs with the verifier."""
        self._verifier = verifier

    async def around(self, call: Call, proceed: Proceed) -> None:
        """Makes the caller the current one for the rest of the call."""
        with acting_for(self._verifier.caller(call.metadata)):
            await proceed()


class AccessPolicy:
    """Lets a call proceed only as far as its method's `access` option allows."""

    def __init__(self, lookup: Lookup, *, asks_always: bool = False) -> None:
        """Asks the lookup about relations, and about the authority of open streams again and again.

        `asks_always`: about the authority of every call as well, so that a revoke is felt at once. For the one service that has
        the answer in its own house; the others would ask over the wire for each call.
        """
        self._lookup = lookup
        self._asks_always = asks_always

    async def around(self, call: Call, proceed: Proceed) -> None:
        """Judges the caller now, each message as it comes, and an open stream for as long as it is open."""
        caller = current_caller()
        judge(call.method.access, caller)
        relations = Relations(call.method, caller, self._lookup)
        if self._asks_always and caller.authority is not None and wants_authority(call.method.access) and not relations.will_ask:
            await self._lookup.holds(caller, ())
        if relations.matter:
            call.reads_before_running = True
            call.inspect(relations.hold)
        if call.method.is_stream and caller.authority is not None:
            async with self._watched(call, caller, relations):
                await proceed()
        else:
            await proceed()

    @asynccontextmanager
    async def _watched(self, call: Call, caller: Caller, relations: Relations) -> AsyncIterator[None]:
        loop = asyncio.get_running_loop()
        reasking = loop.create_task(self._reask(call, relations))
        expiry = None
        if isinstance(caller.authority, Person | Partner):
            expiry = loop.call_later(caller.authority.expires - time.time(), call.ending.end, TokenExpired())
        try:
            yield
        finally:
            reasking.cancel()
            if expiry is not None:
                expiry.cancel()

    async def _reask(self, call: Call, relations: Relations) -> None:
        """Ends the call when its authority is revoked; while nobody can be asked, it goes on until its token expires."""
        while True:
            await asyncio.sleep(REASK_PERIOD)
            try:
                await relations.ask()
            except Refusal as refusal:
                if refusal.status not in TRANSIENT:
                    call.ending.end(refusal)
            except Exception:
                log.exception("could not ask whether the authority of %s still stands", call.method.full_name)


def wants_authority(access: Access | None) -> bool:
    """Whether somebody has to stand behind the call. Where nobody has to, a token that comes along is not looked at."""
    return access is not None and bool(access.roles or access.scopes or access.lease)


def judge(access: Access | None, caller: Caller) -> None:
    """Raises PermissionDenied or Unauthenticated when this caller may not call a method with this option at all."""
    if access is None:
        raise PermissionDenied
    if access.is_public:
        return
    if not access.services and not wants_authority(access):
        raise PermissionDenied
    if access.services and caller.service not in access.services:
        raise caller.unproven if isinstance(caller.unproven, IdentityInvalid) else NotAdmitted()
    if wants_authority(access) and not _is_granted(access, caller):
        raise NotGranted


def _is_granted(access: Access, caller: Caller) -> bool:
    match caller.authority:
        case Person(role=role):
            return role in access.roles
        case Partner(scopes=scopes):
            return not scopes.isdisjoint(access.scopes)
        case LeaseAuthority():
            return access.lease
        case None:
            raise caller.unproven or Unauthenticated()
