"""Searches by text: the words and their vector go to session, hits come back without near-repeats."""

from typing import Any, cast
from uuid import uuid4

import pytest
from viva.interview.v1.language_pb2 import LANGUAGE_KOREAN
from viva.resume.v1 import resume_service_pb2 as pb
from viva.resume.v1.passage_pb2 import Found
from viva.resume.v1.resume_content_pb2 import SECTION_KIND_PROJECTS
from viva.session.v1 import company_service_pb2 as companies
from viva.session.v1 import question_bank_service_pb2 as questions
from viva.session.v1 import resume_service_pb2 as resumes
from viva.session.v1.bank_question_pb2 import BankQuestion, BankQuestionContent
from viva.session.v1.company_pb2 import Company, CompanyContent

from services.resume.domain.embedder import Embedder, EmbedderBusy, Embedders
from services.resume.domain.repeats import varied
from services.resume.searching import Searching
from tests.resumes.fakes import Answering, WordsEmbedder, passage

RESUME_ID, COMPANY_ID, QUESTION_ID = (str(uuid4()) for _ in range(3))
FOUND = Found(score=0.03, meaning_rank=1, words_rank=2)


def found(*texts: str) -> list[resumes.FoundPassage]:
    return [resumes.FoundPassage(resume_id=RESUME_ID, passage=passage(text), found=FOUND) for text in texts]


def searching(session: Answering, embedder: WordsEmbedder | None = None, *others: WordsEmbedder) -> Searching:
    stub = cast("Any", session)
    return Searching(
        Embedders([Embedder(embedder or WordsEmbedder()), *map(Embedder, others)]), resumes=stub, companies=stub, questions=stub
    )


async def test_a_retrieval_asks_with_words_and_vector_and_says_why_each_hit_is_there() -> None:
    session = Answering((resumes.FindPassagesRequest, resumes.FindPassagesResponse(passages=found("Kafka ledger"))))
    request = pb.RetrieveRequest(resume_id=RESUME_ID, query="kafka", sections=[SECTION_KIND_PROJECTS])

    (hit,) = await searching(session).passages(request)

    (asked,) = session.asked
    assert (asked.resume_id, asked.query, list(asked.sections)) == (RESUME_ID, "kafka", [SECTION_KIND_PROJECTS])
    assert asked.embedding.model == "words" and len(asked.embedding.vector) == 32
    assert hit.passage.text == "Kafka ledger" and hit.found == FOUND


async def test_near_repeats_leave_room_for_other_passages() -> None:
    texts = ["one two three four five", "one two three four six", "seven eight nine ten eleven"]
    session = Answering((resumes.FindPassagesRequest, resumes.FindPassagesResponse(passages=found(*texts))))

    hits = await searching(session).passages(pb.RetrieveRequest(resume_id=RESUME_ID, query="one", limit=2))

    assert [hit.passage.text for hit in hits] == [texts[0], texts[2]]


async def test_a_search_without_a_place_at_the_embedder_is_refused() -> None:
    with pytest.raises(EmbedderBusy):
        await searching(Answering(), WordsEmbedder(max_waiting=0)).passages(pb.RetrieveRequest(resume_id=RESUME_ID, query="x"))


async def test_candidates_are_searched_within_the_company_that_asks() -> None:
    session = Answering((resumes.FindResumesRequest, resumes.FindResumesResponse(passages=found("Kafka ledger"))))

    (hit,) = await searching(session).resumes(pb.SearchResumesRequest(company_id=COMPANY_ID, query="kafka", limit=7))

    assert (session.asked[0].company_id, session.asked[0].limit) == (COMPANY_ID, 7)
    assert (hit.resume_id, hit.passage.text) == (RESUME_ID, "Kafka ledger")


async def test_companies_are_found_by_name() -> None:
    company = Company(company_id=COMPANY_ID, content=CompanyContent(name="나래커머스"))
    answer = companies.FindCompaniesResponse(companies=[companies.FoundCompany(company=company, found=FOUND)])

    (hit,) = await searching(Answering((companies.FindCompaniesRequest, answer))).companies(pb.SearchCompaniesRequest(query="나래"))

    assert (hit.company_id, hit.name, hit.found) == (COMPANY_ID, "나래커머스", FOUND)


async def test_questions_are_found_in_one_language() -> None:
    question = BankQuestion(question_id=QUESTION_ID, content=BankQuestionContent(text="왜 Kafka를 쓰셨나요?"))
    answer = questions.FindBankQuestionsResponse(questions=[questions.FoundBankQuestion(question=question, found=FOUND)])
    session = Answering((questions.FindBankQuestionsRequest, answer))

    (hit,) = await searching(session).questions(pb.SearchQuestionsRequest(query="카프카", language=LANGUAGE_KOREAN))

    assert session.asked[0].language == LANGUAGE_KOREAN
    assert (hit.question_id, hit.text) == (QUESTION_ID, "왜 Kafka를 쓰셨나요?")


async def test_f51_a_search_brings_its_words_under_every_model_that_is_loaded() -> None:
    session = Answering((resumes.FindPassagesRequest, resumes.FindPassagesResponse()))

    await searching(session, None, WordsEmbedder(model="next")).passages(pb.RetrieveRequest(resume_id=RESUME_ID, query="kafka"))

    (asked,) = session.asked
    assert [asked.embedding.model, *(each.model for each in asked.other_embeddings)] == ["words", "next"]


def test_the_better_of_two_repeats_is_kept() -> None:
    assert varied(["a b c d", "a b c e", "x y"], str, len, 5) == ["a b c d", "x y"]


def test_what_is_like_a_better_hit_waits_behind_what_is_not() -> None:
    scores = {"one two three four five": 1.0, "one two six seven eight": 0.9, "nine ten": 0.85, "eleven": 0.0}
    assert varied(list(scores), str, lambda text: scores[text], 3) == ["one two three four five", "nine ten", "one two six seven eight"]


def test_nothing_found_is_nothing_chosen() -> None:
    assert varied([], str, len, 5) == []
