"""What is wrong is refused at the edge of the whole product with the right status and reason, and nothing is half written."""

import asyncio
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import grpc
import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.integration.supervised import Supervised
from tests.integration.visitor import Visitor, rows_of
from tests.resumes import hostile

MIB = 1024 * 1024
MORE_THAN_ANY_BUFFER = 10_000_000
NOBODYS = "00000000-0000-4000-8000-000000000000"
JSON = {"content-type": "application/json"}
MADE = ("accounts", "resumes", "blobs", "interviews", "reports")
SAID = ("asked_questions", "answers", "transcript_lines")
"""What other people's interviews get more of by themselves, when the time for an answer is over."""


def counts(*interview_ids: str) -> str:
    """Counts what anybody has made, and what was said in these interviews."""
    these = ", ".join(f"'{interview_id}'" for interview_id in interview_ids)
    theirs = dict.fromkeys(MADE, "") | dict.fromkeys(SAID, f" WHERE interview_id IN ({these})")
    return "SELECT " + ", ".join(f"(SELECT count(*) FROM {table}{own}) AS {table}" for table, own in theirs.items())  # noqa: S608 — our own


@dataclass(frozen=True)
class Guest:
    """A candidate with a live interview at its first question."""

    viva: Supervised
    headers: dict[str, str]
    interview_id: str
    question_id: str
    account_id: str

    @classmethod
    async def arrives(cls, viva: Supervised) -> "Guest":
        """Somebody new signs up, uploads a résumé and begins."""
        visitor = await Visitor.arrives(viva)
        interview_id = await visitor.new_interview()
        question_id = await visitor.start(interview_id)
        me = await visitor.rest.ask("GET", "/users/me")
        await visitor.leave()
        return cls(viva, visitor.headers, interview_id, question_id, me["account_id"])

    async def refused(self, verb: str, path: str, **content: Any) -> tuple[int, str]:
        """Status and reason of the answer, whose body has the one shape that errors have."""
        async with httpx.AsyncClient(base_url=self.viva.url, timeout=30, headers=self.headers) as client:
            response = await client.request(verb, path, **content)
        body = response.json()
        assert set(body) == {"error_code", "error_message", "retry_available"}, body
        assert "Traceback" not in response.text
        return response.status_code, body["error_code"]

    def live(self, *, interview_id: str = "", token: str = "", **options: Any) -> connect:
        """A live socket, to their interview unless told otherwise."""
        url = self.viva.url.replace("http", "ws", 1)
        headers = {"authorization": f"Bearer {token}"} if token else self.headers
        address = f"{url}/ws/interviews/{interview_id or self.interview_id}"
        return connect(address, additional_headers=headers, proxy=None, **{"max_queue": None} | options)

    def answer(self, **changes: Any) -> dict[str, Any]:
        """A good answer to the open question, with what is to be wrong about it."""
        good = {"interview_id": self.interview_id, "question_id": self.question_id, "request_id": str(uuid4()), "text": "I did that."}
        return good | changes


@pytest.fixture(scope="module")
def guest(viva: Supervised) -> Guest:
    """Somebody in the middle of an interview."""
    return asyncio.run(Guest.arrives(viva))


@pytest.fixture(scope="module")
def stranger(viva: Supervised) -> Guest:
    """Somebody else, in the middle of another."""
    return asyncio.run(Guest.arrives(viva))


@pytest.fixture(autouse=True)
def unchanged(viva: Supervised, guest: Guest, stranger: Guest) -> Iterator[None]:
    """Demands that a test leaves not one row more, or less."""
    query = counts(guest.interview_id, stranger.interview_id)
    before = rows_of(viva).all(query)
    yield
    assert rows_of(viva).all(query) == before


def nested(depth: int) -> bytes:
    return b'{"a":' * depth + b"1" + b"}" * depth


