"""Interviews: making them, answering them, and following them to their end."""

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from datetime import datetime

from grpc.aio import UnaryStreamCall
from viva.interview.v1.language_pb2 import LANGUAGE_UNSPECIFIED, Language
from viva.interview.v1.stage_pb2 import FOCUS_UNSPECIFIED, SCENARIO_VARIANT_UNSPECIFIED, Focus, ScenarioVariant
from viva.interview.v1.transcript_pb2 import TranscriptLine
from viva.llm.v1.llm_service_pb2 import AskRequest, AskResponse
from viva.llm.v1.llm_service_pb2_grpc import LlmServiceStub
from viva.session.v1 import interview_service_pb2 as pb
from viva.session.v1.career_pb2 import CareerJudgement
from viva.session.v1.interview_event_pb2 import InterviewEvent
from viva.session.v1.interview_pb2 import (
    INTERVIEW_STATUS_LIVE,
    INTERVIEW_STATUS_SCHEDULED,
    MODE_UNSPECIFIED,
    PHASE_COMPLETE,
    Interview,
    InterviewState,
    InterviewStatus,
    Mode,
    Question,
)
from viva.session.v1.interview_service_pb2_grpc import InterviewServiceStub

from viva_client.errors import VivaError
from viva_client.paging import every
from viva_client.watching import Watch


