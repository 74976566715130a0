"""The question bank on a real PostgreSQL: what people write, what interviews choose, and what both learn."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Select, text
from sqlalchemy.dialects import postgresql
from viva.interview.v1 import stage_pb2
from viva.resume.v1 import resume_service_pb2 as resume
from viva.session.v1 import bank_question_pb2, imported_row_pb2
from viva.session.v1 import question_bank_service_pb2 as pb

from services.session.database import UnitOfWork
from services.session.hiring.domain import EtagMismatch
from services.session.interviews.conversation import Conversation
from services.session.interviews.copies import TranscriptCopies
from services.session.interviews.store import InterviewStore
from services.session.questions.bank import BankQuestionRow, BankStore, jobs_like
from services.session.questions.bank_editing import QuestionInUse, QuestionTaken, QuestionUnknown
from services.session.questions.bank_encoding import encode_question
from services.session.questions.bank_store import BankQuestions, bank_question_vectors, bank_questions
from services.session.questions.domain import NotOneQuestion, QuestionForbidden
from services.session.questions.embedded import QUESTIONS
from services.session.questions.shipped import read_bank
from services.session.requests import RequestIdReused
from services.session.search import hybrid, scope
from services.session.search.embedding import offer_again
from services.session.search.places import Places
from services.session.search.scope import Scope
from services.session.search.vectors import Embedding, ensure_index, index_name, store_vectors
from services.session.seed import seed_database
from services.session.tasks.domain import LeaseStale
from tests.integration.hiring_rig import ADMIN, DOER, EMBED, MODEL, Office, embedded, office, question_content, question_creation, rubric
from tests.integration.interview_rig import asked_before, new_interview

NOBODY = str(uuid4())
TABLES = "bank_questions, scenarios, companies, accounts, interviews, tasks, requests, audit_entries"


@pytest.fixture
async def here(module_migrated_url: str) -> AsyncIterator[Office]:
    async with office(module_migrated_url, clear=TABLES) as made:
        yield made


async def options(here: Office, **changes: Any) -> list[BankQuestionRow]:
    wanted = {"stage": 3, "language": 2, "variant": 1, "company_id": None, "limit": 20} | changes
    interview_id, position = wanted.pop("interview_id", NOBODY), wanted.pop("position", "Backend Developer")
    async with here.database.work() as work:
        asked, record = await Conversation(work).questions_of(interview_id), await InterviewStore(work).read(interview_id)
        wanted |= {"variant": record.facts["variant"]} if record else {}
        jobs = jobs_like(position, await BankQuestions(work).positions())
        return list(await BankStore(work).options(asked=asked, jobs=jobs, **wanted))


async def fallback(here: Office, **changes: Any) -> BankQuestionRow:
    wanted = {"interview_id": NOBODY, "stage": 3, "language": 2, "position": "x", "company_id": None, "resume_id": None, "last_answer": ""}
    async with here.database.work() as work:
        return await BankStore(work).fallback(**{**wanted, **changes})


async def plan_of(here: Office, query: Select[Any]) -> str:
    """How the database goes about a query when reading the whole table is no way."""
    words = str(query.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True}))  # type: ignore[no-untyped-call]
    async with here.database.work() as work:
        for way in ("seqscan", "sort", "bitmapscan", "hashjoin", "mergejoin"):
            await work.run(text(f"SET LOCAL enable_{way} = off"))
        return "\n".join(str(row["QUERY PLAN"]) for row in await work.all(text("EXPLAIN " + words.replace(":", "\\:"))))


async def ask(here: Office, interview_id: str, words: str, number: int, question_id: str | None = None) -> None:
    await here.run(
        "INSERT INTO asked_questions (question_id, interview_id, stage, ordinal, number, text, source, bank_question_id,"
        " time_limit_seconds, create_time) VALUES (gen_random_uuid(), :id, 3, :n, :n, :words, 1, :bank, 60, clock_timestamp())",
        id=interview_id,
        n=number,
        words=words,
        bank=question_id,
    )


async def test_a_question_is_kept_with_its_rubric_and_waits_for_a_vector(here: Office) -> None:
    """F46: rubrics were thrown away on save."""
    question = encode_question(await here.question("How does a B-tree grow?"))
    assert question.content.rubric.criteria == rubric().criteria
    assert question.content.rubric.version
    assert (question.status, question.has_vector) == (bank_question_pb2.BANK_QUESTION_STATUS_ACTIVE, False)
    assert await here.count("SELECT count(*) FROM tasks WHERE state = 'READY' AND method = :m", m=EMBED) == 1


async def test_a_question_made_twice_with_one_id_is_made_once(here: Office) -> None:
    request = question_creation("How does a B-tree grow?")
    rows = await asyncio.gather(*(here.bank.create(request, ADMIN, DOER) for _ in range(4)))
    assert len({row["question_id"] for row in rows}) == 1
    changed = question_creation("Why does a B-tree grow?", request_id=request.request_id)
    with pytest.raises(RequestIdReused):
        await here.bank.create(changed, ADMIN, DOER)


async def test_the_same_words_are_taken_once_for_a_stage(here: Office) -> None:
    first = await here.question("How does a B-tree grow?")
    company = await here.company()
    with pytest.raises(QuestionTaken) as refused:
        await here.question("how does a  B-Tree grow?", company["company_id"])
    assert refused.value.facts == {"question_id": first["question_id"]}
    await here.question("How does a B-tree grow?", stage=stage_pb2.STAGE_PROBLEM_SOLVING)


@pytest.mark.parametrize(("words", "refusal"), [("Are you married?", QuestionForbidden), ("Why this? And why that?", NotOneQuestion)])
async def test_q7_what_may_not_be_asked_is_not_kept(here: Office, words: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        await here.question(words)
    assert await here.count("SELECT count(*) FROM bank_questions") == 0


async def test_q7_a_refused_topic_is_written_down(here: Office) -> None:
    with pytest.raises(QuestionForbidden):
        await here.question("Are you married?")
    assert (
        await here.count("SELECT count(*) FROM audit_entries WHERE reason = 'QUESTION_FORBIDDEN_TOPIC' AND account_id = :a", a=ADMIN) == 1
    )


async def test_a_change_wants_the_question_that_was_read(here: Office) -> None:
    row = await here.question("How does a B-tree grow?")
    change = pb.UpdateBankQuestionRequest(question_id=row["question_id"], etag="1", content=question_content("Why does a B-tree grow?"))
    assert (await here.bank.update(change, DOER))["version"] == 2
    assert (await here.bank.update(change, DOER))["version"] == 2
    change.content.text = "When does a B-tree shrink?"
    with pytest.raises(EtagMismatch):
        await here.bank.update(change, DOER)


async def test_a_vector_of_older_words_never_comes_back(here: Office) -> None:
    row = await here.question("How does a B-tree grow?")
    handout = await here.take()
    assert handout is not None
    assert resume.EmbedRequest.FromString(handout.request).context.text.startswith("How does a B-tree grow?")
    change = pb.UpdateBankQuestionRequest(question_id=row["question_id"], etag="1", content=question_content("Why does a heap grow?"))
    await here.bank.update(change, DOER)
    with pytest.raises(LeaseStale):
        await here.ledger.complete(handout.token, EMBED, embedded([1.0, 0.0]))
    assert await here.count("SELECT count(*) FROM bank_question_vectors") == 0
    await here.embed(row["question_id"], [0.0, 1.0])
    assert (await here.bank.get(row["question_id"]))["has_vector"]


async def test_a_row_that_nobody_could_embed_is_found_by_its_words_and_offered_again(here: Office) -> None:
    row = await here.question("How does a B-tree grow?")
    handout = await here.take()
    assert handout is not None
    await here.ledger.fail(handout.token, "BROKEN", retryable=False)
    found = await here.bank.find("b-tree", [], member_id=None, language=0, stage=0, limit=0)
    assert [each["question_id"] for each, _ in found] == [row["question_id"]]
    assert await offer_again(here.database, [QUESTIONS]) == 0
    await here.run("UPDATE tasks SET end_time = end_time - interval '2 hours'")
    assert await offer_again(here.database, [QUESTIONS]) == 1
    assert await offer_again(here.database, [QUESTIONS]) == 0


async def test_a_search_goes_by_meaning_and_by_words(here: Office) -> None:
    near = await here.question("What keeps replicas consistent?")
    words = await here.question("How would you shard an orders table?")
    far = await here.question("Who reviews your code?")
    for row, vector in ((near, [1.0, 0.0]), (words, [0.5, 0.8]), (far, [-1.0, 0.1])):
        await here.embed(row["question_id"], vector)
    found = await here.bank.find("orders table", [Embedding(MODEL, [1.0, 0.1])], member_id=None, language=0, stage=0, limit=2)
    assert [row["question_id"] for row, _ in found] == [words["question_id"], near["question_id"]]
    assert (found[0][1].meaning_rank, found[0][1].words_rank) == (2, 1)


async def test_vectors_of_another_model_are_never_compared(here: Office) -> None:
    row = await here.question("What keeps replicas consistent?")
    await here.embed(row["question_id"], [1.0, 0.0, 0.0], model="an older one")
    found = await here.bank.find("zzz", [Embedding(MODEL, [1.0, 0.0])], member_id=None, language=0, stage=0, limit=5)
    assert found == []


async def test_who_waited_while_another_made_the_index_of_a_model_finds_it_made(here: Office) -> None:
    async def index(work: UnitOfWork) -> None:
        await ensure_index(work, bank_question_vectors, "a new model", 7)

    async def later() -> None:
        async with here.database.work() as second:
            await index(second)

    async with here.database.work() as first, here.database.look() as onlooker:
        await index(first)
        waiting = asyncio.create_task(later())
        while not await onlooker.scalar(text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")):
            assert not waiting.done()
    await waiting


async def test_a_filter_that_one_row_in_fifty_passes_still_finds_as_many_as_are_wanted(
    here: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Filtered HNSW without iterative scan returned 4 of 10 that were there; few rows are compared one by one."""
    await here.run(
        "INSERT INTO bank_questions (question_id, text, text_key, category, difficulty, stage, rubric, industry, position, language,"
        " is_ice_breaker, status, origin, words, create_time, update_time) SELECT gen_random_uuid(), n, n, 1, 1, 3, '', '', '',"
        " CASE WHEN n % 50 = 0 THEN 1 ELSE 2 END, false, 2, 2, '', now(), now() FROM generate_series(1, 2000) n"
    )
    (row, *_), _ = await here.bank.page(pb.ListBankQuestionsRequest(page_size=1))
    async with here.database.work() as work:
        await store_vectors(work, bank_question_vectors, [({"question_id": row["question_id"]}, [1.0, 0.5])], MODEL)
    await here.run(
        "INSERT INTO bank_question_vectors SELECT question_id, :m, 2, CAST('[' || cos(n) || ',' || sin(n) || ']' AS vector)"
        " FROM (SELECT question_id, row_number() OVER (ORDER BY language DESC, text) / 2000.0 AS n FROM bank_questions) q"
        " ON CONFLICT DO NOTHING",
        m=MODEL,
    )
    await here.run("ANALYZE bank_question_vectors")
    await here.run("ANALYZE bank_questions")
    wanted = [Embedding(MODEL, [1.0, 0.0])]
    one_by_one = await here.bank.find("zzz", wanted, member_id=None, language=1, stage=0, limit=10)
    monkeypatch.setattr(scope, "MOST_JOINED", 0)
    monkeypatch.setattr(hybrid, "PLACES", Places())
    by_index = await here.bank.find("zzz", wanted, member_id=None, language=1, stage=0, limit=10)
    assert len(one_by_one) == len(by_index) == 10
    assert {hit.key for _, hit in by_index} == {hit.key for _, hit in one_by_one}


