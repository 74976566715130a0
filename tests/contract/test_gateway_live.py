"""The live socket: answers up, events and the words of the next question down, whatever dies behind it."""

import asyncio
import gc
import json
import select
import socket
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import grpc
import pytest
from opentelemetry.sdk.trace import TracerProvider
from viva.llm.v1.llm_service_pb2 import AskDelta, AskRequest, AskResponse, AskResult, AskStarted
from viva.session.v1 import interview_service_pb2 as pb
from viva.session.v1.interview_event_pb2 import InterviewEvent, InterviewStarted, QuestionRequested
from viva.session.v1.interview_pb2 import Interview
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from deploy.supervisor.readiness import until
from mesh.identity import TokenExpired
from mesh.lifetime import Moved
from mesh.refusal import NotFound, Refusal, Status
from services.gateway.live.connection import Connection
from tests.contract.gateway_world import Heard, World, gateway_world

INTERVIEW = str(uuid4())
HEARTBEAT_SECONDS = 0.2


class InterviewUnknown(NotFound):
    """There is no such interview."""

    reason = "INTERVIEW_UNKNOWN"


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with gateway_world(tmp_path) as world:
        world.peers.answer(pb.GetInterviewRequest, pb.GetInterviewResponse(interview=Interview(interview_id=INTERVIEW)))
        world.peers.answer(pb.WatchInterviewRequest, quiet)
        yield world


async def quiet(heard: Heard, context: Any) -> AsyncIterator[pb.WatchInterviewResponse]:
    """An interview in which nothing happens, whose heart beats a little faster than a real one's."""
    while True:
        yield pb.WatchInterviewResponse(through_sequence=heard.request.after_sequence)
        await asyncio.sleep(HEARTBEAT_SECONDS)


def happened(sequence: int) -> pb.WatchInterviewResponse:
    return pb.WatchInterviewResponse(event=InterviewEvent(sequence=sequence, started=InterviewStarted()), through_sequence=sequence)


def live(world: World, query: str = "", **options: Any) -> connect:
    options.setdefault("additional_headers", world.bearer())
    return connect(f"{world.ws_url}/ws/interviews/{INTERVIEW}{query}", proxy=None, **options)


async def heard_by(connection: ClientConnection, kind: str) -> dict[str, Any]:
    """The next message of a type; others are passed over."""
    async with asyncio.timeout(10):
        while True:
            message: dict[str, Any] = json.loads(await connection.recv())
            if message["type"] == kind:
                return message


async def closed(connection: ClientConnection) -> tuple[int, str]:
    """The code and reason that the socket is closed with."""
    with suppress(ConnectionClosed):
        async with asyncio.timeout(10):
            while True:
                await connection.recv()
    assert connection.close_code is not None
    return connection.close_code, connection.close_reason or ""


async def say(connection: ClientConnection, kind: str, **fields: Any) -> None:
    await connection.send(json.dumps({"type": kind, **fields}))


# ---- coming in ----


async def test_whoever_comes_with_a_header_is_told_where_the_interview_stands(world: World) -> None:
    async with live(world) as connection:
        hello = await heard_by(connection, "hello")
    assert hello["interview"]["interview_id"] == INTERVIEW
    assert world.peers.only(pb.GetInterviewRequest).metadata["authorization"].startswith("Bearer ey")


async def test_a_browser_comes_with_a_subprotocol(world: World) -> None:
    async with live(world, additional_headers={}, subprotocols=["viva.live.v1", f"bearer.{world.token()}"]) as connection:
        assert connection.subprotocol == "viva.live.v1"
        await heard_by(connection, "hello")


async def test_a_browser_comes_with_a_first_message(world: World) -> None:
    async with live(world, additional_headers={}) as connection:
        await connection.send(json.dumps({"token": world.token()}))
        await heard_by(connection, "hello")


@pytest.mark.parametrize("first", [{"token": "x.y.z"}, {"token": ""}, {"token": None}, {"nothing": 1}])
async def test_whoever_comes_with_nothing_good_is_told_and_closed(world: World, first: dict[str, Any]) -> None:
    """F11: sockets by guessable id, without a token: others' speech could be read."""
    async with live(world, additional_headers={}) as connection:
        await connection.send(json.dumps(first))
        assert (await heard_by(connection, "error")).keys() == {"type", "error_code", "error_message", "retry_available"}
        assert (await closed(connection))[0] in {4400, 4401}
    assert world.peers.heard == []


