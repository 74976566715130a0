"""Writes what a step changed, in one transaction: words, events, tasks, and where the interview stands."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from viva.llm.v1 import llm_service_pb2 as llm
from viva.session.v1 import interview_event_pb2 as event_pb

from mesh.contract import method_of
from services.session.database import UnitOfWork
from services.session.events.store import EventStore
from services.session.interviews.conversation import CANDIDATE, INTERVIEWER, Conversation, Extra
from services.session.interviews.domain.step import NewAnswer, Step
from services.session.interviews.encoding import encode_event
from services.session.interviews.evaluations import EVALUATES, EvaluationStore
from services.session.interviews.store import InterviewStore, Record
from services.session.interviews.words import Unavailable
from services.session.tasks.domain import Ticket
from services.session.tasks.making import cancel_tasks, make_task
from services.session.webhooks.telling import tell_of_interview

FIRST_VERSION = 1
QUESTION_FIRST = timedelta(seconds=1)
"""How long the reading of an answer leaves everything to the question that follows it: the worker, the database, the interview's row."""
SYSTEM = event_pb.Actor(party=event_pb.Actor.PARTY_SYSTEM)


@dataclass(frozen=True)
class Said:
    """What a candidate said with an answer, besides the lines kept before."""

    text: str = ""
    skip_reason: int = 0


class StepWriter:
    """Writes steps down through one unit of work. The interview's row is locked."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work
        self._interviews = InterviewStore(work)
        self._conversation = Conversation(work)

    async def write(
        self,
        record: Record,
        step: Step,
        *,
        at: datetime,
        actor: event_pb.Actor = SYSTEM,
        said: Said | None = None,
        extra: Extra | None = None,
        ticket: Ticket | None = None,
    ) -> None:
        """Writes everything a step changed. `ticket`: keeps a question's task back for whoever opens it."""
        if not step.events:
            return
        if step.answer:
            self._write_answer(record, step.answer, said or Said(), at)
        if step.question:
            question = step.question
            self._conversation.add_question(record.interview.interview_id, question, extra or Extra(), at=at)
            self._conversation.add_line(record, str(uuid4()), question.question_id, INTERVIEWER, question.text, at=at)
        if step.time_limit is not None and record.interview.open:
            self._conversation.set_time_limit(record.interview.open.question_id, step.time_limit)
        await self._write_events(record, step, actor, at)
        self._interviews.save(record, at=at)
        await self._write_tasks(record, step, ticket, at)

    def _write_answer(self, record: Record, answer: NewAnswer, said: Said, at: datetime) -> None:
        line_id = None
        if said.text.strip():
            line_id = str(uuid4())
            self._conversation.add_line(record, line_id, answer.question_id, CANDIDATE, said.text, at=at)
        interview_id = record.interview.interview_id
        self._conversation.add_answer(interview_id, answer, line_id=line_id, skip_reason=said.skip_reason, at=at)

    async def _write_events(self, record: Record, step: Step, actor: event_pb.Actor, at: datetime) -> None:
        first = record.event_sequence + 1
        batch = [encode_event(record, event, actor, first + n, at=at) for n, event in enumerate(step.events)]
        record.event_sequence += len(batch)
        EventStore(self._work).append(record.stream, first, batch, at=at)
        happened = ((first + n, event.happening) for n, event in enumerate(step.events))
        await tell_of_interview(self._work, record.interview.interview_id, record.facts["client_id"], happened, at=at)

    async def _write_tasks(self, record: Record, step: Step, ticket: Ticket | None, at: datetime) -> None:
        interview_id = record.interview.interview_id
        if step.cancel_making:
            await cancel_tasks(self._work, interview_id, ASK, at=at)
        if step.cancel_evaluations:
            await cancel_tasks(self._work, interview_id, EVALUATE, at=at)
        if step.answer and step.answer.to_evaluate:
            answer_id = step.answer.answer_id
            request = llm.EvaluateRequest(interview_id=interview_id, answer_id=answer_id)
            key = f"{EVALUATES}{answer_id}"
            # Nobody waits for it as long as there is a next question to be made, and for that somebody does.
            after = QUESTION_FIRST if step.make else timedelta()
            make_task(self._work, request, resource_id=interview_id, dedupe_key=key, at=at, after=after)
        elif step.answer:
            await EvaluationStore(self._work).add_unavailable(step.answer, interview_id, Unavailable.NOT_ANSWERED, at=at)
        if step.make:
            made = step.make.question_id
            ask = llm.AskRequest(interview_id=interview_id, question_id=made)
            make_task(self._work, ask, resource_id=interview_id, task_id=made, dedupe_key=f"ask:{made}", ticket=ticket, at=at)
        if step.write_report:
            report = llm.WriteReportRequest(interview_id=interview_id, version=FIRST_VERSION)
            make_task(self._work, report, resource_id=interview_id, dedupe_key=f"report:{interview_id}:{FIRST_VERSION}", at=at)


ASK, EVALUATE = (method_of(request).full_name for request in (llm.AskRequest, llm.EvaluateRequest))
