"""Rows go in batch by batch; a lost connection is taken up again under the same request, and what is refused is said in words."""

from collections.abc import AsyncIterator

import pytest
from google.protobuf.message import Message
from viva.session.v1.bank_question_pb2 import BankQuestionContent
from viva.session.v1.imported_row_pb2 import IMPORT_OUTCOME_CREATED, IMPORT_OUTCOME_REFUSED, ImportedRow
from viva.session.v1.question_bank_service_pb2 import ImportBankQuestionsResponse
from viva_client import PermissionDenied
from viva_client.lists import QUESTIONS, Interrupted, Row, take_in
from viva_client.lists.importing import BATCH, BATCH_BYTES, batches

from mesh import refusal
from tests.partners.fakes import Broken, FakeViva, serving

LOST = Broken()


@pytest.fixture
async def fake() -> AsyncIterator[FakeViva]:
    """A Viva that does as it is told."""
    async with serving() as fake:
        yield fake


def rows(count: int, text: str = "Why?") -> list[Row]:
    return [Row(number, BankQuestionContent(text=text)) for number in range(2, count + 2)]


def created(first: int, count: int) -> Message:
    outcomes = [ImportedRow(line=line, outcome=IMPORT_OUTCOME_CREATED) for line in range(first, first + count)]
    return ImportBankQuestionsResponse(rows=outcomes)


async def test_a_batch_that_was_lost_is_sent_again_under_the_same_id(fake: FakeViva) -> None:
    script = fake.on("ImportBankQuestions", created(2, BATCH), LOST, LOST, created(2 + BATCH, 3))
    heard: list[int] = []
    async with fake.client() as viva:
        taken = await take_in(viva, rows(BATCH + 3), QUESTIONS, told=heard.append)
    ids = [call.request.request_id for call in script.seen]
    assert len(set(ids)) == 2 and ids[1:] == [ids[1]] * 3
    assert [row.line for row in taken.rows] == list(range(2, BATCH + 5)) and heard == [BATCH, 3]
    assert [row.line for row in script.seen[-1].request.rows] == [BATCH + 2, BATCH + 3, BATCH + 4]


async def test_a_connection_that_stays_away_tells_what_was_done(fake: FakeViva) -> None:
    fake.on("ImportBankQuestions", created(2, BATCH), LOST)
    async with fake.client() as viva:
        with pytest.raises(Interrupted, match=f"{BATCH} rows were taken in") as interrupted:
            await take_in(viva, rows(BATCH + 1), QUESTIONS, patience=0.5)
    assert len(interrupted.value.taken.rows) == BATCH


async def test_what_may_not_be_done_at_all_is_an_error(fake: FakeViva) -> None:
    fake.on("ImportBankQuestions", refusal.PermissionDenied())
    async with fake.client() as viva:
        with pytest.raises(PermissionDenied):
            await take_in(viva, rows(1), QUESTIONS)


REFUSED = [
    (ImportedRow(reason="QUESTION_FORBIDDEN_TOPIC", facts={"topic": "MARRIAGE"}), "text", "is about marriage"),
    (ImportedRow(reason="NOT_ONE_QUESTION", facts={"fault": "SEVERAL_QUESTIONS"}), "text", "asks several things"),
    (ImportedRow(reason="QUESTION_BROKEN", facts={"fault": "RUBRIC_BROKEN"}), "rubric", "cannot be read by"),
    (ImportedRow(reason="QUESTION_TAKEN", facts={"question_id": "17"}), "text", "is a question that every company has already, 17"),
    (ImportedRow(reason="QUESTION_UNKNOWN"), "follow_up_of", "names a question that is not there"),
    (
        ImportedRow(reason="INVALID_REQUEST", field="content.rubric.criteria[0].levels", facts={"rule": "repeated.min_items"}),
        "rubric",
        "breaks the rule repeated.min_items",
    ),
    (ImportedRow(reason="SOMETHING_NEW"), "", "was refused: SOMETHING_NEW"),
]


@pytest.mark.parametrize(("outcome", "column", "problem"), REFUSED, ids=[outcome.reason + column for outcome, column, _ in REFUSED])
async def test_a_refusal_is_said_by_row_and_column(fake: FakeViva, outcome: ImportedRow, column: str, problem: str) -> None:
    refused = ImportedRow(line=2, outcome=IMPORT_OUTCOME_REFUSED, reason=outcome.reason, field=outcome.field, facts=outcome.facts)
    fake.on("ImportBankQuestions", ImportBankQuestionsResponse(rows=[refused]))
    async with fake.client() as viva:
        taken = await take_in(viva, rows(1), QUESTIONS)
    (finding,) = taken.findings
    assert (finding.row, finding.column, finding.problem) == (2, column, problem) and finding.remedy
    assert taken.count(IMPORT_OUTCOME_REFUSED) == 1


def test_a_batch_fits_into_a_message_and_none_is_empty() -> None:
    long = rows(5, text="x" * (BATCH_BYTES // 2))
    assert [len(batch) for batch in batches(long)] == [1, 1, 1, 1, 1]
    assert [len(batch) for batch in batches(rows(2 * BATCH))] == [BATCH, BATCH]
    assert list(batches([])) == []