INTERVIEW = {"request_id": str(uuid4()), "position": "Engineer", "language": "LANGUAGE_ENGLISH"}
BODIES: dict[str, tuple[str, dict[str, Any], tuple[int, str]]] = {
    "a wrong type": ("/interviews", {"json": INTERVIEW | {"position": 5}}, (400, "FIELD_UNREADABLE")),
    "a list for a message": ("/interviews", {"json": INTERVIEW | {"scheduled_time": []}}, (400, "FIELD_UNREADABLE")),
    "a word no enum has": ("/interviews", {"json": INTERVIEW | {"language": "LANGUAGE_KLINGON"}}, (400, "FIELD_UNREADABLE")),
    "a number no enum has": ("/interviews", {"json": INTERVIEW | {"mode": 99}}, (400, "INVALID_REQUEST")),
    "nothing": ("/interviews", {"json": {}}, (400, "INVALID_REQUEST")),
    "no position": ("/interviews", {"json": INTERVIEW | {"position": ""}}, (400, "POSITION_MISSING")),
    "no language": ("/interviews", {"json": INTERVIEW | {"language": None}}, (400, "LANGUAGE_MISSING")),
    "a field that is not there": ("/interviews", {"json": INTERVIEW | {"score": 100}}, (400, "UNKNOWN_FIELD")),
    "a request_id that is none": ("/interviews", {"json": INTERVIEW | {"request_id": "1"}}, (400, "INVALID_REQUEST")),
    "a position as long as a book": ("/interviews", {"json": INTERVIEW | {"position": "x" * 121}}, (400, "INVALID_REQUEST")),
    "a résumé nobody has": ("/interviews", {"json": INTERVIEW | {"resume_id": NOBODYS}}, (404, "RESUME_UNKNOWN")),
    "a posting nobody has": ("/interviews", {"json": INTERVIEW | {"posting_id": NOBODYS}}, (404, "POSTING_UNKNOWN")),
    "no JSON": ("/interviews", {"content": b"position=1", "headers": {"content-type": "application/json"}}, (400, "BODY_NOT_JSON")),
    "a list": ("/interviews", {"json": [1, 2]}, (400, "BODY_NOT_JSON")),
    "half a character": (
        "/interviews",
        {"content": b'{"a":"\xea"}', "headers": {"content-type": "application/json"}},
        (400, "BODY_NOT_JSON"),
    ),
    "a well of braces": (
        "/interviews",
        {"content": nested(100_000), "headers": {"content-type": "application/json"}},
        (400, "BODY_NOT_JSON"),
    ),
    "another content type": ("/interviews", {"content": b"<a/>", "headers": {"content-type": "text/xml"}}, (415, "MEDIA_TYPE_UNSUPPORTED")),
    "a large body": ("/interviews", {"json": INTERVIEW | {"position": "x" * MIB}}, (413, "BODY_TOO_LARGE")),
    "a role in a registration": ("/register", {"json": {"role": "admin"}}, (400, "UNKNOWN_FIELD")),
    "a file that is no PDF": ("/resumes/upload?request_id={new}&file_name=a.pdf", {"content": hostile.html_as_pdf()}, (400, "NOT_A_PDF")),
    "an empty file": ("/resumes/upload?request_id={new}&file_name=a.pdf", {"content": b""}, (400, "EMPTY_FILE")),
    "a file without a name": ("/resumes/upload?request_id={new}", {"content": hostile.html_as_pdf()}, (400, "INVALID_REQUEST")),
}


@pytest.mark.parametrize("what", BODIES)
async def test_a_body_that_cannot_be_used_is_refused_by_name(guest: Guest, what: str) -> None:
    path, content, expected = BODIES[what]
    assert await guest.refused("POST", path.replace("{new}", str(uuid4())), **content) == expected


ANSWERS: dict[str, tuple[dict[str, Any], tuple[int, str]]] = {
    "to a question nobody asked": ({"question_id": NOBODYS}, (409, "QUESTION_CLOSED")),
    "to no question": ({"question_id": ""}, (400, "INVALID_REQUEST")),
    "longer than any answer": ({"text": "x" * 20_001}, (400, "INVALID_REQUEST")),
    "in somebody's name": ({"speaker": "SPEAKER_INTERVIEWER"}, (400, "UNKNOWN_FIELD")),
    "with a ticket": ({"claim": True}, (400, "UNKNOWN_FIELD")),
    "with half a character": ({"text": "\ud800"}, (400, "FIELD_UNREADABLE")),
}


