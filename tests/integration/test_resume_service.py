"""The résumé service on the wire, with its real parser and model, against a session in memory: uploads, tasks, searches."""

import asyncio
import gc
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import grpc.aio
import pytest
from viva.contract.v1.options_pb2 import SERVICE_LLM, SERVICE_RESUME
from viva.resume.v1 import resume_service_pb2 as pb
from viva.resume.v1.resume_service_pb2_grpc import ResumeServiceStub
from viva.resume.v1.resume_state_pb2 import DOCUMENT_TYPE_DOCX, DOCUMENT_TYPE_HWPX, DOCUMENT_TYPE_PDF, RESUME_STATE_PENDING
from viva.session.v1 import task_service_pb2 as tasks
from viva.session.v1.blob_pb2 import Blob

from mesh.caller import LEASE, LeaseAuthority
from mesh.identity import IDENTITY
from mesh.rich_status import refusal_in
from mesh.server import Server
from services.resume.adapters import build_minilm
from services.resume.adapters.engines import ModelChoice
from services.resume.adapters.minilm import MiniLm
from services.resume.adapters.parser import ParserPool
from services.resume.adapters.parser_messages import ParserLimits
from services.resume.domain.embedder import Embedder, Embedders
from services.resume.domain.intake import Intake
from services.resume.main import wired
from services.resume.settings import Settings
from tests.echo.house import CANDIDATE, House, bearer
from tests.resumes import hostile, samples
from tests.resumes.session import SessionInMemory, TooLargeForSession

START = pb.UploadRequest(start=pb.UploadStart(request_id=str(uuid4()), file_name="이력서.pdf"))
RESUME_ID = str(uuid4())


@dataclass
class World:
    """A running résumé service and the session behind it."""

    house: House
    session: SessionInMemory
    service: Server
    stub: ResumeServiceStub = field(repr=False)

    async def upload(self, *messages: pb.UploadRequest, token: str | None = None) -> pb.UploadResponse:
        """Uploads as a candidate, or with another token; a token of "" is none."""
        metadata = bearer(self.house.person() if token is None else token) if token != "" else ()
        response: pb.UploadResponse = await self.stub.Upload(iter(messages), metadata=metadata)
        return response

    async def result_of(self, request: Any, arm: str) -> Any:
        """Hands a task out and waits for what the worker tells the ledger."""
        self.session.ledger.hand_out(request, arm=arm)
        return await asyncio.wait_for(self.session.ledger.told.get(), 30)


@pytest.fixture(scope="module")
def embedder() -> Iterator[MiniLm]:
    build_minilm.build(build_minilm.default_directory())
    with closing(MiniLm.load(build_minilm.default_directory())) as model:
        yield model


@pytest.fixture
async def world(tmp_path: Path, embedder: MiniLm) -> AsyncIterator[World]:
    house = House(tmp_path)
    session = SessionInMemory(house)
    limits = replace(ParserLimits(), cpu_seconds=1)
    choice = ModelChoice(build_minilm.default_directory(), is_built_in=True)
    async with session.serving() as behind, ParserPool(limits) as parsers:
        mesh = house.settings(SERVICE_RESUME, session=behind.port)
        async with wired(Settings(mesh, [choice], limits=limits), parsers, Embedders([Embedder(embedder)])) as service:
            await asyncio.wait_for(service.readiness.reached(), 20)
            async with grpc.aio.insecure_channel(f"127.0.0.1:{service.port}") as channel:
                yield World(house, session, service, ResumeServiceStub(channel))


def pieces(content: bytes, size: int = 65_536) -> list[pb.UploadRequest]:
    return [pb.UploadRequest(piece=content[start : start + size]) for start in range(0, len(content), size)]


def reading_of(blob: Blob) -> pb.AnalyzeRequest:
    context = pb.AnalyzeContext(
        blob_id=blob.blob_id, document_type=DOCUMENT_TYPE_PDF, size_bytes=max(1, blob.size_bytes), sha256=blob.sha256
    )
    return pb.AnalyzeRequest(resume_id=RESUME_ID, context=context)