class Interviews:
    """The interviews that whoever is signed in may see; a partner, those it made (scope `interviews`).

    NotFound `INTERVIEW_UNKNOWN` from every method for an interview that does not exist or is somebody else's.
    """

    def __init__(self, interviews: InterviewServiceStub, llm: LlmServiceStub, *, patience: float) -> None:
        """Made by `Viva`."""
        self._stub = interviews
        self._llm = llm
        self._patience = patience

    # ---- making and finding ----

    async def create(
        self,
        *,
        position: str = "",
        language: Language.ValueType = LANGUAGE_UNSPECIFIED,
        resume_id: str = "",
        posting_id: str = "",
        candidate_id: str = "",
        mode: Mode.ValueType = MODE_UNSPECIFIED,
        focus: Focus.ValueType = FOCUS_UNSPECIFIED,
        variant: ScenarioVariant.ValueType = SCENARIO_VARIANT_UNSPECIFIED,
        scheduled_time: datetime | None = None,
        request_id: str = "",
    ) -> Interview:
        """Makes an interview: for the caller, or, from a partner, for a guest who has no account.

        Position and language are needed unless a posting tells them. `candidate_id` is a guest that this partner brought
        before (`Interview.candidate_id`); empty makes a new one. A given `request_id` makes two calls of this one interview.
        """
        request = pb.CreateInterviewRequest(
            request_id=request_id,
            posting_id=posting_id,
            resume_id=resume_id,
            position=position,
            language=language,
            mode=mode,
            focus=focus,
            variant=variant,
            candidate_id=candidate_id,
        )
        if scheduled_time is not None:
            request.scheduled_time.FromDatetime(scheduled_time)
        return (await self._stub.CreateInterview(request)).interview

    async def judge_career(self, *, resume_id: str = "", position: str = "", posting_id: str = "") -> CareerJudgement:
        """Whether a job would be a change of career by what a résumé says, and why; `create` without `variant` goes by it."""
        request = pb.JudgeCareerRequest(resume_id=resume_id, position=position, posting_id=posting_id)
        return (await self._stub.JudgeCareer(request)).judgement

    async def choose_variant(self, interview_id: str, variant: ScenarioVariant.ValueType) -> Interview:
        """Takes another way through the stages. FailedPrecondition `INTERVIEW_BEGUN` once the interview was started."""
        return (await self._stub.ChooseVariant(pb.ChooseVariantRequest(interview_id=interview_id, variant=variant))).interview

    async def get(self, interview_id: str) -> Interview:
        """An interview and where it stands."""
        return (await self._stub.GetInterview(pb.GetInterviewRequest(interview_id=interview_id))).interview

    def list(self, *, statuses: Sequence[InterviewStatus.ValueType] = (), posting_id: str = "") -> AsyncIterator[Interview]:
        """Interviews, newest first, of all statuses and postings unless some are named."""
        request = pb.ListInterviewsRequest(statuses=statuses, posting_id=posting_id)
        return every(self._stub.ListInterviews, request, lambda page: page.interviews)

    async def questions_of(self, interview_id: str) -> Sequence[Question]:
        """The questions asked so far, in order."""
        return (await self._stub.ListQuestions(pb.ListQuestionsRequest(interview_id=interview_id))).questions

    def transcript(self, interview_id: str) -> AsyncIterator[TranscriptLine]:
        """What was said, in order."""
        return every(self._stub.ListTranscript, pb.ListTranscriptRequest(interview_id=interview_id), lambda page: page.lines)

    # ---- holding ----

    async def start(self, interview_id: str) -> pb.StartInterviewResponse:
        """Makes it live; starting a live one changes nothing. ResourceExhausted `HOUSE_FULL` when there is no room: try later."""
        return await self._stub.StartInterview(pb.StartInterviewRequest(interview_id=interview_id))

    async def present(self, question: Question) -> InterviewState:
        """Says that the question is on the screen or was spoken: the answer's clock runs from now, not from 30 s after the asking."""
        request = pb.PresentQuestionRequest(interview_id=question.interview_id, question_id=question.question_id)
        return (await self._stub.PresentQuestion(request)).state

    async def answer(self, question: Question, text: str, *, claim: bool = False, request_id: str = "") -> pb.SubmitAnswerResponse:
        """Answers the open question.

        FailedPrecondition `QUESTION_CLOSED` when it is open no more, so that an answer never lands in another question. The reply
        has the next question when it could be asked at once; with `claim`, it has a ticket for `words` otherwise.
        """
        request = pb.SubmitAnswerRequest(
            interview_id=question.interview_id, question_id=question.question_id, request_id=request_id, text=text, claim=claim
        )
        return await self._stub.SubmitAnswer(request)

    async def words(self, reply: pb.SubmitAnswerResponse | pb.SkipQuestionResponse) -> AsyncGenerator[AskResponse, None]:
        """The next question as it is written: a start, deltas, and the whole at the end. Needs a `reply` that was claimed.

        Ends early, and raises nothing, when whoever writes is lost: another one takes the work up, and the question arrives
        through `watch` and `questions` either way, which is also where a reply without a ticket leaves it to.
        """
        if not reply.ticket:
            return
        call = self._llm.Ask(AskRequest(ticket=reply.ticket))
        try:
            async for piece in call:
                yield piece
        except VivaError:
            return
        finally:
            call.cancel()

    async def skip(
        self, question: Question, reason: pb.SkipQuestionRequest.Reason.ValueType, *, claim: bool = False, request_id: str = ""
    ) -> pb.SkipQuestionResponse:
        """Passes over the open question; its stage counts as not answered. Fails as `answer` does."""
        request = pb.SkipQuestionRequest(
            interview_id=question.interview_id, question_id=question.question_id, request_id=request_id, reason=reason, claim=claim
        )
        return await self._stub.SkipQuestion(request)

    async def pause(self, interview_id: str) -> InterviewState:
        """Stops the clock."""
        return (await self._stub.PauseInterview(pb.PauseInterviewRequest(interview_id=interview_id))).state

    async def resume(self, interview_id: str) -> InterviewState:
        """Lets the clock run on from where it stood."""
        return (await self._stub.ResumeInterview(pb.ResumeInterviewRequest(interview_id=interview_id))).state

    async def complete(self, interview_id: str) -> InterviewState:
        """Ends it and has its report written over what was answered."""
        return (await self._stub.CompleteInterview(pb.CompleteInterviewRequest(interview_id=interview_id))).state

    async def cancel(self, interview_id: str) -> InterviewState:
        """Calls it off; there is no report."""
        return (await self._stub.CancelInterview(pb.CancelInterviewRequest(interview_id=interview_id))).state

    # ---- following ----

    async def watch(self, interview_id: str, after_sequence: int = 0) -> AsyncGenerator[InterviewEvent, None]:
        """What happens, from the event after `after_sequence` on: each event once, in order, and none left out.

        Comes back by itself after whatever ends the stream. Ends when the interview is over and nothing more is to come: its report is
        there, or there will be none. Keep the last event's `sequence` to go on from there in another process.
        """
        if after_sequence and await self._ends_at(interview_id, after_sequence):
            return

        def stream(after: int) -> UnaryStreamCall[pb.WatchInterviewRequest, pb.WatchInterviewResponse]:
            return self._stub.WatchInterview(pb.WatchInterviewRequest(interview_id=interview_id, after_sequence=after))

        watch = Watch(stream, after_sequence, patience=self._patience)
        async with aclosing(watch.events()) as messages:
            async for message in messages:
                yield message.event
                if message.event.state.phase == PHASE_COMPLETE and await self._ends_at(interview_id, message.event.sequence):
                    return

    async def questions(self, interview_id: str) -> AsyncGenerator[Question, None]:
        """The open question, and then every one that is opened, until the interview is over; it may have been started before or not."""
        state = (await self.get(interview_id)).state
        if state.status not in (INTERVIEW_STATUS_SCHEDULED, INTERVIEW_STATUS_LIVE):
            return
        for question in await self.questions_of(interview_id) if state.open_question_id else ():
            if question.question_id == state.open_question_id:
                yield question
        async with aclosing(self.watch(interview_id, state.sequence)) as events:
            async for event in events:
                if event.HasField("question_asked") and event.question_asked.question.question_id:
                    yield event.question_asked.question
                if event.HasField("ended"):
                    return

    async def _ends_at(self, interview_id: str, sequence: int) -> bool:
        """Whether nothing follows a sequence: a report that was written anew makes more events than the first one did."""
        state = (await self.get(interview_id)).state
        return state.phase == PHASE_COMPLETE and state.sequence <= sequence
