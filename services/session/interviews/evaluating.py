"""What Evaluate tasks mean to their interview: an answer gets its score with evidence, or the reason there is none."""

from viva.interview.v1 import evaluation_pb2, rubric_pb2
from viva.llm.v1 import evaluate_context_pb2 as context_pb
from viva.llm.v1 import llm_service_pb2 as llm

from services.session.database import Asked, UnitOfWork
from services.session.interviews.blindness import lift, veil_over
from services.session.interviews.citations import require_verbatim
from services.session.interviews.conversation import CANDIDATE, Conversation
from services.session.interviews.domain.step import NewAnswer
from services.session.interviews.encoding import encode_line
from services.session.interviews.evaluations import EvaluationStore
from services.session.interviews.store import InterviewStore, Record
from services.session.interviews.words import AnswerKind, Stage, Unavailable, number
from services.session.interviews.writing import StepWriter
from services.session.prepared import Row
from services.session.questions.bank import BankStore
from services.session.resumes.veiling import veiled
from services.session.tasks.domain import Task
from services.session.tasks.ledger import ResultRefused


class EvaluateEffect:
    """Effect of viva.llm.v1 Evaluate: reads one answer."""

    def lock(self, work: UnitOfWork, task: Task) -> Asked[Record | None]:
        """Locks the interview."""
        return InterviewStore(work).lock(task.subject_id)

    async def fill(self, work: UnitOfWork, task: Task) -> bytes:
        """Adds the answer and what it is read by."""
        request, store, conversation = _request(task), InterviewStore(work), Conversation(work)
        reading, finding = store.read(request.interview_id), _answer(conversation, request)
        record, answer = await reading, await finding if finding else None
        if record is None or answer is None:
            return request.SerializeToString()
        its_stage = store.stage(request.interview_id, answer["stage"])
        said = conversation.lines_of_question(answer["question_id"], CANDIDATE)
        own = BankStore(work).rubric(answer["bank_question_id"]) if answer["bank_question_id"] else None
        stage = await its_stage
        rubric = (await own if own else None) or (stage["rubric"] if stage else None)
        veil = await veil_over(work, record)
        context = context_pb.EvaluateContext(
            language=record.facts["language"],
            purpose=record.facts["purpose"],
            stage=answer["stage"],
            area=number(stage["area"] if stage else 0),
            rubric=rubric_pb2.Rubric.FromString(rubric) if rubric else None,
            position=record.facts["position"],
            question=answer["question_text"],
            lines=map(encode_line, await said),
            answer_kind=answer["kind"],
        )
        request.context.CopyFrom(veiled(context, veil) if veil else context)
        return request.SerializeToString()

    async def done(self, work: UnitOfWork, task: Task, result: bytes) -> None:
        """Stores an evaluation whose every citation stands in the answer. Raises ResultRefused when one does not."""
        request, store, conversation = _request(task), InterviewStore(work), Conversation(work)
        read = llm.EvaluateResult.FromString(result)
        finding = _answer(conversation, request)
        answer = await finding if finding else None
        if answer is None:
            await self.fell_back(work, task)
            return
        its_stage = store.stage(request.interview_id, answer["stage"])
        said = conversation.lines_of_question(answer["question_id"], CANDIDATE)
        stage, evaluation, lines = await its_stage, read.evaluation, list(await said)
        record = await store.read(request.interview_id)
        lift(evaluation, lines, await veil_over(work, record) if record else None)
        require_verbatim(evaluation, lines)
        _require_evidence(evaluation)
        evaluation.answer_id, evaluation.stage, evaluation.area = request.answer_id, answer["stage"], number(stage["area"] if stage else 0)
        if answer["kind"] == AnswerKind.ANSWER:
            conversation.set_answer_kind(request.answer_id, read.answer_kind)
        await self._end(work, task, evaluation)

    async def retried(self, work: UnitOfWork, task: Task) -> None:
        """Nobody waits for it, so nobody is told."""

    async def fell_back(self, work: UnitOfWork, task: Task) -> None:
        """Marks what nobody will read any more as not evaluated, for a person to look at.

        Which answer that is, the interview knows even when the task cannot be read: nobody has read it, and no other task is to.
        """
        now = await work.now()
        for row in await EvaluationStore(work).left_unread(task.subject_id, besides=task.task_id):
            lost = NewAnswer(
                row["answer_id"], row["question_id"], Stage(row["stage"]), row["ordinal"], AnswerKind(row["kind"]), to_evaluate=False
            )
            if await EvaluationStore(work).add_unavailable(lost, task.subject_id, Unavailable.ENGINE_FAILED, at=now):
                await self._count_down(work, task.subject_id, lost.answer_id, Unavailable.ENGINE_FAILED)

    async def _end(self, work: UnitOfWork, task: Task, evaluation: evaluation_pb2.Evaluation) -> None:
        request = _request(task)
        if await EvaluationStore(work).add(request.interview_id, evaluation, at=await work.now()):
            unavailable = Unavailable(evaluation.unavailable) if evaluation.unavailable else None
            await self._count_down(work, request.interview_id, request.answer_id, unavailable)

    async def _count_down(self, work: UnitOfWork, interview_id: str, answer_id: str, unavailable: Unavailable | None) -> None:
        reading, clock = InterviewStore(work).read(interview_id), work.now()
        record, now = await reading, await clock
        if record:
            step = record.interview.evaluation_ended(answer_id, unavailable, at=now)
            await StepWriter(work).write(record, step, at=now)


def _require_evidence(evaluation: evaluation_pb2.Evaluation) -> None:
    """No evidence, no score: a scored criterion cites something, and a scored answer has a scored criterion."""
    scored = [criterion for criterion in evaluation.criteria if criterion.HasField("points")]
    if any(criterion.points > 0 and not criterion.citations for criterion in scored):
        raise ResultRefused(fault="SCORE_WITHOUT_EVIDENCE")
    if evaluation.HasField("points") and not scored:
        raise ResultRefused(fault="SCORE_WITHOUT_EVIDENCE")


def _answer(conversation: Conversation, request: llm.EvaluateRequest) -> Asked[Row | None] | None:
    """The answer that a task is about; None for a task of another release that does not name one."""
    return conversation.answer(request.answer_id) if request.answer_id else None


def _request(task: Task) -> llm.EvaluateRequest:
    return llm.EvaluateRequest.FromString(task.request)