@pytest.mark.parametrize("what", ANSWERS)
async def test_an_answer_that_cannot_count_is_refused_by_name(guest: Guest, what: str) -> None:
    """F7: the client could write a line as the interviewer."""
    changes, expected = ANSWERS[what]
    assert await guest.refused("POST", "/transcripts", content=json.dumps(guest.answer(**changes)), headers=JSON) == expected


@pytest.mark.parametrize("path", ["", "/questions", "/transcripts", "/report"])
async def test_a_foreign_interview_looks_like_one_that_does_not_exist(guest: Guest, stranger: Guest, path: str) -> None:
    """F6: anybody's interview by id."""
    foreign = await guest.refused("GET", f"/interviews/{stranger.interview_id}{path}")
    assert foreign == await guest.refused("GET", f"/interviews/{NOBODYS}{path}") == (404, "INTERVIEW_UNKNOWN")


@pytest.mark.parametrize("verb", ["start", "complete", "cancel", "pause"])
async def test_a_foreign_interview_cannot_be_moved(guest: Guest, stranger: Guest, verb: str) -> None:
    assert await guest.refused("POST", f"/interviews/{stranger.interview_id}/{verb}") == (404, "INTERVIEW_UNKNOWN")


async def test_a_foreign_interview_cannot_be_answered(guest: Guest, stranger: Guest) -> None:
    assert await guest.refused("POST", "/transcripts", json=stranger.answer()) == (404, "INTERVIEW_UNKNOWN")


async def test_an_id_that_is_none_is_nobodys(guest: Guest) -> None:
    assert await guest.refused("GET", "/interviews/1") == (404, "INTERVIEW_UNKNOWN")


@pytest.mark.parametrize(
    ("path", "size", "reason"), [("/interviews", 12 * MIB, "PAYLOAD_TOO_LARGE"), ("/resumes/upload", 10 * MIB + 1, "BODY_TOO_LARGE")]
)
async def test_a_body_that_is_announced_as_too_large_is_refused_before_it_comes(guest: Guest, path: str, size: int, reason: str) -> None:
    """F13: unbounded uploads."""
    host, port = guest.viva.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    query = f"?request_id={uuid4()}&file_name=a.pdf" if path == "/resumes/upload" else ""
    head = {"host": host, "content-type": "application/octet-stream", "content-length": str(size)} | guest.headers
    lines = [f"POST {path}{query} HTTP/1.1", *(f"{name}: {value}" for name, value in head.items()), "", ""]
    writer.write("\r\n".join(lines).encode())
    async with asyncio.timeout(15):
        answer = await reader.readuntil(b"}")
    writer.close()
    assert answer.startswith(b"HTTP/1.1 413")
    assert f'"error_code":"{reason}"'.encode() in answer


async def test_a_report_that_is_not_written_is_not_there_yet(guest: Guest) -> None:
    assert await guest.refused("GET", f"/interviews/{guest.interview_id}/report") == (409, "REPORT_NOT_READY")


def forged(viva: Supervised, account_id: str, **changes: Any) -> str:
    """A token made with the house's own key, with something wrong about it."""
    keys = viva.data_dir / "keys"
    (published,) = json.loads((keys / "jwks.json").read_text())["keys"]
    key: Any = load_pem_private_key((keys / "access.key").read_bytes(), password=None)
    claims = {"iss": "viva", "aud": "viva", "sub": account_id, "role": "candidate", "sid": str(uuid4()), "exp": time.time() + 600}
    return jwt.encode(claims | changes, key, algorithm="EdDSA", headers={"kid": published["kid"]})


