"""Holds one interview: what happens in it and what is typed come together here."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from viva.interview.v1.transcript_pb2 import ANSWER_KIND_TIMED_OUT, SPEAKER_CANDIDATE
from viva.session.v1.interview_event_pb2 import InterviewEvent
from viva.session.v1.interview_pb2 import Interview, Question

from viva_client import FailedPrecondition, Viva
from viva_client.command.interview.answering import Answering
from viva_client.command.interview.keyboard import Keyboard
from viva_client.command.interview.persistence import Persistence
from viva_client.command.interview.screen import Screen, clock
from viva_client.command.interview.standing import Standing
from viva_client.command.interview.streaming import Streaming
from viva_client.command.interview.wording import Wording

QUIT = ":quit"


class Room:
    """One person's place in one interview."""

    def __init__(self, viva: Viva, keyboard: Keyboard, screen: Screen, wording: Wording, patience: float) -> None:
        """`patience`: seconds that Viva may be out of reach before this fails."""
        self._interviews = viva.interviews
        self._keyboard = keyboard
        self._screen = screen
        self._wording = wording
        self._persist = Persistence(screen, wording, patience)
        self._standing = Standing()
        self._streaming = Streaming(viva, self._standing, screen, wording)
        self._answering = Answering(viva, self._standing, self._streaming, self._persist)

    async def hold(self, interview: Interview) -> bool:
        """Returns when nothing more is to come: True at the interview's end, False when the person left before."""
        interview_id = interview.interview_id
        await self._persist(lambda: self._interviews.start(interview_id))
        self._standing.now((await self._persist(lambda: self._interviews.get(interview_id))).state)
        self._screen.say(self._wording.help, style="faint")
        await self._show_open_question(interview_id)
        try:
            async with aclosing(self._interviews.watch(interview_id, self._standing.state.sequence)) as events:
                return await self._live(events)
        finally:
            await self._streaming.end()

    async def _live(self, events: AsyncGenerator[InterviewEvent, None]) -> bool:
        """Takes events and lines as they come. Lines are asked for only while a question is open."""
        happening: asyncio.Future[InterviewEvent | None] = asyncio.ensure_future(_next(events))
        typing: asyncio.Future[str | None] | None = None
        try:
            while True:
                if typing is None and self._standing.question is not None:
                    typing = asyncio.ensure_future(self._keyboard.line(self._standing.prompt))
                await asyncio.wait([task for task in (happening, typing) if task], return_when=asyncio.FIRST_COMPLETED)
                if happening.done():
                    if (event := happening.result()) is None:
                        return True
                    await self._on_event(event)
                    happening = asyncio.ensure_future(_next(events))
                if typing is not None and typing.done():
                    if not await self._goes_on_after(typing.result()):
                        return False
                    typing = None
                elif typing is not None and self._standing.question is None:
                    await _end(typing)
                    typing = None
        finally:
            await _end(happening, typing)

    async def _goes_on_after(self, line: str | None) -> bool:
        """Sees to a line; False when the person leaves."""
        if line is None or line.strip() == QUIT:
            self._screen.say(self._wording.quit)
            return False
        if self._standing.question is None:  # closed in the very moment in which the line was finished
            self._screen.say(self._wording.too_late, style="yellow")
        else:
            await self._answering.take(line, self._standing.question)
        return True

    # ---- what happens ----

    async def _on_event(self, event: InterviewEvent) -> None:
        said, say = self._wording, self._screen.say
        self._standing.now(event.state)
        match event.WhichOneof("payload"):
            case "question_asked":
                await self._open(event.question_asked.question)
            case "question_retried":
                say(said.written_anew, style="faint")
            case "answer_time_warned":
                say(said.time_warning.format(left=clock(event.answer_time_warned.time_left.ToTimedelta().total_seconds())), style="yellow")
            case "answer_accepted":
                if event.answer_accepted.answer_kind == ANSWER_KIND_TIMED_OUT:
                    say(said.time_is_up, style="yellow")
                self._standing.close(event.answer_accepted.question_id)
            case "paused":
                say(said.paused_by_absence if event.paused.by_absence else said.paused, style="yellow")
            case "resumed":
                say(said.resumed)
            case "ended":
                self._standing.question = None
                say(said.ended if event.ended.report_follows else said.ended_without_report)

    async def _open(self, question: Question) -> None:
        """Shows a question and says so to Viva, which lets the answer's clock run."""
        await self._streaming.end()
        self._streaming.heading(question.number)
        self._streaming.asked()
        self._screen.question(question.text)
        self._standing.open(question)
        try:
            self._standing.now(await self._persist(lambda: self._interviews.present(question)))
        except FailedPrecondition:  # closed or paused meanwhile, of which an event tells
            return

    async def _show_open_question(self, interview_id: str) -> None:
        """The one that was open when the person came, with what they had said to it."""
        for question in await self._persist(lambda: self._interviews.questions_of(interview_id)):
            if question.question_id == self._standing.state.open_question_id:
                await self._open(question)
                await self._show_kept_lines(question)
        if self._standing.state.is_paused:
            self._screen.say(self._wording.is_paused, style="yellow")

    async def _show_kept_lines(self, question: Question) -> None:
        async for line in self._interviews.transcript(question.interview_id):
            if line.question_id == question.question_id and line.speaker == SPEAKER_CANDIDATE:
                if not self._standing.lines:
                    self._screen.say(self._wording.kept_before, style="faint")
                self._screen.say(line.text)
                self._standing.lines += 1


async def _next(events: AsyncGenerator[InterviewEvent, None]) -> InterviewEvent | None:
    return await anext(events, None)


async def _end(*tasks: asyncio.Future[Any] | None) -> None:
    """Cancels what is under way and waits until it has let go of the terminal or the stream."""
    under_way = [task for task in tasks if task is not None]
    for task in under_way:
        task.cancel()
    await asyncio.wait(under_way)
