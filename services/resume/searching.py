"""Turns a search by text into one by vector and words, and asks session with both."""

from typing import Any

from viva.resume.v1 import passage_pb2
from viva.resume.v1 import resume_service_pb2 as pb
from viva.session.v1.company_service_pb2 import FindCompaniesRequest
from viva.session.v1.company_service_pb2_grpc import CompanyServiceStub
from viva.session.v1.question_bank_service_pb2 import FindBankQuestionsRequest
from viva.session.v1.question_bank_service_pb2_grpc import QuestionBankServiceStub
from viva.session.v1.resume_service_pb2 import FindPassagesRequest, FindResumesRequest
from viva.session.v1.resume_service_pb2_grpc import ResumeServiceStub

from services.resume.domain.embedder import Embedders
from services.resume.domain.repeats import varied

_PASSAGES, _QUESTIONS = 5, 10
_SPARE = 3
"""How many times more are asked for than wanted, because some repeat others."""
_MOST_ASKED = 50


class Searching:
    """The searches of this service. Session enforces who may see what: the authority of the call goes along."""

    def __init__(
        self,
        embedders: Embedders,
        *,
        resumes: ResumeServiceStub,
        companies: CompanyServiceStub,
        questions: QuestionBankServiceStub,
    ) -> None:
        """Asks through these stubs."""
        self._embedders = embedders
        self._resumes = resumes
        self._companies = companies
        self._questions = questions

    async def passages(self, request: pb.RetrieveRequest) -> list[pb.PassageHit]:
        """Passages of one résumé, near-repeats left out."""
        limit = request.limit or _PASSAGES
        asked = FindPassagesRequest(
            resume_id=request.resume_id,
            query=request.query,
            **await self._vectors(request.query),
            sections=request.sections,
            limit=min(limit * _SPARE, _MOST_ASKED),
        )
        found = (await self._resumes.FindPassages(asked)).passages
        kept = varied(found, lambda hit: hit.passage.text, lambda hit: hit.found.score, limit)
        return [pb.PassageHit(passage=hit.passage, found=hit.found) for hit in kept]

    async def resumes(self, request: pb.SearchResumesRequest) -> list[pb.ResumeHit]:
        """Résumés of one company's candidates."""
        asked = FindResumesRequest(
            company_id=request.company_id,
            query=request.query,
            **await self._vectors(request.query),
            sections=request.sections,
            limit=request.limit,
        )
        found = (await self._resumes.FindResumes(asked)).passages
        return [pb.ResumeHit(resume_id=hit.resume_id, passage=hit.passage, found=hit.found) for hit in found]

    async def companies(self, request: pb.SearchCompaniesRequest) -> list[pb.CompanyHit]:
        """Companies."""
        asked = FindCompaniesRequest(query=request.query, **await self._vectors(request.query), limit=request.limit)
        found = (await self._companies.FindCompanies(asked)).companies
        return [pb.CompanyHit(company_id=hit.company.company_id, name=hit.company.content.name, found=hit.found) for hit in found]

    async def questions(self, request: pb.SearchQuestionsRequest) -> list[pb.QuestionHit]:
        """Questions of the bank."""
        limit = request.limit or _QUESTIONS
        asked = FindBankQuestionsRequest(
            query=request.query,
            **await self._vectors(request.query),
            language=request.language,
            limit=min(limit * _SPARE, _MOST_ASKED),
        )
        found = (await self._questions.FindBankQuestions(asked)).questions
        kept = varied(found, lambda hit: hit.question.content.text, lambda hit: hit.found.score, limit)
        return [pb.QuestionHit(question_id=hit.question.question_id, text=hit.question.content.text, found=hit.found) for hit in kept]

    async def _vectors(self, query: str) -> dict[str, Any]:
        """The query under every model that is loaded: session knows which one searches go by."""
        made = [passage_pb2.Embedding(model=each.model, vector=await each.of_query(query)) for each in self._embedders.loaded]
        return {"embedding": made[0], "other_embeddings": made[1:]}
