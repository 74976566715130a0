"""Which way through the stages an interview takes: found in the résumé, chosen by whoever makes it, or changed before it begins."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from viva.interview.v1 import language_pb2, stage_pb2
from viva.resume.v1 import resume_content_pb2 as content_pb
from viva.session.v1 import career_pb2, interview_pb2
from viva.session.v1 import interview_event_pb2 as event_pb
from viva.session.v1 import interview_service_pb2 as pb

from services.session.database import Database
from services.session.interviews.choosing import WayChooser
from services.session.interviews.creating import Creator, InterviewMaker
from services.session.interviews.live import LiveInterviews, Who
from services.session.interviews.refusals import InterviewBegun, InterviewUnknown, PositionMissing
from services.session.resumes.keeping import Keeper
from services.session.seed import seed_database
from tests.integration.resumes_rig import Desk, reading, section

STANDARD, CHANGER = stage_pb2.SCENARIO_VARIANT_STANDARD, stage_pb2.SCENARIO_VARIANT_CAREER_CHANGER
FOUND, CREATOR, CHANGED = interview_pb2.VARIANT_CHOICE_FOUND, interview_pb2.VARIANT_CHOICE_CREATOR, interview_pb2.VARIANT_CHOICE_CHANGED
ONE = [("백엔드 경험", [1.0, 0.0])]


@dataclass
class Candidate:
    """Somebody with a session process to talk to."""

    database: Database
    account_id: str = field(default_factory=lambda: str(uuid4()))

    @property
    def who(self) -> Who:
        return Who(event_pb.Actor(party=event_pb.Actor.PARTY_PERSON, actor_id=self.account_id), self.account_id)

    async def resume(self, *, major: str, role: str = "") -> str:
        """A résumé that was read."""
        desk = Desk(self.database)
        resume_id = await desk.upload(Keeper(candidate_id=self.account_id))
        sections = [section(content_pb.SECTION_KIND_EDUCATION, major, major=major)]
        if role:
            sections.append(section(content_pb.SECTION_KIND_EXPERIENCE, role, role=role))
        await desk.read(resume_id, reading(ONE, sections))
        return resume_id

    async def interview(self, **wish: Any) -> interview_pb2.Interview:
        """An interview in English, for a backend engineer unless told."""
        request = {"position": "Backend Engineer", "language": language_pb2.LANGUAGE_ENGLISH, **wish}
        maker = InterviewMaker(self.database)
        made = await maker.create(pb.CreateInterviewRequest(request_id=str(uuid4()), **request), Creator(self.who.actor, self.account_id))
        return await maker.made(made)

    async def choose(self, interview_id: str, variant: stage_pb2.ScenarioVariant.ValueType) -> interview_pb2.Interview:
        request = pb.ChooseVariantRequest(interview_id=interview_id, variant=variant)
        return await WayChooser(self.database).choose(request, self.who)

    async def plan(self, interview_id: str) -> tuple[Any, int, list[str]]:
        """The planned texts, the number of stages with a guide, and the events so far."""
        async with self.database.work() as work:
            plan = await work.scalar(text("SELECT plan FROM interviews WHERE interview_id = :id"), {"id": interview_id})
            stages = await work.scalar(text("SELECT count(*) FROM interview_stages WHERE interview_id = :id"), {"id": interview_id})
            events = await work.all(text("SELECT type FROM events WHERE stream_id = :id ORDER BY sequence"), {"id": interview_id})
        return [stage["text"] for stage in plan], stages, [event["type"] for event in events]


@pytest.fixture
async def somebody(module_migrated_url: str) -> AsyncIterator[Candidate]:
    database = Database.connect(module_migrated_url)
    await seed_database(database)
    yield Candidate(database)
    await database.close()


@pytest.mark.parametrize(
    ("major", "variant", "ground"),
    [
        ("Computer Science", STANDARD, career_pb2.CAREER_GROUND_MAJOR_SAME),
        ("컴공", STANDARD, career_pb2.CAREER_GROUND_MAJOR_SAME),
        ("간호학과", CHANGER, career_pb2.CAREER_GROUND_MAJOR_ELSEWHERE),
        ("Zymurgy", STANDARD, career_pb2.CAREER_GROUND_MAJOR_UNKNOWN),
    ],
)
async def test_f40_a_resume_picks_the_way_and_says_why_in_both_languages(
    somebody: Candidate, major: str, variant: int, ground: int
) -> None:
    resume_id = await somebody.resume(major=major)

    made = await somebody.interview(resume_id=resume_id)

    assert (made.state.variant, made.variant_choice, made.career.variant) == (variant, FOUND, variant)
    assert [reason.ground for reason in made.career.reasons] == [ground]
    (korean, english) = made.career.reasons[0].sentences
    assert korean.language == language_pb2.LANGUAGE_KOREAN and any("가" <= letter <= "힣" for letter in korean.text)
    assert english.language == language_pb2.LANGUAGE_ENGLISH and english.text.replace("é", "e").isascii()


async def test_what_is_told_before_is_what_is_found_when_it_is_made(somebody: Candidate) -> None:
    resume_id = await somebody.resume(major="국문학", role="백엔드 개발자")
    asked = pb.JudgeCareerRequest(resume_id=resume_id, position="Backend Engineer")

    told = await WayChooser(somebody.database).judge(asked)

    assert told == (await somebody.interview(resume_id=resume_id)).career
    assert told.move == career_pb2.CAREER_MOVE_SAME_FIELD
    with pytest.raises(PositionMissing):
        await WayChooser(somebody.database).judge(pb.JudgeCareerRequest(resume_id=resume_id))


async def test_without_a_resume_nothing_can_be_told_and_the_way_is_the_standard_one(somebody: Candidate) -> None:
    made = await somebody.interview()

    assert made.state.variant == STANDARD
    assert (made.career.move, made.career.confidence) == (career_pb2.CAREER_MOVE_UNKNOWN, 0)


async def test_whoever_makes_an_interview_may_choose_otherwise(somebody: Candidate) -> None:
    resume_id = await somebody.resume(major="Computer Science")

    made = await somebody.interview(resume_id=resume_id, variant=CHANGER)

    assert (made.state.variant, made.variant_choice) == (CHANGER, CREATOR)
    assert made.career.variant == STANDARD


async def test_another_way_is_planned_anew_before_the_interview_begins(somebody: Candidate) -> None:
    made = await somebody.interview(resume_id=await somebody.resume(major="Computer Science"))
    before, _, _ = await somebody.plan(made.interview_id)

    changed = await somebody.choose(made.interview_id, CHANGER)
    again = await somebody.choose(made.interview_id, CHANGER)

    texts, stages, events = await somebody.plan(made.interview_id)
    assert (changed.state.variant, changed.variant_choice) == (CHANGER, CHANGED)
    assert (again.state.variant, again.state.sequence) == (CHANGER, changed.state.sequence)
    assert texts != before and len(texts) == stages == changed.stage_count
    assert events == ["created", "variant_chosen"]
    assert texts == (await somebody.plan((await somebody.interview(resume_id=made.resume_id, variant=CHANGER)).interview_id))[0]


async def test_an_english_interview_says_no_korean_word_of_the_resume(somebody: Candidate) -> None:
    resume_id = await somebody.resume(major="영어영문학과")

    english = await somebody.interview(resume_id=resume_id, variant=CHANGER)
    korean = await somebody.interview(resume_id=resume_id, variant=CHANGER, language=language_pb2.LANGUAGE_KOREAN)

    assert not any("영어영문학과" in spoken for spoken in (await somebody.plan(english.interview_id))[0])
    assert any("영어영문학과" in spoken for spoken in (await somebody.plan(korean.interview_id))[0])


async def test_a_started_interview_keeps_its_way(somebody: Candidate) -> None:
    made = await somebody.interview()
    await LiveInterviews(somebody.database, max_live=100).start(made.interview_id, somebody.who)

    assert (await somebody.choose(made.interview_id, STANDARD)).state.variant == STANDARD
    with pytest.raises(InterviewBegun):
        await somebody.choose(made.interview_id, CHANGER)
    with pytest.raises(InterviewUnknown):
        await somebody.choose(str(uuid4()), CHANGER)


async def test_what_is_kept_of_the_judgement_holds_no_word_of_the_resume(somebody: Candidate) -> None:
    made = await somebody.interview(resume_id=await somebody.resume(major="한빛간호학과", role="하늘병원 간호사"))

    async with somebody.database.work() as work:
        kept = await work.scalar(text("SELECT career FROM interviews WHERE interview_id = :id"), {"id": made.interview_id})

    assert not any(word.encode() in kept for word in ("한빛", "간호", "하늘"))
    assert made.career.move == career_pb2.CAREER_MOVE_OTHER_FIELD
