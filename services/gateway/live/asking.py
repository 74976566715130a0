"""Drives the making of the next question with a ticket, and sends its words down while they are written."""

import logging
from collections.abc import Callable, Mapping
from typing import Any

import grpc.aio
from viva.llm.v1.llm_service_pb2 import AskRequest, AskResponse

from mesh.refusal import Refusal
from services.gateway.adapters.peers import Peers
from services.gateway.rest.errors import as_refusal

ASK_SECONDS = 35.0
"""A little longer than the contract gives one attempt."""

log = logging.getLogger(__name__)


class Asking:
    """One ticket's question as it is written."""

    def __init__(self, peers: Peers, tell: Callable[[Mapping[str, Any]], None], question_of: Callable[[str], str]) -> None:
        """`tell` sends a message that can be done without; `question_of` knows the id of the question that a task makes."""
        self._peers = peers
        self._tell = tell
        self._question_of = question_of
        self._task_id = ""
        self._attempt = 0

    async def stream(self, ticket: str) -> None:
        """Returns when the question is committed or this attempt is over: the ledger sees to the rest, and the watch tells of it."""
        try:
            with self._peers.watching(AskRequest(ticket=ticket), seconds=ASK_SECONDS) as responses:
                async for response in responses:
                    self._pass_on(response)
        except (Refusal, grpc.aio.AioRpcError) as error:
            log.info("an attempt at a question ended with %s; the ledger has it", as_refusal(error).reason)

    def _pass_on(self, response: AskResponse) -> None:
        if response.HasField("started"):
            self._task_id, self._attempt = response.started.task_id, response.started.attempt
        elif response.HasField("delta"):
            self._tell(
                {
                    "type": "delta",
                    "question_id": self._question_of(self._task_id),
                    "task_id": self._task_id,
                    "attempt": self._attempt,
                    "offset": response.delta.offset,
                    "text": response.delta.text,
                }
            )
