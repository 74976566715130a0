"""Uploads (row R1): stored whole or not at all, in the right order, a bounded number at once."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from typing import Any, cast
from uuid import uuid4

import pytest
from viva.resume.v1 import resume_service_pb2 as pb
from viva.resume.v1.resume_state_pb2 import DOCUMENT_TYPE_PDF, RESUME_STATE_PENDING, RESUME_STATE_READY
from viva.session.v1.resume_pb2 import Resume
from viva.session.v1.resume_service_pb2 import CreateResumeRequest, CreateResumeResponse

from mesh.refusal import Exhausted, Refusal
from services.resume.domain.intake import UploadOrder, UploadsBusy
from services.resume.domain.unreadable import NotAPdf, TooLarge
from services.resume.uploads import Uploads
from tests.resumes import hostile
from tests.resumes.fakes import Answering, MemoryOriginals

PDF = b"%PDF-1.7\n" + b"x" * 200_000
RESUME_ID = str(uuid4())
START = pb.UploadRequest(start=pb.UploadStart(request_id=str(uuid4()), file_name="../../etc/이력서.pdf"))


class TooManyResumes(Exhausted):
    """You keep twenty."""

    reason = "TOO_MANY_RESUMES"


def wired(*, state: Any = RESUME_STATE_PENDING, places: int = 4) -> tuple[Uploads, MemoryOriginals, Answering]:
    originals = MemoryOriginals()
    session = Answering((CreateResumeRequest, CreateResumeResponse(resume=Resume(resume_id=RESUME_ID, state=state))))
    return Uploads(originals, cast("Any", session), limit_bytes=300_000, places=places), originals, session


async def sent(*messages: pb.UploadRequest) -> AsyncIterator[pb.UploadRequest]:
    for message in messages:
        yield message


def pieces(content: bytes, size: int = 65_536) -> list[pb.UploadRequest]:
    return [pb.UploadRequest(piece=content[start : start + size]) for start in range(0, len(content), size)]


async def test_the_original_is_stored_byte_for_byte_and_made_a_resume() -> None:
    uploads, originals, session = wired()

    response = await uploads.receive(sent(START, *pieces(PDF)))

    assert list(originals.blobs.values()) == [PDF]
    assert (response.resume_id, response.state) == (RESUME_ID, RESUME_STATE_PENDING)
    assert (response.sha256, response.size_bytes) == (hashlib.sha256(PDF).digest(), len(PDF))
    (created,) = session.asked
    assert created.request_id == START.start.request_id and created.document_type == DOCUMENT_TYPE_PDF


async def test_f27_a_retry_tells_the_state_that_session_knows_and_never_pending_over_it() -> None:
    uploads, _, _ = wired(state=RESUME_STATE_READY)

    assert (await uploads.receive(sent(START, *pieces(PDF)))).state == RESUME_STATE_READY


async def test_f27_a_retry_repeats_both_calls_with_their_own_ids() -> None:
    uploads, originals, session = wired()

    for _ in range(2):
        await uploads.receive(sent(START, *pieces(PDF)))

    stored, stored_again = originals.request_ids
    created, created_again = (asked.request_id for asked in session.asked)
    assert stored == stored_again and created == created_again and stored != created


async def test_f53_a_name_that_looks_like_a_path_is_a_name() -> None:
    uploads, _, session = wired()

    await uploads.receive(sent(START, *pieces(PDF)))

    assert session.asked[0].file_name == "../../etc/이력서.pdf"


@pytest.mark.parametrize(
    ("messages", "refusal"),
    [
        ([], UploadOrder),
        (pieces(PDF), UploadOrder),
        ([START, START], UploadOrder),
        ([START, *pieces(PDF + PDF)], TooLarge),
        ([START, *pieces(hostile.html_as_pdf())], NotAPdf),
    ],
)
async def test_f13_what_will_not_be_read_is_never_stored(messages: list[pb.UploadRequest], refusal: type[Refusal]) -> None:
    uploads, originals, session = wired()

    with pytest.raises(refusal):
        await uploads.receive(sent(*messages))
    assert (originals.blobs, session.asked) == ({}, [])


async def test_f27_what_session_refuses_is_no_success() -> None:
    uploads, _, session = wired()
    session.refusal = TooManyResumes()

    with pytest.raises(TooManyResumes):
        await uploads.receive(sent(START, *pieces(PDF)))


async def test_f13_only_so_many_uploads_are_under_way_at_once() -> None:
    uploads, _, _ = wired(places=1)
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slow() -> AsyncIterator[pb.UploadRequest]:
        yield START
        begun.set()
        await go_on.wait()
        for piece in pieces(PDF):
            yield piece

    first = asyncio.create_task(uploads.receive(slow()))
    await begun.wait()
    with pytest.raises(UploadsBusy):
        await uploads.receive(sent(START, *pieces(PDF)))
    go_on.set()

    assert (await first).resume_id == RESUME_ID
    assert (await uploads.receive(sent(START, *pieces(PDF)))).resume_id == RESUME_ID
