"""One candidate at a live WebSocket, who answers and looks at the clock until the next question is there."""

import asyncio
import json
import random
import time
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from websockets.asyncio.client import ClientConnection, connect

from bench.harness.rounds import Load, Sample

TEMPLATE, FOLLOW_UP, GENERATED = "template", "follow-up", "generated"
PATIENCE_SECONDS = 60.0

ANSWER = (
    "Our checkout had become slow, so I measured every stage of it and found one query without an index that took most of the "
    "time. I added the index, rolled it out to one region first, and compared the latency before and after for a week. ({})"
)
"""What is said to every question, a little different each time; 200 characters and more."""

Frame = dict[str, Any]


class TalkBroken(RuntimeError):
    """The interview did not go on as it should."""


@dataclass
class Talk:
    """One interview over one socket. `heard` sees every frame as it comes, with the number of turns that were begun."""

    address: str
    headers: Mapping[str, str] = field(default_factory=dict)
    heard: Callable[[int, str], None] = lambda turn, text: None
    _turn: int = 0
    _known: set[str] = field(default_factory=set)
    """Questions seen before: the reply to an answer and the event of the same question come in either order."""

    @property
    def interview_id(self) -> str:
        """Which interview it is."""
        return self.address.rpartition("/")[2]

    async def hold(self, load: Load, luck: random.Random) -> list[Sample]:
        """Starts the interview, answers so many questions and ends it."""
        samples: list[Sample] = []
        async with connect(self.address, additional_headers=self.headers, max_size=None, compression=None) as socket:
            await self._say(socket, "start")
            question = await self._next_question(socket)
            for self._turn in range(1, load.turns + 1):
                await asyncio.sleep(load.pause_seconds * luck.uniform(0.5, 1.5))
                began = time.perf_counter()
                answer = {"question_id": question["question_id"], "request_id": str(uuid4()), "text": ANSWER.format(self._turn)}
                await self._say(socket, "answer", **answer)
                question = await self._next_question(socket)
                samples.append(Sample(kind_of(question), time.perf_counter() - began))
            await self._say(socket, "complete")
            await self._until(socket, lambda frame: frame["type"] == "reply" and frame["to"] == "complete")
        return samples

    async def _say(self, socket: ClientConnection, kind: str, **fields: str) -> None:
        await socket.send(json.dumps({"type": kind, "id": f"{kind}-{self._turn}"} | fields))

    async def _next_question(self, socket: ClientConnection) -> Frame:
        """The next committed question, from the reply or from the event, whichever is there first."""
        question = question_in(await self._until(socket, lambda frame: is_new(question_in(frame), self._known)))
        self._known.add(question["question_id"])
        return question

    async def _until(self, socket: ClientConnection, wanted: Callable[[Frame], bool]) -> Frame:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                text = str(await socket.recv())
                self.heard(self._turn, text)
                frame: Frame = json.loads(text)
                if frame["type"] == "error":
                    raise TalkBroken(text)
                if wanted(frame):
                    return frame


def question_in(frame: Frame) -> Frame:
    """The question that a frame brings with all its words; nothing for any other frame."""
    question: Frame = frame.get("event", {}).get("question_asked", frame).get("question") or {}
    return question if question.get("text") else {}


def is_new(question: Frame, known: Container[str]) -> bool:
    """Whether there is a question, and one not seen before."""
    return bool(question) and question["question_id"] not in known


def kind_of(question: Frame) -> str:
    """How the question came about, by its stage."""
    if question["stage"].endswith("_FOLLOWUP"):
        return FOLLOW_UP
    return TEMPLATE if question["source"] == "QUESTION_SOURCE_TEMPLATE" else GENERATED
