"""A whole interview over the WebSocket: words arrive while they are written, and a reload misses nothing."""

import asyncio
import json
from collections import defaultdict
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from bench.chaos.verdict import citations_in, is_verbatim
from tests.integration.supervised import Supervised
from tests.integration.visitor import Visitor

WHOLE_SECONDS = 150
TEMPLATE = "QUESTION_SOURCE_TEMPLATE"
WRITTEN = ("QUESTION_SOURCE_ENGINE", "QUESTION_SOURCE_BANK")
STAGES = 15
FEWEST_WRITTEN = 10


def live(visitor: Visitor, interview_id: str, after: int = 0) -> connect:
    url = visitor.viva.url.replace("http", "ws", 1)
    return connect(f"{url}/ws/interviews/{interview_id}?after_sequence={after}", additional_headers=visitor.headers, proxy=None)


async def frames_until(socket: ClientConnection, last: str, seen: list[dict[str, Any]]) -> dict[str, Any]:
    """Adds what comes to `seen`, up to the event of that kind, which it returns."""
    while True:
        frame: dict[str, Any] = json.loads(await socket.recv())
        seen.append(frame)
        assert frame["type"] != "error", frame
        if frame["type"] == "event" and last in frame["event"]:
            return dict(frame["event"][last])


async def events_through(visitor: Visitor, interview_id: str, after: int, through: int) -> list[dict[str, Any]]:
    """The events that a new connection is told, from after one sequence through another."""
    told: list[dict[str, Any]] = []
    async with live(visitor, interview_id, after) as socket:
        while not told or int(told[-1]["sequence"]) < through:
            frame = json.loads(await socket.recv())
            told += [frame["event"]] if frame["type"] == "event" else []
    return told


async def hold(visitor: Visitor, interview_id: str) -> list[dict[str, Any]]:
    """Answers every question as it is asked; returns all frames, in the order in which they came."""
    seen: list[dict[str, Any]] = []
    async with live(visitor, interview_id) as socket:
        await socket.send(json.dumps({"type": "start"}))
        for ordinal in range(1, STAGES + 1):
            asked = await frames_until(socket, "question_asked", seen)
            ids = {"question_id": asked["question_id"], "request_id": visitor.candidate.new_id()}
            await socket.send(json.dumps({"type": "answer", "text": visitor.say(ordinal)} | ids))
        await frames_until(socket, "report_ready", seen)
    return seen


def written_as_streamed(seen: list[dict[str, Any]]) -> list[str]:
    """The stages whose question is no template, and was seen as it was written: whole, or as far as it had come when it was committed.

    The committed question does not wait for the last words of the stream that it replaces.
    """
    streamed: dict[str, str] = defaultdict(str)
    written = []
    for frame in seen:
        if frame["type"] == "delta":
            streamed[frame["question_id"]] = streamed[frame["question_id"]][: frame["offset"]] + frame["text"]
        elif "question_asked" in frame.get("event", {}):
            question = frame["event"]["question_asked"]["question"]
            if question["source"] != TEMPLATE:
                assert question["source"] in WRITTEN
                shown = streamed[question["question_id"]]
                assert question["text"].startswith(shown)
                written += [question["stage"]] if shown else []
    return written


async def test_an_interview_streams_every_question_that_is_written_and_ends_in_a_report(viva: Supervised) -> None:
    visitor = await Visitor.arrives(viva, "ko")
    interview_id = await visitor.new_interview()
    async with asyncio.timeout(WHOLE_SECONDS):
        seen = await hold(visitor, interview_id)
    assert len(written_as_streamed(seen)) >= FEWEST_WRITTEN
    sequences = [int(frame["event"]["sequence"]) for frame in seen if frame["type"] == "event"]
    assert sequences == list(range(1, sequences[-1] + 1))
    report = (await visitor.rest.ask("GET", f"/interviews/{interview_id}/report"))["report"]
    lines = {line["line_id"]: line["text"] for line in await visitor.rest.lines_of(interview_id)}
    citations = list(citations_in(report))
    assert citations
    assert all(is_verbatim(citation, lines) for citation in citations)
    await visitor.leave()


async def test_who_reconnects_is_told_exactly_what_was_missed(viva: Supervised) -> None:
    visitor = await Visitor.arrives(viva, "en")
    interview_id = await visitor.new_interview()
    seen: list[dict[str, Any]] = []
    async with asyncio.timeout(WHOLE_SECONDS):
        async with live(visitor, interview_id) as socket:
            await socket.send(json.dumps({"type": "start"}))
            question_id = (await frames_until(socket, "question_asked", seen))["question_id"]
        known = int(seen[-1]["event"]["sequence"])
        await visitor.answer(interview_id, question_id, visitor.say(1))
        while (state := await visitor.state(interview_id)).question_id in ("", question_id):
            await visitor.rest.newer_state(f"/interviews/{interview_id}", state.sequence)
        missed = await events_through(visitor, interview_id, known, state.sequence)
        everything = await events_through(visitor, interview_id, 0, state.sequence)
    assert [int(event["sequence"]) for event in everything] == list(range(1, state.sequence + 1))
    assert missed == everything[known:]
    await visitor.leave()
