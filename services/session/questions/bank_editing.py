"""What people do with the question bank: write, change, release, retire, remove, find and import questions."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import lru_cache
from typing import Any
from uuid import uuid4

from sqlalchemy import and_, bindparam, or_
from sqlalchemy.dialects.postgresql import UUID
from viva.contract.v1.options_pb2 import KIND_QUESTION
from viva.session.v1 import bank_question_pb2
from viva.session.v1 import question_bank_service_pb2 as pb

from mesh.refusal import NotFound, Refusal, Status
from services.session.accounts.domain.audit import Act, Doer, Object
from services.session.accounts.store.audit import AuditLog
from services.session.database import Database, UnitOfWork
from services.session.hiring.company_store import CompanyStore, companies_of
from services.session.hiring.domain import CompanyUnknown, EtagMismatch
from services.session.importing import CREATED, UNCHANGED, UPDATED, Outcome, take_in
from services.session.once import once
from services.session.paging import open_place, page_size, place_token
from services.session.prepared import Row
from services.session.questions.bank_encoding import decode_question, encode_question, words_of
from services.session.questions.bank_store import (
    ACTIVE,
    RETIRED,
    SHIPPED,
    WRITTEN,
    BankFilter,
    BankQuestions,
    Words,
    bank_question_vectors,
    bank_questions,
    says,
)
from services.session.questions.domain import QuestionForbidden
from services.session.questions.embedded import QUESTIONS
from services.session.questions.missing_rubrics import with_rubrics
from services.session.questions.positions import is_same_job
from services.session.search.embedding import cancel_embedding
from services.session.search.hybrid import Hit, find
from services.session.search.scope import Scope
from services.session.search.vectors import Embedding

KIND = "questions"
FOUND = 10
"""How many are found when nobody says."""


class QuestionUnknown(NotFound):
    """There is no such question that you may see."""

    reason = "QUESTION_UNKNOWN"


class QuestionTaken(Refusal):
    """These words are in the bank for this stage."""

    status = Status.ALREADY_EXISTS
    reason = "QUESTION_TAKEN"


class QuestionInUse(Refusal):
    """This question was asked, is followed up on, or came with Viva; retire it instead."""

    reason = "QUESTION_IN_USE"


class Bank:
    """Keeps the question bank."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(self, request: pb.CreateBankQuestionRequest, caller_id: str, doer: Doer) -> Row:
        """Adds an active question. Raises QuestionForbidden, QuestionBroken, QuestionTaken, CompanyUnknown, RequestIdReused."""
        async with self._watched(doer) as work:

            async def make() -> bytes:
                words = await _askable(work, request.content)
                return (await _create(work, request.company_id or None, words)).encode()

            return await _known(work, (await once(work, caller_id, request, make)).decode())

    async def get(self, question_id: str) -> Row:
        """A question. Raises QuestionUnknown."""
        async with self._database.work() as work:
            return await _known(work, question_id)

    async def page(self, request: pb.ListBankQuestionsRequest) -> tuple[Sequence[Row], str]:
        """Questions, newest first, and the next page's token. Raises PageTokenBroken."""
        size, before = page_size(request.page_size), open_place(request.page_token, KIND) if request.page_token else None
        async with self._database.work() as work:
            store = BankQuestions(work)
            alike = [job for job in await store.positions() if is_same_job(job, request.position)] if request.position else None
            wanted = BankFilter(
                request.company_id or None,
                request.own_only,
                request.status,
                request.stage,
                request.category,
                request.language,
                positions=alike,
            )
            rows = await store.page(wanted, before=before, limit=size + 1)
        more, shown = len(rows) > size, rows[:size]
        return shown, place_token(KIND, shown[-1]["create_time"], shown[-1]["question_id"]) if more else ""

    async def find(
        self, query: str, embeddings: Sequence[Embedding], *, member_id: str | None, language: int, stage: int, limit: int
    ) -> list[tuple[Row, Hit]]:
        """Active questions that a text is most about, best first: the installation's and those of the member's companies."""
        values = {"member_id": member_id, "language": language or None, "stage": stage or None}
        narrowed = {name: value for name, value in values.items() if value is not None}
        wanted = limit or FOUND
        async with self._database.look() as work:
            depth = max(2 * wanted, 50)
            hits = await find(work, _scope(*narrowed), query=query, embeddings=embeddings, limit=depth, **narrowed)
            rows = await BankQuestions(work).find_all([hit.key[0] for hit in hits[:wanted]])
        return [(rows[hit.key[0]], hit) for hit in hits[:wanted]]

    async def update(self, request: pb.UpdateBankQuestionRequest, doer: Doer) -> Row:
        """Replaces what is written. Raises QuestionUnknown, EtagMismatch, and as `create`."""
        async with self._watched(doer, request.question_id) as work:
            row = await _locked(work, request.question_id)
            words = await _askable(work, request.content, tags=row["tags"])
            if not says(row, words):
                _require_etag(row, request.etag)
                await _change(work, row, words)
            return await _known(work, request.question_id)

    async def activate(self, question_id: str, etag: str, doer: Doer) -> Row:
        """Lets a question be asked. Raises QuestionUnknown, EtagMismatch, QuestionForbidden, QuestionBroken."""
        async with self._watched(doer, question_id) as work:
            row = await _locked(work, question_id)
            if row["status"] != ACTIVE:
                _require_etag(row, etag)
                decode_question(encode_question(row).content).check()
                await BankQuestions(work).set_status(question_id, ACTIVE, at=await work.now())
            return await _known(work, question_id)

    async def retire(self, question_id: str) -> Row:
        """Lets a question be asked no longer. Raises QuestionUnknown."""
        async with self._database.work() as work:
            row = await _locked(work, question_id)
            if row["status"] != RETIRED:
                await BankQuestions(work).set_status(question_id, RETIRED, at=await work.now())
            return await _known(work, question_id)

    async def delete(self, question_id: str) -> None:
        """Removes a question that no interview ever asked. Raises QuestionUnknown, QuestionInUse."""
        async with self._database.work() as work:
            row = await _locked(work, question_id)
            if row["origin"] == SHIPPED or await BankQuestions(work).is_used(question_id):
                raise QuestionInUse
            await cancel_embedding(work, question_id, at=await work.now())
            await BankQuestions(work).delete(question_id)

    async def take_in(self, request: pb.ImportBankQuestionsRequest, caller_id: str, doer: Doer) -> pb.ImportBankQuestionsResponse:
        """Adds or changes questions by words and stage; says what became of each row. Raises CompanyUnknown, RequestIdReused."""
        async with self._database.work() as work:

            async def put(content: Any) -> Outcome:
                try:
                    return await _put(work, request.company_id or None, await _askable(work, content))
                except QuestionForbidden:
                    await _write_down(work, doer)
                    raise

            async def make() -> bytes:
                await _require_company(work, request.company_id or None)
                rows = await with_rubrics(work, request)
                return pb.ImportBankQuestionsResponse(rows=await take_in(rows, put)).SerializeToString()

            return pb.ImportBankQuestionsResponse.FromString(await once(work, caller_id, request, make))

    @asynccontextmanager
    async def _watched(self, doer: Doer, question_id: str = "") -> AsyncIterator[UnitOfWork]:
        """A unit of work whose refusal of a forbidden topic is written down, though all else of it is undone."""
        try:
            async with self._database.work() as work:
                yield work
        except QuestionForbidden:
            async with self._database.work() as work:
                await _write_down(work, doer, question_id)
            raise