def reason_of(error: grpc.aio.AioRpcError) -> str:
    refusal = refusal_in(error)
    assert refusal is not None
    return refusal.reason


async def test_an_upload_is_stored_byte_for_byte_on_behalf_of_the_candidate(world: World) -> None:
    file = samples.korean_free_form()

    response = await world.upload(START, *pieces(file))

    (stored,) = world.session.blobs.contents.values()
    (created,) = world.session.resumes.created
    assert stored == file
    assert response.state == RESUME_STATE_PENDING and response.size_bytes == len(file)
    assert created.file_name == "이력서.pdf" and created.blob_id in world.session.blobs.contents
    assert world.session.resumes.callers[0].person.account_id == CANDIDATE


async def test_f13_nobody_uploads_without_signing_in(world: World) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await world.upload(START, *pieces(samples.english_rows()), token="")
    assert refused.value.code() is grpc.StatusCode.UNAUTHENTICATED
    assert world.session.blobs.contents == {}


async def test_f13_a_recruiter_uploads_no_resume(world: World) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await world.upload(START, *pieces(samples.english_rows()), token=world.house.person("recruiter"))
    assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED


@pytest.mark.parametrize(
    ("messages", "reason"),
    [
        pytest.param([START, *pieces(b"%PDF-1.7" + bytes(10 * 1024 * 1024))], "TOO_LARGE", id="f13-10-mib-and-8-bytes"),
        pytest.param([START, *pieces(hostile.html_as_pdf())], "NOT_A_PDF", id="html"),
        pytest.param([START, *pieces(hostile.spreadsheet())], "UNSUPPORTED_TYPE", id="xlsx"),
        pytest.param([START], "EMPTY_FILE", id="empty"),
        pytest.param(pieces(samples.english_rows()), "UPLOAD_ORDER", id="no-start"),
        pytest.param([pb.UploadRequest()], "INVALID_REQUEST", id="nothing-in-a-message"),
    ],
)
async def test_a_file_that_will_not_be_read_is_refused_and_leaves_nothing(
    world: World, messages: list[pb.UploadRequest], reason: str
) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await world.upload(*messages)
    assert (refused.value.code(), reason_of(refused.value)) == (grpc.StatusCode.INVALID_ARGUMENT, reason)
    assert world.session.blobs.contents == {} and world.session.resumes.created == []


async def test_a_refused_file_is_let_go_before_its_sender_knows(world: World) -> None:
    gc.collect()
    gc.disable()
    try:
        with pytest.raises(grpc.aio.AioRpcError):
            await world.upload(START, *pieces(b"%PDF-1.7" + bytes(10 * 1024 * 1024)))
        assert not [held for held in gc.get_objects() if type(held) is Intake]
    finally:
        gc.enable()


async def test_what_session_refuses_in_the_middle_of_an_upload_reaches_the_candidate(world: World) -> None:
    world.session.blobs.refusal = TooLargeForSession()

    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await world.upload(START, *pieces(samples.korean_free_form() * 40))
    assert reason_of(refused.value) == "BLOB_TOO_LARGE"


async def test_a_candidate_who_hangs_up_leaves_nothing(world: World) -> None:
    call = world.stub.Upload(metadata=bearer(world.house.person()))
    await call.write(START)
    await call.write(pieces(samples.korean_free_form())[0])
    call.cancel()

    later = samples.english_rows()
    await world.upload(START, *pieces(later))

    assert list(world.session.blobs.contents.values()) == [later]