async def test_f51_an_index_stands_before_the_first_vector_and_a_search_among_many_walks_it(here: Office) -> None:
    row = await here.question("What is a lock?")
    await here.embed(row["question_id"], [1.0, 0.0])
    every = Scope(bank_questions, bank_question_vectors, bank_questions.c.status.is_not(None))
    statement = every.nearest_of_many(MODEL, 2, 10)
    async with here.database.work() as work:
        await work.run(text("SET LOCAL enable_seqscan = off"))
        await work.run(text("SET LOCAL enable_sort = off"))
        explained = text("EXPLAIN " + statement.sql.decode().replace("%(vector)s", "'[1,0]'").replace("%(limit)s", "10"))
        plan = "\n".join(row["QUERY PLAN"] for row in await work.all(explained))
    assert f"Index Scan using {index_name('bank_question_vectors', MODEL, 2)}" in plan


async def test_a_company_finds_everybodys_questions_and_its_own(here: Office) -> None:
    mine, others = await here.company(), await here.company()
    member = str(uuid4())
    await here.run(
        "INSERT INTO accounts (account_id, email, username, full_name, role, state, language, create_time, update_time)"
        " VALUES (:a, 'r@x.kr', 'recruiter1', 'R', 2, 1, 1, clock_timestamp(), clock_timestamp())",
        a=member,
    )
    await here.memberships.add(mine["company_id"], account_id=member, client_id="")
    for words, company_id in (
        ("What is a lock?", ""),
        ("What is a latch?", mine["company_id"]),
        ("What is a fence?", others["company_id"]),
    ):
        await here.question(words, company_id)
    found = await here.bank.find("what is a", [], member_id=member, language=0, stage=0, limit=10)
    assert {row["text"] for row, _ in found} == {"What is a lock?", "What is a latch?"}