WRONG_CLAIMS: dict[str, dict[str, Any]] = {
    "expired": {"exp": time.time() - 60},
    "for another audience": {"aud": "elsewhere"},
    "of another issuer": {"iss": "elsewhere"},
    "of a session that was never opened": {},
}


@pytest.mark.parametrize("what", WRONG_CLAIMS)
async def test_a_token_with_a_wrong_claim_opens_nothing(guest: Guest, what: str) -> None:
    """F3, F4: tokens that lived too long, or opened another account."""
    token = forged(guest.viva, guest.account_id, **WRONG_CLAIMS[what])
    status, _ = await guest.refused("GET", f"/interviews/{guest.interview_id}", headers={"authorization": f"Bearer {token}"})
    assert status == 401


GARBAGE = {
    "no token": "",
    "another scheme": "Basic YTpi",
    "no JWT": "Bearer x",
    "a JWT of nothing": "Bearer a.b.c",
    "no algorithm": "Bearer " + jwt.encode({"sub": "x", "iss": "viva", "aud": "viva"}, "", algorithm="none"),
    "as long as a book": "Bearer " + "x" * 20_000,
}


@pytest.mark.parametrize("what", GARBAGE)
async def test_garbage_for_a_token_opens_nothing(guest: Guest, what: str) -> None:
    status, _ = await guest.refused("GET", f"/interviews/{guest.interview_id}", headers={"authorization": GARBAGE[what]})
    assert status == 401


async def test_an_unknown_path_and_a_wrong_verb_are_told_apart(guest: Guest) -> None:
    assert await guest.refused("GET", "/no/such/path") == (404, "ROUTE_UNKNOWN")
    assert await guest.refused("DELETE", "/interviews") == (405, "METHOD_NOT_ALLOWED")


# ---- the live socket ----


async def closed(socket: ClientConnection) -> tuple[int, str]:
    """The code and reason that a socket is closed with, once it is."""
    async with asyncio.timeout(20):
        await socket.wait_closed()
    return socket.close_code or 0, socket.close_reason or ""


async def errors(socket: ClientConnection) -> str:
    """The reason of the next error that comes down."""
    async with asyncio.timeout(10):
        while True:
            frame = json.loads(await socket.recv())
            if frame["type"] == "error":
                return str(frame["error_code"])


FRAMES: dict[str, tuple[str | bytes, str]] = {
    "no JSON": ("hello", "FRAME_BROKEN"),
    "bytes": (b"\x00\x01", "FRAME_BROKEN"),
    "no type": ("{}", "FRAME_BROKEN"),
    "a command nobody knows": ('{"type":"score","points":100}', "FRAME_BROKEN"),
    "an answer to nothing": ('{"type":"answer"}', "INVALID_REQUEST"),
    "a wrong type": ('{"type":"answer","text":5}', "FIELD_UNREADABLE"),
    "another interview": ('{"type":"start","interview_id":"x"}', "UNKNOWN_FIELD"),
    "too much": (json.dumps({"type": "answer", "text": "x" * 300_000}), "FRAME_TOO_LARGE"),
}


@pytest.mark.parametrize("what", FRAMES)
async def test_a_frame_that_cannot_be_used_is_refused_and_the_socket_lives(guest: Guest, what: str) -> None:
    frame, expected = FRAMES[what]
    async with guest.live() as socket:
        await socket.send(frame)
        assert await errors(socket) == expected
        await socket.send('{"type":"ping","id":"still there?"}')
        async with asyncio.timeout(10):
            while json.loads(await socket.recv())["type"] != "pong":
                continue


async def test_a_program_that_speaks_nonsense_only_is_shown_the_door(guest: Guest) -> None:
    async with guest.live() as socket:
        for _ in range(20):
            await socket.send("nonsense")
        assert await closed(socket) == (4400, "TOO_MANY_BROKEN_FRAMES")


async def test_a_socket_to_a_foreign_interview_closes_as_to_one_that_does_not_exist(guest: Guest, stranger: Guest) -> None:
    """F11: others' speech could be read by id."""
    for interview_id in (stranger.interview_id, NOBODYS):
        async with guest.live(interview_id=interview_id) as socket:
            assert await closed(socket) == (4404, "INTERVIEW_UNKNOWN")


