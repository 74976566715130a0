"""Every method of the contract: a question by its ticket, the ledger's tasks, a single answer's score, and what is loaded."""

from collections.abc import AsyncIterator, Awaitable, Callable

from viva.llm.v1 import llm_service_pb2 as pb
from viva.llm.v1 import llm_service_pb2_grpc as rpc

from mesh.call import Context
from mesh.refusal import InvalidArgument
from services.llm import decoding, encoding
from services.llm.domain.engine import Engine
from services.llm.domain.reading import Reading
from services.llm.tasks import LlmTasks


class TicketRequired(InvalidArgument):
    """A question is asked for with the ticket that the answer before it brought."""

    reason = "TICKET_REQUIRED"


OpenTicket = Callable[[str], Awaitable[AsyncIterator[pb.AskResponse]]]
"""Exchanges a ticket for its task and starts it; the responses may be left without ending the task."""


class LlmServicer(rpc.LlmServiceServicer):
    """LlmService. Evaluate and WriteReport are admitted to nobody by the contract and are reached through the ledger."""

    def __init__(self, engine: Engine, reading: Reading, tasks: LlmTasks, open_ticket: OpenTicket) -> None:
        """Takes the engine, the use cases, and the way to a ticket's task."""
        self._engine = engine
        self._reading = reading
        self._tasks = tasks
        self._open_ticket = open_ticket

    async def Ask(self, request: pb.AskRequest, context: Context) -> AsyncIterator[pb.AskResponse]:
        """Streams the question that a ticket stands for."""
        if not request.ticket:
            raise TicketRequired
        async for response in await self._open_ticket(request.ticket):
            yield response

    async def Evaluate(self, request: pb.EvaluateRequest, context: Context) -> pb.EvaluateResponse:
        """Reads one answer."""
        return await self._tasks.evaluate(request)

    async def WriteReport(self, request: pb.WriteReportRequest, context: Context) -> pb.WriteReportResponse:
        """Writes the words of a report."""
        return await self._tasks.write_report(request)

    async def ScoreAnswer(self, request: pb.ScoreAnswerRequest, context: Context) -> pb.ScoreAnswerResponse:
        """Scores an answer that belongs to no interview."""
        found = await self._reading.evaluate(decoding.lone_answer_brief(request))
        return pb.ScoreAnswerResponse(evaluation=encoding.evaluation(found), answer_kind=encoding.number(found.kind))

    async def Info(self, request: pb.InfoRequest, context: Context) -> pb.InfoResponse:
        """Says what is loaded."""
        return encoding.info(self._engine.info)
