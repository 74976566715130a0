"""Lists of questions: one row is one question of the bank."""

from collections.abc import Iterator, Sequence
from typing import Any

from viva.interview.v1.bank_question_pb2 import Difficulty, QuestionCategory
from viva.interview.v1.language_pb2 import Language as LanguageName
from viva.interview.v1.stage_pb2 import ScenarioVariant, Stage
from viva.session.v1.bank_question_pb2 import BANK_QUESTION_STATUS_ACTIVE, BankQuestionContent
from viva.session.v1.imported_row_pb2 import ImportedRow
from viva.session.v1.question_bank_service_pb2 import BankQuestionRow, ImportBankQuestionsRequest, ListBankQuestionsRequest
from viva.session.v1.question_bank_service_pb2_grpc import QuestionBankServiceStub

from interviewing.language import Language
from interviewing.likeness import ALIKE, text_key
from interviewing.topics import forbidden_topic
from interviewing.wording import WordingFault, faults_in_question
from viva_client.client import Viva
from viva_client.lists.columns import Column, Unclear, choice_column, named, text_column, yes_or_no
from viva_client.lists.findings import Finding
from viva_client.lists.kind import Kind
from viva_client.lists.question_refusals import in_words
from viva_client.lists.question_rubrics import RubricUnclear, cell_of, rubric_of
from viva_client.lists.question_wording import ANOTHER_TOPIC, WORDING
from viva_client.lists.reading import Row
from viva_client.paging import every

PAGE = 40
"""Questions at a time: with the longest rubrics that the contract allows, these still fit into one message."""


def _rubric(cell: str) -> Any:
    try:
        return rubric_of(cell)
    except RubricUnclear as unclear:
        remedy = "write “[id] Name”, then lines “0: …” to “100: …” that rise; or leave it empty for the stage's own"
        raise Unclear(f"is no rubric: {unclear}", remedy) from unclear


RUBRIC_SAYS = "what an answer is read by; empty keeps what is there, or takes the stage's own"
COLUMNS = named(
    text_column("text", "the question, exactly one, as it is to be spoken", is_required=True),
    choice_column("language", "what it is written in (ko and en will do)", LanguageName),
    choice_column("stage", "where in an interview it belongs", Stage),
    choice_column("category", "what kind of question it is", QuestionCategory),
    choice_column("difficulty", "how hard it is to answer well", Difficulty),
    text_column("position", "the job it is for; empty for any"),
    text_column("industry", "the industry it is for; empty for any"),
    choice_column("variant", "for whom; empty for everybody", ScenarioVariant, is_required=False),
    Column("ice_breaker", "is_ice_breaker", "yes where it only makes talking easier", yes_or_no, lambda yes: "yes" if yes else ""),
    text_column("follow_up_of", "the id of the bank question it is asked after; empty when it stands alone"),
    Column(
        "rubric",
        "rubric",
        "what an answer is read by; empty keeps what is there, or takes the stage's own",
        _rubric,
        cell_of,
        is_structured=True,
    ),
)


async def fetch(viva: Viva, company_id: str) -> list[BankQuestionContent]:
    """The active questions that a company wrote, or, without one, the installation's own."""
    wanted = ListBankQuestionsRequest(company_id=company_id, own_only=True, status=BANK_QUESTION_STATUS_ACTIVE, page_size=PAGE)
    stub = viva.stub(QuestionBankServiceStub)
    return [question.content async for question in every(stub.ListBankQuestions, wanted, lambda page: page.questions)]


async def _send(viva: Viva, request_id: str, company_id: str, rows: Sequence[Row], seconds: float) -> Sequence[ImportedRow]:
    request = ImportBankQuestionsRequest(request_id=request_id, company_id=company_id)
    request.rows.extend(BankQuestionRow(line=row.number, content=row.content) for row in rows)
    return (await viva.stub(QuestionBankServiceStub).ImportBankQuestions(request, timeout=seconds)).rows


def _faults(row: Row) -> Iterator[Finding]:
    text, language = row.content.text, row.content.language
    faults = faults_in_question(text, Language(language)) if text and language else ()
    for fault in faults:
        if fault is not WordingFault.FORBIDDEN_TOPIC:
            yield Finding(row.number, "text", text, *WORDING[fault])
    if topic := forbidden_topic(text):
        yield Finding(row.number, "text", topic.words, f"is about {topic.topic.value}", ANOTHER_TOPIC)


def _as_imported(known: BankQuestionContent, row: BankQuestionContent) -> BankQuestionContent:
    alike = BankQuestionContent()
    alike.CopyFrom(known)
    alike.rubric.ClearField("version")
    if not row.HasField("rubric"):
        alike.ClearField("rubric")
    return alike


def _key(content: BankQuestionContent) -> tuple[int, str] | None:
    words = text_key(content.text)
    return (content.stage, words) if words else None


QUESTIONS = Kind(
    noun="questions",
    columns=COLUMNS,
    new=BankQuestionContent,
    name="text",
    key=_key,
    group=lambda content: content.language,
    likeness=lambda content: content.text,
    threshold=ALIKE,
    faults=_faults,
    may_lack=frozenset({"rubric"}),
    as_imported=_as_imported,
    place=lambda content: (content.stage, content.language, content.position, content.text),
    fetch=fetch,
    send=_send,
    in_words=in_words,
)
