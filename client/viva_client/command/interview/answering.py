"""Does what a typed line asks for: keeps it as part of the answer, hands the answer in, or obeys a command."""

from collections.abc import Awaitable, Callable
from uuid import uuid4

from viva.session.v1.interview_pb2 import Question
from viva.session.v1.interview_service_pb2 import AddLineRequest, RepeatQuestionRequest, SkipQuestionRequest
from viva.session.v1.interview_service_pb2_grpc import InterviewServiceStub

from viva_client import FailedPrecondition, InvalidArgument, ResourceExhausted, Viva, VivaError
from viva_client.command.interview.persistence import Persistence
from viva_client.command.interview.standing import Standing
from viva_client.command.interview.streaming import Streaming
from viva_client.command.interview.wording import COMMANDS

CLOSED = "QUESTION_CLOSED"
PAUSED = "INTERVIEW_PAUSED"
COLON = ":"

Act = Callable[[Question], Awaitable[None]]


class Answering:
    """The person's side. Every line is handed over as soon as it is typed, so that whatever happens next, it is kept."""

    def __init__(self, viva: Viva, standing: Standing, streaming: Streaming, persist: Persistence) -> None:
        """Waits for lines; what it says is said where `persist` says it."""
        self._viva = viva
        self._rpc = viva.stub(InterviewServiceStub)
        self._standing = standing
        self._streaming = streaming
        self._screen = persist.screen
        self._wording = persist.wording
        self._persist = persist
        self._asked_to_end = ""
        self._commands: dict[str, Act] = {
            ":skip": self._skip,
            ":repeat": self._repeat,
            ":pause": self._pause,
            ":resume": self._resume,
            ":end": self._end,
            ":help": self._help,
        }

    async def take(self, line: str, question: Question) -> None:
        """A line that was typed while this question was open. What it is refused with is told and changes nothing."""
        act = self._act_of(line)
        try:
            await act(question)
        except (FailedPrecondition, InvalidArgument, ResourceExhausted) as refused:
            self._screen.say(self._refusal(refused), style="yellow")

    def _act_of(self, line: str) -> Act:
        if not line.strip():
            return self._hand_in
        if not line.startswith(COLON):
            return lambda question: self._keep(question, line)
        if line.startswith(2 * COLON):
            return lambda question: self._keep(question, line.removeprefix(COLON))
        return self._commands.get(line.strip(), lambda _: self._unknown(line.strip()))

    def _refusal(self, refused: VivaError) -> str:
        if refused.reason == CLOSED:
            return self._wording.too_late
        return self._wording.is_paused if refused.reason == PAUSED else str(refused)

    # ---- the answer ----

    async def _keep(self, question: Question, line: str) -> None:
        request = AddLineRequest(interview_id=question.interview_id, question_id=question.question_id, request_id=str(uuid4()), text=line)
        await self._persist(lambda: self._rpc.AddLine(request))
        self._standing.lines += 1

    async def _hand_in(self, question: Question) -> None:
        if not self._standing.lines:
            self._screen.say(self._wording.nothing_to_hand_in, style="faint")
            return
        request_id = str(uuid4())
        reply = await self._persist(lambda: self._viva.interviews.answer(question, "", claim=True, request_id=request_id))
        self._standing.close(question.question_id)
        self._standing.now(reply.state)
        self._screen.say(self._wording.handed_in, style="faint")
        self._streaming.begin(reply)

    # ---- commands ----

    async def _skip(self, question: Question) -> None:
        request_id, reason = str(uuid4()), SkipQuestionRequest.REASON_DECLINED
        reply = await self._persist(lambda: self._viva.interviews.skip(question, reason, claim=True, request_id=request_id))
        self._standing.close(question.question_id)
        self._standing.now(reply.state)
        self._screen.say(self._wording.skipped, style="faint")
        self._streaming.begin(reply)

    async def _repeat(self, question: Question) -> None:
        request = RepeatQuestionRequest(interview_id=question.interview_id, question_id=question.question_id)
        again = await self._persist(lambda: self._rpc.RepeatQuestion(request))
        self._screen.say(self._wording.again, style="faint")
        self._screen.say(again.question.text)

    async def _pause(self, question: Question) -> None:
        await self._persist(lambda: self._viva.interviews.pause(question.interview_id))

    async def _resume(self, question: Question) -> None:
        if not self._standing.state.is_paused:
            self._screen.say(self._wording.not_paused, style="faint")
            return
        self._standing.now(await self._persist(lambda: self._viva.interviews.resume(question.interview_id)))

    async def _end(self, question: Question) -> None:
        """Asks back once: it cannot be undone."""
        if self._asked_to_end != question.question_id:
            self._asked_to_end = question.question_id
            self._screen.say(self._wording.confirm_end, style="yellow")
            return
        self._standing.now(await self._persist(lambda: self._viva.interviews.complete(question.interview_id)))
        self._standing.close(question.question_id)

    async def _help(self, question: Question) -> None:
        self._screen.say(self._wording.help, style="faint")

    async def _unknown(self, command: str) -> None:
        self._screen.say(self._wording.no_command.format(command=command, commands=COMMANDS), style="faint")
