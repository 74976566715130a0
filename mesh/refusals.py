"""Turns what goes wrong inside a call into the one status that its caller may see."""

import logging

import grpc
import grpc.aio

from mesh.call import Call, Proceed
from mesh.refusal import Refusal, Status, Unavailable
from mesh.rich_status import refusal_in

log = logging.getLogger(__name__)

LOST = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.CANCELLED)
"""How a call ends whose peer went away: a server that stops answers what it had not yet begun with CANCELLED."""


class DeadlineExceeded(Refusal):
    """There was not enough time to finish."""

    status = Status.DEADLINE_EXCEEDED
    reason = "DEADLINE_EXCEEDED"
    retryable = True


class PeerUnavailable(Unavailable):
    """A part of the system that is needed for this cannot be reached now; try again in a moment."""

    reason = "PEER_UNAVAILABLE"


class RefusalsPolicy:
    """A refusal reaches the caller as it is, a peer's refusal is passed on, and anything else is a bare INTERNAL."""

    async def around(self, call: Call, proceed: Proceed) -> None:
        """Ends the call with the status that fits what was raised."""
        try:
            async with call.ending:
                await proceed()
        except Refusal as refusal:
            await call.refuse(refusal)
        except grpc.aio.AioRpcError as error:
            await _pass_on(call, error)
        except Exception:
            log.exception("%s broke", call.method.full_name)
            await call.fail()


async def _pass_on(call: Call, error: grpc.aio.AioRpcError) -> None:
    refusal = refusal_of(error)
    if refusal is None:
        log.error("%s broke: a peer answered %s", call.method.full_name, error.code().name, exc_info=error)
        await call.fail()
    else:
        await call.refuse(refusal)


def refusal_of(error: grpc.aio.AioRpcError) -> Refusal | None:
    """What a failed call to a peer means for whoever needed it; None when the peer broke."""
    if error.code() in LOST:
        return refusal_in(error) or PeerUnavailable()
    if error.code() is grpc.StatusCode.DEADLINE_EXCEEDED:
        return DeadlineExceeded()
    return refusal_in(error)