async def test_a_forged_token_lets_nobody_in(world: World) -> None:
    """F11: signalling and media sockets by guessable id."""
    for why, token in world.forged().items():
        async with live(world, additional_headers={"authorization": f"Bearer {token}"}) as connection:
            assert (await closed(connection))[0] == 4401, why
    assert world.peers.heard == []


async def test_an_expired_token_is_closed_with_a_code_that_says_so(world: World) -> None:
    async with live(world, additional_headers=world.bearer(lasts=-5)) as connection:
        assert await closed(connection) == (4401, "TOKEN_EXPIRED")


async def test_anothers_interview_is_one_that_there_is_not(world: World) -> None:
    """F6, F11: anybody's interview by id."""
    world.peers.answer(pb.GetInterviewRequest, InterviewUnknown())
    async with live(world, additional_headers={**world.bearer(), "accept-language": "ko"}) as connection:
        assert (await heard_by(connection, "error"))["error_message"] == "면접을 찾을 수 없습니다."
        assert await closed(connection) == (4404, "INTERVIEW_UNKNOWN")
    assert [heard for heard in world.peers.heard if isinstance(heard.request, pb.WatchInterviewRequest)] == []


async def test_a_full_house_asks_to_come_back(world: World) -> None:
    async with live(world) as one, live(world) as two, live(world) as three:
        for connection in (one, two, three):
            await heard_by(connection, "hello")
        async with live(world) as fourth:
            assert await closed(fourth) == (1013, "SOCKETS_FULL")
    async with live(world) as again:
        await heard_by(again, "hello")


# ---- down ----


async def test_a_watch_begins_after_what_was_seen(world: World) -> None:
    """L3, F32: a reload lost the interview; `after_sequence` replays exactly what was missed."""
    async with live(world, "?after_sequence=41") as connection:
        assert (await heard_by(connection, "heartbeat"))["through_sequence"] == 41
    assert world.peers.only(pb.WatchInterviewRequest).request.after_sequence == 41


@pytest.mark.parametrize("query", ["?after_sequence=-1", "?after_sequence=x", "?after_sequence=1&after_sequence=2", "?nosuch=1"])
async def test_a_place_that_is_none_is_refused(world: World, query: str) -> None:
    async with live(world, query) as connection:
        assert (await closed(connection))[0] == 4400


class SequenceAhead(Refusal):
    """Nothing has happened up to there."""

    status = Status.OUT_OF_RANGE
    reason = "SEQUENCE_AHEAD"


async def test_a_place_that_nothing_has_reached_is_refused_once_and_not_tried_for_ever(world: World) -> None:
    world.peers.answer(pb.WatchInterviewRequest, SequenceAhead())
    async with live(world, "?after_sequence=999999") as connection:
        assert await closed(connection) == (4400, "SEQUENCE_AHEAD")
    assert world.peers.only(pb.WatchInterviewRequest).request.after_sequence == 999999


@pytest.mark.parametrize("end", [grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.INTERNAL, grpc.StatusCode.UNKNOWN, Moved(), None])
async def test_a_watch_goes_on_where_it_broke_and_the_browser_does_not_notice(world: World, end: Any) -> None:
    """F35, F37: a deploy dropped live calls; a started stream stayed on a dead backend."""

    async def mortal(heard: Heard, context: Any) -> AsyncIterator[pb.WatchInterviewResponse]:
        after = heard.request.after_sequence
        yield happened(after + 1)
        if after < 3:
            if isinstance(end, grpc.StatusCode):
                await context.abort(end, "")
            return
        await asyncio.Event().wait()

    world.peers.answer(pb.WatchInterviewRequest, mortal)
    async with live(world) as connection:
        seen = [(await heard_by(connection, "event"))["event"]["sequence"] for _ in range(4)]
    assert seen == ["1", "2", "3", "4"]
    asked = [heard.request.after_sequence for heard in world.peers.heard if isinstance(heard.request, pb.WatchInterviewRequest)]
    assert asked == [0, 1, 2, 3]


async def test_a_token_that_ends_closes_the_socket_and_says_so(world: World) -> None:
    async with live(world, additional_headers=world.bearer(lasts=1.5)) as connection:
        await heard_by(connection, "hello")
        assert await closed(connection) == (4401, "TOKEN_EXPIRED")


async def test_a_watch_that_session_ends_for_the_token_closes_the_socket(world: World) -> None:
    world.peers.answer(pb.WatchInterviewRequest, TokenExpired())
    async with live(world) as connection:
        assert await closed(connection) == (4401, "TOKEN_EXPIRED")


