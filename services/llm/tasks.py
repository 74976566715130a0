"""Does the three tasks of the ledger: each takes its request with the context filled in and brings the result."""

from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing, contextmanager

from viva.llm.v1 import llm_service_pb2 as pb

from mesh.refusal import Refusal
from mesh.runs import Attempt
from services.llm import decoding, encoding
from services.llm.domain.asking import Asking
from services.llm.domain.engine import EngineFailed
from services.llm.domain.noting import Job, NoNotes, Notes
from services.llm.domain.question import Question
from services.llm.domain.reading import Reading

ONLY = Attempt("", 1)
"""Of what is asked for outside the ledger."""


class ContextMissing(Refusal):
    """The task came without what it rests on: its interview has moved on."""

    reason = "CONTEXT_MISSING"


class LlmTasks:
    """The handlers, by method."""

    def __init__(self, asking: Asking, reading: Reading, notes: Notes | None = None) -> None:
        """Takes the use cases, and who is told what went wrong."""
        self._asking = asking
        self._reading = reading
        self._notes = notes or NoNotes()

    async def ask(self, request: pb.AskRequest, attempt: Attempt) -> AsyncIterator[pb.AskResponse]:
        """Yields who is at work, the words as they come, and the question."""
        require_context(request)
        yield pb.AskResponse(started=pb.AskStarted(task_id=attempt.task_id, attempt=attempt.number))
        offset = 0
        with self._noting(Job.QUESTION):
            async with aclosing(self._asking.ask(decoding.question_brief(request, attempt.number))) as pieces:
                async for piece in pieces:
                    if isinstance(piece, Question):
                        yield pb.AskResponse(result=encoding.question(piece))
                    else:
                        yield pb.AskResponse(delta=pb.AskDelta(offset=offset, text=piece))
                        offset += len(piece)

    async def evaluate(self, request: pb.EvaluateRequest, attempt: Attempt = ONLY) -> pb.EvaluateResponse:
        """Reads one answer."""
        require_context(request)
        with self._noting(Job.EVALUATION):
            found = await self._reading.evaluate(decoding.answer_brief(request, attempt.number))
        result = pb.EvaluateResult(evaluation=encoding.evaluation(found), answer_kind=encoding.number(found.kind))
        return pb.EvaluateResponse(result=result)

    async def write_report(self, request: pb.WriteReportRequest, attempt: Attempt = ONLY) -> pb.WriteReportResponse:
        """Writes the words of a report."""
        require_context(request)
        with self._noting(Job.REPORT):
            draft = await self._reading.write_report(decoding.report_brief(request, attempt.number))
        return pb.WriteReportResponse(result=pb.WriteReportResult(draft=encoding.draft(draft)))

    @contextmanager
    def _noting(self, job: Job) -> Iterator[None]:
        """Has noted what an engine was found to have done wrong."""
        try:
            yield
        except EngineFailed as failure:
            self._notes.failed(job, str(failure.facts.get("fault", "")) or failure.reason)
            raise


def require_context(request: pb.AskRequest | pb.EvaluateRequest | pb.WriteReportRequest) -> None:
    """Raises ContextMissing for a task that has nothing to work on."""
    if not request.HasField("context"):
        raise ContextMissing
