"""QuestionBankService on the wire: decode, call the use case, encode."""

from viva.session.v1 import question_bank_service_pb2 as pb
from viva.session.v1 import question_bank_service_pb2_grpc as rpc

from mesh.call import Context
from services.session.accounts.servicer.wire import doer_of
from services.session.authority import caller_id, caller_is_admin
from services.session.database import Database
from services.session.questions.bank_editing import Bank
from services.session.questions.bank_encoding import encode_question
from services.session.questions.bank_store import question_text
from services.session.search.encoding import embeddings_in, encode_hit


class QuestionBankServicer(rpc.QuestionBankServiceServicer):
    """The question bank."""

    def __init__(self, database: Database) -> None:
        self._bank = Bank(database)

    async def CreateBankQuestion(self, request: pb.CreateBankQuestionRequest, context: Context) -> pb.CreateBankQuestionResponse:
        """See the contract."""
        row = await self._bank.create(request, caller_id(), doer_of(type(request), context))
        return pb.CreateBankQuestionResponse(question=encode_question(row))

    async def GetBankQuestion(self, request: pb.GetBankQuestionRequest, context: Context) -> pb.GetBankQuestionResponse:
        """See the contract."""
        return pb.GetBankQuestionResponse(question=encode_question(await self._bank.get(request.question_id)))

    async def ListBankQuestions(self, request: pb.ListBankQuestionsRequest, context: Context) -> pb.ListBankQuestionsResponse:
        """See the contract."""
        rows, following = await self._bank.page(request)
        return pb.ListBankQuestionsResponse(questions=[encode_question(row) for row in rows], next_page_token=following)

    async def FindBankQuestions(self, request: pb.FindBankQuestionsRequest, context: Context) -> pb.FindBankQuestionsResponse:
        """See the contract."""
        found = await self._bank.find(
            request.query,
            embeddings_in(request),
            member_id=None if caller_is_admin() else caller_id(),
            language=request.language,
            stage=request.stage,
            limit=request.limit,
        )
        questions = [
            pb.FoundBankQuestion(question=encode_question(row), found=encode_hit(hit, request.query, question_text(row)))
            for row, hit in found
        ]
        return pb.FindBankQuestionsResponse(questions=questions)

    async def UpdateBankQuestion(self, request: pb.UpdateBankQuestionRequest, context: Context) -> pb.UpdateBankQuestionResponse:
        """See the contract."""
        row = await self._bank.update(request, doer_of(type(request), context))
        return pb.UpdateBankQuestionResponse(question=encode_question(row))

    async def ActivateBankQuestion(self, request: pb.ActivateBankQuestionRequest, context: Context) -> pb.ActivateBankQuestionResponse:
        """See the contract."""
        row = await self._bank.activate(request.question_id, request.etag, doer_of(type(request), context))
        return pb.ActivateBankQuestionResponse(question=encode_question(row))

    async def RetireBankQuestion(self, request: pb.RetireBankQuestionRequest, context: Context) -> pb.RetireBankQuestionResponse:
        """See the contract."""
        return pb.RetireBankQuestionResponse(question=encode_question(await self._bank.retire(request.question_id)))

    async def DeleteBankQuestion(self, request: pb.DeleteBankQuestionRequest, context: Context) -> pb.DeleteBankQuestionResponse:
        """See the contract."""
        await self._bank.delete(request.question_id)
        return pb.DeleteBankQuestionResponse()

    async def ImportBankQuestions(self, request: pb.ImportBankQuestionsRequest, context: Context) -> pb.ImportBankQuestionsResponse:
        """See the contract."""
        return await self._bank.take_in(request, caller_id(), doer_of(type(request), context))