async def test_a_newer_token_of_the_same_person_keeps_the_socket_open(world: World) -> None:
    ends_at = time.time() + 1.5
    async with live(world, additional_headers=world.bearer(exp=ends_at)) as connection:
        newer = world.token()
        await say(connection, "token", token=newer, id=1)
        assert (await heard_by(connection, "reply"))["to"] == "token"
        while time.time() < ends_at + HEARTBEAT_SECONDS:
            await heard_by(connection, "heartbeat")
        await say(connection, "pause")
        await heard_by(connection, "reply")
    assert world.peers.only(pb.PauseInterviewRequest).metadata["authorization"] == f"Bearer {newer}"


async def test_somebody_elses_token_changes_nothing(world: World) -> None:
    async with live(world) as connection:
        await say(connection, "token", token=world.token(subject=str(uuid4())))
        assert (await heard_by(connection, "error"))["error_code"] == "TOKEN_INVALID"


# ---- up ----


@pytest.mark.parametrize(
    ("kind", "request_type", "fields"),
    [
        ("start", pb.StartInterviewRequest, {}),
        ("present", pb.PresentQuestionRequest, {"question_id": "q"}),
        ("answer", pb.SubmitAnswerRequest, {"question_id": "q", "request_id": "r", "text": "저는 C++/C# 95%"}),
        ("line", pb.AddLineRequest, {"question_id": "q", "request_id": "r", "text": "음"}),
        ("skip", pb.SkipQuestionRequest, {"question_id": "q", "request_id": "r", "reason": "REASON_DECLINED"}),
        ("repeat", pb.RepeatQuestionRequest, {"question_id": "q"}),
        ("follow_up", pb.RequestFollowUpRequest, {"question_id": "q"}),
        ("pause", pb.PauseInterviewRequest, {}),
        ("resume", pb.ResumeInterviewRequest, {}),
        ("complete", pb.CompleteInterviewRequest, {}),
    ],
)
async def test_a_command_is_its_rpc_and_is_answered_by_its_label(
    world: World, kind: str, request_type: Any, fields: dict[str, Any]
) -> None:
    async with live(world) as connection:
        await say(connection, kind, id="m1", **fields)
        reply = await heard_by(connection, "reply")
    assert (reply["to"], reply["id"]) == (kind, "m1")
    heard = world.peers.only(request_type).request
    assert heard.interview_id == INTERVIEW
    assert all(getattr(heard, name) == value for name, value in fields.items() if name != "reason")
    assert getattr(heard, "claim", True) is True


async def test_a_ping_is_answered(world: World) -> None:
    async with live(world) as connection:
        await say(connection, "ping", id=7)
        assert (await heard_by(connection, "pong"))["id"] == 7


async def test_an_answers_next_question_streams_down_word_by_word(world: World) -> None:
    task, question, ticket = str(uuid4()), str(uuid4()), "ticket-" + "t" * 20

    async def watching(heard: Heard, context: Any) -> AsyncIterator[pb.WatchInterviewResponse]:
        requested = QuestionRequested(task_id=task, question_id=question)
        yield pb.WatchInterviewResponse(event=InterviewEvent(sequence=1, question_requested=requested), through_sequence=1)
        await asyncio.Event().wait()

    pieces = [
        AskResponse(started=AskStarted(task_id=task, attempt=1)),
        AskResponse(delta=AskDelta(offset=0, text="왜 ")),
        AskResponse(delta=AskDelta(offset=2, text="그랬나요?")),
        AskResponse(result=AskResult(text="왜 그랬나요?")),
    ]
    world.peers.answer(pb.WatchInterviewRequest, watching)
    world.peers.answer(pb.SubmitAnswerRequest, pb.SubmitAnswerResponse(task_id=task, ticket=ticket))
    world.peers.answer(AskRequest, pieces)
    async with live(world) as connection:
        await heard_by(connection, "event")
        await say(connection, "answer", text="네")
        assert "ticket" not in await heard_by(connection, "reply")
        deltas = [await heard_by(connection, "delta") for _ in range(2)]
    assert deltas[1] == {"type": "delta", "question_id": question, "task_id": task, "attempt": 1, "offset": 2, "text": "그랬나요?"}
    asked = world.peers.only(AskRequest)
    assert asked.request == AskRequest(ticket=ticket)
    assert asked.metadata["authorization"].startswith("Bearer ey")


