"""Companies, postings and questions on a real PostgreSQL, as one session process keeps them."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from sqlalchemy import text
from viva.interview.v1 import bank_question_pb2 as kinds
from viva.interview.v1 import language_pb2, rubric_pb2, stage_pb2
from viva.resume.v1 import passage_pb2
from viva.resume.v1 import resume_service_pb2 as resume
from viva.session.v1 import bank_question_pb2, company_pb2, company_service_pb2, posting_pb2, posting_service_pb2
from viva.session.v1 import question_bank_service_pb2 as bank_pb

from mesh.contract import method_of
from services.session.accounts.domain.audit import Doer
from services.session.database import Database, UnitOfWork
from services.session.hiring.companies import Companies
from services.session.hiring.embedded import COMPANIES, POSTINGS
from services.session.hiring.memberships import Memberships
from services.session.hiring.postings import Postings
from services.session.prepared import Row
from services.session.questions.bank_editing import Bank
from services.session.questions.embedded import QUESTIONS
from services.session.questions.scenario_editing import Scenarios
from services.session.search.embedding import EmbedEffect
from services.session.tasks.ledger import Appetite, Handout, Ledger
from services.session.tasks.store import SqlTaskStore

EMBED = method_of(resume.EmbedRequest).full_name
MODEL = "test-model"
ADMIN = str(uuid4())
DOER = Doer(account_id=ADMIN, method="a test")


@dataclass
class Office:
    """A session process that keeps what recruiters write, and what a test does with it."""

    database: Database
    companies: Companies = field(init=False)
    memberships: Memberships = field(init=False)
    postings: Postings = field(init=False)
    bank: Bank = field(init=False)
    scenarios: Scenarios = field(init=False)
    ledger: Ledger[UnitOfWork] = field(init=False)

    def __post_init__(self) -> None:
        database = self.database
        self.companies, self.memberships, self.postings = Companies(database), Memberships(database), Postings(database)
        self.bank, self.scenarios = Bank(database), Scenarios(database)
        effect = EmbedEffect([COMPANIES, POSTINGS, QUESTIONS])
        self.ledger = Ledger(database.work, SqlTaskStore, {EMBED: effect}, {5: effect})

    async def company(self, name: str = "", **words: str) -> Row:
        """A new company."""
        return await self.companies.create(company_creation(name or f"Company {uuid4()}", **words), ADMIN)

    async def question(self, words: str, company_id: str = "", **changes: Any) -> Row:
        """A new question."""
        return await self.bank.create(question_creation(words, company_id, **changes), ADMIN, DOER)

    async def posting(self, company_id: str, **changes: Any) -> Row:
        """A new posting, as a draft."""
        row, _ = await self.postings.create(posting_creation(company_id, **changes), ADMIN)
        return row

    async def embed(self, row_id: str, vector: Sequence[float], model: str = MODEL) -> None:
        """Does the task that embeds a row, and leaves those before it undone."""
        while True:
            handout = await self.take()
            assert handout is not None
            if resume.EmbedRequest.FromString(handout.request).row_id == row_id:
                await self.ledger.complete(handout.token, EMBED, embedded(vector, model))
                return

    async def take(self) -> Handout | None:
        """Hands the next Embed task out."""
        return await self.ledger.hand_out(
            Appetite([EMBED], str(uuid4()), interactive=True, batch=True, batch_may_overtake=False, is_idle=True)
        )

    async def count(self, query: str, **values: object) -> int:
        """The number a query gives."""
        async with self.database.work() as work:
            return int(await work.scalar(text(query), values))

    async def run(self, statement: str, **values: object) -> None:
        """Does something that no use case does."""
        async with self.database.work() as work:
            await work.run(text(statement), values)


@asynccontextmanager
async def office(url: str, *, clear: str) -> AsyncIterator[Office]:
    """A process on a database whose tables `clear` are empty."""
    database = Database.connect(url)
    async with database.work() as work:
        await work.run(text(f"TRUNCATE {clear} CASCADE"))
    yield Office(database)
    await database.close()


def embedded(vector: Sequence[float], model: str = MODEL) -> bytes:
    """The result of an Embed task."""
    return resume.EmbedResult(embedding=passage_pb2.Embedding(model=model, vector=vector)).SerializeToString()


def company_creation(name: str, request_id: str = "", **words: str) -> company_service_pb2.CreateCompanyRequest:
    """What makes a company."""
    return company_service_pb2.CreateCompanyRequest(
        request_id=request_id or str(uuid4()), content=company_pb2.CompanyContent(name=name, **words)
    )


def posting_content(**changes: Any) -> posting_pb2.PostingContent:
    """What is written about a posting."""
    content: dict[str, Any] = {
        "title": "백엔드 엔지니어 채용",
        "position": "백엔드 엔지니어",
        "language": language_pb2.LANGUAGE_KOREAN,
        "purpose": stage_pb2.PURPOSE_PRACTICE,
    }
    return posting_pb2.PostingContent(**{**content, **changes})


def posting_creation(company_id: str, request_id: str = "", **changes: Any) -> posting_service_pb2.CreatePostingRequest:
    """What makes a posting."""
    return posting_service_pb2.CreatePostingRequest(
        request_id=request_id or str(uuid4()), company_id=company_id, content=posting_content(**changes)
    )


def question_content(words: str, **changes: Any) -> bank_question_pb2.BankQuestionContent:
    """What is written about a question."""
    content: dict[str, Any] = {
        "category": kinds.QUESTION_CATEGORY_TECHNICAL,
        "difficulty": kinds.DIFFICULTY_MEDIUM,
        "stage": stage_pb2.STAGE_SKILL,
        "language": language_pb2.LANGUAGE_ENGLISH,
        "rubric": rubric(),
    }
    return bank_question_pb2.BankQuestionContent(text=words, **{**content, **changes})


def question_creation(words: str, company_id: str = "", request_id: str = "", **changes: Any) -> bank_pb.CreateBankQuestionRequest:
    """What makes a question."""
    return bank_pb.CreateBankQuestionRequest(
        request_id=request_id or str(uuid4()), company_id=company_id, content=question_content(words, **changes)
    )


def rubric() -> rubric_pb2.Rubric:
    """A rubric that can be read by."""
    levels = [rubric_pb2.Level(points=0, anchor="Says nothing."), rubric_pb2.Level(points=100, anchor="Says why.")]
    return rubric_pb2.Rubric(criteria=[rubric_pb2.Criterion(criterion_id="depth", name="Depth", levels=levels, indicators=["because"])])
