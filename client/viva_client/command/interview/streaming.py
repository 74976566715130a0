"""Shows the next question while it is being written."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing

from viva.llm.v1.llm_service_pb2 import AskResponse
from viva.session.v1.interview_service_pb2 import SkipQuestionResponse, SubmitAnswerResponse

from viva_client import Viva, VivaError
from viva_client.command.interview.screen import Screen
from viva_client.command.interview.standing import Standing
from viva_client.command.interview.wording import Wording

Reply = SubmitAnswerResponse | SkipQuestionResponse


class Streaming:
    """At most one question on its way. What it shows is never the last word: the event that the question was asked is."""

    def __init__(self, viva: Viva, standing: Standing, screen: Screen, wording: Wording) -> None:
        """Shows nothing yet."""
        self._viva = viva
        self._standing = standing
        self._screen = screen
        self._wording = wording
        self._task: asyncio.Task[None] | None = None
        self._has_heading = False

    def begin(self, reply: Reply) -> None:
        """Follows the writing of the question after the one that was just answered, where the reply lets us."""
        if reply.ticket:
            self._task = asyncio.create_task(self._follow(self._viva.interviews.words(reply)))

    async def end(self) -> None:
        """Looks no longer: the question is there, or nobody waits for it."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
            self._task = None

    def heading(self, number: int) -> None:
        """Says once which question comes."""
        if not self._has_heading:
            self._screen.heading(self._words(number))
        self._has_heading = True

    def asked(self) -> None:
        """The question is there; the next one gets a heading of its own."""
        self._has_heading = False

    async def _follow(self, pieces: AsyncIterator[AskResponse]) -> None:
        try:
            async with aclosing(pieces) as words:  # type: ignore[type-var]  # an async generator
                async for piece in words:
                    if piece.HasField("delta"):
                        self.heading(self._standing.number + 1)
                        self._screen.stream(piece.delta.offset, piece.delta.text)
        except VivaError:  # somebody else writes it, and the event that it was asked comes all the same
            return

    def _words(self, number: int) -> str:
        said, state = self._wording, self._standing.state
        left = said.stages_left.format(count=state.remaining) if state.remaining else said.last_stage
        return said.question.format(number=number, stage=said.stages.get(state.stage, ""), left=left)