async def test_a_turn_is_one_trace_from_the_answer_to_the_next_question(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mesh.telemetry.trace.get_tracer", TracerProvider().get_tracer)
    world.peers.answer(pb.SubmitAnswerRequest, pb.SubmitAnswerResponse(ticket="t" * 20))
    world.peers.answer(AskRequest, [AskResponse(delta=AskDelta(text="왜"))])
    async with live(world) as connection:
        await say(connection, "answer", text="네")
        await heard_by(connection, "delta")
        await say(connection, "pause")
        await heard_by(connection, "reply")
    kinds = (pb.SubmitAnswerRequest, AskRequest, pb.PauseInterviewRequest)
    answer, question, pause = (world.peers.only(kind).metadata["traceparent"].split("-")[1] for kind in kinds)
    assert answer == question != pause


async def test_an_llm_that_dies_while_it_speaks_costs_the_words_and_not_the_socket(world: World) -> None:
    """F22: the ledger has the task; the watch tells of the question whichever path made it."""

    async def dying(heard: Heard, context: Any) -> AsyncIterator[AskResponse]:
        yield AskResponse(started=AskStarted(task_id="t", attempt=1))
        yield AskResponse(delta=AskDelta(offset=0, text="왜"))
        await context.abort(grpc.StatusCode.UNAVAILABLE, "")

    world.peers.answer(pb.SubmitAnswerRequest, pb.SubmitAnswerResponse(ticket="t" * 20))
    world.peers.answer(AskRequest, dying)
    async with live(world) as connection:
        await say(connection, "answer", text="네")
        await heard_by(connection, "delta")
        await say(connection, "ping")
        await heard_by(connection, "pong")


async def test_a_socket_that_goes_takes_its_streams_along(world: World) -> None:
    """F38: a client dropped its stream and generation went on for nobody."""
    ended: asyncio.Queue[str] = asyncio.Queue()

    def endless(name: str, first: Any) -> Any:
        async def stream(heard: Heard, context: Any) -> AsyncIterator[Any]:
            try:
                yield first
                await asyncio.Event().wait()
            finally:
                ended.put_nowait(name)

        return stream

    world.peers.answer(pb.WatchInterviewRequest, endless("watch", happened(1)))
    world.peers.answer(pb.SubmitAnswerRequest, pb.SubmitAnswerResponse(ticket="t" * 20))
    world.peers.answer(AskRequest, endless("ask", AskResponse(delta=AskDelta(text="왜"))))
    async with live(world) as connection:
        await say(connection, "answer", text="네")
        await heard_by(connection, "delta")
    async with asyncio.timeout(10):
        assert {await ended.get(), await ended.get()} == {"watch", "ask"}


@pytest.mark.parametrize("at", ["event", "delta"])
async def test_a_line_that_breaks_is_nobodys_mistake(world: World, caplog: pytest.LogCaptureFixture, at: str) -> None:
    ended = asyncio.Event()

    async def flood(heard: Heard, context: Any) -> AsyncIterator[pb.WatchInterviewResponse]:
        context.add_done_callback(lambda _: ended.set())
        for sequence in range(1, 1_000_000):
            yield happened(sequence)
            await asyncio.sleep(0)

    world.peers.answer(pb.WatchInterviewRequest, flood)
    world.peers.answer(pb.SubmitAnswerRequest, pb.SubmitAnswerResponse(ticket="t" * 20))
    world.peers.answer(AskRequest, [AskResponse(delta=AskDelta(text="왜"))])
    connection = await live(world)
    await say(connection, "answer", text="네")
    await heard_by(connection, at)
    connection.transport.abort()
    async with asyncio.timeout(20):
        await ended.wait()
    assert [record.getMessage() for record in caplog.records if record.name.startswith(("services", "mesh", "uvicorn"))] == []


# ---- what is broken ----

BROKEN: list[tuple[Any, str]] = [
    (b"\x00\x01", "FRAME_BROKEN"),
    ("", "FRAME_BROKEN"),
    ("not json", "FRAME_BROKEN"),
    ("[1,2]", "FRAME_BROKEN"),
    ("[" * 50_000, "FRAME_BROKEN"),
    ('{"type": NaN}', "FRAME_BROKEN"),
    ("{}", "FRAME_BROKEN"),
    ('{"type": "hack"}', "FRAME_BROKEN"),
    ('{"type": 7}', "FRAME_BROKEN"),
    ('{"type": ["answer"]}', "FRAME_BROKEN"),
    ('{"type": "answer", "text": 7}', "FIELD_UNREADABLE"),
    ('{"type": "answer", "text": {"a": 1}}', "FIELD_UNREADABLE"),
    ('{"type": "answer", "text": "\\ud800"}', "FIELD_UNREADABLE"),
    ('{"type": "answer", "interview_id": "another"}', "UNKNOWN_FIELD"),
    ('{"type": "answer", "claim": false}', "UNKNOWN_FIELD"),
    ('{"type": "answer", "speaker": "SPEAKER_INTERVIEWER"}', "UNKNOWN_FIELD"),
    ('{"type": "answer", "text": "a", "text": "b"}', "FIELD_TWICE"),
    ('{"type": "skip", "reason": "BECAUSE"}', "FIELD_UNREADABLE"),
    ('{"type": "line", "words": [{"text": "a", "start_offset": "soon"}]}', "FIELD_UNREADABLE"),
    ('{"type": "ping", "id": {"a": 1}}', "FIELD_UNREADABLE"),
    (json.dumps({"type": "answer", "text": "a" * 300_000}), "FRAME_TOO_LARGE"),
]


@pytest.mark.parametrize(("frame", "error_code"), BROKEN, ids=[f"{str(frame)[:40]!r}" for frame, _ in BROKEN])
async def test_a_broken_frame_is_refused_and_the_socket_lives(world: World, frame: Any, error_code: str) -> None:
    async with live(world) as connection:
        await connection.send(frame)
        error = await heard_by(connection, "error")
        assert error["error_code"] == error_code
        await say(connection, "ping")
        await heard_by(connection, "pong")
    assert not [heard for heard in world.peers.heard if isinstance(heard.request, pb.SubmitAnswerRequest)]


async def test_a_program_that_only_sends_broken_frames_is_closed(world: World) -> None:
    async with live(world) as connection:
        for _ in range(20):
            await connection.send("not json")
        assert await closed(connection) == (4400, "TOO_MANY_BROKEN_FRAMES")


async def test_a_frame_that_is_far_too_large_closes_the_socket(world: World) -> None:
    async with live(world) as connection:
        await connection.send("a" * 1_100_000)
        assert (await closed(connection))[0] == 1009


async def test_a_client_that_never_reads_is_cut_off_and_nobody_else_notices(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """F36: what nobody reads must not pile up."""
    monkeypatch.setattr("services.gateway.live.outbox.SEND_SECONDS", 1.0)
    dropped = asyncio.Event()

    async def flood(heard: Heard, context: Any) -> AsyncIterator[pb.WatchInterviewResponse]:
        if heard.request.after_sequence == 0:
            async for response in quiet(heard, context):
                yield response
        context.add_done_callback(lambda _: dropped.set())
        for sequence in range(8, 100_000):
            event = InterviewEvent(sequence=sequence)
            event.line_added.line.text = "그 " * 5000
            yield pb.WatchInterviewResponse(event=event, through_sequence=sequence)

    world.peers.answer(pb.WatchInterviewRequest, flood)
    async with live(world) as other:
        never_read = shaken_hands(world, "?after_sequence=7")
        async with asyncio.timeout(30):
            await dropped.wait()
        await say(other, "ping")
        await heard_by(other, "pong")
        assert await cut_off(never_read)


async def test_nothing_of_a_socket_that_ended_waits_for_the_collector(world: World) -> None:
    """F36: a socket holds 100 KB of buffers, and the collector may come minutes later."""
    gc.collect()
    gc.disable()
    try:
        async with live(world) as connection:
            await heard_by(connection, "heartbeat")
            assert live_connections() == 1
        async with asyncio.timeout(10):
            await until(are_forgotten)
    finally:
        gc.enable()


async def test_a_socket_keeps_no_windows_of_a_compressor(world: World) -> None:
    """F36: the browser offers to compress, and 200 sockets that had ended were found with theirs still in memory."""
    async with live(world) as connection:
        assert connection.request and "sec-websocket-extensions" in connection.request.headers
        assert connection.protocol.extensions == []


def live_connections() -> int:
    return sum(isinstance(found, Connection) for found in gc.get_objects())


async def are_forgotten() -> bool:
    return not live_connections()


async def cut_off(client: socket.socket) -> bool:
    """Whether the other side ends the connection without anything having been read of it."""
    poll = select.poll()
    poll.register(client, select.POLLERR | select.POLLHUP)
    try:
        return bool(await asyncio.to_thread(poll.poll, 20_000))
    finally:
        client.close()


def shaken_hands(world: World, query: str) -> socket.socket:
    """A client that asks for a WebSocket and then never reads, not even the answer."""
    client = socket.create_connection(("127.0.0.1", int(world.url.rpartition(":")[2])))
    request = (
        f"GET /ws/interviews/{INTERVIEW}{query} HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n"
        "sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        f"authorization: {world.bearer()['authorization']}\r\n\r\n"
    )
    client.sendall(request.encode())
    return client
