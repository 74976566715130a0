"""What is found in résumés, and by whom, on a real PostgreSQL."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import uuid4

import pytest
from sqlalchemy import text
from viva.contract.v1.options_pb2 import ROLE_ADMIN, ROLE_CANDIDATE
from viva.resume.v1 import passage_pb2
from viva.resume.v1 import resume_content_pb2 as content_pb
from viva.resume.v1.region_pb2 import Region
from viva.session.v1 import blob_service_pb2 as blob_pb
from viva.session.v1 import resume_service_pb2 as pb

from mesh.caller import Caller, Person, acting_for
from services.session.accounts.domain.audit import Doer
from services.session.blobs.servicer import BlobServicer
from services.session.database import Database
from services.session.resumes.blind import HIDDEN, without_what_tells
from services.session.resumes.domain import BlindUntilDecided, ResumeNotReady
from services.session.resumes.encoding import encode_resume
from services.session.resumes.finding import Reader
from services.session.resumes.keeping import Keeper
from services.session.resumes.veil import Veil
from tests.integration.interview_rig import Line, new_interview
from tests.integration.resumes_rig import MODEL, Desk, candidate, reading, section

HEADER, EDUCATION, EXPERIENCE = content_pb.SECTION_KIND_HEADER, content_pb.SECTION_KIND_EDUCATION, content_pb.SECTION_KIND_EXPERIENCE
SECTIONS = [
    section(HEADER, "홍길동 900101", "hong@example.kr", name="홍길동", email="hong@example.kr"),
    section(EDUCATION, "한국대학교 컴퓨터공학 2010~2014", organisation="한국대학교", major="컴퓨터공학", period="2010~2014"),
    section(
        EXPERIENCE,
        "홍길동은 하늘소프트에서 주문 시스템을 만들었다",
        "한국대학교 동문과 일했다",
        "고향은 부산이고 결혼하여 자녀가 둘 있다",
        organisation="하늘소프트",
    ),
]
PASSAGES = [("홍길동 900101", [1.0, 0.0]), ("한국대학교 컴퓨터공학", [0.8, 0.6]), ("하늘소프트에서 주문 시스템을 만들었다", [0.6, 0.8])]


@dataclass
class Company:
    """A company, a recruiter of it, and a posting."""

    company_id: str
    recruiter: Reader
    posting_id: str


@pytest.fixture
async def desk(module_migrated_url: str) -> AsyncIterator[Desk]:
    database = Database.connect(module_migrated_url)
    async with database.work() as work:
        await work.run(
            text("TRUNCATE resumes, blobs, tasks, events, requests, interviews, postings, companies, accounts, audit_entries CASCADE")
        )
    yield Desk(database)
    await database.close()


_INSERTS = (
    "INSERT INTO companies VALUES (:company, :name, :name, '', '', '', '', 1, now(), now())",
    (
        "INSERT INTO accounts (account_id, email, username, full_name, role, state, language, create_time, update_time)"
        " VALUES (:recruiter, :name || '@x.kr', :name, '김채용', 2, 1, 1, now(), now())"
    ),
    "INSERT INTO company_members VALUES (:company, :recruiter, NULL, now())",
    (
        "INSERT INTO postings VALUES (:posting, :company, '', '', '', '', 0, NULL, NULL, 2, '{}', '{}', '{}', NULL, NULL, 1, 3, 1,"
        " '', :is_blind, 2, 1, now(), now())"
    ),
)


async def company(desk: Desk, *, is_blind: bool = False) -> Company:
    ids = {name: str(uuid4()) for name in ("company", "posting", "recruiter")}
    async with desk.database.work() as work:
        for statement in _INSERTS:
            await work.run(text(statement), {**ids, "is_blind": is_blind, "name": ids["company"][:8]})
    reader = Reader(Doer(account_id=ids["recruiter"], method="a test"), member_id=ids["recruiter"])
    return Company(ids["company"], reader, ids["posting"])


async def read_resume(desk: Desk) -> str:
    resume_id = await desk.upload(candidate())
    await desk.read(resume_id, reading(PASSAGES, SECTIONS))
    return resume_id


async def interviewed(desk: Desk, resume_id: str, where: Company) -> None:
    interview_id = await new_interview(desk.database)
    async with desk.database.work() as work:
        change = text("UPDATE interviews SET resume_id = :r, company_id = :c, posting_id = :p WHERE interview_id = :i")
        await work.run(change, {"r": resume_id, "c": where.company_id, "p": where.posting_id, "i": interview_id})


async def find_passages(desk: Desk, resume_id: str, query: str = "주문", **more: object) -> list[pb.FoundPassage]:
    response = await desk.finder.passages(pb.FindPassagesRequest(resume_id=resume_id, query=query, **more))  # type: ignore[arg-type]
    return list(response.passages)


async def test_a_passage_is_found_by_its_words_with_its_place_on_the_paper(desk: Desk) -> None:
    found = await find_passages(desk, await read_resume(desk), "주문을 받는 시스템")
    assert [hit.passage.text for hit in found] == ["하늘소프트에서 주문 시스템을 만들었다"]
    assert found[0].passage.section == EXPERIENCE
    assert found[0].passage.regions[0].page == 1
    assert list(found[0].found.matched_words) == ["주문", "시스템을"]


async def test_a_passage_is_found_by_its_meaning(desk: Desk) -> None:
    embedding = passage_pb2.Embedding(model=MODEL, vector=[0.0, 1.0])
    found = await find_passages(desk, await read_resume(desk), "zzz", embedding=embedding, limit=2)
    assert [(hit.passage.ordinal, hit.found.meaning_rank, hit.found.words_rank) for hit in found] == [(2, 1, 0), (1, 2, 0)]


async def test_a_search_stays_in_the_sections_that_were_named(desk: Desk) -> None:
    embedding = passage_pb2.Embedding(model=MODEL, vector=[0.0, 1.0])
    found = await find_passages(desk, await read_resume(desk), embedding=embedding, sections=[EDUCATION])
    assert [hit.passage.section for hit in found] == [EDUCATION]


async def test_nothing_is_found_in_anothers_resume(desk: Desk) -> None:
    await read_resume(desk)
    assert await find_passages(desk, await desk.upload(candidate())) == []


async def test_a_resume_that_was_never_read_says_so(desk: Desk) -> None:
    resume_id = await desk.upload(candidate())
    with pytest.raises(ResumeNotReady) as refused:
        await desk.finder.content(resume_id, Reader(Doer()))
    assert refused.value.facts == {"state": "PENDING"}


async def test_a_recruiter_searches_only_the_companys_own_candidates(desk: Desk) -> None:
    one, other = await company(desk), await company(desk)
    mine, theirs = await read_resume(desk), await read_resume(desk)
    await interviewed(desk, mine, one)
    await interviewed(desk, mine, one)
    await interviewed(desk, theirs, other)
    found = await desk.finder.resumes(pb.FindResumesRequest(company_id=one.company_id, query="주문 시스템"), one.recruiter)
    assert [(hit.resume_id, hit.passage.ordinal) for hit in found.passages] == [(mine, 2)]


async def test_each_resume_is_found_once_by_its_best_passage(desk: Desk) -> None:
    one, resume_id = await company(desk), await read_resume(desk)
    await interviewed(desk, resume_id, one)
    request = pb.FindResumesRequest(
        company_id=one.company_id, query="주문", embedding=passage_pb2.Embedding(model=MODEL, vector=[0.6, 0.8])
    )
    found = await desk.finder.resumes(request, one.recruiter)
    assert [hit.passage.ordinal for hit in found.passages] == [2]


async def test_what_a_recruiter_reads_is_written_down_and_what_the_candidate_reads_is_not(desk: Desk) -> None:
    one, resume_id = await company(desk), await read_resume(desk)
    await interviewed(desk, resume_id, one)
    await desk.finder.content(resume_id, Reader(Doer()))
    assert await desk.count("SELECT count(*) FROM audit_entries") == 0
    await desk.finder.content(resume_id, one.recruiter)
    await desk.finder.original(resume_id, one.recruiter)
    await desk.finder.resumes(pb.FindResumesRequest(company_id=one.company_id, query="주문 시스템"), one.recruiter)
    entries = "SELECT count(*) FROM audit_entries e JOIN resumes r ON r.candidate_id = e.subject_id WHERE e.resource_id = r.resume_id::text"
    assert await desk.count(entries) == 3
    admin = Reader(Doer(account_id=str(uuid4()), method="a test"))
    await desk.finder.content(resume_id, admin)
    await desk.finder.is_blind(resume_id, admin)
    await desk.resumes.page(pb.ListResumesRequest(), Keeper(is_admin=True), admin.doer)
    assert await desk.count(entries) == 6


async def test_a10_an_admin_who_has_a_service_read_a_file_stands_in_the_log(desk: Desk) -> None:
    resume_id = await read_resume(desk)
    async with desk.database.work() as work:
        row = await work.one(text("SELECT blob_id::text, candidate_id::text FROM resumes WHERE resume_id = :id"), {"id": resume_id})
    assert row is not None
    for account_id, role in ((str(uuid4()), ROLE_ADMIN), (row["candidate_id"], ROLE_CANDIDATE)):
        with acting_for(Caller(authority=Person(account_id, role, "family", expires=4e9))):
            request = blob_pb.GetBlobRequest(blob_id=row["blob_id"])
            await anext(aiter(BlobServicer(desk.database, desk.blobs).GetBlob(request, Line())))  # type: ignore[arg-type]
    entries = "SELECT count(*) FROM audit_entries WHERE subject_id = :candidate AND resource_id = :blob"
    assert await desk.count(entries, candidate=row["candidate_id"], blob=row["blob_id"]) == 1


async def test_r7_a_blind_copy_tells_nothing_of_the_person(desk: Desk) -> None:
    one, resume_id = await company(desk, is_blind=True), await read_resume(desk)
    await interviewed(desk, resume_id, one)
    copy = await desk.finder.content(resume_id, one.recruiter)
    assert copy.is_blind
    said = copy.content.SerializeToString().decode("utf-8", "ignore")
    for telling in ("홍길동", "hong@example.kr", "900101", "한국대학교", "2010", "부산", "자녀"):
        assert telling not in said
    for kept in ("컴퓨터공학", "주문 시스템을 만들었다", "하늘소프트"):
        assert kept in said


def test_r7_a_blind_copy_says_that_something_is_hidden_and_not_what() -> None:
    hidden = content_pb.HiddenText(text="홍길동 만세", reason=content_pb.HIDDEN_REASON_TINY, region=Region(page=1))

    (told,) = without_what_tells(content_pb.ResumeContent(hidden_texts=[hidden]), Veil()).hidden_texts

    assert (told.text, told.reason, told.region.page) == (HIDDEN, content_pb.HIDDEN_REASON_TINY, 1)


async def test_r7_a_blind_file_is_not_handed_out_and_its_name_not_told(desk: Desk) -> None:
    one, resume_id = await company(desk, is_blind=True), await read_resume(desk)
    await interviewed(desk, resume_id, one)
    with pytest.raises(BlindUntilDecided):
        await desk.finder.original(resume_id, one.recruiter)
    is_blind = await desk.finder.is_blind(resume_id, one.recruiter)
    assert encode_resume(await desk.resumes.get(resume_id), is_blind=is_blind).file_name == "resume.pdf"


async def test_r7_blindness_is_for_reviewers_and_engines_and_not_for_the_candidate(desk: Desk) -> None:
    blind, open_one, resume_id = await company(desk, is_blind=True), await company(desk), await read_resume(desk)
    await interviewed(desk, resume_id, blind)
    await interviewed(desk, resume_id, open_one)
    embedding = passage_pb2.Embedding(model=MODEL, vector=[1.0, 0.0])
    assert {hit.passage.section for hit in await find_passages(desk, resume_id, embedding=embedding)} == {EXPERIENCE}
    request = pb.FindResumesRequest(company_id=blind.company_id, query="학교", embedding=embedding)
    assert {hit.passage.section for hit in (await desk.finder.resumes(request, blind.recruiter)).passages} == {EXPERIENCE}
    assert not (await desk.finder.content(resume_id, Reader(Doer()))).is_blind
    assert not (await desk.finder.content(resume_id, open_one.recruiter)).is_blind


async def test_r7_a_blind_passage_is_found_with_what_tells_covered_in_place(desk: Desk) -> None:
    blind, resume_id = await company(desk, is_blind=True), await desk.upload(candidate())
    words = "하늘소프트에서 주문 시스템을 만들었다\n홍길동은 부산에서 한국대학교를 나왔다\n010-1234-5678"
    await desk.read(resume_id, reading([PASSAGES[0], PASSAGES[1], (words, [0.6, 0.8])], SECTIONS))
    await interviewed(desk, resume_id, blind)

    (found,) = await find_passages(desk, resume_id)
    request = pb.FindResumesRequest(company_id=blind.company_id, query="주문 시스템")
    (hit,) = (await desk.finder.resumes(request, blind.recruiter)).passages

    assert found.passage.text == hit.passage.text == "하늘소프트에서 주문 시스템을 만들었다\n○○○은 ○○에서 ○○○○○를 나왔다"


@pytest.mark.parametrize("query", ["홍길동", "한국대학교 주문", "부산 주문 시스템", "주문 아버지"])
async def test_r7_whoever_looks_for_what_is_covered_finds_no_blind_resume(desk: Desk, query: str) -> None:
    blind, open_one, resume_id = await company(desk, is_blind=True), await company(desk), await read_resume(desk)
    await interviewed(desk, resume_id, blind)
    await interviewed(desk, resume_id, open_one)
    embedding = passage_pb2.Embedding(model=MODEL, vector=[0.6, 0.8])

    asked = [pb.FindResumesRequest(company_id=one.company_id, query=query, embedding=embedding) for one in (blind, open_one)]

    assert not (await desk.finder.resumes(asked[0], blind.recruiter)).passages
    assert (await desk.finder.resumes(asked[1], open_one.recruiter)).passages


async def test_r7_of_a_blind_file_only_places_that_tell_nothing_may_be_drawn(desk: Desk) -> None:
    blind, open_one, resume_id = await company(desk, is_blind=True), await company(desk), await read_resume(desk)
    await interviewed(desk, resume_id, blind)
    await interviewed(desk, resume_id, open_one)

    _, blindly = await desk.finder.pages(resume_id, blind.recruiter)
    _, openly = await desk.finder.pages(resume_id, open_one.recruiter)

    assert (openly.is_blind, len(openly.shown), len(openly.hidden)) == (False, 0, 0)
    # Head, school, and three lines of work, each of which names somebody or something: none may be seen as it stands.
    assert blindly.is_blind and len(blindly.shown) == 0
    assert len(blindly.hidden) == sum(len(entry.lines) for each in SECTIONS for entry in each.entries)


async def test_r7_of_a_word_processors_file_the_lines_are_sent_covered_and_no_bytes(desk: Desk) -> None:
    blind, open_one, resume_id = await company(desk, is_blind=True), await company(desk), await read_resume(desk)
    await interviewed(desk, resume_id, blind)
    await interviewed(desk, resume_id, open_one)
    async with desk.database.work() as work:
        await work.run(text("UPDATE resumes SET document_type = 2 WHERE resume_id = :r"), {"r": resume_id})

    _, blindly = await desk.finder.pages(resume_id, blind.recruiter)
    _, openly = await desk.finder.pages(resume_id, open_one.recruiter)

    assert [line.text for line in openly.typeset.lines] == [
        line.text for each in SECTIONS for entry in each.entries for line in entry.lines
    ]
    drawn = "\n".join(line.text for line in blindly.typeset.lines)
    assert blindly.is_blind and drawn and not any(word in drawn for word in ("홍길동", "한국대학교", "부산", "아버지"))
    assert not blindly.shown and not blindly.hidden