async def test_a_socket_with_a_token_that_is_none_closes(guest: Guest) -> None:
    with pytest.raises((ConnectionClosed, InvalidStatus)) as refused:
        async with guest.live(token="x.y.z") as socket:
            await socket.recv()
    assert "401" in str(refused.value)


async def test_bytes_that_are_no_websocket_frame_end_only_their_own_connection(guest: Guest) -> None:
    async with guest.live() as socket:
        socket.transport.write(b"\xff" * 64)
        assert (await closed(socket))[0] in {1002, 1006}
    async with guest.live() as socket:
        assert json.loads(await socket.recv())["type"] == "hello"


async def test_a_client_that_never_reads_is_put_out_and_harms_nobody(guest: Guest, stranger: Guest) -> None:
    """F36: memory grew with every frame of a track nobody read."""
    async with guest.live() as deaf:
        deaf.transport.pause_reading()
        with pytest.raises(ConnectionClosed):
            async with asyncio.timeout(60):
                await ping(deaf, MORE_THAN_ANY_BUFFER)
    async with stranger.live() as other, asyncio.timeout(10):
        assert json.loads(await other.recv())["type"] == "hello"


async def ping(socket: ClientConnection, times: int) -> None:
    """Asks for as many answers."""
    for number in range(times):
        await socket.send(json.dumps({"type": "ping", "id": f"{number} " + "x" * 90}))


# ---- gRPC ----

SUBMIT = "/viva.session.v1.InterviewService/SubmitAnswer"
WATCH = "/viva.session.v1.InterviewService/WatchInterview"


async def code_of(guest: Guest, path: str, content: bytes, token: str | None = None) -> grpc.StatusCode:
    """The code that a call with these very bytes is refused with."""
    authorization = guest.headers["authorization"] if token is None else token
    metadata = (("authorization", authorization),) if authorization else ()
    async with grpc.aio.insecure_channel(guest.viva.url.removeprefix("http://"), (("grpc.max_send_message_length", -1),)) as channel:
        method: grpc.aio.UnaryUnaryMultiCallable[bytes, bytes] = channel.unary_unary(path)
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await method(content, metadata=metadata, timeout=15)
    assert "Traceback" not in (refused.value.details() or "")
    return refused.value.code()


CALLS: dict[str, tuple[str, bytes, grpc.StatusCode]] = {
    "no protobuf": (SUBMIT, b"\xff\xff\xff", grpc.StatusCode.INVALID_ARGUMENT),
    "a text that is no text": (SUBMIT, b"\x22\x02\xc3\x28", grpc.StatusCode.INVALID_ARGUMENT),
    "nothing": (SUBMIT, b"", grpc.StatusCode.INVALID_ARGUMENT),
    "more than any message": (SUBMIT, b"\x22\x80\x80\x80\x02" + b"x" * 4 * MIB, grpc.StatusCode.RESOURCE_EXHAUSTED),
    "no such method": ("/viva.session.v1.InterviewService/Cheat", b"", grpc.StatusCode.UNIMPLEMENTED),
    "no such service": ("/viva.session.v1.Nobody/Cheat", b"", grpc.StatusCode.UNIMPLEMENTED),
    "a method of the mesh": ("/viva.session.v1.TaskService/Complete", b"", grpc.StatusCode.UNIMPLEMENTED),
}


@pytest.mark.parametrize("what", CALLS)
async def test_a_call_that_cannot_be_used_gets_its_code(guest: Guest, what: str) -> None:
    path, content, expected = CALLS[what]
    assert await code_of(guest, path, content) is expected


@pytest.mark.parametrize("token", ["", "Bearer x", "Bearer a.b.c"])
async def test_a_call_with_garbage_for_a_token_is_unauthenticated(guest: Guest, token: str) -> None:
    assert await code_of(guest, SUBMIT, b"", token) is grpc.StatusCode.UNAUTHENTICATED