def importing(*contents: bank_question_pb2.BankQuestionContent, company_id: str = "") -> pb.ImportBankQuestionsRequest:
    rows = [pb.BankQuestionRow(line=line, content=content) for line, content in enumerate(contents, start=2)]
    return pb.ImportBankQuestionsRequest(request_id=str(uuid4()), company_id=company_id, rows=rows)


async def test_f46_a_row_without_a_rubric_keeps_what_is_there_and_a_new_one_is_read_as_its_stage_is(here: Office) -> None:
    """F46: rubrics were thrown away on save. A table of questions seldom holds rubrics; importing it must lose none."""
    await seed_database(here.database)
    known = await here.question("How does a B-tree grow?")
    rows = importing(
        question_content("How does a B-tree grow?", position="backend engineer", rubric=None),
        question_content("How does a heap shrink?", rubric=None),
        question_content("힙은 어떻게 줄어드나요?", rubric=None, language=1, variant=2),
        question_content("How does a trie grow?", rubric=None, stage=99),
    )
    outcomes = (await here.bank.take_in(rows, ADMIN, DOER)).rows
    assert [row.outcome for row in outcomes] == [2, 1, 1, 4]
    kept, english, korean = [encode_question(await here.bank.get(row.resource_id)).content.rubric for row in outcomes[:3]]
    assert kept.criteria == encode_question(known).content.rubric.criteria
    assert {criterion.criterion_id for criterion in english.criteria} == {"accuracy", "application", "judgement"}
    assert all("가" <= criterion.name[0] <= "힣" for criterion in korean.criteria)
    again = await here.bank.take_in(importing(*(row.content for row in rows.rows)), ADMIN, DOER)
    assert [row.outcome for row in again.rows] == [3, 3, 3, 4]


