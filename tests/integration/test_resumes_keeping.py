"""From an upload to a résumé that is read, read anew, and gone: on a real PostgreSQL."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from viva.resume.v1 import resume_content_pb2 as content_pb
from viva.resume.v1 import resume_state_pb2 as state_pb
from viva.session.v1 import blob_service_pb2 as blob_pb
from viva.session.v1 import resume_service_pb2 as pb

from services.session.accounts.domain.audit import Doer
from services.session.blobs.domain import BlobHeaderMissing, BlobMismatch, BlobTooLarge, BlobUnknown, OffsetBeyondEnd
from services.session.blobs.store import Owner
from services.session.careers.domain.judging import Background
from services.session.database import Database
from services.session.requests import RequestIdReused
from services.session.resumes.analyzing import failure_of
from services.session.resumes.copies import BlobCopies, EmbeddingCopies, ResumeCopies
from services.session.resumes.domain import MOST_RESUMES, BlobTaken, InterviewLive, ResumeUnknown, TooManyResumes
from services.session.resumes.keeping import Keeper
from services.session.resumes.store import ResumeStore
from services.session.resumes.watching import ResumeWatch, SequenceAhead
from services.session.tasks.domain import LeaseStale
from services.session.tasks.ledger import ResultRefused
from services.session.wakes import Wakes
from tests.integration.interview_rig import new_interview
from tests.integration.resumes_rig import ANALYZE, ORIGINAL, Desk, candidate, creation, reading, section, stream

ONE, OTHER = [("백엔드를 만들었다", [1.0, 0.0])], [("A compiler", [0.0, 1.0]), ("A parser", [0.6, 0.8])]


@pytest.fixture
async def desk(module_migrated_url: str) -> AsyncIterator[Desk]:
    database = Database.connect(module_migrated_url)
    async with database.work() as work:
        await work.run(text("TRUNCATE resumes, blobs, tasks, events, requests, interviews CASCADE"))
    yield Desk(database)
    await database.close()


async def bytes_of(desk: Desk, blob_id: str, offset: int = 0) -> bytes:
    return b"".join([piece async for piece in desk.blobs.read(blob_id, offset)])


async def test_a_blob_comes_out_as_it_went_in(desk: Desk) -> None:
    blob = await desk.put(candidate())
    assert await bytes_of(desk, blob["blob_id"]) == ORIGINAL
    assert (blob["size_bytes"], blob["media_type"]) == (len(ORIGINAL), "application/pdf")


@pytest.mark.parametrize("offset", [1, 65_535, 65_536, 65_537, len(ORIGINAL)])
async def test_a_broken_download_goes_on_where_it_broke(desk: Desk, offset: int) -> None:
    blob = await desk.put(candidate())
    assert await bytes_of(desk, blob["blob_id"], offset) == ORIGINAL[offset:]


async def test_nothing_is_read_beyond_the_end(desk: Desk) -> None:
    blob = await desk.put(candidate())
    with pytest.raises(OffsetBeyondEnd):
        await desk.blobs.find(blob["blob_id"], len(ORIGINAL) + 1)


@pytest.mark.parametrize("wrong", [{"sha256": bytes(32)}, {"size_bytes": len(ORIGINAL) + 1}, {"size_bytes": 7}])
async def test_f28_a_blob_that_is_not_what_was_announced_leaves_nothing(desk: Desk, wrong: dict[str, Any]) -> None:
    with pytest.raises(BlobMismatch):
        await desk.put(candidate(), **wrong)
    assert await desk.count("SELECT (SELECT count(*) FROM blobs) + (SELECT count(*) FROM blob_pieces)") == 0


async def test_a_blob_that_grows_too_large_is_refused_on_the_way(desk: Desk) -> None:
    taken = 0

    async def endless() -> AsyncIterator[blob_pb.PutBlobRequest]:
        nonlocal taken
        async for request in stream(b"", size_bytes=0, sha256=b""):
            yield request
        while True:
            taken += 65_536
            yield blob_pb.PutBlobRequest(piece=bytes(65_536))

    with pytest.raises(BlobTooLarge):
        await desk.blobs.put(endless(), Owner(account_id=str(uuid4())))
    assert taken <= 10 * 1024 * 1024 + 65_536


async def test_a_stream_without_a_header_is_refused(desk: Desk) -> None:
    async def headless() -> AsyncIterator[blob_pb.PutBlobRequest]:
        yield blob_pb.PutBlobRequest(piece=b"x")

    with pytest.raises(BlobHeaderMissing):
        await desk.blobs.put(headless(), Owner(account_id=str(uuid4())))


async def test_a_blob_sent_twice_is_stored_once(desk: Desk) -> None:
    keeper, request_id = candidate(), str(uuid4())
    first, second = [await desk.put(keeper, request_id=request_id) for _ in range(2)]
    assert first["blob_id"] == second["blob_id"]
    with pytest.raises(RequestIdReused):
        await desk.put(keeper, b"%PDF-other", request_id=request_id)


async def test_a_blob_that_nobody_used_is_gone_after_a_day(desk: Desk) -> None:
    keeper = candidate()
    left, used = await desk.put(keeper), await desk.put(keeper)
    await desk.resumes.create(creation(used["blob_id"]), keeper)
    async with desk.database.work() as work:
        await work.run(text("UPDATE blobs SET create_time = create_time - interval '25 hours'"))
    assert await desk.blobs.sweep() == 1
    with pytest.raises(BlobUnknown):
        await desk.blobs.find(left["blob_id"], 0)
    assert await bytes_of(desk, left["blob_id"]) == b""
    assert await bytes_of(desk, used["blob_id"]) == ORIGINAL


async def test_a_resume_and_the_task_that_reads_it_are_made_together(desk: Desk) -> None:
    resume_id = await desk.upload(candidate())
    assert (await desk.resumes.get(resume_id))["state"] == state_pb.RESUME_STATE_PENDING
    assert await desk.tasks_left() == 1
    assert await desk.events(resume_id) == ["uploaded"]


async def test_an_upload_repeated_makes_no_second_resume_and_no_second_task(desk: Desk) -> None:
    keeper = candidate()
    request = creation((await desk.put(keeper))["blob_id"])
    rows = await asyncio.gather(*(desk.resumes.create(request, keeper) for _ in range(5)))
    assert len({row["resume_id"] for row in rows}) == 1
    assert await desk.tasks_left() == 1


async def test_f27_a_retried_upload_never_takes_a_read_resume_back(desk: Desk) -> None:
    keeper = candidate()
    request = creation((await desk.put(keeper))["blob_id"])
    resume_id = (await desk.resumes.create(request, keeper))["resume_id"]
    await desk.read(resume_id, reading(ONE))
    assert (await desk.resumes.create(request, keeper))["state"] == state_pb.RESUME_STATE_READY


async def test_one_file_is_one_resume(desk: Desk) -> None:
    keeper = candidate()
    blob = await desk.put(keeper)
    await desk.resumes.create(creation(blob["blob_id"]), keeper)
    with pytest.raises(BlobTaken):
        await desk.resumes.create(creation(blob["blob_id"]), keeper)


async def test_a_candidate_keeps_twenty(desk: Desk) -> None:
    keeper = candidate()
    kept = [await desk.upload(keeper) for _ in range(MOST_RESUMES)]
    with pytest.raises(TooManyResumes):
        await desk.upload(keeper)
    await desk.resumes.delete(kept[0])
    await desk.upload(keeper)


async def test_a_reading_becomes_content_passages_and_vectors_at_once(desk: Desk) -> None:
    resume_id = await desk.upload(candidate())
    sections = [
        section(content_pb.SECTION_KIND_HEADER, "홍길동", "백엔드 엔지니어", name="홍길동", target_role="백엔드 엔지니어"),
        section(content_pb.SECTION_KIND_EDUCATION, "한국대 컴퓨터공학", organisation="한국대", major="컴퓨터공학"),
        section(content_pb.SECTION_KIND_EXPERIENCE, "하늘소프트 개발자", organisation="하늘소프트", role="서버 개발자"),
        section(content_pb.SECTION_KIND_SKILLS, "C++, Go", skill="C++"),
    ]
    await desk.read(resume_id, reading(ONE, sections))
    row = await desk.resumes.get(resume_id)
    assert (row["state"], row["revision"], row["passage_count"], row["page_count"]) == (state_pb.RESUME_STATE_READY, 1, 1, 1)
    async with desk.database.work() as work:
        brief = await ResumeStore(work).brief(resume_id)
    assert brief is not None
    assert (brief.target_role, brief.major, brief.career, brief.skills) == (
        "백엔드 엔지니어",
        "컴퓨터공학",
        "하늘소프트 서버 개발자",
        "C++",
    )
    assert brief.background == Background(["컴퓨터공학"], ["서버 개발자"])
    assert await desk.count("SELECT count(*) FROM resume_passage_vectors") == 1
    assert await desk.events(resume_id) == ["uploaded", "reading_started", "read"]


async def test_f51_the_index_of_a_model_comes_with_its_first_vector(desk: Desk) -> None:
    resume_id = await desk.upload(candidate())
    await desk.read(resume_id, reading(ONE))
    indexes = "SELECT count(*) FROM pg_indexes WHERE tablename = 'resume_passage_vectors' AND indexdef LIKE '%hnsw%halfvec_cosine_ops%'"
    assert await desk.count(indexes) == 1


async def test_a_new_reading_replaces_the_old_one_with_its_vectors(desk: Desk) -> None:
    resume_id = await desk.upload(candidate())
    await desk.read(resume_id, reading(OTHER))
    assert (await desk.resumes.reprocess(resume_id))["state"] == state_pb.RESUME_STATE_PENDING
    await desk.resumes.reprocess(resume_id)
    assert await desk.tasks_left() == 1
    await desk.read(resume_id, reading(ONE))
    assert (await desk.resumes.get(resume_id))["revision"] == 2
    assert await desk.count("SELECT count(*) FROM resume_passages") == 1
    assert await desk.count("SELECT count(*) FROM resume_passage_vectors") == 1


async def test_a_reading_with_a_hole_in_it_changes_nothing(desk: Desk) -> None:
    resume_id = await desk.upload(candidate())
    handout, broken = await desk.take(), reading(OTHER)
    broken.passages[1].passage.ordinal = 5
    with pytest.raises(ResultRefused):
        await desk.ledger.complete(handout.token, ANALYZE, broken.SerializeToString())
    assert (await desk.resumes.get(resume_id))["state"] == state_pb.RESUME_STATE_PROCESSING
    assert await desk.count("SELECT count(*) FROM resume_passages") == 0


async def test_f51_a_store_that_fails_half_way_leaves_the_resume_unread(desk: Desk) -> None:
    resume_id = await desk.upload(candidate())
    handout, unstorable = await desk.take(), reading(OTHER)
    unstorable.passages[0].vector[:] = [float("inf"), 0.0]
    with pytest.raises(Exception, match="infinite value"):
        await desk.ledger.complete(handout.token, ANALYZE, unstorable.SerializeToString())
    assert (await desk.resumes.get(resume_id))["state"] == state_pb.RESUME_STATE_PROCESSING
    assert await desk.count("SELECT count(*) FROM resume_passages") == 0
    await desk.ledger.complete(handout.token, ANALYZE, reading(OTHER).SerializeToString())
    assert (await desk.resumes.get(resume_id))["state"] == state_pb.RESUME_STATE_READY


async def test_a_file_that_cannot_be_read_says_why(desk: Desk) -> None:
    resume_id = await desk.upload(candidate())
    await desk.ledger.fail((await desk.take()).token, "NO_TEXT", retryable=False)
    row = await desk.resumes.get(resume_id)
    assert (row["state"], row["failure"]) == (state_pb.RESUME_STATE_FAILED, state_pb.RESUME_FAILURE_NO_TEXT)
    assert await desk.events(resume_id) == ["uploaded", "reading_started", "reading_failed"]


@pytest.mark.parametrize("reason", ["", "DEADLINE_EXCEEDED", "UNSPECIFIED"])
async def test_a_reason_that_is_not_about_the_file_means_that_nobody_managed(reason: str) -> None:
    assert failure_of(reason) == state_pb.RESUME_FAILURE_GAVE_UP


async def test_a_deleted_resume_leaves_no_copy(desk: Desk) -> None:
    resume_id = await desk.upload(candidate())
    await desk.read(resume_id, reading(ONE))
    await desk.resumes.delete(resume_id)
    await desk.resumes.delete(resume_id)
    for table in ("blobs", "blob_pieces", "resume_passages", "resume_passage_vectors"):
        assert await desk.count(f"SELECT count(*) FROM {table}") == 0  # noqa: S608
    left = "SELECT count(*) FROM resumes WHERE content IS NOT NULL OR major || career || skills || target_role || file_name <> ''"
    assert await desk.count(left) == 0
    with pytest.raises(ResumeUnknown):
        await desk.resumes.get(resume_id)


async def test_a_reading_that_comes_after_the_deletion_goes_nowhere(desk: Desk) -> None:
    resume_id = await desk.upload(candidate())
    handout = await desk.take()
    await desk.resumes.delete(resume_id)
    with pytest.raises(LeaseStale):
        await desk.ledger.complete(handout.token, ANALYZE, reading(ONE).SerializeToString())
    assert await desk.count("SELECT count(*) FROM resume_passages") == 0


async def test_a_resume_stays_while_an_interview_on_it_is_live(desk: Desk) -> None:
    resume_id, interview_id = await desk.upload(candidate()), await new_interview(desk.database)
    async with desk.database.work() as work:
        live = text("UPDATE interviews SET resume_id = :resume, status = 2 WHERE interview_id = :id")
        await work.run(live, {"resume": resume_id, "id": interview_id})
    with pytest.raises(InterviewLive):
        await desk.resumes.delete(resume_id)


async def test_readings_deletions_and_new_models_at_once_leave_every_resume_whole(desk: Desk) -> None:
    made = [await desk.upload(candidate()) for _ in range(8)]
    for resume_id in made:
        await desk.read(resume_id, reading(OTHER))
    await asyncio.gather(*(desk.resumes.reprocess(resume_id) for resume_id in made))

    async def work_off(model: str) -> None:
        while handout := await desk.take_if_any():
            result = reading(ONE)
            result.embedding_model = model
            with contextlib.suppress(LeaseStale):
                await desk.ledger.complete(handout.token, ANALYZE, result.SerializeToString())

    workers = (work_off(f"a newer model {n}") for n in range(2))
    async with asyncio.timeout(30):
        # A deletion may come before a task is handed out, between that and its result, or after both.
        await asyncio.gather(*workers, *(desk.resumes.delete(resume_id) for resume_id in made[6:]))
    assert await desk.count("SELECT count(*) FROM resumes WHERE state = 3 AND revision = 2 AND delete_time IS NULL") == 6
    assert await desk.count("SELECT count(*) FROM resume_passages") == 6
    # Under a model that nobody moves to nothing is found: their vectors are asked for under the one that serves.
    assert await desk.count("SELECT count(*) FROM resume_passage_vectors WHERE model LIKE 'a newer%'") == 0
    assert await desk.count("SELECT count(*) FROM tasks WHERE method LIKE '%.Embed' AND state = 'READY'") == 6


async def test_a_list_shows_ones_own_newest_first_page_by_page(desk: Desk) -> None:
    keeper = candidate()
    await desk.upload(candidate())
    own = [await desk.upload(keeper) for _ in range(5)]
    seen, token = [], ""
    while True:
        rows, token = await desk.resumes.page(pb.ListResumesRequest(page_size=2, page_token=token), keeper, Doer())
        seen += [row["resume_id"] for row in rows]
        if not token:
            break
    assert seen == own[::-1]
    everybodys, _ = await desk.resumes.page(pb.ListResumesRequest(), Keeper(is_admin=True), Doer())
    assert len(everybodys) == 6


async def test_a_watcher_gets_the_past_and_the_future_and_then_the_end(desk: Desk, module_migrated_url: str) -> None:
    resume_id = await desk.upload(candidate())
    seen: list[str | None] = []
    wakes = Wakes(module_migrated_url)
    listening = asyncio.create_task(wakes.run())
    async with asyncio.timeout(10):
        async for response in ResumeWatch(desk.database, wakes).follow(resume_id, 0, None, is_blind=False):
            seen.append(response.event.WhichOneof("payload"))
            if seen[-1] == "uploaded":
                await desk.read(resume_id, reading(ONE))
            if seen[-1] == "read":
                assert response.resume.state == state_pb.RESUME_STATE_READY
                await desk.resumes.delete(resume_id)
    listening.cancel()
    assert seen == ["uploaded", "reading_started", "read", "deleted"]


async def test_a_watcher_cannot_wait_for_what_was_never_told(desk: Desk, module_migrated_url: str) -> None:
    resume_id = await desk.upload(candidate())
    with pytest.raises(SequenceAhead):
        await anext(ResumeWatch(desk.database, Wakes(module_migrated_url)).follow(resume_id, 2, None, is_blind=False))


async def test_an_erasure_leaves_nothing_of_a_persons_resumes(desk: Desk) -> None:
    keeper = candidate()
    resume_id, others = await desk.upload(keeper), await desk.upload(candidate())
    await desk.read(resume_id, reading(ONE))
    await desk.put(keeper)
    assert keeper.candidate_id
    async with desk.database.work() as work:
        now = await work.now()
        outcomes = [await copies().erase(work, keeper.candidate_id, at=now) for copies in (EmbeddingCopies, ResumeCopies, BlobCopies)]
    assert [outcome.erased for outcome in outcomes] == [1, 1, 2]
    assert await desk.events(resume_id) == []
    assert await desk.events(others) == ["uploaded"]
