"""InterviewService on the wire: decode, call the use case, encode."""

from collections.abc import AsyncIterator
from dataclasses import replace

from viva.contract.v1.options_pb2 import AUDIENCE_CANDIDATE, AUDIENCE_CLIENT, AUDIENCE_MEMBER, ROLE_CANDIDATE, ROLE_RECRUITER, Audience
from viva.session.v1 import interview_event_pb2 as event_pb
from viva.session.v1 import interview_service_pb2 as pb
from viva.session.v1 import interview_service_pb2_grpc as rpc

from mesh.call import Context
from mesh.caller import Partner, Person, current_caller
from mesh.refusal import Unauthenticated
from services.session.accounts.servicer.wire import doer_of
from services.session.database import Database
from services.session.interviews.choosing import WayChooser
from services.session.interviews.conversation import Conversation
from services.session.interviews.creating import Creator, InterviewMaker
from services.session.interviews.domain.interview import Accommodation
from services.session.interviews.encoding import encode_line
from services.session.interviews.listing import InterviewReader
from services.session.interviews.live import LiveInterviews, Move, Who
from services.session.interviews.store import Filter
from services.session.interviews.watching import InterviewWatch


class InterviewServicer(rpc.InterviewServiceServicer):
    """The live interview."""

    def __init__(self, database: Database, watch: InterviewWatch, *, max_live: int) -> None:
        self._database = database
        self._maker = InterviewMaker(database)
        self._live = LiveInterviews(database, max_live=max_live)
        self._ways = WayChooser(database)
        self._reader = InterviewReader(database)
        self._watch = watch

    async def CreateInterview(self, request: pb.CreateInterviewRequest, context: Context) -> pb.CreateInterviewResponse:
        """See the contract."""
        interview_id = await self._maker.create(request, _creator())
        return pb.CreateInterviewResponse(interview=await self._maker.made(interview_id))

    async def JudgeCareer(self, request: pb.JudgeCareerRequest, context: Context) -> pb.JudgeCareerResponse:
        """See the contract."""
        return pb.JudgeCareerResponse(judgement=await self._ways.judge(request))

    async def ChooseVariant(self, request: pb.ChooseVariantRequest, context: Context) -> pb.ChooseVariantResponse:
        """See the contract."""
        return pb.ChooseVariantResponse(interview=await self._ways.choose(request, _who()))

    async def GetInterview(self, request: pb.GetInterviewRequest, context: Context) -> pb.GetInterviewResponse:
        """See the contract."""
        return await self._reader.get(request.interview_id, doer_of(type(request), context))

    async def ListInterviews(self, request: pb.ListInterviewsRequest, context: Context) -> pb.ListInterviewsResponse:
        """See the contract."""
        return await self._reader.page(request, _filter(request), doer_of(type(request), context))

    async def StartInterview(self, request: pb.StartInterviewRequest, context: Context) -> pb.StartInterviewResponse:
        """See the contract."""
        state, question = await self._live.start(request.interview_id, _who())
        return pb.StartInterviewResponse(state=state, question=question)

    async def PresentQuestion(self, request: pb.PresentQuestionRequest, context: Context) -> pb.PresentQuestionResponse:
        """See the contract."""
        move: Move = lambda interview, now: interview.present(request.question_id, at=now)  # noqa: E731
        return pb.PresentQuestionResponse(state=await self._live.move(request.interview_id, move, _who()))

    async def SubmitAnswer(self, request: pb.SubmitAnswerRequest, context: Context) -> pb.SubmitAnswerResponse:
        """See the contract."""
        return await self._live.submit(request, _who())

    async def AddLine(self, request: pb.AddLineRequest, context: Context) -> pb.AddLineResponse:
        """See the contract."""
        line_id = await self._live.add_line(request, _who())
        async with self._database.work() as work:
            row = await Conversation(work).line(line_id)
            return pb.AddLineResponse(line=encode_line(row) if row else None)

    async def SkipQuestion(self, request: pb.SkipQuestionRequest, context: Context) -> pb.SkipQuestionResponse:
        """See the contract."""
        return await self._live.skip(request, _who())

    async def RepeatQuestion(self, request: pb.RepeatQuestionRequest, context: Context) -> pb.RepeatQuestionResponse:
        """See the contract."""
        state, question = await self._live.repeat(request.interview_id, request.question_id, _who())
        return pb.RepeatQuestionResponse(state=state, question=question)

    async def RequestFollowUp(self, request: pb.RequestFollowUpRequest, context: Context) -> pb.RequestFollowUpResponse:
        """See the contract."""
        move: Move = lambda interview, now: interview.request_follow_up(request.question_id, at=now)  # noqa: E731
        return pb.RequestFollowUpResponse(state=await self._live.move(request.interview_id, move, _who()))

    async def PauseInterview(self, request: pb.PauseInterviewRequest, context: Context) -> pb.PauseInterviewResponse:
        """See the contract."""
        state = await self._live.move(request.interview_id, lambda i, now: i.pause(at=now), _who())
        return pb.PauseInterviewResponse(state=state)

    async def ResumeInterview(self, request: pb.ResumeInterviewRequest, context: Context) -> pb.ResumeInterviewResponse:
        """See the contract."""
        state = await self._live.move(request.interview_id, lambda i, now: i.resume(at=now), _who())
        return pb.ResumeInterviewResponse(state=state)

    async def CompleteInterview(self, request: pb.CompleteInterviewRequest, context: Context) -> pb.CompleteInterviewResponse:
        """See the contract."""
        state = await self._live.move(request.interview_id, lambda i, now: i.complete(at=now), _who())
        return pb.CompleteInterviewResponse(state=state)

    async def CancelInterview(self, request: pb.CancelInterviewRequest, context: Context) -> pb.CancelInterviewResponse:
        """See the contract."""
        state = await self._live.move(request.interview_id, lambda i, now: i.cancel(at=now), _who())
        return pb.CancelInterviewResponse(state=state)

    async def GrantAccommodation(self, request: pb.GrantAccommodationRequest, context: Context) -> pb.GrantAccommodationResponse:
        """See the contract."""
        wanted = request.accommodation
        granted = Accommodation(wanted.time_percent, wanted.text_only, wanted.captions)
        state = await self._live.move(request.interview_id, lambda i, now: i.grant(granted, at=now), _who())
        return pb.GrantAccommodationResponse(state=state)

    async def ListQuestions(self, request: pb.ListQuestionsRequest, context: Context) -> pb.ListQuestionsResponse:
        """See the contract."""
        return await self._reader.questions(request.interview_id, doer_of(type(request), context))

    async def ListTranscript(self, request: pb.ListTranscriptRequest, context: Context) -> pb.ListTranscriptResponse:
        """See the contract."""
        return await self._reader.transcript(request, doer_of(type(request), context))

    async def WatchInterview(self, request: pb.WatchInterviewRequest, context: Context) -> AsyncIterator[pb.WatchInterviewResponse]:
        """See the contract."""
        await self._reader.begin_watching(request.interview_id, doer_of(type(request), context))
        async for response in self._watch.follow(request.interview_id, request.after_sequence, _audience()):
            yield response