async def test_a_refused_row_says_what_the_single_call_would(here: Office) -> None:
    known, company = await here.question("What is a lock?"), await here.company()
    rows = importing(
        question_content("Are you married?"),
        question_content("Why **this**?"),
        question_content("What is a lock?"),
        company_id=company["company_id"],
    )
    refused = (await here.bank.take_in(rows, ADMIN, DOER)).rows
    assert [(row.reason, dict(row.facts)) for row in refused] == [
        ("QUESTION_FORBIDDEN_TOPIC", {"topic": "MARRIAGE"}),
        ("QUESTION_BROKEN", {"fault": "MARK_UP"}),
        ("QUESTION_TAKEN", {"question_id": known["question_id"]}),
    ]


async def test_a_list_of_a_companys_own_leaves_out_what_everybody_has(here: Office) -> None:
    company = await here.company()
    await here.question("What is a lock?")
    own = await here.question("What is a latch?", company["company_id"])
    listed, _ = await here.bank.page(pb.ListBankQuestionsRequest(company_id=company["company_id"], own_only=True))
    assert [row["question_id"] for row in listed] == [own["question_id"]]
    everybodys, _ = await here.bank.page(pb.ListBankQuestionsRequest(own_only=True))
    assert [row["text"] for row in everybodys] == ["What is a lock?"]


async def test_what_is_for_those_who_change_careers_is_asked_of_them_alone(here: Office) -> None:
    await here.question("What is a lock?")
    await here.question("What did your old field teach you?", variant=2)
    standard, changer = await new_interview(here.database), await new_interview(here.database)
    await here.run("UPDATE interviews SET variant = 2 WHERE interview_id = :i", i=changer)
    await here.run("UPDATE interviews SET variant = 1 WHERE interview_id = :i", i=standard)
    assert {row.text for row in await options(here, interview_id=standard)} == {"What is a lock?"}
    assert len(await options(here, interview_id=changer)) == 2
    assert {row.text for row in await options(here)} == {"What is a lock?"}


