"""Row R7: before the decision on a blind posting, no prompt and no reviewer is told name, photo, age, school, region or family."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from google.protobuf.message import Message
from sqlalchemy import text
from viva.contract.v1.options_pb2 import AUDIENCE_MEMBER, ROLE_CANDIDATE, ROLE_RECRUITER, Role
from viva.interview.v1 import evaluation_pb2, report_pb2, transcript_pb2
from viva.llm.v1 import llm_service_pb2 as llm
from viva.resume.v1 import resume_content_pb2 as content_pb
from viva.session.v1 import interview_event_pb2 as event_pb
from viva.session.v1 import interview_service_pb2 as pb
from viva.session.v1 import report_service_pb2 as report_pb

from mesh.caller import Caller, Person, acting_for
from services.session.accounts.domain.audit import Doer
from services.session.database import Database
from services.session.interviews.creating import Creator, InterviewMaker
from services.session.interviews.listing import InterviewReader
from services.session.interviews.live import Who
from services.session.interviews.watching import InterviewWatch
from services.session.reports.servicer import ReportServicer
from services.session.resumes.keeping import Keeper
from services.session.seed import seed_database
from services.session.wakes import Wakes
from tests.integration.interview_rig import ASK, EVALUATE, REPORT, Line, Replica, answer, evaluated, replicas, take
from tests.integration.resumes_rig import Desk, reading, section

TELLING = ("김하늘", "하늘입니다", "1995", "28세", "한빛대학교", "부산", "아버지", "haneul", "사진", "해운대")
WORK = "하늘소프트에서 주문 시스템을 초당 천이백 건까지 늘렸습니다"
ANSWER = f"안녕하세요, 김하늘입니다. 만 28세이고 부산에서 자랐으며 한빛대학교를 나왔습니다. 아버지께 배웠습니다. {WORK}."
PASSAGES = [
    ("김하늘 1995.03.14 haneul@example.kr 사진", [1.0, 0.0]),
    ("한빛대학교 컴퓨터공학", [0.8, 0.6]),
    (f"{WORK}\n김하늘은 부산 해운대구 출신으로 한빛대학교를 나왔다\n아버지는 교사이시다", [0.6, 0.8]),
]
SECTIONS = [
    section(content_pb.SECTION_KIND_HEADER, "김하늘 1995.03.14 사진", name="김하늘", email="haneul@example.kr"),
    section(content_pb.SECTION_KIND_EDUCATION, "한빛대학교 컴퓨터공학", organisation="한빛대학교", major="컴퓨터공학"),
    section(content_pb.SECTION_KIND_EXPERIENCE, *PASSAGES[2][0].split("\n"), organisation="하늘소프트"),
]


@dataclass
class Blind:
    """An interview for a blind posting, with a recruiter who looks at it."""

    replica: Replica
    interview_id: str
    candidate_id: str
    recruiter_id: str

    @property
    def who(self) -> Who:
        return Who(event_pb.Actor(party=event_pb.Actor.PARTY_PERSON, actor_id=self.candidate_id), self.candidate_id)

    def seen_by(self, role: Role.ValueType) -> Any:
        """As the candidate, or as the recruiter, calls."""
        account_id = self.candidate_id if role == ROLE_CANDIDATE else self.recruiter_id
        return acting_for(Caller(authority=Person(account_id, role, "family", expires=2e9)))

    async def take(self, method: str, request: Any) -> tuple[Any, Any]:
        """The next task of a kind, and its request."""
        handout = await take(self.replica, method)
        assert handout is not None
        return handout, request.FromString(handout.request)


@pytest.fixture
async def blind(module_migrated_url: str) -> AsyncIterator[Blind]:
    async with replicas(module_migrated_url, 1) as (replica,):
        await seed_database(replica.database)
        ids = await _world(replica.database)
        desk = Desk(replica.database)
        resume_id = await desk.upload(Keeper(candidate_id=ids["candidate"]))
        await desk.read(resume_id, reading(PASSAGES, SECTIONS))
        creator = Creator(event_pb.Actor(party=event_pb.Actor.PARTY_PERSON, actor_id=ids["candidate"]), ids["candidate"])
        request = pb.CreateInterviewRequest(
            request_id=str(uuid4()), posting_id=ids["posting"], resume_id=resume_id, position="백엔드 개발자"
        )
        made = await InterviewMaker(replica.database).create(request, creator)
        yield Blind(replica, made, ids["candidate"], ids["recruiter"])


async def _world(database: Database) -> dict[str, str]:
    ids = {name: str(uuid4()) for name in ("company", "posting", "recruiter", "candidate")}
    account = (
        "INSERT INTO accounts (account_id, email, username, full_name, role, state, language, create_time, update_time)"
        " VALUES (:id, :mail, :user, :name, :role, 1, 1, now(), now())"
    )
    posting = (
        "INSERT INTO postings VALUES (:posting, :company, '', '백엔드 개발자', '', '', 0, NULL, NULL, 2, '{2,3,15}', '{}', '{}',"
        " NULL, NULL, 1, 3, 2, '', true, 2, 1, now(), now())"
    )
    async with database.work() as work:
        await work.run(text("TRUNCATE tasks, interviews CASCADE"))
        await work.run(
            text("INSERT INTO companies VALUES (:company, 'x', :name, '', '', '', '', 1, now(), now())"), ids | {"name": ids["company"]}
        )
        await work.run(text(account), _person(ids["recruiter"], "김채용", 2))
        await work.run(text(account), _person(ids["candidate"], "김하늘", 1))
        await work.run(text("INSERT INTO company_members VALUES (:company, :recruiter, NULL, now())"), ids)
        await work.run(text(posting), ids)
    return ids


def _person(account_id: str, name: str, role: int) -> dict[str, Any]:
    return {"id": account_id, "mail": f"{account_id}@x.kr", "user": account_id[:8], "name": name, "role": role}


def tells(message: Message) -> set[str]:
    """What of the person a message says, in any field."""
    said = message.SerializeToString().decode("utf-8", "ignore")
    return {word for word in TELLING if word in said}


async def _interviewed(blind: Blind) -> None:
    """Answers what is asked until an Ask task waits."""
    _, question = await blind.replica.live.start(blind.interview_id, blind.who)
    while question is not None:
        response = await blind.replica.live.submit(answer(blind.interview_id, question.question_id, ANSWER), blind.who)
        question = response.question if response.HasField("question") else None


async def test_r7_no_prompt_for_a_question_tells_who_is_asked(blind: Blind) -> None:
    await _interviewed(blind)

    _, request = await blind.take(ASK, llm.AskRequest)

    assert tells(request) == set()
    assert any(WORK in passage for passage in request.context.resume_passages)
    assert WORK in request.context.last_turn.answer


async def test_r7_no_prompt_for_a_reading_tells_who_answered_and_its_citations_are_the_words_that_were_said(blind: Blind) -> None:
    await _interviewed(blind)
    handout, request = await blind.take(EVALUATE, llm.EvaluateRequest)
    assert tells(request) == set()

    await blind.replica.ledger.complete(handout.token, EVALUATE, evaluated(handout))

    async with blind.replica.database.work() as work:
        stored = await work.scalar(text("SELECT content FROM evaluations WHERE interview_id = :id"), {"id": blind.interview_id})
    (criterion,) = evaluation_pb2.Evaluation.FromString(stored).criteria
    assert criterion.citations[0].text == ANSWER


async def test_r7_no_reviewer_is_told_who_was_interviewed_and_the_candidate_reads_every_word(blind: Blind) -> None:
    await _interviewed(blind)
    handout, _ = await blind.take(EVALUATE, llm.EvaluateRequest)
    await blind.replica.ledger.complete(handout.token, EVALUATE, evaluated(handout))
    await _reported(blind)
    reader, watch = InterviewReader(blind.replica.database), InterviewWatch(blind.replica.database, Wakes(""))
    reports, asked = ReportServicer(blind.replica.database), report_pb.GetReportRequest(interview_id=blind.interview_id)  # type: ignore[abstract]
    transcript, doer = pb.ListTranscriptRequest(interview_id=blind.interview_id), Doer(account_id=blind.recruiter_id, method="a test")

    with blind.seen_by(ROLE_RECRUITER):
        shown: list[Message] = [await reader.transcript(transcript, doer), await reader.questions(blind.interview_id, doer)]
        shown += [await reader.get(blind.interview_id, doer), await reports.GetReport(asked, Line())]  # type: ignore[arg-type]
    async for response in watch.follow(blind.interview_id, 0, AUDIENCE_MEMBER):
        shown.append(response)
        if response.event.HasField("ended") or response.event.HasField("report_ready"):
            break

    assert [tells(message) for message in shown] == [set() for _ in shown]
    assert any(WORK.encode() in message.SerializeToString() for message in shown[:1])
    with blind.seen_by(ROLE_CANDIDATE):
        own = await reader.transcript(transcript, Doer(account_id=blind.candidate_id, method="a test"))
    assert ANSWER in [each.text for each in own.lines]


async def test_r7_a_report_is_written_from_covered_words_and_cites_those_that_were_said(blind: Blind) -> None:
    await _interviewed(blind)
    request = await _reported(blind)

    assert tells(request) == set()
    with blind.seen_by(ROLE_CANDIDATE):
        asked = report_pb.GetReportRequest(interview_id=blind.interview_id)
        report = (await ReportServicer(blind.replica.database).GetReport(asked, Line())).report  # type: ignore[abstract, arg-type]
    assert report.strengths[0].citations[0].text == ANSWER[:12]


async def _reported(blind: Blind) -> llm.WriteReportRequest:
    """Ends the interview, lets nothing else be read, and has the report written with a citation of the first answer."""
    await blind.replica.live.move(blind.interview_id, lambda interview, now: interview.complete(at=now), blind.who)
    while (handout := await take(blind.replica, EVALUATE)) is not None:
        await blind.replica.ledger.complete(handout.token, EVALUATE, evaluated(handout))
    handout, request = await blind.take(REPORT, llm.WriteReportRequest)
    said = next(line for line in request.context.transcript if line.speaker == transcript_pb2.SPEAKER_CANDIDATE)
    citation = evaluation_pb2.Citation(line_id=said.line_id, start=0, end=12, text=said.text[:12])
    draft = report_pb2.ReportDraft(summary="분명히 말합니다.", strengths=[evaluation_pb2.Remark(text="분명합니다.", citations=[citation])])
    await blind.replica.ledger.complete(handout.token, REPORT, llm.WriteReportResult(draft=draft).SerializeToString())
    assert isinstance(request, llm.WriteReportRequest)
    return request
