"""Stand-ins for what the résumé service works with: an embedder of words, a parser that was told, a session in memory."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from google.protobuf.message import Message
from viva.resume.v1 import resume_service_pb2 as pb
from viva.resume.v1.passage_pb2 import EmbeddedPassage, Passage
from viva.resume.v1.region_pb2 import Region
from viva.resume.v1.resume_content_pb2 import SECTION_KIND_OTHER, Entry, PageSize, ResumeContent, Section, Span
from viva.session.v1.blob_pb2 import Blob

from mesh.refusal import Refusal
from services.resume.domain.embedder import EmbedderBusy, Vector
from services.resume.domain.file_kind import FileKind

PLACE = Region(page=1, left=1, top=1, right=2, bottom=2)


class WordsEmbedder:
    """An engine that counts a text's words in as many bins: equal words, near vectors. Has a place for `max_waiting` callers."""

    dimension = 32

    def __init__(self, *, max_waiting: int = 32, model: str = "words") -> None:
        """Has embedded nothing yet."""
        self.model = model
        self.embedded: list[str] = []
        self._places = max_waiting

    async def embed(self, texts: Sequence[str]) -> list[Vector]:
        """One vector a text."""
        if not self._places:
            raise EmbedderBusy
        self.embedded.extend(texts)
        return [self._vector(text) for text in texts]

    def close(self) -> None:
        """Holds nothing."""

    def _vector(self, text: str) -> Vector:
        bins = Counter(hashlib.sha256(word.encode()).digest()[0] % self.dimension for word in text.casefold().split())
        length = sum(count * count for count in bins.values()) ** 0.5 or 1.0
        return [bins.get(number, 0) / length for number in range(self.dimension)]


class ToldParser:
    """Answers what it was told, whatever it is given."""

    def __init__(self, answer: pb.AnalyzeResult | Refusal) -> None:
        """Answers this."""
        self._answer = answer
        self.parsed: list[bytes] = []

    async def parse(self, content: bytes) -> pb.AnalyzeResult:
        """What was told."""
        self.parsed.append(content)
        if isinstance(self._answer, Refusal):
            raise self._answer
        result = pb.AnalyzeResult()
        result.CopyFrom(self._answer)
        return result


class MemoryOriginals:
    """Keeps blobs in a dictionary."""

    def __init__(self) -> None:
        """Holds nothing."""
        self.blobs: dict[str, bytes] = {}
        self.request_ids: list[str] = []

    async def store(self, content: bytes, *, request_id: str, file_name: str, kind: FileKind) -> Blob:
        """Keeps the whole."""
        self.request_ids.append(request_id)
        blob_id = str(uuid4())
        self.blobs[blob_id] = content
        return Blob(blob_id=blob_id, file_name=file_name, size_bytes=len(content), sha256=hashlib.sha256(content).digest())

    async def fetch(self, blob_id: str, *, size_bytes: int, sha256: bytes) -> bytes:
        """What was kept."""
        return self.blobs[blob_id]


class Answering:
    """A stub whose every method answers with the message it was told for the request's type, and remembers the requests."""

    def __init__(self, *answers: tuple[type[Message], Message]) -> None:
        """Answers these."""
        self._answers = dict(answers)
        self.asked: list[Any] = []
        self.refusal: Refusal | None = None
        """What everything is refused with."""

    def __getattr__(self, name: str) -> Any:
        return self._answer

    async def _answer(self, request: Message) -> Message:
        self.asked.append(request)
        if self.refusal is not None:
            raise self.refusal
        return self._answers[type(request)]


def result_of(*texts: str) -> pb.AnalyzeResult:
    """A reading of one section, a passage a text."""
    lines = [Span(text=text, region=PLACE) for text in texts]
    content = ResumeContent(
        pages=[PageSize(width=595, height=842)],
        sections=[Section(kind=SECTION_KIND_OTHER, entries=[Entry(lines=lines)])],
    )
    passages = [EmbeddedPassage(passage=passage(text, ordinal)) for ordinal, text in enumerate(texts)]
    return pb.AnalyzeResult(content=content, passages=passages)


def passage(text: str, ordinal: int = 0) -> Passage:
    """A passage of no section in particular."""
    return Passage(ordinal=ordinal, section=SECTION_KIND_OTHER, text=text, regions=[PLACE])
