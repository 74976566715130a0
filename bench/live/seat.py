"""One candidate's seat: one interview after the other, an answer every ten seconds, and a note of all that should not happen."""

import asyncio
import json
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from uuid import uuid4

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from bench.harness.rounds import Sample
from bench.live.crowd import Visitor
from bench.turn.talk import Frame, is_new, kind_of, question_in

PERIOD_SECONDS = 10.0
PATIENCE_SECONDS = 60.0
OVER = ("NEXT_ACTION_SHOW_REPORT", "NEXT_ACTION_END")
ANSWERS = {
    "ko": (
        "주문 처리 화면이 느려져서 구간마다 시간을 재어 보았습니다. 인덱스가 없는 질의 하나가 대부분의 시간을 쓰고 있었고, "
        "실행 계획을 확인한 뒤 복합 인덱스를 추가했습니다. 한 지역에 먼저 배포하고 일주일 동안 응답 시간과 오류율을 비교했습니다. "
        "응답 시간이 1,200ms에서 300ms로 줄었고, 같은 일이 다시 생기지 않도록 느린 질의를 매일 보고하는 점검을 만들었습니다. "
        "팀에도 그 과정을 문서로 공유했습니다. ({})"
    ),
    "en": (
        "Our checkout had become slow, so I measured every stage of it and found one query without an index that took most of the time. I "
        "read its plan, added the index, rolled it out to one region first and compared latency and errors before and after for a week. It "
        "went from 1,200 ms to 300 ms, and I wrote a daily report of slow queries so that the team would notice the next one. ({})"
    ),
}
"""200 characters and more."""


@dataclass
class Ledger:
    """What all seats together saw."""

    samples: list[Sample] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


@dataclass
class Seat:
    """Takes interviews until the time is up."""

    url: str
    visitor: Visitor
    ledger: Ledger
    ends_at: float
    period: float = PERIOD_SECONDS
    _sequence: int = 0
    _known: set[str] = field(default_factory=set)

    async def occupy(self, luck: random.Random) -> None:
        """Holds interviews; a fault is noted and ends the seat."""
        try:
            await asyncio.sleep(luck.uniform(0, min(self.period, self.ends_at - time.monotonic())))
            while time.monotonic() < self.ends_at:
                await self._interview(luck)
        except (OSError, TimeoutError, WebSocketException, Fault) as fault:
            self.ledger.faults.append(f"seat {self.visitor.candidate.part.number}: {type(fault).__name__}: {fault}")

    async def _interview(self, luck: random.Random) -> None:
        address = f"{self.url.replace('http', 'ws', 1)}/ws/interviews/{await self.visitor.new_interview()}"
        self._sequence = 0
        self._known.clear()
        async with connect(address, additional_headers=self.visitor.headers, max_size=None) as socket:
            await socket.send(json.dumps({"type": "start", "id": "start"}))
            self.ledger.counts["interviews begun"] += 1
            question, answered = await self._next(socket), 0
            while question and time.monotonic() < self.ends_at:
                await self._listen(socket, self.period * luck.uniform(0.9, 1.1))
                answered += 1
                question = await self._answer(socket, question, answered)
            self.ledger.counts["interviews answered to their end"] += not question

    async def _answer(self, socket: ClientConnection, question: Frame, number: int) -> Frame:
        said = {"question_id": question["question_id"], "request_id": str(uuid4()), "text": ANSWERS[self.visitor.language].format(number)}
        began = time.perf_counter()
        await socket.send(json.dumps({"type": "answer", "id": f"answer-{number}"} | said))
        following = await self._next(socket)
        self.ledger.counts["answers"] += 1
        if following:
            self.ledger.samples.append(Sample(kind_of(following), time.perf_counter() - began))
            self.ledger.counts["questions by fallback"] += following["source"] == "QUESTION_SOURCE_FALLBACK"
        return following

    async def _next(self, socket: ClientConnection) -> Frame:
        """The next question; nothing when the interview is over."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                frame = self._checked(json.loads(await socket.recv()))
                if is_new(question := question_in(frame), self._known):
                    self._known.add(question["question_id"])
                    return question
                if frame.get("event", {}).get("state", {}).get("next_action") in OVER and self._known:
                    return {}

    async def _listen(self, socket: ClientConnection, seconds: float) -> None:
        """Takes what comes while the candidate thinks."""
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        while (left := until - loop.time()) > 0:
            try:
                self._checked(json.loads(await asyncio.wait_for(socket.recv(), left)))
            except TimeoutError:
                return

    def _checked(self, frame: Frame) -> Frame:
        """Raises Fault for an error, and for an event that was dropped or came twice."""
        if frame["type"] == "error":
            raise Fault(frame["error_code"])
        if frame["type"] == "event":
            sequence = int(frame["event"]["sequence"])
            if sequence != self._sequence + 1:
                raise Fault(f"event {sequence} came after {self._sequence}")
            self._sequence = sequence
            self.ledger.counts["events"] += 1
        return frame


class Fault(RuntimeError):
    """Something that must not happen."""


async def ping(url: str, visitor: Visitor, ends_at: float) -> list[float]:
    """How long the gateway takes for a frame that asks for nothing: the lag of its event loop, and the edge's share."""
    lags: list[float] = []
    address = f"{url.replace('http', 'ws', 1)}/ws/interviews/{await visitor.new_interview()}"
    async with connect(address, additional_headers=visitor.headers) as socket:
        while time.monotonic() < ends_at:
            began = time.perf_counter()
            await socket.send('{"type": "ping"}')
            while json.loads(await socket.recv())["type"] != "pong":
                continue
            lags.append(time.perf_counter() - began)
            await asyncio.sleep(0.1)
    return lags
