"""Bodies: whatever comes, the answer is never a 500, nothing is half sent, and nothing large is ever held."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio
from viva.resume.v1.resume_service_pb2 import UploadRequest, UploadResponse
from viva.resume.v1.resume_state_pb2 import RESUME_STATE_PENDING
from viva.session.v1 import account_service_pb2 as account
from viva.session.v1 import interview_service_pb2 as interview

from mesh.refusal import InvalidArgument, InvalidRequest, Violation
from tests.contract.gateway_world import World, gateway_world

PDF = b"%PDF-1.7 " + bytes(range(256)) * 800
MEGABYTE = 1024 * 1024


class NotAPdf(InvalidArgument):
    """The file is no PDF."""

    reason = "NOT_A_PDF"


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    async with gateway_world(tmp_path_factory.mktemp("gateway")) as world:
        yield world


@pytest.fixture
def world(running: World) -> World:
    """One gateway for all tests here, whose peers know nothing of the test before."""
    running.forget()
    return running


# ---- JSON ----

BROKEN: list[tuple[bytes, str, int, str]] = [
    (b"", "application/json", 200, ""),
    (b"{", "application/json", 400, "BODY_NOT_JSON"),
    (b"[]", "application/json", 400, "BODY_NOT_JSON"),
    (b'"text"', "application/json", 400, "BODY_NOT_JSON"),
    (b"null", "application/json", 400, "BODY_NOT_JSON"),
    (b"{}{}", "application/json", 400, "BODY_NOT_JSON"),
    (b"\xff\xfe{}", "application/json", 400, "BODY_NOT_JSON"),
    (b'{"text": "\xff"}', "application/json", 400, "BODY_NOT_JSON"),
    (b'{"text": NaN}', "application/json", 400, "BODY_NOT_JSON"),
    (b'{"text": 1' + b"0" * 5000 + b"}", "application/json", 400, "BODY_NOT_JSON"),
    (b"[" * 100_000, "application/json", 400, "BODY_NOT_JSON"),
    (b'{"a":' * 50_000, "application/json", 400, "BODY_NOT_JSON"),
    (b'{"text": "a", "text": "b"}', "application/json", 400, "FIELD_TWICE"),
    (b'{"text": 7}', "application/json", 400, "FIELD_UNREADABLE"),
    (b'{"text": ["a"]}', "application/json", 400, "FIELD_UNREADABLE"),
    (b'{"text": true}', "application/json", 400, "FIELD_UNREADABLE"),
    (b'{"text": "\\ud800"}', "application/json", 400, "FIELD_UNREADABLE"),
    (b'{"hand_in": "no"}', "application/json", 400, "FIELD_UNREADABLE"),
    (b'{"hand_in": false, "words": {"text": "a"}}', "application/json", 400, "FIELD_UNREADABLE"),
    (b'{"hand_in": false, "words": ["a"]}', "application/json", 400, "FIELD_UNREADABLE"),
    (b'{"hand_in": false, "words": [{"start_offset": "1e99s"}]}', "application/json", 400, "FIELD_UNREADABLE"),
    (b'{"hand_in": false, "words": [{"text": "a", "nosuch": 1}]}', "application/json", 400, "UNKNOWN_FIELD"),
    (b'{"__proto__": {}}', "application/json", 400, "UNKNOWN_FIELD"),
    (b'{"' + b"n" * 5000 + b'": 1}', "application/json", 400, "UNKNOWN_FIELD"),
    (b'{"questionId": "camel"}', "application/json", 400, "UNKNOWN_FIELD"),
    (b"<text>a</text>", "application/xml", 415, "MEDIA_TYPE_UNSUPPORTED"),
    (b"text=a", "application/x-www-form-urlencoded", 415, "MEDIA_TYPE_UNSUPPORTED"),
    (b'{"text": "a"}', "", 415, "MEDIA_TYPE_UNSUPPORTED"),
    (b'{"text": "' + b"a" * (MEGABYTE + 1) + b'"}', "application/json", 413, "BODY_TOO_LARGE"),
]


@pytest.mark.parametrize(("body", "media_type", "status", "error_code"), BROKEN, ids=[f"{body[:30]!r} {kind}" for body, kind, *_ in BROKEN])
async def test_a_body_that_cannot_be_used_is_refused_in_words(
    world: World, body: bytes, media_type: str, status: int, error_code: str
) -> None:
    headers = {**world.bearer(), **({"content-type": media_type} if media_type else {})}
    response = await world.http.post("/transcripts", content=body, headers=headers)
    assert response.status_code == status, response.text
    if error_code:
        assert response.json().keys() == {"error_code", "error_message", "retry_available"}
        assert response.json()["error_code"] == error_code
        assert world.peers.heard == []
        assert len(response.text) < 400


async def test_a_body_without_an_announced_length_is_cut_at_the_same_limit(world: World) -> None:
    """F13: unbounded bodies starved the CPU."""

    async def endless() -> AsyncIterator[bytes]:
        yield b'{"text": "'
        for _ in range(64):
            yield b"a" * 64 * 1024

    response = await world.http.post("/transcripts", content=endless(), headers={**world.bearer(), "content-type": "application/json"})
    assert (response.status_code, response.json()["error_code"]) == (413, "BODY_TOO_LARGE")
    assert world.peers.heard == []


@pytest.mark.parametrize(
    ("query", "error_code"),
    [
        ("page_size=many", "FIELD_UNREADABLE"),
        ("page_size=-1", "FIELD_UNREADABLE"),
        ("page_size=99999999999", "FIELD_UNREADABLE"),
        ("page_size=1&page_size=2", "FIELD_TWICE"),
        ("statuses=LIVE", "FIELD_UNREADABLE"),
        ("nosuch=1", "UNKNOWN_FIELD"),
        ("page_token=%00%ff", ""),
    ],
)
async def test_a_query_is_read_as_strictly_as_a_body(world: World, query: str, error_code: str) -> None:
    response = await world.http.get(f"/interviews?{query}", headers=world.bearer())
    assert response.status_code == (400 if error_code else 200), response.text
    assert response.json().get("error_code", "") == error_code


async def test_a_list_in_a_query_repeats_its_parameter(world: World) -> None:
    query = "statuses=INTERVIEW_STATUS_LIVE&statuses=INTERVIEW_STATUS_COMPLETED&page_size=5"
    await world.http.get(f"/interviews?{query}", headers=world.bearer())
    heard = world.peers.only(interview.ListInterviewsRequest).request
    assert (list(heard.statuses), heard.page_size) == ([2, 3], 5)


async def test_a_null_is_an_absent_field_and_an_empty_one_is_not(world: World) -> None:
    body = {"etag": "e", "phone": "", "full_name": None, "desired_positions": {"values": ["백엔드"]}}
    await world.http.patch("/users/me", json=body, headers=world.bearer())
    heard = world.peers.only(account.UpdateMeRequest).request
    assert heard.HasField("phone")
    assert not heard.HasField("full_name")
    assert list(heard.desired_positions.values) == ["백엔드"]


async def test_no_log_line_holds_what_people_sent(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """F9: the validation handler logged bodies with passwords."""
    caplog.set_level("DEBUG")
    secret = "hunter2hunter2"
    world.peers.answer(account.RegisterRequest, InvalidRequest([Violation("password", "string.pattern", f"value {secret}")]))
    await world.http.post("/register", json={"password": secret, "email": f"{secret}@example.com"})
    await world.http.post("/token", data={"username": secret, "password": secret})
    await world.http.post("/register", json={secret: 1})
    await world.http.get(f"/reset-password/{secret}?token={secret}")
    await world.http.get(f"/interviews?page_token={secret}", headers={"authorization": f"Bearer {secret}"})
    ours = [record.getMessage() for record in caplog.records if record.name.startswith(("services", "mesh", "uvicorn", "starlette"))]
    assert len([line for line in ours if "POST /register" in line]) == 2
    assert [line for line in ours if secret in line] == []


# ---- uploads ----


def raw(world: World, **query: str) -> dict[str, Any]:
    return {"params": {"request_id": str(uuid4()), "file_name": "이력서.pdf", **query}, "headers": world.bearer()}


@pytest.fixture
def stored(world: World) -> UploadResponse:
    """What the résumé service answers."""
    answer = UploadResponse(resume_id=str(uuid4()), state=RESUME_STATE_PENDING, size_bytes=len(PDF))
    world.peers.answer(UploadRequest, lambda heard, context: answer)
    return answer


async def test_a_raw_body_streams_through_in_pieces(world: World, stored: UploadResponse) -> None:
    sent = raw(world)
    response = await world.http.post("/resumes/upload", content=PDF, **sent)
    assert response.status_code == 201, response.text
    assert (response.json()["resume_id"], response.json()["state"]) == (stored.resume_id, "RESUME_STATE_PENDING")
    heard = world.peers.only(UploadRequest)
    assert (heard.request.start.file_name, heard.request.start.request_id) == ("이력서.pdf", sent["params"]["request_id"])
    assert b"".join(heard.pieces) == PDF
    assert {len(piece) for piece in heard.pieces[:-1]} == {64 * 1024}


@pytest.mark.parametrize("in_query", [True, False])
async def test_a_multipart_body_streams_through_in_pieces(world: World, stored: UploadResponse, in_query: bool) -> None:
    request_id = str(uuid4())
    fields: Any = {"params": {"request_id": request_id}} if in_query else {"data": {"request_id": request_id}}
    files = {"file": ("이력서.pdf", PDF, "application/pdf")}
    response = await world.http.post("/resumes/upload", files=files, headers=world.bearer(), **fields)
    assert response.status_code == 201, response.text
    heard = world.peers.only(UploadRequest)
    assert (heard.request.start.file_name, heard.request.start.request_id) == ("이력서.pdf", request_id)
    assert b"".join(heard.pieces) == PDF


BOUNDARY = "b0undary"


def multipart(*parts: str, end: str = "--") -> bytes:
    return "".join(f"--{BOUNDARY}\r\n{part}\r\n" for part in parts).encode() + f"--{BOUNDARY}{end}\r\n".encode()


FIELD = 'content-disposition: form-data; name="request_id"\r\n\r\n3'
FILE = 'content-disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF'
UNUSABLE = {
    "no boundary": (b"--\r\n", "multipart/form-data"),
    "garbage": (b"\x00\x01\x02" * 100, f"multipart/form-data; boundary={BOUNDARY}"),
    "a file and no end": (f"--{BOUNDARY}\r\n{FILE}".encode(), f"multipart/form-data; boundary={BOUNDARY}"),
    "no file": (multipart(FIELD), f"multipart/form-data; boundary={BOUNDARY}"),
    "two files": (multipart(FILE, FILE), f"multipart/form-data; boundary={BOUNDARY}"),
    "a field after the file": (multipart(FILE, FIELD), f"multipart/form-data; boundary={BOUNDARY}"),
    "a field twice": (multipart(FIELD, FIELD, FILE), f"multipart/form-data; boundary={BOUNDARY}"),
    "an unknown field": (multipart(FIELD.replace("request_id", "owner"), FILE), f"multipart/form-data; boundary={BOUNDARY}"),
    "a long field": (multipart(FIELD + "3" * 5000, FILE), f"multipart/form-data; boundary={BOUNDARY}"),
    "no disposition": (multipart("x: y\r\n\r\n1", FILE), f"multipart/form-data; boundary={BOUNDARY}"),
}


@pytest.mark.parametrize("kind", UNUSABLE)
async def test_a_multipart_body_that_is_no_one_file_is_refused(world: World, kind: str) -> None:
    body, media_type = UNUSABLE[kind]
    response = await world.http.post("/resumes/upload", content=body, headers={**world.bearer(), "content-type": media_type})
    assert response.status_code == 400, response.text
    assert response.json()["error_code"] in {"MULTIPART_BROKEN", "UNKNOWN_FIELD", "FIELD_TWICE"}


@pytest.mark.parametrize("announced", [True, False])
async def test_a_file_past_the_limit_is_refused_while_it_comes(world: World, announced: bool) -> None:
    """F13: unauthenticated, unbounded uploads starved the CPU."""

    def chunks() -> Iterator[bytes]:
        for _ in range(12):
            yield b"x" * MEGABYTE

    async def stream() -> AsyncIterator[bytes]:
        for chunk in chunks():
            yield chunk

    content: Any = b"".join(chunks()) if announced else stream()
    response = await world.http.post("/resumes/upload", content=content, **raw(world))
    assert (response.status_code, response.json()["error_code"]) == (413, "BODY_TOO_LARGE")
    assert sum(len(piece) for heard in world.peers.heard for piece in heard.pieces) <= 10 * MEGABYTE


async def test_an_upload_without_a_token_is_not_even_read(world: World) -> None:
    response = await world.http.post("/resumes/upload", content=PDF)
    assert response.status_code == 401
    assert world.peers.heard == []


async def test_a_refusal_in_the_middle_of_a_file_reaches_the_sender(world: World) -> None:
    world.peers.answer(UploadRequest, NotAPdf())
    response = await world.http.post("/resumes/upload", content=b"GIF89a" * MEGABYTE, **raw(world))
    assert (response.status_code, response.json()["error_code"]) == (400, "NOT_A_PDF")


async def test_a_wrong_field_of_an_upload_is_named_as_the_query_has_it(world: World) -> None:
    world.peers.answer(UploadRequest, InvalidRequest([Violation("start.request_id", "string.uuid", "")]))
    response = await world.http.post("/resumes/upload", content=PDF, **raw(world, request_id="no"))
    assert "`request_id` is no UUID" in response.json()["error_message"]


async def test_a_client_that_goes_in_the_middle_of_a_file_ends_the_call(world: World) -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    def watching(heard: Any, context: Any) -> UploadResponse:
        context.add_done_callback(lambda _: ended.set())
        begun.set()
        return UploadResponse()

    async def half() -> AsyncIterator[bytes]:
        yield PDF
        async with asyncio.timeout(10):
            await begun.wait()
        raise ConnectionAbortedError

    world.peers.answer(UploadRequest, watching)
    with pytest.raises(ConnectionAbortedError):
        await world.http.post("/resumes/upload", content=half(), **raw(world))
    async with asyncio.timeout(10):
        await ended.wait()
    assert json.loads((await world.http.get("/healthz")).text) == {"status": "ok"}


NO_HTTP = (b"\x16\x03\x01\x02\x00", b"GET / HTTP/9.9\r\n\r\n", b"POST /token HTTP/1.1\r\ncontent-length: -5\r\n\r\n", b"A" * 70_000)


async def test_a_request_that_is_no_http_harms_nobody(world: World) -> None:
    for garbage in NO_HTTP:
        reader, writer = await asyncio.open_connection("127.0.0.1", httpx.URL(world.url).port)
        writer.write(garbage)
        async with asyncio.timeout(10):
            assert b" 500 " not in await reader.read(200)
        writer.close()
    assert (await world.http.get("/healthz")).status_code == 200
