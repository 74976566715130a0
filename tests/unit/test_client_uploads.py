"""Uploads travel in pieces, are begun anew under the same name where they were lost, and are followed until they are read."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from viva.resume.v1.resume_service_pb2 import UploadResponse
from viva.resume.v1.resume_state_pb2 import RESUME_STATE_FAILED, RESUME_STATE_PROCESSING, RESUME_STATE_READY
from viva.session.v1.resume_pb2 import Resume, ResumeEvent
from viva.session.v1.resume_service_pb2 import WatchResumeResponse
from viva_client import InvalidArgument, Unauthenticated, Unavailable
from viva_client.resumes import PIECE_BYTES

from mesh import refusal
from tests.partners.fakes import AT_ONCE, Broken, FakeViva, TokenExpired, serving

STORED = UploadResponse(resume_id="r")
CONTENT = bytes(range(256)) * 600


class NotAPdf(refusal.InvalidArgument):
    """The file is not a PDF."""

    reason = "NOT_A_PDF"


@pytest.fixture
async def fake() -> AsyncIterator[FakeViva]:
    """A Viva that does as it is told."""
    async with serving() as fake:
        yield fake


@pytest.mark.parametrize("kind", [bytes, Path, str])
async def test_a_file_arrives_whole_in_pieces_that_are_not_too_large(fake: FakeViva, kind: type, tmp_path: Path) -> None:
    path = tmp_path / "이력서.pdf"
    path.write_bytes(CONTENT)
    fake.uploads.append(STORED)
    async with fake.client() as viva:
        assert await viva.resumes.upload(CONTENT if kind is bytes else kind(path)) == STORED
    (start,), (pieces,) = fake.reader.starts, fake.reader.pieces
    assert (start.file_name, start.size_bytes) == ("resume" if kind is bytes else "이력서.pdf", len(CONTENT))
    assert b"".join(pieces) == CONTENT and [len(piece) for piece in pieces[:-1]] == [PIECE_BYTES] * (len(pieces) - 1)


async def test_a_lost_upload_is_begun_anew_under_the_same_request_id(fake: FakeViva) -> None:
    fake.uploads.extend([Broken(), Broken(), STORED])
    async with fake.client() as viva:
        await viva.resumes.upload(CONTENT, file_name="cv.pdf")
    assert len({start.request_id for start in fake.reader.starts}) == 1
    assert [b"".join(pieces) for pieces in fake.reader.pieces] == [CONTENT] * 3


async def test_an_upload_that_stays_lost_is_an_error(fake: FakeViva) -> None:
    fake.uploads.extend([Broken()] * 10)
    async with fake.client() as viva:
        with pytest.raises(Unavailable):
            await viva.resumes.upload(b"x")
    assert len(fake.reader.starts) == AT_ONCE.attempts


async def test_a_token_that_ended_is_replaced(fake: FakeViva) -> None:
    fake.uploads.extend([TokenExpired(), STORED])
    async with fake.client() as viva:
        assert await viva.resumes.upload(b"x") == STORED
    assert fake.auth.issued == 2


async def test_a_refused_file_is_not_sent_again(fake: FakeViva) -> None:
    fake.uploads.append(NotAPdf())
    async with fake.client() as viva:
        with pytest.raises(InvalidArgument) as raised:
            await viva.resumes.upload(b"GIF89a")
    assert raised.value.reason == "NOT_A_PDF" and len(fake.reader.starts) == 1


async def test_who_is_not_let_in_is_told(fake: FakeViva) -> None:
    fake.uploads.extend([TokenExpired(), TokenExpired()])
    async with fake.client() as viva:
        with pytest.raises(Unauthenticated):
            await viva.resumes.upload(b"x")


async def test_a_file_that_is_not_there_is_no_error_of_vivas(fake: FakeViva, tmp_path: Path) -> None:
    async with fake.client() as viva:
        with pytest.raises(FileNotFoundError):
            await viva.resumes.upload(tmp_path / "none.pdf")
    assert fake.reader.starts == []


@pytest.mark.parametrize("settled", [RESUME_STATE_READY, RESUME_STATE_FAILED])
async def test_a_resume_is_followed_until_it_is_read_or_cannot_be(fake: FakeViva, settled: int) -> None:
    def happened(sequence: int, state: int) -> WatchResumeResponse:
        resume = Resume(resume_id="r", state=state)  # type: ignore[arg-type]  # one of the enum's numbers
        return WatchResumeResponse(event=ResumeEvent(sequence=sequence), resume=resume, through_sequence=sequence)

    first, second = [happened(1, RESUME_STATE_PROCESSING)], [happened(2, settled)]
    stream = fake.streaming("WatchResume", (list(first), Broken()), (list(second), None))
    async with fake.client() as viva:
        assert (await viva.resumes.until_read("r")).state == settled
    assert [call.request.after_sequence for call in stream.seen] == [0, 1]