async def test_a_row_that_breaks_a_rule_leaves_the_others_alone(here: Office) -> None:
    known = await here.question("How does a B-tree grow?")
    contents = [
        question_content("How does a B-tree grow?"),
        question_content("How does a B-tree grow?", position="backend engineer"),
        question_content(""),
        question_content("Are you married?"),
        question_content("What is a heap?"),
    ]
    rows = [pb.BankQuestionRow(line=n, content=content) for n, content in enumerate(contents, start=2)]
    request = pb.ImportBankQuestionsRequest(request_id=str(uuid4()), rows=rows)
    first = await here.bank.take_in(request, ADMIN, DOER)
    assert [(row.line, row.outcome, row.reason, row.field) for row in first.rows] == [
        (2, imported_row_pb2.IMPORT_OUTCOME_UNCHANGED, "", ""),
        (3, imported_row_pb2.IMPORT_OUTCOME_UPDATED, "", ""),
        (4, imported_row_pb2.IMPORT_OUTCOME_REFUSED, "INVALID_REQUEST", "content.text"),
        (5, imported_row_pb2.IMPORT_OUTCOME_REFUSED, "QUESTION_FORBIDDEN_TOPIC", ""),
        (6, imported_row_pb2.IMPORT_OUTCOME_CREATED, "", ""),
    ]
    assert first.rows[0].resource_id == known["question_id"]
    assert await here.bank.take_in(request, ADMIN, DOER) == first
    assert await here.count("SELECT count(*) FROM bank_questions") == 2
    assert await here.count("SELECT count(*) FROM audit_entries") == 1


async def test_a_question_that_was_asked_is_retired_and_not_removed(here: Office) -> None:
    asked, unasked = await here.question("What is a lock?"), await here.question("What is a latch?")
    await ask(here, await new_interview(here.database), "What is a lock?", 1, asked["question_id"])
    with pytest.raises(QuestionInUse):
        await here.bank.delete(asked["question_id"])
    await here.bank.retire(asked["question_id"])
    assert [row.text for row in await options(here)] == ["What is a latch?"]
    await here.bank.delete(unasked["question_id"])
    with pytest.raises(QuestionUnknown):
        await here.bank.get(unasked["question_id"])


async def test_a_proposed_question_is_asked_only_after_somebody_read_it(here: Office) -> None:
    row = await here.question("What is a lock?")
    await here.run("UPDATE bank_questions SET status = 1")
    assert await options(here) == []
    with pytest.raises(EtagMismatch):
        await here.bank.activate(row["question_id"], "7", DOER)
    await here.bank.activate(row["question_id"], "1", DOER)
    assert [each.text for each in await options(here)] == ["What is a lock?"]


async def test_the_best_options_are_for_the_job_then_well_answered_then_little_used(here: Office) -> None:
    made = {
        words: (await here.question(words, position=position))["question_id"]
        for words, position in (("Why A?", ""), ("Why B?", ""), ("Why C?", ""), ("Why D?", "backend engineer"), ("Why E?", "nurse"))
    }
    await asked_before(here.database, made["Why B?"], 90)
    await asked_before(here.database, made["Why A?"])
    assert [row.text for row in await options(here)] == ["Why D?", "Why B?", "Why C?", "Why A?"]


async def test_f46_the_database_keeps_the_mean_and_the_count(here: Office) -> None:
    """F46: usage was never counted."""
    row = await here.question("What is a lock?")
    await asyncio.gather(*(asked_before(here.database, row["question_id"], points) for points in (40, 60, 80, 90, None)))
    assert await counted(here, row["question_id"]) == (5, 67.5)


async def test_f46_a_reading_that_changes_or_goes_changes_the_mean_in_the_same_transaction(here: Office) -> None:
    question_id = (await here.question("What is a lock?"))["question_id"]
    first, second = [await asked_before(here.database, question_id, points) for points in (40, 80)]

    await here.run("UPDATE evaluations SET points = 60 WHERE interview_id = :i", i=first)
    assert await counted(here, question_id) == (2, 70.0)
    await here.run("UPDATE evaluations SET points = NULL WHERE interview_id = :i", i=first)
    assert await counted(here, question_id) == (2, 80.0)
    with pytest.raises(RuntimeError):
        await undone(here, second)
    assert await counted(here, question_id) == (2, 80.0)
    await here.run("DELETE FROM interviews WHERE interview_id = :i", i=second)
    assert await counted(here, question_id) == (1, None)


