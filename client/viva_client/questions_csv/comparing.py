"""Says what an import would do, without doing it."""

from collections.abc import Sequence

from viva.session.v1.bank_question_pb2 import BankQuestionContent
from viva.session.v1.imported_row_pb2 import IMPORT_OUTCOME_CREATED, IMPORT_OUTCOME_UNCHANGED, IMPORT_OUTCOME_UPDATED, ImportOutcome
from viva.session.v1.question_bank_service_pb2 import ListBankQuestionsRequest
from viva.session.v1.question_bank_service_pb2_grpc import QuestionBankServiceStub

from interviewing.likeness import text_key
from viva_client.client import Viva
from viva_client.paging import every
from viva_client.questions_csv.exporting import PAGE
from viva_client.questions_csv.reading import Row


async def compared(viva: Viva, rows: Sequence[Row], company_id: str = "") -> list[ImportOutcome.ValueType]:
    """What would become of each row; the bank may still refuse what only it can know, such as words that every company has."""
    stub = viva.stub(QuestionBankServiceStub)
    wanted = ListBankQuestionsRequest(company_id=company_id, own_only=True, page_size=PAGE)
    known = {_key(each.content): each.content async for each in every(stub.ListBankQuestions, wanted, lambda page: page.questions)}
    return [_outcome(known.get(_key(row.content)), row.content) for row in rows]


def _outcome(known: BankQuestionContent | None, row: BankQuestionContent) -> ImportOutcome.ValueType:
    if known is None:
        return IMPORT_OUTCOME_CREATED
    return IMPORT_OUTCOME_UNCHANGED if _as_imported(known, row) == row else IMPORT_OUTCOME_UPDATED


def _as_imported(known: BankQuestionContent, row: BankQuestionContent) -> BankQuestionContent:
    """What is there, as a row would have to say it to change nothing."""
    alike = BankQuestionContent()
    alike.CopyFrom(known)
    alike.rubric.ClearField("version")
    if not row.HasField("rubric"):
        alike.ClearField("rubric")
    return alike


def _key(content: BankQuestionContent) -> tuple[int, str]:
    return content.stage, text_key(content.text)
