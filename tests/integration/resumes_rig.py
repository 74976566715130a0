"""Résumés on a real PostgreSQL: what people upload, and a worker that reads it as the test wants."""

import hashlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from sqlalchemy import text
from viva.interview.v1 import language_pb2
from viva.resume.v1 import passage_pb2, region_pb2, resume_state_pb2
from viva.resume.v1 import resume_content_pb2 as content_pb
from viva.resume.v1 import resume_service_pb2 as resume
from viva.session.v1 import blob_service_pb2 as blob_pb
from viva.session.v1 import resume_service_pb2 as pb

from mesh.contract import method_of
from services.session.blobs.domain import PIECE_BYTES, BlobPurpose
from services.session.blobs.keeping import Blobs
from services.session.blobs.store import Owner
from services.session.database import Database, UnitOfWork
from services.session.prepared import Row
from services.session.resumes.analyzing import AnalyzeEffect
from services.session.resumes.finding import ResumeFinder
from services.session.resumes.keeping import Keeper, Resumes
from services.session.tasks.ledger import Appetite, Handout, Ledger
from services.session.tasks.store import SqlTaskStore

ANALYZE = method_of(resume.AnalyzeRequest).full_name
MODEL = "test-model"
ORIGINAL = b"%PDF-1.7\n" + bytes(range(256)) * 600
"""Longer than two pieces, and no multiple of one."""


@dataclass
class Desk:
    """A session process that keeps résumés, and what a test does with it."""

    database: Database
    blobs: Blobs = field(init=False)
    resumes: Resumes = field(init=False)
    finder: ResumeFinder = field(init=False)
    ledger: Ledger[UnitOfWork] = field(init=False)

    def __post_init__(self) -> None:
        self.blobs, self.resumes, self.finder = Blobs(self.database), Resumes(self.database), ResumeFinder(self.database)
        effect = AnalyzeEffect()
        self.ledger = Ledger(self.database.work, SqlTaskStore, {ANALYZE: effect}, {4: effect})

    async def put(self, keeper: Keeper, content: bytes = ORIGINAL, **header: Any) -> Row:
        """Stores an original."""
        owner = Owner(account_id=keeper.candidate_id, client_id=keeper.client_id)
        return await self.blobs.put(stream(content, **header), owner)

    async def upload(self, keeper: Keeper) -> str:
        """Uploads a résumé; returns its id."""
        blob = await self.put(keeper)
        return str((await self.resumes.create(creation(blob["blob_id"]), keeper))["resume_id"])

    async def read(self, resume_id: str, result: resume.AnalyzeResult) -> None:
        """Does the task that reads a résumé."""
        handout = await self.take()
        assert resume.AnalyzeRequest.FromString(handout.request).resume_id == resume_id
        await self.ledger.complete(handout.token, ANALYZE, result.SerializeToString())

    async def take(self) -> Handout:
        """Hands the next task out."""
        handout = await self.take_if_any()
        assert handout is not None
        return handout

    async def take_if_any(self) -> Handout | None:
        """Hands the next task out; None when nothing waits."""
        appetite = Appetite([ANALYZE], str(uuid4()), interactive=True, batch=True, batch_may_overtake=False, is_idle=True)
        return await self.ledger.hand_out(appetite)

    async def tasks_left(self) -> int:
        """How many tasks are open."""
        return await self.count("SELECT count(*) FROM tasks WHERE state IN ('READY', 'LEASED')")

    async def count(self, query: str, **values: object) -> int:
        """The number a query gives."""
        async with self.database.work() as work:
            return int(await work.scalar(text(query), values))

    async def events(self, resume_id: str) -> list[str]:
        """What happened to a résumé, in order."""
        async with self.database.work() as work:
            rows = await work.all(text("SELECT sequence, type FROM events WHERE stream_id = :id ORDER BY sequence"), {"id": resume_id})
        assert [row["sequence"] for row in rows] == list(range(1, len(rows) + 1))
        return [row["type"] for row in rows]


def candidate() -> Keeper:
    """Somebody."""
    return Keeper(candidate_id=str(uuid4()))


async def stream(content: bytes, *, request_id: str = "", **announced: Any) -> AsyncIterator[blob_pb.PutBlobRequest]:
    """A blob as a client sends it."""
    header = blob_pb.PutBlobHeader(request_id=request_id or str(uuid4()), purpose=int(BlobPurpose.RESUME_ORIGINAL))  # type: ignore[arg-type]
    header.blob.file_name = announced.get("file_name", "cv.pdf")
    header.blob.size_bytes = announced.get("size_bytes", len(content))
    header.blob.sha256 = announced.get("sha256", hashlib.sha256(content).digest())
    yield blob_pb.PutBlobRequest(header=header)
    for start in range(0, len(content), PIECE_BYTES // 2):
        yield blob_pb.PutBlobRequest(piece=content[start : start + PIECE_BYTES // 2])


def creation(blob_id: str, request_id: str = "") -> pb.CreateResumeRequest:
    """What makes a résumé of a blob."""
    return pb.CreateResumeRequest(
        request_id=request_id or str(uuid4()), blob_id=blob_id, file_name="홍길동.pdf", document_type=resume_state_pb2.DOCUMENT_TYPE_PDF
    )


def reading(passages: Sequence[tuple[str, Sequence[float]]], sections: Sequence[content_pb.Section] = ()) -> resume.AnalyzeResult:
    """What a reader found: passages with vectors, and the sections they stand in."""
    kinds = [section.kind for section in sections] or [content_pb.SECTION_KIND_EXPERIENCE]
    return resume.AnalyzeResult(
        content=content_pb.ResumeContent(
            language=language_pb2.LANGUAGE_KOREAN,
            pages=[content_pb.PageSize(width=595, height=842)],
            sections=sections or [section(content_pb.SECTION_KIND_EXPERIENCE, *(words for words, _ in passages))],
        ),
        passages=[
            passage_pb2.EmbeddedPassage(
                passage=passage_pb2.Passage(ordinal=n, section=kinds[n % len(kinds)], text=words, regions=[_region()]), vector=vector
            )
            for n, (words, vector) in enumerate(passages)
        ],
        embedding_model=MODEL,
    )


def section(kind: content_pb.SectionKind.ValueType, *lines: str, **facts: str) -> content_pb.Section:
    """A section with one entry; facts by the name of their kind in lower case."""
    fields = [
        content_pb.Field(kind=content_pb.FieldKind.Value(f"FIELD_KIND_{name.upper()}"), value=_span(value), confidence=0.9)
        for name, value in facts.items()
    ]
    return content_pb.Section(kind=kind, entries=[content_pb.Entry(lines=[_span(line) for line in lines], fields=fields)])


def _span(words: str) -> content_pb.Span:
    return content_pb.Span(text=words, region=_region())


def _region() -> region_pb2.Region:
    return region_pb2.Region(page=1, left=10, top=10, right=100, bottom=20)