async def test_f46_an_erased_person_is_counted_no_more_and_a_cancelled_interview_asked_what_it_asked(here: Office) -> None:
    question_id = (await here.question("What is a lock?"))["question_id"]
    gone, stays = [await asked_before(here.database, question_id, points) for points in (20, 90)]
    await here.run("UPDATE interviews SET status = 4 WHERE interview_id = :i", i=stays)

    async with here.database.work() as work:
        owner = await work.scalar(text("SELECT candidate_id FROM interviews WHERE interview_id = :i"), {"i": gone})
        await TranscriptCopies().erase(work, str(owner), at=await work.now())

    assert await counted(here, question_id) == (1, 90.0)


async def test_f46_many_erasures_at_once_wait_for_nobody_twice(here: Office) -> None:
    made = [(await here.question(f"What is a lock of kind {letter}?"))["question_id"] for letter in "abcdef"]
    owners = []
    for turn in range(6):
        candidate_id = str(uuid4())
        owners.append(candidate_id)
        for question_id in made[turn:] + made[:turn]:
            interview_id = await asked_before(here.database, question_id, 50)
            await here.run("UPDATE interviews SET candidate_id = :c WHERE interview_id = :i", c=candidate_id, i=interview_id)

    async def erase(candidate_id: str) -> None:
        async with here.database.work() as work:
            await TranscriptCopies().erase(work, candidate_id, at=await work.now())

    await asyncio.gather(*map(erase, owners))

    assert [await counted(here, question_id) for question_id in made] == [(0, None)] * len(made)


async def test_f46_nobody_writes_the_numbers_by_hand(here: Office) -> None:
    question_id = (await here.question("What is a lock?"))["question_id"]
    await asked_before(here.database, question_id, 40)

    await here.run("UPDATE bank_questions SET usage_count = 99, points_sum = 9900, points_count = 99 WHERE question_id = :q", q=question_id)

    assert await counted(here, question_id) == (1, 40.0)
    (listed,) = (await here.bank.page(pb.ListBankQuestionsRequest()))[0]
    assert (encode_question(listed).usage_count, encode_question(listed).mean_points) == (1, 40.0)


async def undone(here: Office, interview_id: str) -> None:
    """Removes an interview in a transaction that comes to nothing."""
    async with here.database.work() as work:
        await work.run(text("DELETE FROM interviews WHERE interview_id = :i"), {"i": interview_id})
        raise RuntimeError


async def counted(here: Office, question_id: str) -> tuple[int, float | None]:
    """How often a question was asked, and how its answers were scored."""
    question = encode_question(await here.bank.get(question_id))
    return question.usage_count, question.mean_points if question.HasField("mean_points") else None


async def test_q6_the_fallback_prefers_what_the_last_answer_was_about(here: Office) -> None:
    for words in ("How would you test a payment?", "How do you shard an orders table?", "What does a linter find?"):
        await here.question(words)
    chosen = await fallback(here, last_answer="I split the orders table by customer and moved shards at night.")
    assert chosen.text == "How do you shard an orders table?"


async def test_q6_the_fallback_goes_by_the_stored_vectors_of_the_posting(here: Office) -> None:
    await seed_database(here.database)
    company = await here.company()
    posting = await here.posting(company["company_id"])
    await here.run("UPDATE bank_questions SET status = 3")
    near, far = await here.question("What is a lock?"), await here.question("What is a latch?")
    await here.run(
        "UPDATE tasks SET state = 'DONE' WHERE resource_id NOT IN (:a, :b, :c)",
        a=posting["posting_id"],
        b=near["question_id"],
        c=far["question_id"],
    )
    for row_id, vector in ((posting["posting_id"], [1.0, 0.0]), (near["question_id"], [0.9, 0.1]), (far["question_id"], [0.0, 1.0])):
        await here.embed(row_id, vector)
    interview_id = await new_interview(here.database)
    await here.run("UPDATE interviews SET posting_id = :p WHERE interview_id = :i", p=posting["posting_id"], i=interview_id)
    assert (await fallback(here, interview_id=interview_id)).question_id == near["question_id"]