def _who() -> Who:
    authority = current_caller().authority
    if isinstance(authority, Person):
        return Who(event_pb.Actor(party=event_pb.Actor.PARTY_PERSON, actor_id=authority.account_id), authority.account_id)
    if isinstance(authority, Partner):
        return Who(event_pb.Actor(party=event_pb.Actor.PARTY_CLIENT, actor_id=authority.client_id), authority.client_id)
    raise Unauthenticated


def _creator() -> Creator:
    who, authority = _who(), current_caller().authority
    return Creator(who.actor, who.holder_id, client_id=authority.client_id if isinstance(authority, Partner) else None)


def _filter(request: pb.ListInterviewsRequest) -> Filter:
    authority = current_caller().authority
    only = Filter(posting_id=request.posting_id or None, statuses=list(request.statuses))
    if isinstance(authority, Partner):
        return replace(only, client_id=authority.client_id)
    if not isinstance(authority, Person):
        raise Unauthenticated
    if authority.role == ROLE_CANDIDATE:
        return replace(only, candidate_id=authority.account_id)
    return replace(only, member_id=authority.account_id if authority.role == ROLE_RECRUITER else None)


def _audience() -> Audience.ValueType | None:
    authority = current_caller().authority
    if isinstance(authority, Partner):
        return AUDIENCE_CLIENT
    if isinstance(authority, Person) and authority.role == ROLE_CANDIDATE:
        return AUDIENCE_CANDIDATE
    if isinstance(authority, Person) and authority.role == ROLE_RECRUITER:
        return AUDIENCE_MEMBER
    return None
