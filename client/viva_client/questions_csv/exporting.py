"""Writes a bank as a table that imports again to no change."""

import csv
import io
from collections.abc import Iterable

from viva.session.v1.bank_question_pb2 import BANK_QUESTION_STATUS_ACTIVE, BankQuestion, BankQuestionContent
from viva.session.v1.question_bank_service_pb2 import ListBankQuestionsRequest
from viva.session.v1.question_bank_service_pb2_grpc import QuestionBankServiceStub

from viva_client.client import Viva
from viva_client.paging import every
from viva_client.questions_csv.cells import neutralised
from viva_client.questions_csv.columns import COLUMNS

PAGE = 40
"""Questions at a time: with the longest rubrics that the contract allows, these still fit into one message."""


async def export(viva: Viva, company_id: str = "") -> list[BankQuestion]:
    """The active questions that a company wrote, or, without one, the installation's own; in an order that stays."""
    wanted = ListBankQuestionsRequest(company_id=company_id, own_only=True, status=BANK_QUESTION_STATUS_ACTIVE, page_size=PAGE)
    stub = viva.stub(QuestionBankServiceStub)
    found = [question async for question in every(stub.ListBankQuestions, wanted, lambda page: page.questions)]
    return sorted(found, key=lambda question: _place(question.content))


def written(contents: Iterable[BankQuestionContent]) -> bytes:
    """The file: UTF-8 with a byte order mark, which Excel needs to show Korean, and every cell safe to open."""
    out = io.StringIO(newline="")
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(COLUMNS)
    rows.writerows([neutralised(column.cell(content)) for column in COLUMNS.values()] for content in contents)
    return out.getvalue().encode("utf-8-sig")


def _place(content: BankQuestionContent) -> tuple[int, int, str, str]:
    return content.stage, content.language, content.position, content.text