async def test_q6_the_fallback_prefers_what_was_answered_well(here: Office) -> None:
    await here.question("What is a lock?")
    good = await here.question("What is a latch?")
    await asked_before(here.database, good["question_id"], 80)
    assert (await fallback(here)).question_id == good["question_id"]


async def test_q6_a_whole_interview_on_the_shipped_bank_never_repeats_itself(here: Office) -> None:
    await seed_database(here.database)
    interview_id, asked = await new_interview(here.database), []
    for number in range(1, 61):
        chosen = await fallback(
            here, interview_id=interview_id, stage=4, position="백엔드 개발자", language=1, last_answer="캐시를 두었습니다"
        )
        asked.append(chosen.text)
        # Every other one as if an engine had found the same words by itself.
        await ask(here, interview_id, chosen.text, number, chosen.question_id if number % 2 else None)
    assert len(set(asked)) == 60


async def test_a_question_that_somebody_wrote_before_it_was_shipped_stays_theirs(here: Office) -> None:
    shipped = read_bank()[0].question
    words: dict[str, Any] = {"language": int(shipped.language), "stage": int(shipped.stage), "position": "an unheard-of job"}
    own = await here.question(shipped.text, **words)
    await seed_database(here.database)
    same = "SELECT count(*) FROM bank_questions WHERE text_key = :key AND stage = :stage"
    assert await here.count(same, key=own["text_key"], stage=own["stage"]) == 1
    assert (await here.bank.get(own["question_id"]))["position"] == "an unheard-of job"


async def test_a_start_that_finds_what_it_ships_reads_no_data_file(here: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    await seed_database(here.database)
    with monkeypatch.context() as patch:
        patch.setattr("services.session.seed.read_bank", pytest.fail)
        await seed_database(here.database)
        patch.setattr("services.session.seed.digest_of_shipped", lambda: b"another release")
        with pytest.raises(pytest.fail.Exception):
            await seed_database(here.database)
    await here.run("TRUNCATE bank_questions CASCADE")
    await seed_database(here.database)
    assert await here.count("SELECT count(*) FROM bank_questions") == len(read_bank())


async def test_a_release_adds_its_new_questions_and_leaves_alone_what_people_wrote(here: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = read_bank()
    monkeypatch.setattr("services.session.seed.read_bank", lambda: shipped[:100])
    await seed_database(here.database)
    rows, _ = await here.bank.page(pb.ListBankQuestionsRequest(page_size=1))
    content = encode_question(rows[0]).content
    content.position = "an unheard-of job"
    await here.bank.update(pb.UpdateBankQuestionRequest(question_id=rows[0]["question_id"], etag="1", content=content), DOER)
    monkeypatch.setattr("services.session.seed.read_bank", lambda: shipped)
    monkeypatch.setattr("services.session.seed.digest_of_shipped", lambda: b"another release")
    await seed_database(here.database)
    assert await here.count("SELECT count(*) FROM bank_questions") == len(shipped)
    assert (await here.bank.get(rows[0]["question_id"]))["position"] == "an unheard-of job"


async def test_the_shipped_bank_and_scenarios_are_loaded_once_and_edits_stay(here: Office) -> None:
    await asyncio.gather(seed_database(here.database), seed_database(here.database))
    counts = "SELECT (SELECT count(*) FROM bank_questions) * 1000 + (SELECT count(*) FROM scenarios)"
    before = await here.count(counts)
    rows, _ = await here.bank.page(pb.ListBankQuestionsRequest(page_size=2))
    retired, edited = rows
    await here.bank.retire(retired["question_id"])
    content = encode_question(edited).content
    content.position = "an unheard-of job"
    await here.bank.update(pb.UpdateBankQuestionRequest(question_id=edited["question_id"], etag="1", content=content), DOER)
    with pytest.raises(QuestionInUse):
        await here.bank.delete(retired["question_id"])
    tasks = await here.count("SELECT count(*) FROM tasks")
    await here.run("TRUNCATE shipped")
    await seed_database(here.database)
    assert await here.count(counts) == before
    assert await here.count("SELECT count(*) FROM tasks") == tasks
    assert (await here.bank.get(retired["question_id"]))["status"] == bank_question_pb2.BANK_QUESTION_STATUS_RETIRED
    assert (await here.bank.get(edited["question_id"]))["position"] == "an unheard-of job"