async def test_a_leased_resume_comes_back_read_and_embedded_once(world: World) -> None:
    blob = world.session.keep(samples.korean_free_form())

    told = await world.result_of(reading_of(blob), "analyze")

    assert isinstance(told, tasks.CompleteRequest)
    result = told.analyze
    assert len(result.content.sections) == 9
    assert result.embedding_model == build_minilm.MODEL_NAME
    assert [embedded.passage.ordinal for embedded in result.passages] == list(range(len(result.passages)))
    assert all(len(embedded.vector) == 384 for embedded in result.passages)


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        pytest.param(hostile.scan(), "NO_TEXT", id="f52-scan"),
        pytest.param(hostile.encrypted(), "ENCRYPTED", id="encrypted"),
        pytest.param(hostile.truncated(), "CORRUPT", id="truncated"),
        pytest.param(hostile.many_pages(10_000), "TOO_MANY_PAGES", id="10k-pages"),
        pytest.param(hostile.nested_forms(9), "PARSER_LIMIT", id="nested"),
    ],
)
async def test_a_file_that_cannot_be_read_fails_for_good_with_its_reason(world: World, file: bytes, reason: str) -> None:
    told = await world.result_of(reading_of(world.session.keep(file)), "analyze")

    assert isinstance(told, tasks.FailRequest)
    assert (told.reason, told.retryable) == (reason, False)


async def test_f51_an_original_that_arrives_damaged_is_tried_again_and_never_completed(world: World) -> None:
    world.session.blobs.spoiled = True

    told = await world.result_of(reading_of(world.session.keep(samples.english_rows())), "analyze")

    assert isinstance(told, tasks.FailRequest)
    assert (told.reason, told.retryable) == ("ORIGINAL_DAMAGED", True)


async def test_an_original_that_is_gone_fails_with_what_session_said(world: World) -> None:
    gone = Blob(blob_id=str(uuid4()), size_bytes=9, sha256=bytes(32))

    told = await world.result_of(reading_of(gone), "analyze")

    assert isinstance(told, tasks.FailRequest)
    assert (told.reason, told.retryable) == ("BLOB_UNKNOWN", False)


async def test_a_row_gets_its_vector(world: World) -> None:
    request = pb.EmbedRequest(kind=pb.EMBED_KIND_COMPANY, row_id=str(uuid4()), context=pb.EmbedContext(text="질문을 좋아하는 사람"))

    told = await world.result_of(request, "embed")

    assert (told.embed.embedding.model, len(told.embed.embedding.vector)) == (build_minilm.MODEL_NAME, 384)


async def test_a_question_being_written_finds_passages_under_its_lease(world: World) -> None:
    metadata = ((IDENTITY, world.house.identity(SERVICE_LLM)), (LEASE, "lease-0123456789abcdef"))

    response = await world.stub.Retrieve(pb.RetrieveRequest(resume_id=RESUME_ID, query="ledger"), metadata=metadata)

    assert [hit.passage.text for hit in response.hits] == world.session.resumes.passages
    (asked,) = world.session.resumes.asked
    assert asked.query == "ledger" and len(asked.embedding.vector) == 384
    assert world.session.resumes.callers[0].authority == LeaseAuthority("lease-0123456789abcdef")


async def test_a_candidate_retrieves_nothing_directly(world: World) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await world.stub.Retrieve(pb.RetrieveRequest(resume_id=RESUME_ID, query="x"), metadata=bearer(world.house.person()))
    assert refused.value.code() in (grpc.StatusCode.PERMISSION_DENIED, grpc.StatusCode.UNAUTHENTICATED)


@pytest.mark.parametrize("call", ["Analyze", "Embed"])
async def test_the_tasks_are_for_the_ledger_only(world: World, call: str) -> None:
    request = pb.AnalyzeRequest(resume_id=RESUME_ID) if call == "Analyze" else pb.EmbedRequest(kind=pb.EMBED_KIND_COMPANY, row_id=RESUME_ID)

    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await getattr(world.stub, call)(request, metadata=bearer(world.house.person("admin")))
    assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED


async def test_f53_info_tells_limits_and_model_and_nothing_of_the_machine(world: World) -> None:
    info = await world.stub.Info(pb.InfoRequest(), metadata=bearer(world.house.person()))

    assert list(info.document_types) == [DOCUMENT_TYPE_PDF, DOCUMENT_TYPE_DOCX, DOCUMENT_TYPE_HWPX]
    assert (info.max_bytes, info.max_pages) == (10 * 1024 * 1024, 100)
    assert (info.embedding_model, info.embedding_dimension) == (build_minilm.MODEL_NAME, 384)
    assert info.parser_network_isolated and not info.reads_scans
    assert "/" not in str(info).replace("all-MiniLM-L6-v2", "")
