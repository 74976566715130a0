"""Takes part by gRPC through the edge, as a partner's program would: unary calls, an upload, and a watch that is resumed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import grpc
import grpc.aio
from google.protobuf.json_format import MessageToDict
from google.protobuf.message import Message
from google.rpc import error_details_pb2
from grpc_status import rpc_status
from viva.interview.v1 import language_pb2
from viva.resume.v1 import resume_service_pb2 as resume
from viva.resume.v1 import resume_service_pb2_grpc as resume_rpc
from viva.resume.v1 import resume_state_pb2
from viva.session.v1 import account_service_pb2 as account
from viva.session.v1 import account_service_pb2_grpc as account_rpc
from viva.session.v1 import auth_service_pb2 as auth
from viva.session.v1 import auth_service_pb2_grpc as auth_rpc
from viva.session.v1 import interview_pb2
from viva.session.v1 import interview_service_pb2 as interview
from viva.session.v1 import interview_service_pb2_grpc as interview_rpc
from viva.session.v1 import report_service_pb2 as report
from viva.session.v1 import report_service_pb2_grpc as report_rpc
from viva.session.v1 import resume_service_pb2 as stored
from viva.session.v1 import resume_service_pb2_grpc as stored_rpc

from bench.chaos.honest import CALL_SECONDS, Honest, Lost, Refused
from bench.chaos.over_socket import PAUSE_SECONDS, SILENCE_SECONDS
from bench.chaos.room import LANGUAGES, POSITIONS, Candidate
from bench.chaos.state import Standing, State
from bench.chaos.tally import Record, Tally

PIECE_BYTES = 64 * 1024
TRY_AGAIN = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.RESOURCE_EXHAUSTED, grpc.StatusCode.DEADLINE_EXCEEDED)
OPTIONS = (("grpc.max_reconnect_backoff_ms", 1000), ("grpc.initial_reconnect_backoff_ms", 100), ("grpc.min_reconnect_backoff_ms", 100))
READ = (resume_state_pb2.RESUME_STATE_READY, resume_state_pb2.RESUME_STATE_FAILED)


class Rpc:
    """A caller of the edge by gRPC, signed in or not."""

    def __init__(self, address: str, tally: Tally) -> None:
        """Connects on first use."""
        self.channel = grpc.aio.insecure_channel(address, OPTIONS)
        self._tally = tally
        self._honest = Honest(tally)
        self.token = ""

    @property
    def metadata(self) -> tuple[tuple[str, str], ...]:
        """Who calls."""
        return (("authorization", f"Bearer {self.token}"),) if self.token else ()

    async def ask(self, method: Any, request: Any) -> Any:
        """The response. `request`: a message, or a function that streams messages anew each time it is called."""
        return await self._honest.until_answered(lambda: self._once(method, request))

    def judge(self, error: grpc.aio.AioRpcError) -> Exception:
        """What a failed call amounts to for its caller."""
        if error.code() in TRY_AGAIN or _was_cut(error):
            return Lost(error.details() or error.code().name)
        if error.code() in (grpc.StatusCode.INTERNAL, grpc.StatusCode.UNKNOWN):
            self._tally.fault(f"a call was answered {error.code().name}: {error.details()}")
            return Lost(error.code().name)
        return Refused(error.code().name, _reason(error))

    async def _once(self, method: Any, request: Any) -> Any:
        content = request if isinstance(request, Message) else request()
        try:
            return await method(content, metadata=self.metadata, timeout=CALL_SECONDS)
        except grpc.aio.AioRpcError as error:
            raise self.judge(error) from error


class GrpcRoom:
    """An interview by gRPC."""

    def __init__(self, address: str, candidate: Candidate, record: Record, tally: Tally) -> None:
        """Has not signed in."""
        self._candidate = candidate
        self._record = record
        self._tally = tally
        self._rpc = Rpc(address, tally)
        self._interviews = interview_rpc.InterviewServiceStub(self._rpc.channel)
        self._standing = Standing()
        self._watching: asyncio.Task[None] | None = None

    async def prepare(self) -> str:
        """See Room."""
        self._record.watches = True
        await self._sign_up_and_in()
        resume_id = await self._upload()
        language = self._candidate.part.language
        wanted = interview.CreateInterviewRequest(
            request_id=self._candidate.new_id(),
            resume_id=resume_id,
            position=POSITIONS[language],
            language=language_pb2.Language.Value(LANGUAGES[language]),
            mode=interview_pb2.MODE_TEXT,
        )
        made = await self._rpc.ask(self._interviews.CreateInterview, wanted)
        interview_id: str = made.interview.interview_id
        self._watching = asyncio.create_task(self._keep_watching(interview_id))
        return interview_id

    async def start(self) -> None:
        """See Room."""
        request = interview.StartInterviewRequest(interview_id=self._record.interview_id)
        await self._rpc.ask(self._interviews.StartInterview, request)

    async def newer_state(self, than: int) -> State:
        """See Room."""
        return await self._standing.newer(than)

    async def answer(self, question_id: str, request_id: str, text: str) -> str:
        """See Room."""
        request = interview.SubmitAnswerRequest(
            interview_id=self._record.interview_id, question_id=question_id, request_id=request_id, text=text
        )
        return str((await self._rpc.ask(self._interviews.SubmitAnswer, request)).answer_id)

    async def report(self) -> dict[str, Any]:
        """See Room."""
        stub = report_rpc.ReportServiceStub(self._rpc.channel)
        got = await self._rpc.ask(stub.GetReport, report.GetReportRequest(interview_id=self._record.interview_id))
        return _document(got.report)

    async def lines(self) -> list[dict[str, Any]]:
        """See Room."""
        lines: list[dict[str, Any]] = []
        request = interview.ListTranscriptRequest(interview_id=self._record.interview_id)
        while True:
            page = await self._rpc.ask(self._interviews.ListTranscript, request)
            lines += [_document(line) for line in page.lines]
            request.page_token = page.next_page_token
            if not request.page_token:
                return lines

    async def leave(self) -> None:
        """See Room."""
        if self._watching is not None:
            self._watching.cancel()
            with suppress(asyncio.CancelledError):
                await self._watching
        await self._rpc.channel.close()

    async def _sign_up_and_in(self) -> None:
        who = self._candidate
        new = account.RegisterRequest(
            request_id=who.new_id(),
            email=who.email,
            username=who.username,
            password=who.password,
            full_name=who.full_name,
            language=language_pb2.Language.Value(LANGUAGES[who.part.language]),
        )
        await self._rpc.ask(account_rpc.AccountServiceStub(self._rpc.channel).Register, new)
        proof = auth.PasswordProof(username=who.username, password=who.password)
        signed_in = await self._rpc.ask(auth_rpc.AuthServiceStub(self._rpc.channel).LogIn, auth.LogInRequest(password=proof))
        self._rpc.token = signed_in.tokens.access_token

    async def _upload(self) -> str:
        """Uploads the résumé and waits until it is read."""
        request_id, pdf = self._candidate.new_id(), self._candidate.resume

        async def pieces() -> AsyncIterator[resume.UploadRequest]:
            start = resume.UploadStart(request_id=request_id, file_name=f"{self._candidate.username}.pdf", size_bytes=len(pdf))
            yield resume.UploadRequest(start=start)
            for begin in range(0, len(pdf), PIECE_BYTES):
                yield resume.UploadRequest(piece=pdf[begin : begin + PIECE_BYTES])

        uploaded = await self._rpc.ask(resume_rpc.ResumeServiceStub(self._rpc.channel).Upload, pieces)
        resumes = stored_rpc.ResumeServiceStub(self._rpc.channel)
        state = uploaded.state
        while state not in READ:
            await asyncio.sleep(PAUSE_SECONDS)
            state = (await self._rpc.ask(resumes.GetResume, stored.GetResumeRequest(resume_id=uploaded.resume_id))).resume.state
        if state != resume_state_pb2.RESUME_STATE_READY:
            self._tally.fault("a good résumé could not be read")
        return str(uploaded.resume_id)

    async def _keep_watching(self, interview_id: str) -> None:
        while True:
            after = self._record.watched[-1] if self._record.watched else 0
            request = interview.WatchInterviewRequest(interview_id=interview_id, after_sequence=after)
            stream = self._interviews.WatchInterview(request, metadata=self._rpc.metadata)
            try:
                await self._listen(stream)
            except grpc.aio.AioRpcError as error:
                if isinstance(judged := self._rpc.judge(error), Refused):
                    self._tally.fault(f"a watch was refused: {judged}")
            except TimeoutError:
                stream.cancel()
            self._tally.count("watches resumed")
            await asyncio.sleep(PAUSE_SECONDS)

    async def _listen(self, stream: Any) -> None:
        responses = aiter(stream)
        while True:
            async with asyncio.timeout(SILENCE_SECONDS):
                response = await anext(responses, None)
            if response is None:
                return
            if response.HasField("event"):
                self._record.watched.append(response.event.sequence)
                self._standing.learn(State.of(_document(response.event.state)))


def _document(message: Message) -> dict[str, Any]:
    return MessageToDict(message, preserving_proto_field_name=True, always_print_fields_with_no_presence=True)


def _was_cut(error: grpc.aio.AioRpcError) -> bool:
    """Whether a proxy broke the stream off because what is behind it died: gRPC has no code of its own for that."""
    return error.code() is grpc.StatusCode.INTERNAL and "RST_STREAM" in (error.details() or "")


def _reason(error: grpc.aio.AioRpcError) -> str:
    status = rpc_status.from_call(error)  # type: ignore[arg-type]  # takes any call that ended
    for detail in status.details if status else ():
        info = error_details_pb2.ErrorInfo()
        if detail.Unpack(info):
            return str(info.reason)
    return error.details() or ""
