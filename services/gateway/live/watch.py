"""Follows the events of one interview over the death of whoever sends them, without a gap and without a repeat."""

import asyncio
import logging
import random
from collections.abc import AsyncIterator, Awaitable, Callable

import grpc.aio
from viva.session.v1.interview_service_pb2 import WatchInterviewRequest, WatchInterviewResponse

from mesh.refusal import Refusal
from services.gateway.adapters.peers import Peers
from services.gateway.live.closing import is_final
from services.gateway.rest.errors import as_refusal

STREAM_SECONDS = 16 * 60.0
"""Longer than session lets a stream live, so that it is session that ends it, with a reason."""
SILENCE_SECONDS = 25.0
"""Two heartbeats and a half: a stream that says nothing for so long hangs on something dead (F37)."""
FIRST_PAUSE, LONGEST_PAUSE = 0.05, 2.0

Tell = Callable[[WatchInterviewResponse], Awaitable[None]]

log = logging.getLogger(__name__)


class Watch:
    """The place that one watcher has reached in an interview's events."""

    def __init__(self, peers: Peers, interview_id: str, after_sequence: int) -> None:
        """Begins after an event that the watcher has."""
        self._peers = peers
        self._interview_id = interview_id
        self._through = after_sequence
        self._pause = FIRST_PAUSE

    async def follow(self, tell: Tell) -> None:
        """Tells every event and heartbeat once, in order, for ever. Raises the refusal that will not go away."""
        while True:
            try:
                await self._follow_one_stream(tell)
            except (Refusal, grpc.aio.AioRpcError) as error:
                refusal = as_refusal(error)
                if is_final(refusal):
                    raise refusal from None
                log.info("a watch ended with %s and goes on", refusal.reason)
            except TimeoutError:
                log.warning("a watch was silent and is opened anew")
            await self._rest()

    async def _follow_one_stream(self, tell: Tell) -> None:
        request = WatchInterviewRequest(interview_id=self._interview_id, after_sequence=self._through)
        with self._peers.watching(request, seconds=STREAM_SECONDS) as responses:
            while (response := await self._next(responses)) is not None:
                self._through, self._pause = response.through_sequence, FIRST_PAUSE
                await tell(response)

    async def _next(self, responses: AsyncIterator[WatchInterviewResponse]) -> WatchInterviewResponse | None:
        async with asyncio.timeout(SILENCE_SECONDS):
            return await anext(responses, None)

    async def _rest(self) -> None:
        """Comes back sooner the first time than the tenth, and never at the same instant as everybody else."""
        await asyncio.sleep(self._pause * random.uniform(0.5, 1.5))
        self._pause = min(2 * self._pause, LONGEST_PAUSE)