@lru_cache
def _scope(*narrowed: str) -> Scope:
    """Active questions: those that a member may see, of a language, for a stage, as far as it is narrowed."""
    conditions = {
        "member_id": or_(
            bank_questions.c.company_id.is_(None),
            bank_questions.c.company_id.in_(companies_of(bindparam("member_id", type_=UUID(as_uuid=False)))),
        ),
        "language": bank_questions.c.language == bindparam("language"),
        "stage": bank_questions.c.stage == bindparam("stage"),
    }
    return Scope(bank_questions, bank_question_vectors, and_(bank_questions.c.status == ACTIVE, *(conditions[name] for name in narrowed)))


async def _write_down(work: UnitOfWork, doer: Doer, question_id: str = "") -> None:
    await AuditLog(work).record(doer, Act.REFUSAL, Object(KIND_QUESTION, question_id), reason=QuestionForbidden.reason)


async def _askable(work: UnitOfWork, content: bank_question_pb2.BankQuestionContent, tags: Sequence[str] = ()) -> Words:
    """What is written about a question, when it may be asked. Raises QuestionForbidden, QuestionBroken, QuestionUnknown."""
    question = decode_question(content)
    question.check()
    if content.follow_up_of:
        await _known(work, content.follow_up_of)
    return {**words_of(question, content.follow_up_of), "tags": list(tags)}


async def _create(work: UnitOfWork, company_id: str | None, words: Words) -> str:
    await _require_company(work, company_id)
    await _require_free(work, company_id, words)
    question_id, now = str(uuid4()), await work.now()
    if not await BankQuestions(work).add(question_id, company_id, words, status=ACTIVE, origin=WRITTEN, at=now):
        raise QuestionTaken
    await QUESTIONS.want(work, question_id, at=now)
    return question_id


async def _change(work: UnitOfWork, row: Row, words: Words) -> None:
    await _require_free(work, row["company_id"], words, but=row["question_id"])
    now = await work.now()
    await BankQuestions(work).change(row["question_id"], words, at=now)
    await QUESTIONS.want(work, row["question_id"], at=now)


async def _put(work: UnitOfWork, company_id: str | None, words: Words) -> Outcome:
    store = BankQuestions(work)
    await store.reserve_words(words["text"])
    row = await store.same(company_id, words["stage"], words["text"])
    if row is None:
        return CREATED, await _create(work, company_id, words)
    if row["company_id"] != company_id:
        raise QuestionTaken(question_id=row["question_id"])
    locked, words = await _locked(work, row["question_id"]), {**words, "tags": row["tags"]}
    if says(locked, words):
        return UNCHANGED, row["question_id"]
    await _change(work, locked, words)
    return UPDATED, row["question_id"]


async def _require_free(work: UnitOfWork, company_id: str | None, words: Words, *, but: str = "") -> None:
    store = BankQuestions(work)
    await store.reserve_words(words["text"])
    other = await store.same(company_id, words["stage"], words["text"])
    if other and other["question_id"] != but:
        raise QuestionTaken(question_id=other["question_id"])


async def _require_company(work: UnitOfWork, company_id: str | None) -> None:
    if company_id is not None and await CompanyStore(work).find(company_id) is None:
        raise CompanyUnknown


def _require_etag(row: Row, etag: str) -> None:
    if etag != str(row["version"]):
        raise EtagMismatch


async def _known(work: UnitOfWork, question_id: str) -> Row:
    row = await BankQuestions(work).find(question_id)
    if row is None:
        raise QuestionUnknown
    return row


async def _locked(work: UnitOfWork, question_id: str) -> Row:
    row = await BankQuestions(work).lock(question_id)
    if row is None:
        raise QuestionUnknown
    return row
